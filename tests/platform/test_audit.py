"""The chain shows what was changed, removed, reordered or cut off."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from rangkiang.platform import audit
from rangkiang.platform.home import keep, kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(db: None) -> list[int]:
    return [audit.record(actor=None, verb="test.deed", subject=f"thing:{n}", amount=n) for n in range(5)]


def test_a_whole_chain_has_no_fault(chain: list[int]) -> None:
    assert audit.verify().faults == ()
    assert audit.verify().entries == 5


def test_the_application_cannot_touch_an_entry(chain: list[int]) -> None:
    for statement in (
        "UPDATE platform_auditentry SET facts = '{}'",
        "DELETE FROM platform_auditentry",
        "TRUNCATE platform_auditentry",
        "INSERT INTO platform_auditentry SELECT 99, now(), 1, 'x', 'x', '{}', '', ''",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as c:
            c.execute(statement)


def test_entries_hold_no_personal_data(db: None) -> None:
    with pytest.raises(ValueError, match="nik"):
        audit.record(actor=None, verb="test.deed", subject="x", nik="1303080101809001")


def test_a_cut_tail_shows_against_the_head_kept_outside(chain: list[int]) -> None:
    name = connection.settings_dict["NAME"]
    before = kept(audit.HEAD)
    try:
        keep(audit.HEAD, before | {name: {"seq": chain[-1] + 1, "digest": "00"}})
        assert "ends before" in audit.verify().faults[0]
    finally:
        keep(audit.HEAD, before)
