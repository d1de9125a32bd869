"""Working days: weekends, national holidays, joint leave; and the due day of a contribution month moved past them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangkiang import law
from rangkiang.law.calendar import (
    add_working_days,
    declared_until,
    holiday,
    is_working_day,
    next_working_day,
    read,
)
from rangkiang.law.parameters import FOLDER, READINGS, parameters

DAYS = st.dates(date(2015, 1, 1), date(2032, 12, 31))
ROW = '{{ day = {day}, name = "Hari", kind = "{kind}", confidence = "{mark}", source = "{source}" }}'


@pytest.mark.parametrize(
    ("day", "name", "kind"),
    [
        (date(2015, 7, 20), "Cuti Bersama Hari Raya Idul Fitri", "joint_leave"),
        (date(2020, 12, 31), "Pengganti Cuti Bersama Hari Raya Idul Fitri", "joint_leave"),
        (date(2021, 5, 13), "Hari Raya Idul Fitri; Kenaikan Yesus Kristus", "national"),
        (date(2024, 2, 14), "Hari Pemilihan Umum", "national"),
        (date(2024, 6, 18), "Cuti Bersama Hari Raya Idul Adha", "joint_leave"),
        (date(2026, 5, 14), "Kenaikan Yesus Kristus", "national"),
        (date(2026, 5, 15), "Cuti Bersama Kenaikan Yesus Kristus", "joint_leave"),
        (date(2027, 3, 10), "Hari Raya Idul Fitri", "estimated"),
    ],
)
def test_a_free_day_has_its_name_kind_and_source(day: date, name: str, kind: str) -> None:
    found = holiday(day)
    assert found is not None
    assert (found.day, found.name, found.kind, found.confidence) == (day, name, kind, "S")
    assert str(day.year) in found.source


def test_days_without_a_holiday_have_none() -> None:
    assert holiday(date(2024, 6, 19)) is None
    assert holiday(date(1990, 8, 17)) is None


def test_joint_leave_is_known_as_far_as_it_is_decreed() -> None:
    days = read((FOLDER / "holidays.toml").read_text()).days
    joint = {day.year for day, one in days.items() if one.kind == "joint_leave"}
    assert declared_until() == date(2027, 12, 31)
    assert (min(joint), max(joint)) == (2015, declared_until().year)
    assert list(days) == sorted(days)
    assert all(holiday(date(year, month, day)) for year in range(2015, 2033) for month, day in ((1, 1), (8, 17)))


@pytest.mark.parametrize(
    ("month", "due"),
    [
        ((2024, 7), (2024, 7, 15)),  # Monday
        ((2024, 6), (2024, 6, 19)),  # Saturday, Sunday, Idul Adha, joint leave
        ((2024, 9), (2024, 9, 17)),  # Sunday, Maulid
        ((2026, 2), (2026, 2, 18)),  # Sunday, joint leave, Imlek
        ((2026, 5), (2026, 5, 18)),  # joint leave after Ascension Day, weekend
        ((2026, 8), (2026, 8, 18)),  # Saturday, Sunday, Independence Day
        ((2018, 6), (2018, 6, 21)),  # Idul Fitri on the 15th, weekend, joint leave to the 20th
        ((2025, 6), (2025, 6, 16)),  # Sunday
        ((2014, 6), (2014, 6, 16)),  # before the list of free days: weekends only
    ],
)
def test_a_contribution_is_due_on_a_working_day(month: tuple[int, int], due: tuple[int, int, int]) -> None:
    assert law.due_date(date(*month, 1)) == date(*due)


def test_joint_leave_is_a_working_day_when_the_reading_refuses_it() -> None:
    assert law.due_date(date(2026, 5, 1)) == date(2026, 5, 18)
    with law.revised({"joint_leave_free": "refuse"}):
        assert is_working_day(date(2026, 5, 15))
        assert not is_working_day(date(2026, 5, 14))
        assert not is_working_day(date(2024, 6, 15))
        assert law.due_date(date(2026, 5, 1)) == date(2026, 5, 15)
        assert law.due_date(date(2024, 6, 1)) == date(2024, 6, 18)
    assert law.due_date(date(2026, 5, 1)) == date(2026, 5, 18)


def test_an_undecided_reading_leaves_joint_leave_free() -> None:
    found = parameters()["joint_leave_free"].values[0]
    assert (found.amount, found.confidence) == (READINGS["review"], "X")
    with law.revised({"joint_leave_free": "review"}):
        assert law.due_date(date(2026, 5, 1)) == date(2026, 5, 18)


def test_working_days_are_counted_from_the_day_after() -> None:
    friday = date(2024, 6, 14)
    assert add_working_days(friday, 0) == friday
    assert add_working_days(friday, 1) == date(2024, 6, 19)
    assert add_working_days(date(2024, 6, 15), 0) == date(2024, 6, 19)
    assert add_working_days(date(2024, 6, 15), 1) == date(2024, 6, 19)
    assert add_working_days(friday, 7) == date(2024, 6, 27)
    with pytest.raises(law.InvalidCase) as error:
        add_working_days(friday, -1)
    assert error.value.field == "n"


@given(DAYS)
def test_the_next_working_day_is_the_first_one(day: date) -> None:
    found = next_working_day(day)
    assert is_working_day(found)
    assert not any(is_working_day(day + timedelta(days=n)) for n in range((found - day).days))


@given(DAYS, st.integers(1, 30))
def test_as_many_working_days_lie_between_as_were_added(day: date, n: int) -> None:
    found = add_working_days(day, n)
    between = [day + timedelta(days=k) for k in range(1, (found - day).days + 1)]
    assert is_working_day(found)
    assert sum(map(is_working_day, between)) == n


@pytest.mark.parametrize(
    "rows",
    [
        ROW.format(day="2024-01-01", kind="bank", mark="S", source="SKB"),
        ROW.format(day="2024-01-01", kind="national", mark="Q", source="SKB"),
        ROW.format(day="2024-01-01", kind="national", mark="S", source=""),
        ", ".join([ROW.format(day="2024-01-01", kind="national", mark="S", source="SKB")] * 2),
    ],
)
def test_a_calendar_that_is_not_cited_or_not_unique_does_not_load(rows: str) -> None:
    with pytest.raises(law.InvalidLaw, match="2024-01-01"):
        read(f"declared_until = 2027-12-31\nrow = [{rows}]\n")
