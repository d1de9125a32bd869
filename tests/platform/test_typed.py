"""What is a number and what only looks like one."""

from __future__ import annotations

import pytest

from rangkiang.platform.typed import number


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("7", 7),
        ("007", 7),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("²", None),
        ("٣", None),
        ("-1", None),
        ("", None),
    ],
)
def test_plain_digits_that_a_column_holds_are_a_number(text: str, found: int | None) -> None:
    assert number(text) == found
