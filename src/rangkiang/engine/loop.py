"""The rules of a scheme written as loops over columns that the compiler turns into vector instructions.

Rows are taken by blocks that fit the processor's cache. Of each block the facts are first checked against their bounds,
so no result can leave 64 bits unseen; then come the records (children, losses), each worked out and gathered per row;
then, for each segment of time that has a day in the block, straight-line arithmetic without a branch. A segment holds
the days between two changes of law: its rules are folded until only what the given columns leave open remains.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from rangkiang.law.errors import InvalidCase, InvalidLaw
from rangkiang.law.evaluation import unsure
from rangkiang.law.months import LAST_YEAR
from rangkiang.law.parameters import amount, facts, parameters
from rangkiang.law.rules import REGISTRY, Gather, Rule, in_force, plain
from rangkiang.law.scheme import Scheme, doubts

from .fold import constant, expression, names

BLOCK = 512  # rows; with their records and results they stay in the second-level cache
REFUSED = 3  # a fact outside its bounds, or a day without law, somewhere in this block
EPOCH, LAST_DAY = date(1970, 1, 1), date(LAST_YEAR, 12, 31)
COUNTED = {"children": "jumlah_anak", "losses": "jumlah_cacat"}  # facts that the records themselves say
MOST_LARGEST = 8
DATE_PARTS = """\
z = day + 719468
era = z // 146097
doe = z - era * 146097
yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
mp = (5 * doy + 2) // 153
month = mp + 3 if mp < 10 else mp - 9
year = yoe + era * 400 + (1 if month <= 2 else 0)
"""  # day number to calendar, Howard Hinnant's days_from_civil turned round
DERIVED = {
    "tanggal_kejadian": "year * 10000 + month * 100 + doy - (153 * mp + 2) // 5 + 1",
    "bulan": "year * 100 + month",
}
Given = Mapping[str, Collection[str]]  # the fact columns of the rows (under "") and of each group of records


@dataclass(slots=True)
class Phase:
    """A loop that gathers the records of each row into one number, for the segments that ask for it."""

    place: int
    since: date
    until: date | None = None


@dataclass(slots=True)
class Segment:
    """The law from a day on, up to the next segment: the body of a loop over rows, and what it reads."""

    since: date
    lines: list[str] = field(default_factory=list)
    constants: dict[str, ast.expr] = field(default_factory=dict)
    phases: list[str] = field(default_factory=list)


class _Writer:
    """The lines of one loop body: every name becomes a variable or a constant, each worked out once."""

    prefix = "v_"

    def __init__(self, scheme: Scheme, segment: Segment, given: Given, phases: dict[str, Phase]) -> None:
        self.scheme, self.segment, self.given, self.phases = scheme, segment, given, phases
        self.day = segment.since
        self.known: dict[str, ast.expr] = {}
        self.lines: list[str] = []

    def value(self, name: str) -> ast.expr:
        if name not in self.known:
            found = self.known[name] = self._work_out(name)
            if isinstance(found, ast.Constant) and self.prefix == "v_":
                self.segment.constants[name] = found
        return self.known[name]

    def _work_out(self, name: str) -> ast.expr:
        if name in self.scheme.says:
            return constant(self.scheme.says[name])
        if name in self.given[""] or (name in COUNTED.values() and _counts(name) in self.given):
            return ast.Name(f"f_{name}")
        if name in REGISTRY:
            entry = in_force(name, self.day)
            if entry is None:
                raise InvalidLaw(f"no rule {name} on {self.day}")
            return self._gathered(entry, entry.gather) if entry.gather else self._settle(entry)
        if name in parameters():
            return constant(amount(name, self.day))
        declared = facts()[name]
        return ast.Name(f"f_{name}") if declared.default is None else constant(declared.default)

    def _settle(self, entry: Rule) -> ast.expr:
        """The rule folded; only the needs that are left are worked out, and the result gets a variable."""
        body = plain(entry.function)
        known = {need: self._sure(need) for need in entry.needs}
        left = names(expression(body, {need: value for need, value in known.items() if value}))
        done = {need: self.value(need) for need in entry.needs if need in left}
        folded = expression(body, {need: done.get(need) or known[need] or constant(0) for need in entry.needs})
        if isinstance(folded, ast.Constant | ast.Name):
            return folded
        self.lines.append(f"{self.prefix}{entry.name} = {ast.unparse(folded)}")
        return ast.Name(f"{self.prefix}{entry.name}")

    def _sure(self, need: str) -> ast.expr | None:
        """A need that is a constant in this segment without working out anything else."""
        found = self.known.get(need) or self.segment.constants.get(need)
        if found and isinstance(found, ast.Constant):
            return found
        if need in self.scheme.says:
            return constant(self.scheme.says[need])
        if need in REGISTRY or need in self.given[""] or need in COUNTED.values():
            return None
        if need in parameters():
            return constant(amount(need, self.day))
        declared = facts()[need]
        records = self.given.get(declared.records, ()) if declared.records else ()
        return None if declared.default is None or need in records else constant(declared.default)

    def _gathered(self, entry: Rule, how: Gather) -> ast.expr:
        most = amount(how.count, self.day) if isinstance(how.count, str) else how.count
        if most > MOST_LARGEST:
            raise InvalidLaw(f"rule {entry.name}: at most the {MOST_LARGEST} largest are gathered")
        tops = [f"top{at}" for at in range(most)]
        keep = [f"{top}, w = max({top}, w), min({top}, w)" for top in tops]
        return self.gather(how.records, [how.of], " + ".join(tops) or "all", tops or ["all"], keep or ["all += w"])

    def gather(
        self, group: str, of: Sequence[str], result: str, starts: Sequence[str], keep: Sequence[str]
    ) -> ast.expr:
        """What the phase that joins ``of`` over a row's records comes to: a place that the row reads."""
        if group not in self.given:
            return constant(0)
        inside = _Inside(self, group)
        values = [value for name in of if not _is_zero(value := inside.value(name))]
        if not values:
            return constant(0)
        lines = inside.loop(" | ".join(ast.unparse(value) for value in values))
        lines += ["for i in range(low, high):", *(f"    {start} = 0" for start in starts)]
        lines += [f"    for j in range(n_{group}[i] - base, n_{group}[i + 1] - base):", f"        w = each_{group}[j]"]
        lines += [*(f"        {line}" for line in keep), f"    PLACE[i - low] = {result}"]
        text = "\n".join(lines)
        phase = self.phases.setdefault(text, Phase(len(self.phases) * BLOCK, self.day))
        self.segment.phases.append(text)
        self.lines.append(f"s_{phase.place} = gathered[{phase.place} + i - low]")
        return ast.Name(f"s_{phase.place}")


