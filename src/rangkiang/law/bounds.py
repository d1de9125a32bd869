"""How large can a result become? Interval arithmetic over the rules' own text.

With the bounds of ``facts.toml`` and every value that a parameter ever had, each rule and each product inside it stays
within signed 64 bits, so that the exact answer of one case and the compiled one of a million can never part.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product

from .errors import InvalidLaw
from .parameters import READINGS, facts, parameters
from .rules import REGISTRY, Rule, plain

LEAST, MOST = -(2**63), 2**63 - 1
COUNTS = {"children": "jumlah_anak", "losses": "jumlah_cacat"}  # the fact that says how many records a case may have


@dataclass(frozen=True, slots=True)
class Span:
    """The whole numbers from ``least`` to ``most``."""

    least: int
    most: int

    def join(self, other: Span) -> Span:
        return Span(min(self.least, other.least), max(self.most, other.most))


YES_NO = Span(0, 1)
Known = dict[str, Span]


def spans() -> dict[str, Span]:
    """What every rule, parameter and fact can be. Raises InvalidLaw for a result that may leave 64 bits."""
    work = _Work()
    return {name: work.span(name) for name in [*REGISTRY, *parameters(), *facts()]}


@dataclass
class _Work:
    found: Known = field(default_factory=dict)

    def span(self, name: str) -> Span:
        """All that a name can be: as a fact of the case, and as each rule or value of that name through time."""
        if name not in self.found:
            could = [self._rule(entry) for entry in REGISTRY.get(name, ())]
            if name in facts():
                could.append(Span(facts()[name].least, facts()[name].most))
            if name in parameters():
                could.append(_parameter(name))
            if not could:
                raise InvalidLaw(f"{name} is no rule, parameter or declared fact")
            self.found[name] = joined(could)
        return self.found[name]

    def _rule(self, entry: Rule) -> Span:
        if how := entry.gather:
            one, most = self.span(how.of), facts()[COUNTS[how.records]].most
            told = Span(min(0, one.least) * most, max(0, one.most) * most)
            return _held(told, entry.name, f"the sum of {how.of} over {most} {how.records}")
        return body_span(plain(entry.function), {need: self.span(need) for need in entry.needs})


def _parameter(name: str) -> Span:
    found = parameters()[name]
    if found.reading:
        return Span(min(READINGS.values()), max(READINGS.values()))
    amounts = [value.amount for value in found.values]
    return Span(min(amounts), max(amounts))


def joined(could: list[Span]) -> Span:
    found = could[0]
    for one in could[1:]:
        found = found.join(one)
    return found


def _held(told: Span, rule: str, what: str) -> Span:
    if told.least < LEAST or told.most > MOST:
        raise InvalidLaw(
            f"rule {rule}: {what} can be from {told.least} to {told.most}, more than 64 bits hold; "
            "lower the bounds of its facts in facts.toml"
        )
    return told


def body_span(body: ast.FunctionDef, known: Mapping[str, Span]) -> Span:
    """All that a rule's text can return when its needs lie in the spans given. Raises InvalidLaw."""
    reader = _Reader(body.name)
    end = reader.run(body.body, dict(known))
    if end is not None or not reader.returned:
        raise InvalidLaw(f"rule {body.name}: it may end without a result; return one on every way through it")
    return joined(reader.returned)


