"""The rules of a scheme written as one loop over columns: straight-line arithmetic, per segment of time.

A segment holds the days between two changes of law. Its rules are folded until only what the given columns leave open
remains; every name is worked out once. Each fact is checked against its declared bounds in the same loop, so no result
can leave 64 bits unseen, and records are read only where the offsets of their row stay inside the columns.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from rangkiang.law.errors import InvalidCase, InvalidLaw
from rangkiang.law.evaluation import unsure
from rangkiang.law.months import LAST_YEAR
from rangkiang.law.parameters import amount, facts, parameters
from rangkiang.law.rules import REGISTRY, Gather, Rule, in_force, plain
from rangkiang.law.scheme import Scheme, doubts

from .fold import always, constant, expression, names

REFUSED = 3  # a fact outside its bounds, or a day without law
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


@dataclass(slots=True)
class Segment:
    """The law between two changes, as lines of a loop body."""

    since: date
    needs: set[str] = field(default_factory=set)
    record_needs: dict[str, set[str]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


class _Writer:
    """Writes one segment: every name becomes a variable or a constant, each worked out once."""

    def __init__(self, scheme: Scheme, parts: Sequence[str], day: date, given: Mapping[str, Collection[str]]) -> None:
        self.scheme, self.parts, self.day, self.given = scheme, parts, day, given
        self.segment = Segment(day)
        self.known: dict[str, ast.expr] = {}
        self._indent = " " * 12

    def write(self) -> Segment:
        cover = self._value(self.scheme.cover) if self.scheme.cover else constant(1)
        if not isinstance(cover, ast.Constant):
            self._line(f"if {ast.unparse(cover)} != 1:")
            self.segment.lines += [f"{self._indent}    out_{part}[i] = 0" for part in (*self.parts, "total")]
            self.segment.lines += [
                f"{self._indent}    decision[i] = {ast.unparse(cover)}",
                f"{self._indent}    continue",
            ]
        self._line("asked = 0")
        self._line("bad = False")
        values = {part: self._part(part) for part in self.parts}
        for one in doubts(self.scheme, self.day, cover=False):
            self._ask(one)
        for part, value in values.items():
            self._line(f"out_{part}[i] = {ast.unparse(value)}")
        self._line(f"out_total[i] = {' + '.join(ast.unparse(value) for value in values.values()) or '0'}")
        self._line(f"decision[i] = {REFUSED} if bad else 2 if asked else 1")
        return self.segment

    def _part(self, part: str) -> ast.expr:
        rule = self.scheme.parts[part]
        if in_force(rule, self.day) is None:
            return constant(0)
        value = self._value(rule)
        if self.scheme.benefit and unsure(rule, self.day, dict.fromkeys(self.given[""], 0)):
            self._line(f"asked |= ({ast.unparse(value)}) != 0")
            return constant(0)
        return value

    def _ask(self, one: Rule) -> None:
        if not one.each:
            self._line(f"asked |= {ast.unparse(self._value(one.name))}")
            return
        inside = _Inside(self, one.each)
        value = inside.value(one.name)
        if not isinstance(value, ast.Constant):
            inside.loop([f"asked |= {ast.unparse(value)}"])

    def _line(self, text: str) -> None:
        self.segment.lines.append(f"{self._indent}{text}")

    def _value(self, name: str) -> ast.expr:
        if name not in self.known:
            self.known[name] = self._work_out(name)
        return self.known[name]

    def _work_out(self, name: str) -> ast.expr:
        if name in self.scheme.says:
            return constant(self.scheme.says[name])
        if name in self.given[""] or (name in COUNTED.values() and _counts(name) in self.given):
            return self._fact(name)
        if name in REGISTRY:
            entry = in_force(name, self.day)
            if entry is None:
                raise InvalidLaw(f"no rule {name} on {self.day}")
            return self._gather(entry, entry.gather) if entry.gather else self._rule(entry)
        if name in parameters():
            return constant(amount(name, self.day))
        declared = facts()[name]
        return self._fact(name) if declared.default is None else constant(declared.default)

    def _fact(self, name: str) -> ast.expr:
        return ast.Name(f"f_{name}")

    def _rule(self, entry: Rule) -> ast.expr:
        return self._settle(entry.name, entry, self._value, "v_")

    def _settle(self, name: str, entry: Rule, look: Callable[[str], ast.expr], prefix: str) -> ast.expr:
        """The rule folded; only the needs that are left are worked out, and the result gets a variable."""
        body = plain(entry.function)
        known = {need: self._sure(need, entry) for need in entry.needs}
        left = names(expression(body, {need: value for need, value in known.items() if value}))
        done = {need: look(need) for need in entry.needs if need in left}
        folded = expression(body, {need: done.get(need) or known[need] or constant(0) for need in entry.needs})
        if isinstance(folded, ast.Constant | ast.Name):
            return folded
        self._line(f"{prefix}{name} = {ast.unparse(folded)}")
        return ast.Name(f"{prefix}{name}")

    def _sure(self, need: str, entry: Rule) -> ast.expr | None:
        """A need that is a constant in this segment without working out anything else."""
        if need in self.known and isinstance(self.known[need], ast.Constant):
            return self.known[need]
        if need in self.scheme.says:
            return constant(self.scheme.says[need])
        if need in REGISTRY or need in self.given[""] or need in COUNTED.values():
            return None
        if need in parameters():
            return constant(amount(need, self.day))
        declared = facts()[need]
        records = self.given.get(declared.records, ()) if declared.records else ()
        return None if declared.default is None or need in records else constant(declared.default)

    def _gather(self, entry: Rule, how: Gather) -> ast.expr:
        if how.records not in self.given:
            return constant(0)
        most = amount(how.count, self.day) if isinstance(how.count, str) else how.count
        if most > MOST_LARGEST:
            raise InvalidLaw(f"rule {entry.name}: at most the {MOST_LARGEST} largest are gathered")
        guards = [self._value(name) for name in sorted(self._guards(entry.name))]
        inside = _Inside(self, how.records)
        value = ast.unparse(inside.value(how.of))
        tops = [f"t{at}_{entry.name}" for at in range(most)] or [f"t_{entry.name}"]
        for top in tops:
            self._line(f"{top} = 0")
        keeps = [f"w = {value}"]
        keeps += (
            [f"{top}, w = (w, {top}) if w > {top} else ({top}, w)" for top in tops] if most else [f"{tops[0]} += w"]
        )
        inside.loop(keeps, " and ".join(ast.unparse(guard) for guard in guards if not isinstance(guard, ast.Constant)))
        self._line(f"v_{entry.name} = {' + '.join(tops)}")
        return ast.Name(f"v_{entry.name}")

    def _guards(self, name: str) -> set[str]:
        """Names that are true wherever any rule of the scheme reads ``name``: without them it is not worked out."""
        readers = [rule for rule in self._rules() if name in rule.needs and not rule.gather]
        found = [always(plain(rule.function), name) for rule in readers]
        return {one for one in set.intersection(*found) if name not in self._below(one)} if found else set()

    def _rules(self) -> list[Rule]:
        told = [self.scheme.cover, *(self.scheme.parts[part] for part in self.parts)]
        told += [one.name for cover in (True, False) for one in doubts(self.scheme, self.day, cover)]
        reached = set().union(*(self._below(name) for name in told))
        return [rule for name in sorted(reached) if (rule := in_force(name, self.day))]

    def _below(self, name: str) -> set[str]:
        """``name`` and all that it rests on today."""
        todo, found = [name], set[str]()
        while todo:
            one = todo.pop()
            if one not in found:
                found.add(one)
                todo += rule.needs if (rule := in_force(one, self.day)) else ()
        return found


class _Inside(_Writer):
    """The inner loop over a row's records: their facts, the rules that hold for each, and what the row knows."""

    def __init__(self, row: _Writer, records: str) -> None:
        super().__init__(row.scheme, row.parts, row.day, row.given)
        self.row, self.records = row, records
        self._indent = row._indent + "    "

    def value(self, name: str) -> ast.expr:
        return self._value(name)

    def loop(self, keeps: Iterable[str], guard: str = "") -> None:
        """Write the loop with what was worked out inside it; with ``guard`` only where that holds."""
        used = self.segment.record_needs.get(self.records, set())
        first, last = f"n_{self.records}[i]", f"n_{self.records}[i + ONE]"
        lines = [f"{self.row._indent}for j in range(unsigned({first}), unsigned({last})):"]
        lines += [f"{self._indent}g_{name} = signed(r_{name}[j])" for name in sorted(used)]
        lines += [f"{self._indent}bad |= {_beyond('g', name)}" for name in sorted(used)]
        lines += [*self.segment.lines, *(f"{self._indent}{line}" for line in keeps)]
        if guard:
            lines = [f"{self.row._indent}if {guard}:", *(f"    {line}" for line in lines)]
        self.row.segment.lines += lines
        self.row.segment.record_needs.setdefault(self.records, set()).update(used)

    def _work_out(self, name: str) -> ast.expr:
        declared = facts().get(name)
        if name in self.given.get(self.records, ()):
            return self._record_fact(name)
        if name in REGISTRY and REGISTRY[name][0].each == self.records:
            entry = in_force(name, self.day)
            if entry is None:
                raise InvalidLaw(f"no rule {name} on {self.day}")
            return self._settle(name, entry, self._value, "w_")
        if declared and declared.records == self.records:
            return self._record_fact(name) if declared.default is None else constant(declared.default)
        return self.row._value(name)

    def _record_fact(self, name: str) -> ast.expr:
        self.segment.record_needs.setdefault(self.records, set()).add(name)
        return ast.Name(f"g_{name}")

    def _sure(self, need: str, entry: Rule) -> ast.expr | None:
        if need in self.row.known and isinstance(self.row.known[need], ast.Constant):
            return self.row.known[need]
        return super()._sure(need, entry)


