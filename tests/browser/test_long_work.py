"""Long work: its page tells how far it is and may be left; it is found again under its name and ends with a result."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import expect

from rangkiang.platform.database import owner
from tests.browser.conftest import Arrive, House, by_every_reader
from tests.browser.visitor import PATIENCE

pytestmark = pytest.mark.browser
STEPS = 9
BEGUN = """INSERT INTO platform_job (name, arguments, started_by, state, done, total, result, note, reference)
           SELECT 'intake.commit', '{}', id, 'working', 3, %s, '', '', '' FROM access_user WHERE username = 'operator'
           RETURNING id"""
ON = "UPDATE platform_job SET done = %s WHERE id = %s RETURNING id"
ENDED = """UPDATE platform_job SET state = 'done', done = total, result = '/intake/', finished_at = now()
           WHERE id = %s RETURNING id"""
LEAVE = "Tidak ada yang hilang: Anda boleh meninggalkan halaman ini dan kembali nanti."


def worker(house: House, statement: str, *values: Any) -> int:
    """What the worker writes while it works; here by hand, so that the page can be looked at on its way."""
    with replace(owner(), name=house.database).open() as root:
        told = root.execute(statement, values).fetchone()
    assert told
    return int(told[0])


@by_every_reader
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_long_work_is_left_and_found_again(arrive: Arrive, house: House, scripts: bool) -> None:
    operator = arrive("operator", scripts=scripts)
    key = worker(house, BEGUN, STEPS)
    look = operator.go if scripts else operator.come  # without scripts the page comes anew every few seconds
    look(f"/jobs/{key}/")
    operator.reads(f"Langkah 3 dari {STEPS}", LEAVE)
    worker(house, ON, 5, key)
    operator.reads(f"Langkah 5 dari {STEPS}")  # by itself
    operator.go("/")
    operator.follow("Pekerjaan di latar belakang")
    operator.reads("sedang dikerjakan")
    operator.page.locator(f"a[href='/jobs/{key}/']").click()
    operator.reads(f"Langkah 5 dari {STEPS}")
    worker(house, ENDED, key)
    expect(operator.page.get_by_role("main")).to_contain_text(operator.said("Selesai."), timeout=PATIENCE)
    operator.follow("Lihat hasilnya")
    assert operator.page.url == f"{operator.address}/intake/"
