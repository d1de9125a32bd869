"""Background work is told in words, whatever room it belongs to."""

from __future__ import annotations

from rangkiang.platform import jobs
from rangkiang.web.jobs import TITLES


def test_every_work_has_its_title() -> None:
    assert jobs._works.keys() == TITLES.keys()