def _counts(fact: str) -> str:
    return next(records for records, name in COUNTED.items() if name == fact)


def segments(scheme: Scheme, parts: Sequence[str], given: Mapping[str, Collection[str]]) -> list[Segment]:
    """The law of a scheme, segment by segment, oldest first."""
    days = sorted(set(_changes(scheme, parts)))
    found: list[Segment] = []
    for day in days:
        if all(in_force(rule, day) is None for rule in [scheme.cover or scheme.parts[parts[0]]]):
            continue
        segment = _Writer(scheme, parts, day, given).write()
        if found and segment.lines == found[-1].lines:
            continue  # what changed that day does not reach these parts
        segment.needs = {name[2:] for line in segment.lines for name in _variables(line) if name.startswith("f_")}
        found.append(segment)
    return found


def _variables(line: str) -> set[str]:
    tree = ast.parse(line.strip() + (" pass" if line.rstrip().endswith(":") else ""))
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


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


def source(found: Sequence[Segment], parts: Sequence[str], given: Mapping[str, Collection[str]]) -> str:
    """The text of the loop, a function ``kernel`` over columns; ``m_`` of a group holds how many records it has."""
    needs = sorted(set().union(*(segment.needs for segment in found)))
    columns = [name for name in needs if name in given[""]]
    groups = sorted(
        set().union(*(segment.record_needs for segment in found))
        | {_counts(n) for n in needs if n in COUNTED.values() and n not in columns}
    )
    inner = {group: sorted(set().union(*(s.record_needs.get(group, set()) for s in found))) for group in groups}
    takes = ["start", "stop", "days", *(f"c_{name}" for name in columns)]
    for group in groups:
        takes += [f"n_{group}", f"m_{group}", *(f"r_{name}" for name in inner[group])]
    takes += [*(f"out_{part}" for part in (*parts, "total")), "decision"]
    lines = [
        f"def kernel({', '.join(takes)}):",
        "    for i in range(unsigned(start), unsigned(stop)):  # unsigned: no look at the end for a negative index",
        "        day = signed(days[i])",
        *(f"        f_{name} = signed(c_{name}[i])" for name in columns),
    ]
    for group in groups:
        lines.append(f"        f_{COUNTED[group]} = n_{group}[i + ONE] - n_{group}[i]")
    derived = [name for name in needs if name in DERIVED and name not in columns]
    if derived:
        lines += [*DATE_PARTS.splitlines(), *(f"        f_{name} = {DERIVED[name]}" for name in derived)]
    lines += [f"        if {_outside(columns, groups) or 'False'}:", f"            decision[i] = {REFUSED}"]
    lines += [
        f"        elif day < {(found[0].since - EPOCH).days} or day > {(LAST_DAY - EPOCH).days}:",
        f"            decision[i] = {REFUSED}",
        "        else:",
    ]
    common = _common([segment.lines for segment in found])
    lines += found[0].lines[:common]
    for at, segment in enumerate(reversed(found)):
        lines.append(f"            {'elif' if at else 'if'} day >= {(segment.since - EPOCH).days}:")
        lines += [f"    {line}" for line in segment.lines[common:]] or [f"{' ' * 16}pass"]
    return "\n".join([*lines, ""])