class _Reader:
    """Walks one rule's text; both ways of a condition are taken unless it is always true or always false."""

    def __init__(self, rule: str) -> None:
        self.rule = rule
        self.returned: list[Span] = []

    def run(self, body: list[ast.stmt], known: Known) -> Known | None:
        """What is known after these lines; None when they always return."""
        for line in body:
            if isinstance(line, ast.Return):
                if line.value is None:
                    raise InvalidLaw(f"rule {self.rule}: it returns nothing; return a whole number")
                self.returned.append(self.of(line.value, known))
                return None
            if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                known[line.targets[0].id] = self.of(line.value, known)
            elif isinstance(line, ast.If):
                after = self._branches(line, known)
                if after is None:
                    return None
                known = after
        return known

    def _branches(self, line: ast.If, known: Known) -> Known | None:
        test = self.of(line.test, known)
        ways = [(line.body, test != Span(0, 0)), (line.orelse, test.least <= 0 <= test.most)]
        ends = [self.run(body, dict(known)) for body, open_way in ways if open_way]
        left = [end for end in ends if end is not None]
        if not left:
            return None
        return {name: joined([end[name] for end in left]) for name in left[0] if all(name in end for end in left)}

    def of(self, node: ast.expr, known: Known) -> Span:
        """The span of an expression. Raises InvalidLaw where it may leave 64 bits or divide by nothing."""
        told = getattr(self, f"_{type(node).__name__}")(node, known)
        assert isinstance(told, Span)
        return _held(told, self.rule, ast.unparse(node))

    def _Constant(self, node: ast.Constant, _: Known) -> Span:
        if not isinstance(node.value, int):
            raise InvalidLaw(f"rule {self.rule}: {node.value!r} is no whole number")
        return Span(int(node.value), int(node.value))

    def _Name(self, node: ast.Name, known: Known) -> Span:
        if node.id not in known:
            raise InvalidLaw(f"rule {self.rule}: {node.id} may be read before it is set")
        return known[node.id]

    def _UnaryOp(self, node: ast.UnaryOp, known: Known) -> Span:
        one = self.of(node.operand, known)
        return Span(-one.most, -one.least) if isinstance(node.op, ast.USub) else YES_NO

    def _Compare(self, node: ast.Compare, known: Known) -> Span:
        sides = [self.of(side, known) for side in (node.left, *node.comparators)]
        return _compared(node.ops[0], *sides) if len(sides) == 2 else YES_NO

    def _BoolOp(self, node: ast.BoolOp, known: Known) -> Span:
        return joined([self.of(value, known) for value in node.values])

    def _IfExp(self, node: ast.IfExp, known: Known) -> Span:
        test = self.of(node.test, known)
        ways = [(node.body, test != Span(0, 0)), (node.orelse, test.least <= 0 <= test.most)]
        return joined([self.of(value, known) for value, open_way in ways if open_way])

    def _Call(self, node: ast.Call, known: Known) -> Span:
        given = [self.of(value, known) for value in node.args]
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "abs":
            one = given[0]
            least = 0 if one.least <= 0 <= one.most else min(abs(one.least), abs(one.most))
            return Span(least, max(abs(one.least), abs(one.most)))
        choose = min if name == "min" else max
        return Span(choose(one.least for one in given), choose(one.most for one in given))

    def _BinOp(self, node: ast.BinOp, known: Known) -> Span:
        left, right = self.of(node.left, known), self.of(node.right, known)
        if isinstance(node.op, ast.Add):
            return Span(left.least + right.least, left.most + right.most)
        if isinstance(node.op, ast.Sub):
            return Span(left.least - right.most, left.most - right.least)
        if isinstance(node.op, ast.Mult):
            return _corners(left, right, lambda a, b: a * b)
        if right.least <= 0:
            raise InvalidLaw(
                f"rule {self.rule}: {ast.unparse(node.right)} may be {right.least}, and one divides by it; "
                "divide by what is always above 0"
            )
        if isinstance(node.op, ast.FloorDiv):
            return _corners(left, right, lambda a, b: a // b)
        return left if left.least >= 0 and left.most < right.least else Span(0, right.most - 1)


def _corners(left: Span, right: Span, work: Callable[[int, int], int]) -> Span:
    at = [work(a, b) for a, b in product((left.least, left.most), (right.least, right.most))]
    return Span(min(at), max(at))


def _compared(op: ast.cmpop, left: Span, right: Span) -> Span:
    """Whether a comparison always, never or sometimes holds."""
    below, above = left.most < right.least, left.least > right.most
    same = left.least == left.most == right.least == right.most
    sure = {
        ast.Lt: (below, left.least >= right.most), ast.LtE: (left.most <= right.least, above),
        ast.Gt: (above, left.most <= right.least), ast.GtE: (left.least >= right.most, below),
        ast.Eq: (same, below or above), ast.NotEq: (below or above, same),
    }[type(op)]  # fmt: skip
    return Span(1, 1) if sure[0] else Span(0, 0) if sure[1] else YES_NO
