"""A zip of lists: each list by itself, what is none named, and no zip that is too much."""

from __future__ import annotations

import pytest

from rangkiang.intake.checks import check
from rangkiang.intake.readers.archives import lists_in
from rangkiang.intake.readers.kinds import Limits

from .lists import HEADER, ON, csv_file, packed, people, xlsx_file

CSV, XLSX = csv_file([HEADER, *people(2)]), xlsx_file([HEADER, *people(3)])


def test_every_list_of_a_zip_comes_out_and_the_rest_is_named() -> None:
    opened = lists_in(
        packed({"nagari/b.xlsx": XLSX, "a.csv": CSV, "surat.pdf": b"%PDF-1.7", "__MACOSX/a.csv": b"x", "d/": b""}),
        "semua.zip",
    )
    assert [(one.name, one.content) for one in opened.lists] == [("a.csv", CSV), ("nagari/b.xlsx", XLSX)]
    assert [(name, fault.code) for name, fault in opened.skipped] == [("surat.pdf", "file_wrong_type")]


@pytest.mark.parametrize("raw", [CSV, XLSX, b"", b"%PDF-1.7"])
def test_a_file_that_is_no_zip_is_its_own_list(raw: bytes) -> None:
    assert [(one.name, one.content) for one in lists_in(raw, "a").lists] == [("a", raw)]


def test_a_zip_of_one_list_is_checked_like_the_list() -> None:
    result = check(packed({"a.csv": CSV}), "a.zip", on=ON)
    assert result.frame.equals(check(CSV, "a.csv", on=ON).frame)


@pytest.mark.parametrize(
    ("raw", "limits", "code"),
    [
        (packed({f"{index}.csv": CSV for index in range(4)}), Limits(members=3), "zip_too_many"),
        (packed({"a.csv": b"0" * 12_000_000}), Limits(), "file_bomb"),
        (packed({"a.csv": CSV, "b.csv": CSV}), Limits(unpacked=len(CSV) + 1), "file_bomb"),
        (packed({"a.csv": CSV}).replace(b"NIK", b"NIX", 1)[:-40], Limits(), "file_corrupt"),
    ],
    ids=["too many", "steep", "too large in all", "cut off"],
)
def test_a_zip_that_is_too_much_is_refused(raw: bytes, limits: Limits, code: str) -> None:
    assert check(raw, "a.zip", on=ON, limits=limits).fault.code == code