def _common(texts: Sequence[Sequence[str]]) -> int:
    """How many lines all segments begin with alike: those are written once."""
    alike = 0
    for lines in zip(*texts, strict=False):
        if len(set(lines)) > 1:
            return alike
        alike += 1
    return alike


def _outside(columns: Iterable[str], groups: Iterable[str]) -> str:
    tests = [_beyond("f", name) for name in (*columns, *(COUNTED[group] for group in groups))]
    tests += [f"(n_{group}[i] < 0) | (n_{group}[i + ONE] > m_{group}[0])" for group in groups]
    return " | ".join(tests)


def _beyond(prefix: str, name: str) -> str:
    declared = facts()[name]
    return f"({prefix}_{name} < {declared.least}) | ({prefix}_{name} > {declared.most})"


def check_needed(found: Sequence[Segment], given: Mapping[str, Collection[str]]) -> None:
    """Raises InvalidCase for a fact without default that the rules read and nobody gives."""
    needed = {(name, "") for segment in found for name in segment.needs}
    needed |= {(name, group) for segment in found for group, some in segment.record_needs.items() for name in some}
    for name, group in sorted(needed):
        counted = name in COUNTED.values() and _counts(name) in given
        if name not in given.get(group, ()) and name not in DERIVED and not counted:
            raise InvalidCase(name, f"is missing: {facts()[name].label_en}")