class _Inside(_Writer):
    """The body of a loop over records: their facts, the rules that hold for each, and what their row knows."""

    prefix = "w_"

    def __init__(self, row: _Writer, group: str) -> None:
        super().__init__(row.scheme, row.segment, row.given, row.phases)
        self.group = group
        self.row = _Writer(row.scheme, row.segment, row.given, row.phases)

    def loop(self, result: str) -> list[str]:
        """The loop that writes ``result`` of each record to its place; over rows only if a record asks its row."""
        n, reads = f"n_{self.group}", _variables([*self.lines, f"w = {result}"])
        body = [f"    g_{name[2:]} = signed(r_{name[2:]}[j])" for name in sorted(reads) if name.startswith("g_")]
        body += [f"    {line}" for line in self.lines] + [f"    each_{self.group}[j - base] = {result}"]
        head = [f"base = {n}[low]"]
        asked = sorted(_variables(self.row.lines) | reads)
        of_row = [*fact_lines([name[2:] for name in asked if name.startswith("f_")], self.given[""]), *self.row.lines]
        if not of_row:
            return [*head, f"for j in range({n}[low], {n}[high]):", *body]
        head += ["for i in range(low, high):", *(f"    {line}" for line in of_row)]
        return [*head, f"    for j in range({n}[i], {n}[i + 1]):", *(f"    {line}" for line in body)]

    def _work_out(self, name: str) -> ast.expr:
        declared = facts().get(name)
        if name in self.given[self.group]:
            return ast.Name(f"g_{name}")
        if name in REGISTRY and REGISTRY[name][0].each == self.group:
            entry = in_force(name, self.day)
            if entry is None:
                raise InvalidLaw(f"no rule {name} on {self.day}")
            return self._settle(entry)
        if declared and declared.records == self.group:
            return ast.Name(f"g_{name}") if declared.default is None else constant(declared.default)
        return self.row.value(name)


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not node.value


def _counts(fact: str) -> str:
    return next(records for records, name in COUNTED.items() if name == fact)


def _variables(lines: Sequence[str]) -> set[str]:
    return {node.id for node in ast.walk(ast.parse("\n".join(lines))) if isinstance(node, ast.Name)}


