"""The checks at start: a law that does not hang together, or could leave 64 bits, is refused with its place."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangkiang.law import InvalidCase, InvalidLaw, ask, check_bounds, check_law
from rangkiang.law.bounds import MOST, Span, body_span, spans
from rangkiang.law.parameters import Fact, facts, parameters, revised
from rangkiang.law.rules import REGISTRY, doubt, gather, rule
from rangkiang.law.scheme import SCHEMES, Scheme

SINCE = date(2020, 1, 1)
FORM: dict[str, Any] = {"article": "A", "label": ("a", "a"), "valid_from": SINCE, "decided_by": "event"}


@contextmanager
def also(*makers: Callable[[], object]) -> Iterator[None]:
    """The registry with more rules in it, and afterwards as it was."""
    kept = {name: list(entries) for name, entries in REGISTRY.items()}
    try:
        for make in makers:
            make()
        yield
    finally:
        REGISTRY.clear()
        REGISTRY.update(kept)


def reads_what_is_not() -> None:
    @rule(**FORM)
    def baru(tidak_ada: int) -> int:
        return tidak_ada


def reads_too_early() -> None:
    @rule(**{**FORM, "valid_from": date(2019, 12, 1)})
    def baru(jkk_berkala: int) -> int:
        return jkk_berkala


def reads_a_rule_that_ended() -> None:
    @rule(**FORM)
    def baru(jumlah_lama: int) -> int:
        return jumlah_lama


def goes_round() -> None:
    @rule(**FORM)
    def baru(lama: int) -> int:
        return lama

    @rule(**FORM)
    def lama(baru: int) -> int:
        return baru


def asks_no_reading() -> None:
    @doubt(**FORM, reading="jkm_santunan")
    def baru() -> int:
        return 1


def asks_too_early() -> None:
    @doubt(**{**FORM, "valid_from": date(2020, 1, 1)}, reading="three_month_boundary")
    def baru() -> int:
        return 1


def tells_what_is_not() -> None:
    @doubt(**{**FORM, "label": ("{tidak_ada} bulan", "{tidak_ada} months")})
    def baru() -> int:
        return 1


def is_gathered_by_nothing() -> None:
    @rule(**FORM, each="children")
    def baru(umur_anak: int) -> int:
        return umur_anak


def reads_one_of_many() -> None:
    @rule(**FORM)
    def baru(umur_anak: int) -> int:
        return umur_anak


def reads_the_other_records() -> None:
    @doubt(**FORM, each="losses")
    def baru(umur_anak: int) -> int:
        return umur_anak


def gathers_what_is_not_each() -> None:
    gather("baru", of="santunan", records="children", **FORM)


def is_decided_by_no_day() -> None:
    @rule(**{**FORM, "decided_by": "birthday"})
    def baru() -> int:
        return 1


def is_of_no_scheme() -> None:
    @doubt(**FORM, schemes=("jht",))
    def baru() -> int:
        return 1


def is_decided_by_another_day() -> None:
    @doubt(**{**FORM, "decided_by": "accident"}, schemes=("jkm",))
    def baru() -> int:
        return 1


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (reads_what_is_not, "tidak_ada is no rule, parameter or declared fact; declare it"),
        (reads_too_early, "holds on 2019-12-01 and reads jkk_berkala, which is not in force"),
        (reads_a_rule_that_ended, "holds on 2020-01-01 and reads jumlah_lama"),
        (goes_round, "rests on itself: baru → lama → baru|rests on itself: lama → baru → lama"),
        (asks_no_reading, "jkm_santunan is no reading"),
        (asks_too_early, "reads three_month_boundary, which is not in force"),
        (tells_what_is_not, "tidak_ada is no rule"),
        (is_gathered_by_nothing, "nothing gathers it"),
        (reads_one_of_many, "reads umur_anak, one of each of children"),
        (reads_the_other_records, "reads umur_anak, one of each of children"),
        (gathers_what_is_not_each, "santunan, which is not one of each of children"),
        (is_decided_by_no_day, "birthday is no deciding day"),
        (is_of_no_scheme, "jht is no scheme"),
        (is_decided_by_another_day, "jkm is decided by death, and the rule by accident"),
    ],
)
def test_a_broken_rule_is_refused_with_its_name(broken: Callable[[], None], message: str) -> None:
    with also(broken), pytest.raises(InvalidLaw, match=message) as refused:
        check_law()
    assert "rule baru" in str(refused.value) or "rule lama" in str(refused.value)
    check_law()


def test_the_message_names_the_file() -> None:
    with also(reads_what_is_not), pytest.raises(InvalidLaw, match=r"^test_check\.py: rule baru"):
        check_law()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"asked_by": "nobody"}, "jkm.toml: jkm_santunan: asked_by names no reading"),
        ({"asked_by": "jkm_berkala"}, "asked_by names no reading"),
        ({"within": "nothing"}, "jkm.toml: jkm_santunan: within names no parameter"),
        ({"values": "late"}, "reads jkm_santunan, which is not in force"),
        ({"values": "ended"}, "holds on 2026-01-01 and reads jkm_santunan"),
    ],
)
def test_a_broken_parameter_is_refused(change: dict[str, Any], message: str) -> None:
    one = parameters()["jkm_santunan"]
    if change.get("values") == "late":
        change = {"values": one.values[1:]}
    elif change.get("values") == "ended":
        change = {"values": (one.values[0], replace(one.values[1], until=date(2025, 12, 31)))}
    with revised({"jkm_santunan": replace(one, **change)}), pytest.raises(InvalidLaw, match=message):
        check_law()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"least": 4001}, "facts.toml: masa_iur: its least, 4001, is above its most"),
        ({"default": -1}, "facts.toml: masa_iur: its default -1 lies outside"),
        ({"records": "wives"}, "wives are no records"),
        ({"records": "children"}, "reads masa_iur, one of each of children"),
    ],
)
def test_a_broken_fact_is_refused(monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], message: str) -> None:
    told: Mapping[str, Fact] = {**facts(), "masa_iur": replace(facts()["masa_iur"], **change)}
    monkeypatch.setattr("rangkiang.law.check.facts", lambda: told)
    with pytest.raises(InvalidLaw, match=message):
        check_law()


def test_a_scheme_asks_only_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SCHEMES, "baru", Scheme("baru", "death", {"x": "tidak_ada"}))
    with pytest.raises(InvalidLaw, match="scheme baru: there is no rule tidak_ada"):
        check_law()


# --- 64 bits ----------------------------------------------------------------------------------------------------------
def span_of(text: str, **known: tuple[int, int]) -> Span:
    body = ast.parse(f"def x():\n    {text}").body[0]
    assert isinstance(body, ast.FunctionDef)
    return body_span(body, {name: Span(*ends) for name, ends in known.items()})


def test_no_result_of_the_law_leaves_64_bits() -> None:
    check_bounds()
    found = spans()
    assert max(one.most for one in found.values()) <= MOST
    assert found["jkk_cacat_belum_bulat"].most == 10**10 * 20 * 100_000 * 80


def too_large() -> None:
    @rule(**FORM)
    def baru(dasar_upah: int) -> int:
        return dasar_upah * dasar_upah


def too_large_inside() -> None:
    @rule(**FORM)
    def baru(dasar_upah: int) -> int:
        return dasar_upah * dasar_upah // dasar_upah


def too_large_together() -> None:
    @rule(**FORM, each="losses")
    def baru(cacat_permil: int) -> int:
        return cacat_permil * 9_000_000_000_000_000

    gather("lama", of="baru", records="losses", **FORM)


def may_divide_by_nothing() -> None:
    @rule(**FORM)
    def baru(masa_iur: int) -> int:
        return 100 // masa_iur


def may_say_nothing() -> None:
    @rule(**FORM)
    def baru(masa_iur: int) -> int:  # type: ignore[empty-body]
        """Ends without a result."""


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (too_large, r"rule baru: dasar_upah \* dasar_upah can be from 1 to 1000.*lower the bounds"),
        (too_large_inside, "rule baru: .*more than 64 bits"),
        (too_large_together, "rule lama: the sum of baru over 20 losses"),
        (may_divide_by_nothing, "rule baru: masa_iur may be 0"),
        (may_say_nothing, "rule baru: it may end without a result"),
    ],
)
def test_a_rule_that_could_fail_is_refused(broken: Callable[[], None], message: str) -> None:
    with also(broken), pytest.raises(InvalidLaw, match=message):
        check_bounds()


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("return a + b", (-2, 9)),
        ("return a - b", (-9, 2)),
        ("return a * b", (-18, 18)),
        ("return b // 2", (0, 3)),
        ("return (a - 5) // 2", (-4, -1)),
        ("return b % 4", (0, 3)),
        ("return a % 4", (0, 3)),
        ("return b % 7", (1, 6)),
        ("return min(a, b)", (-3, 3)),
        ("return max(a, b)", (1, 6)),
        ("return abs(a)", (0, 3)),
        ("return -b", (-6, -1)),
        ("return not a", (0, 1)),
        ("return a < b", (0, 1)),
        ("return 1 if b > 6 else 2", (2, 2)),
        ("return 1 if b >= 1 else 2", (1, 1)),
        ("return a if b else 99", (-3, 3)),
        ("return a or b", (-3, 6)),
        ("c = a\n    if b > 3:\n        c = 10\n    return c", (-3, 10)),
        ("if b == 0:\n        return 99\n    return 1", (1, 1)),
    ],
)
def test_the_span_of_an_expression(text: str, span: tuple[int, int]) -> None:
    assert span_of(text, a=(-3, 3), b=(1, 6)) == Span(*span)


def test_every_way_through_a_rule_ends_in_a_result() -> None:
    with pytest.raises(InvalidLaw, match="may end without a result"):
        span_of("if b > 3:\n        return 1", b=(1, 6))
    with pytest.raises(InvalidLaw, match="c may be read before"):
        span_of("if b > 3:\n        c = 1\n    return c", b=(1, 6))


NUMBERS = st.integers(-50, 50)
TEXTS = st.recursive(
    st.sampled_from(["a", "b", "0", "1", "7", "-3"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "<", "<=", ">", ">=", "==", "!=", "and", "or"]), inner).map(
            lambda t: f"({t[0]} {t[1]} {t[2]})"
        ),
        st.tuples(inner, st.sampled_from(["//", "%"]), st.sampled_from(["3", "100"])).map(
            lambda t: f"({t[0]} {t[1]} {t[2]})"
        ),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
        inner.map(lambda t: f"abs({t})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} if {t[1]} else {t[2]})"),
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.tuples(NUMBERS, NUMBERS).map(sorted), st.tuples(NUMBERS, NUMBERS).map(sorted), st.data())
def test_no_value_lies_outside_its_span(text: str, a: list[int], b: list[int], data: st.DataObject) -> None:
    found = span_of(f"return {text}", a=(a[0], a[1]), b=(b[0], b[1]))
    here = {"a": data.draw(st.integers(*a)), "b": data.draw(st.integers(*b))}
    assert found.least <= eval(text, {"min": min, "max": max, "abs": abs}, here) <= found.most


# --- the case keeps the bounds ----------------------------------------------------------------------------------------
DEAD: dict[str, Any] = {"death": "2026-03-10", "paid": [{"from": "2020-01", "to": "2026-03"}]}
HURT: dict[str, Any] = {"accident": "2026-03-10", "outcome": "total", "income_base": 1_000_000, "paid": DEAD["paid"]}


@pytest.mark.parametrize(
    ("scheme", "case", "field"),
    [
        ("jkm", {**DEAD, "children": [{"SD": 101}]}, "children[0].SD"),
        ("jkm", {**DEAD, "children": [{}] * 101}, "children"),
        ("jkm", {**DEAD, "memberships": 101}, "memberships"),
        ("jkk", {**HURT, "income_base": 10**10 + 1}, "income_base"),
        ("jkk", {**HURT, "incapacity_months": 4001}, "incapacity_months"),
        ("jkk", {**HURT, "transport": {"land": 10**12 + 1}}, "transport.land"),
        ("jkk", {**HURT, "care": {"prosthesis_price": 10**12 + 1}}, "care.prosthesis_price"),
        ("jkk", {**HURT, "outcome": "partial", "loss": [{"percent": 101}]}, "loss[0].percent"),
        ("contribution", {"month": "2200-06", "fund": "MANDIRI", "months": 12}, "months"),
        ("contribution", {"month": "2026-06", "fund": "MANDIRI", "income": 10**11 + 1}, "income"),
    ],
)
def test_what_is_larger_is_refused_with_its_field(scheme: str, case: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidCase) as refused:
        ask(scheme, case)
    assert refused.value.field == field


ALWAYS = [{"from": "1900-01", "to": "2200-12"}]
EXTREMES: list[tuple[str, dict[str, Any]]] = [
    ("jkm", {"death": "2200-12-31", "born": "1900-01-01", "memberships": 100, "paid": ALWAYS,
             "children": [{"PT": 100, "SD": 100}] * 100}),
    ("jkm", {"death": "2016-01-01", "paid": ALWAYS * 3}),
    ("jkk", {**HURT, "accident": "2200-12-31", "income_base": 10**10, "incapacity_months": 4000,
             "transport": {"land": 10**12, "sea": 10**12, "air": 10**12}, "outcome": "partial",
             "loss": [{"percent": 100}] * 20,
             "care": {"home": 10**12, "home_months": 4000, "prosthesis_price": 10**12}}),
    ("jkk", {**HURT, "children": [{"born": "1900-01-01"}, {"born": "2026-12-31", "level": "TK", "class": 2}]}),
    ("contribution", {"month": "2200-12", "fund": "MANDIRI", "income": 10**11, "persons": 300_000_000}),
    ("eligibility", {"on": "2200-12-31", "born": "1900-01-01", "decile": 10, "family_covered": 100}),
]  # fmt: skip


@pytest.mark.parametrize(("scheme", "case"), EXTREMES)
def test_every_step_of_an_extreme_case_lies_within_its_span(scheme: str, case: dict[str, Any]) -> None:
    could = spans()
    answer = ask(scheme, case)
    outside = [
        s.rule for s in answer.steps if s.rule in could and not could[s.rule].least <= s.value <= could[s.rule].most
    ]
    assert answer.steps
    assert outside == []
