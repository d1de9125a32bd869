"""Deadlines: hours, days, working days and years from the facts of a case, and what is asked where none is known."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangkiang import law
from rangkiang.law.calendar import is_working_day
from rangkiang.law.deadlines import FACTS, RULES, Deadline, deadlines, late_interest, open_questions, waiting_for
from rangkiang.law.parameters import parameters


def one(scheme: str, name: str, **facts: Any) -> Deadline:
    return next(found for found in deadlines(scheme, facts) if found.name == name)


def names(found: list[Any]) -> list[str]:
    return [entry.name for entry in found]


WHOLE = {
    "accident": "2026-05-04T14:30", "received": "2026-05-05", "suspected": True, "ended": "2026-05-11",
    "requirements_met": "2026-05-12",
}  # fmt: skip


def test_the_deadlines_of_an_accident_in_their_order() -> None:
    assert [(found.name, str(found.due), found.confidence) for found in deadlines("jkk", WHOLE)] == [
        ("lapor_tahap_1", "2026-05-06 14:30:00", "S"),
        ("lapor_tahap_2", "2026-05-13", "S"),
        ("bayar_jkk", "2026-05-25", "T"),  # past Ascension Day, joint leave and two weekends
        ("putusan_dugaan", "2026-06-04", "T"),
        ("kedaluwarsa_jkk", "2031-05-04", "S"),
    ]
    assert waiting_for("jkk", WHOLE) == []
    assert all(
        found.article and found.source and found.label_id and found.label_en for found in deadlines("jkk", WHOLE)
    )


def test_a_deadline_waits_for_its_fact() -> None:
    assert names(deadlines("jkk", {})) == []
    assert names(waiting_for("jkk", {})) == ["lapor_tahap_1", "lapor_tahap_2", "bayar_jkk", "kedaluwarsa_jkk"]
    begun = {"accident": "2026-05-04", "suspected": True}
    assert names(deadlines("jkk", begun)) == ["lapor_tahap_1", "kedaluwarsa_jkk"]
    assert [(w.name, w.facts) for w in waiting_for("jkk", begun)] == [
        ("putusan_dugaan", ("received",)),
        ("lapor_tahap_2", ("ended",)),
        ("bayar_jkk", ("requirements_met",)),
    ]
    assert names(waiting_for("jkm", {})) == ["bayar_jkm"]
    assert waiting_for("jkm", {})[0].facts == ("applied",)


def test_only_a_suspected_case_is_decided_within_thirty_days() -> None:
    for suspected, expected in ((True, True), (False, False)):
        facts = {**WHOLE, "suspected": suspected}
        assert ("putusan_dugaan" in names(deadlines("jkk", facts))) is expected
    assert "putusan_dugaan" not in names(waiting_for("jkk", {"suspected": False}))


def test_without_an_hour_the_second_day_after_is_the_limit_and_says_so() -> None:
    found = one("jkk", "lapor_tahap_1", diagnosis="2026-05-04")
    assert (found.due, found.starts) == (date(2026, 5, 6), "diagnosis")
    assert "akhir hari kedua" in found.note[0]
    assert "end of the second day" in found.note[1]
    assert "hari kedua" not in one("jkk", "lapor_tahap_1", accident="2026-05-04T00:10").note[0]


def test_jkm_is_paid_within_three_working_days_by_the_text_for_construction() -> None:
    found = one("jkm", "bayar_jkm", applied="2026-05-13")
    assert (found.due, found.confidence, found.starts) == (date(2026, 5, 20), "S", "applied")
    assert found.note[0].startswith("Naskah yang dibaca mengatur jasa konstruksi")
    assert found.note[0].endswith("ini masih tafsir.")
    plain = one("jkm", "bayar_jkm", applied="2026-07-06")
    assert plain.due == date(2026, 7, 9)
    assert "Cuti bersama" not in plain.note[0]


@pytest.mark.parametrize(
    ("applied", "due", "told"),
    [
        ("2026-05-14", "2026-05-20", True),  # joint leave on the very next day
        ("2026-05-12", "2026-05-19", True),
        ("2026-08-14", "2026-08-20", False),  # Independence Day is no joint leave
        ("2026-05-18", "2026-05-21", False),
    ],
)
def test_a_day_that_hangs_on_joint_leave_says_so(applied: str, due: str, told: bool) -> None:
    found = one("jkm", "bayar_jkm", applied=applied)
    assert (str(found.due), "Cuti bersama" in found.note[0], "Joint leave" in found.note[1]) == (due, told, told)
    with law.revised({"joint_leave_free": "refuse"}):
        assert "Cuti bersama" not in one("jkm", "bayar_jkm", applied=applied).note[0]


def test_without_an_hour_a_begun_day_counts_whole() -> None:
    for hours, day in ((48, 6), (49, 7), (24, 5)):
        with law.revised({"lapor_tahap_1": hours}):
            assert one("jkk", "lapor_tahap_1", accident="2026-05-04").due == date(2026, 5, day)


def test_a_day_whose_free_days_are_not_decreed_yet_says_so() -> None:
    assert "belum ditetapkan" in one("jkm", "bayar_jkm", applied="2027-12-30").note[0]
    last = one("jkm", "bayar_jkm", applied="2027-12-28")
    assert (last.due, "belum ditetapkan" in last.note[0]) == (date(2027, 12, 31), False)


def test_a_right_that_began_on_a_leap_day_expires_on_the_day_before_march() -> None:
    found = one("jkk", "kedaluwarsa_jkk", accident="2024-02-29")
    assert found.due == date(2029, 2, 28)
    assert "28 Februari" in found.note[0]


@pytest.mark.parametrize(
    ("received", "kept"),
    [
        ("2026-05-06T14:30", True),
        ("2026-05-06T14:31", False),
        ("2026-05-06", True),
        ("2026-05-07", False),
        (None, None),
    ],
)
def test_what_was_done_in_time_is_told(received: str | None, kept: bool | None) -> None:
    assert one("jkk", "lapor_tahap_1", accident="2026-05-04T14:30", received=received).kept is kept


def test_a_moment_may_come_as_an_object() -> None:
    found = one(
        "jkk", "lapor_tahap_1", accident=datetime.fromisoformat("2026-05-04T14:30:15"), received=date(2026, 5, 5)
    )
    assert (str(found.due), found.done, found.kept) == ("2026-05-06 14:30:15", date(2026, 5, 5), True)


def test_a_limit_that_was_not_known_on_its_day_is_asked_and_not_guessed() -> None:
    facts = {"accident": "2019-12-01"}
    assert deadlines("jkk", facts) == []
    asked = [text_id for text_id, _ in open_questions("jkk", facts)]
    assert [text for text in asked if "1 Desember 2019" in text and "belum diketahui" in text] == asked[:2]
    assert names(deadlines("jkk", {"accident": "2019-12-02"})) == ["kedaluwarsa_jkk"]
    assert names(deadlines("jkk", {"accident": "2025-02-24"})) == ["lapor_tahap_1", "kedaluwarsa_jkk"]


def test_an_expiry_that_was_not_found_is_asked() -> None:
    label = parameters()["kedaluwarsa_jkm"]
    scholarship = parameters()["kedaluwarsa_beasiswa"]
    assert {value.confidence for value in (*label.values, *scholarship.values)} == {"X"}
    assert open_questions("jkm", {}) == [
        (label.label_id, label.label_en),
        (scholarship.label_id, scholarship.label_en),
    ]
    assert open_questions("jkk", {}) == [(scholarship.label_id, scholarship.label_en)]


@pytest.mark.parametrize(
    ("scheme", "facts", "field"),
    [
        ("jht", {}, "scheme"),
        ("jkm", {"accident": "2026-05-04"}, "accident"),
        ("jkk", {"accident": "4 Mei 2026"}, "accident"),
        ("jkk", {"accident": 0}, "accident"),
        ("jkk", {"accident": "2026-05-04T25:00"}, "accident"),
        ("jkk", {"accident": "2026-02-30T10:00"}, "accident"),
        ("jkk", {"accident": "2026-05-04T10:00+07:00"}, "accident"),
        ("jkk", {"accident": datetime.fromisoformat("2026-05-04T10:00+07:00")}, "accident"),
        ("jkk", {"accident": "2026-05-04", "diagnosis": "2026-05-04"}, "diagnosis"),
        ("jkk", {"suspected": "yes"}, "suspected"),
        ("jkk", {"accident": "2026-05-04", "received": "2026-05-03"}, "received"),
        ("jkk", {"diagnosis": "2026-05-04", "ended": "2026-05-03"}, "ended"),
        ("jkk", {"received": "2026-05-04", "decided": "2026-05-03"}, "decided"),
        ("jkm", {"applied": "2026-05-04", "paid_on": "2026-05-03"}, "paid_on"),
    ],
)
@pytest.mark.parametrize("ask", [deadlines, waiting_for, open_questions])
def test_a_bad_fact_names_its_field(ask: Any, scheme: str, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(law.InvalidCase) as error:
        ask(scheme, facts)
    assert error.value.field == field


def test_every_rule_starts_and_ends_with_a_fact_of_its_scheme() -> None:
    for name, (scheme, starts, done) in RULES.items():
        assert {*starts, done} <= set(FACTS[scheme])
        assert parameters()[name].unit in ("hours", "days", "working_days", "years")


@pytest.mark.parametrize(
    ("amount", "due", "paid_on", "added"),
    [
        (42_000_000, "2026-05-20", "2026-05-20", 0),
        (42_000_000, "2026-05-20", "2026-05-19", 0),
        (42_000_000, "2026-05-20", "2026-05-21", 420_000),
        (42_000_000, "2026-05-20", "2026-06-03", 5_880_000),
        (10_000_099, "2026-05-20", "2026-05-21", 100_000),  # 100,000.99: the part of a rupiah is dropped
        (99, "2026-05-20", "2026-05-22", 1),
        (0, "2026-05-20", "2026-05-22", 0),
    ],
)
def test_late_payment_adds_one_percent_a_day(amount: int, due: str, paid_on: str, added: int) -> None:
    assert late_interest(amount, date.fromisoformat(due), date.fromisoformat(paid_on)) == added


@pytest.mark.parametrize(
    ("amount", "due", "field"),
    [(-1, date(2026, 5, 20), "amount"), (True, date(2026, 5, 20), "amount"), (1.5, date(2026, 5, 20), "amount"),
     (1, date(2015, 6, 30), "due")],
)  # fmt: skip
def test_late_payment_of_no_amount_or_before_the_law_is_refused(amount: Any, due: date, field: str) -> None:
    with pytest.raises(law.InvalidCase) as error:
        late_interest(amount, due, date(2026, 6, 1))
    assert error.value.field == field


DAYS = st.dates(date(2015, 7, 1), date(2032, 12, 1))


@given(DAYS, st.integers(0, 10**15), st.integers(0, 1000))
def test_a_day_more_never_costs_less_and_never_more_than_the_exact_amount(due: date, amount: int, late: int) -> None:
    here, next_day = (late_interest(amount, due, due + timedelta(days=late + more)) for more in (0, 1))
    assert 0 <= here <= next_day
    assert 0 <= amount * late - here * 100 < 100


@given(DAYS)
def test_a_payment_is_due_on_a_working_day(day: date) -> None:
    found = one("jkk", "bayar_jkk", requirements_met=day)
    assert is_working_day(found.due)
    assert 7 <= (found.due - day).days <= 25


def test_how_a_part_of_a_rupiah_is_rounded_is_asked_until_it_is_answered() -> None:
    told = 10_000_099, date(2026, 5, 20), date(2026, 5, 21)
    assert (law.late_payment(*told).decision, law.late_payment(*told).total) == ("review", 100_000)
    with law.revised({"late_rounding": "favour"}):
        assert (law.late_payment(*told).decision, late_interest(*told)) == ("computed", 100_000)