def fact_lines(needed: Sequence[str], columns: Collection[str]) -> list[str]:
    """How a row's facts are read: from their column, from the offsets of its records, or from its day."""
    lines = ["day = signed(days[i])"] if needed else []
    if any(name in DERIVED and name not in columns for name in needed):
        lines += DATE_PARTS.splitlines()
    for name in needed:
        if name in columns:
            lines.append(f"f_{name} = signed(c_{name}[i])")
        elif name in DERIVED:
            lines.append(f"f_{name} = {DERIVED[name]}")
        elif name in COUNTED.values():
            lines.append(f"f_{name} = n_{_counts(name)}[i + 1] - n_{_counts(name)}[i]")
    return lines


def segments(scheme: Scheme, parts: Sequence[str], given: Given) -> tuple[list[Segment], dict[str, Phase]]:
    """The law of a scheme, segment by segment, oldest first, and the phases that gather records for them."""
    found: list[Segment] = []
    phases: dict[str, Phase] = {}
    for day in sorted(set(_changes(scheme, parts))):
        if in_force(scheme.cover or scheme.parts[parts[0]], day) is None:
            continue
        before = dict(phases)
        segment = _segment(scheme, parts, Segment(day), given, phases)
        if found and segment.lines == found[-1].lines and phases == before:
            continue  # what changed that day does not reach these parts
        found.append(segment)
    for segment, until in zip(found, [*(one.since for one in found[1:]), LAST_DAY + timedelta(days=1)], strict=True):
        for text in segment.phases:
            phases[text].until = until
    return found, phases


def _segment(scheme: Scheme, parts: Sequence[str], segment: Segment, given: Given, phases: dict[str, Phase]) -> Segment:
    row = _Writer(scheme, segment, given, phases)
    cover = row.value(scheme.cover) if scheme.cover else constant(1)
    row.lines.append("asked = 0")
    values = {part: _part(row, scheme, part) for part in parts}
    open_doubts = doubts(scheme, segment.since, cover=False)
    for one in open_doubts:
        if not one.each:
            row.lines.append(f"asked |= {ast.unparse(row.value(one.name))}")
    for group in {one.each: None for one in open_doubts if one.each}:
        each = [one.name for one in open_doubts if one.each == group]
        found = row.gather(group, each, "any_", ["any_"], ["any_ |= w"])
        row.lines += [] if _is_zero(found) else [f"asked |= {ast.unparse(found)}"]
    told = {f"out_{part}": ast.unparse(value) for part, value in values.items()}
    told["out_total"] = " + ".join(told.values()) or "0"
    told["decision"] = "2 if asked else 1"
    covered, always = ast.unparse(cover), isinstance(cover, ast.Constant) and cover.value == 1
    for target, value in told.items():
        otherwise = covered if target == "decision" else "0"
        said = value if always else f"({value}) if {covered} == 1 else {otherwise}"
        row.lines.append(f"{target}[i] = ({said}) if inside else {target}[i]")
    segment.lines = row.lines
    return segment


def _part(row: _Writer, scheme: Scheme, part: str) -> ast.expr:
    rule = scheme.parts[part]
    if in_force(rule, row.day) is None:
        return constant(0)
    value = row.value(rule)
    if scheme.benefit and unsure(rule, row.day, dict.fromkeys(row.given[""], 0)):
        row.lines.append(f"asked |= ({ast.unparse(value)}) != 0")
        return constant(0)
    return value


def _changes(scheme: Scheme, parts: Sequence[str]) -> Iterator[date]:
    """Every day on which a rule or number below the scheme begins, or the day after it ends."""
    told = [name for name, entries in REGISTRY.items() if scheme.name in entries[0].schemes]
    todo, seen = [scheme.cover, *(scheme.parts[part] for part in parts), *told], set[str]()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        spans = [(rule.valid_from, rule.valid_to) for rule in REGISTRY.get(name, ())]
        spans += [(value.since, value.until) for value in parameters()[name].values] if name in parameters() else []
        for since, until in spans:
            yield since
            if until:
                yield until + timedelta(days=1)
        todo += [need for rule in REGISTRY.get(name, ()) for need in (*rule.needs, rule.reading) if need]


@dataclass(frozen=True, slots=True)
class Loop:
    """The text of ``kernel(start, stop, *takes, *scratch)``: its columns, then arrays of its own with their lengths.

    ``days``: the first and the last day with law, since 1970.
    """

    text: str
    takes: tuple[str, ...]
    scratch: Mapping[str, int]
    days: tuple[int, int]


def source(scheme: Scheme, parts: Sequence[str], given: Given) -> Loop:
    """The loop of a scheme for these columns. ``m_`` of a group holds how many records it has.

    Raises InvalidCase for a fact without default that the rules read and nobody gives.
    """
    found, phases = segments(scheme, parts, given)
    read = set().union(*(_variables(segment.lines) for segment in found), *(_variables([text]) for text in phases))
    facts_read = sorted(name[2:] for name in read if name.startswith("f_"))
    records_read = {group: sorted(name for name in given[group] if f"r_{name}" in read) for group in given if group}
    _check_needed(facts_read, read, given)
    columns = [name for name in facts_read if name in given[""]]
    groups = [g for g in records_read if records_read[g] or (COUNTED[g] in facts_read and COUNTED[g] not in columns)]
    scratch = {f"each_{group}": BLOCK * facts()[COUNTED[group]].most for group in groups if records_read[group]}
    scratch |= {"gathered": BLOCK * len(phases)} if phases else {}
    takes = ["days", *(f"c_{name}" for name in columns)]
    for group in groups:
        takes += [f"n_{group}", f"m_{group}", *(f"r_{name}" for name in records_read[group])]
    takes += [*(f"out_{part}" for part in (*parts, "total")), "decision"]
    lines = [f"def kernel({', '.join(['start', 'stop', *takes, *scratch])}):"]
    body = _checks(found[0].since, columns, {group: records_read[group] for group in groups})
    for text, phase in phases.items():
        assert phase.until
        place = text.replace("PLACE[", f"gathered[{phase.place} + ")
        body += [f"if {_has_day(phase.since, phase.until)}:", *(f"    {line}" for line in place.splitlines())]
    ends = [*(segment.since for segment in found[1:]), LAST_DAY + timedelta(days=1)]
    for segment, until in zip(found, ends, strict=True):
        needed = sorted(name[2:] for name in _variables(segment.lines) if name.startswith("f_"))
        reads = fact_lines(needed, given[""]) or ["day = signed(days[i])"]
        inside = f"inside = (day >= {_number(segment.since)}) & (day < {_number(until)})"
        body += [f"if {_has_day(segment.since, until)}:", "    for i in range(low, high):"]
        body += [f"        {line}" for line in (*reads, inside, *segment.lines)]
    lines += [f"    for low in range(start, stop, {BLOCK}):", f"        high = min(low + {BLOCK}, stop)"]
    lines += [f"        {line}" for line in body]
    return Loop("\n".join([*lines, ""]), tuple(takes), scratch, (_number(found[0].since), _number(LAST_DAY)))


def _checks(since: date, columns: Sequence[str], records: Mapping[str, Sequence[str]]) -> list[str]:
    """Refuse a block with a fact outside its bounds: a number is within them if no difference to them is negative."""
    tests = [test for name in columns for test in _within(name, f"signed(c_{name}[i])")]
    tests += [f"day - {_number(since)}", f"{_number(LAST_DAY)} - day"]
    for group in records:
        tests += _within(COUNTED[group], f"(n_{group}[i + 1] - n_{group}[i])")
        tests += [f"n_{group}[i]", f"m_{group}[0] - n_{group}[i + 1]"]
    lines = ["wrong = 0", f"first = {_number(LAST_DAY)}", "last = 0", "for i in range(low, high):"]
    lines += ["    day = signed(days[i])", "    first = min(first, day)", "    last = max(last, day)"]
    lines += [f"    wrong |= {' | '.join(f'({test})' for test in tests)}"]
    refuse = ["if wrong < 0:", f"    decision[low] = {REFUSED}", "    continue"]
    for group, names_read in records.items():
        if names_read:
            lines += refuse  # the offsets are good: now the records may be read
            tests = [test for name in names_read for test in _within(name, f"signed(r_{name}[j])")]
            lines += [f"for j in range(n_{group}[low], n_{group}[high]):"]
            lines += [f"    wrong |= {' | '.join(f'({test})' for test in tests)}"]
    return [*lines, *refuse]


def _within(name: str, value: str) -> list[str]:
    declared = facts()[name]
    return [f"{value} - {declared.least}" if declared.least else value, f"{declared.most} - {value}"]


def _has_day(since: date, until: date) -> str:
    return f"first < {_number(until)} and last >= {_number(since)}"


def _number(day: date) -> int:
    return (day - EPOCH).days


def _check_needed(facts_read: Sequence[str], read: Collection[str], given: Given) -> None:
    for name in facts_read:
        counted = name in COUNTED.values() and _counts(name) in given
        if name not in given[""] and name not in DERIVED and not counted:
            raise InvalidCase(name, f"is missing: {facts()[name].label_en}")
    known = {name for group, some in given.items() if group for name in some}
    for name in sorted(name[2:] for name in read if name.startswith("r_")):
        if name not in known:
            raise InvalidCase(name, f"is missing: {facts()[name].label_en}")
