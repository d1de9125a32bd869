"""Whoever owns the database can write anything; the chain and the head kept outside it show every such change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections

from rangkiang.platform import audit
from rangkiang.platform.scope import EVERYWHERE, scope
from tests.faults.office import command, settled_world, whole_chain
from tests.world import World

LINK = """UPDATE platform_auditentry SET digest = audit_digest(previous, seq, recorded_at, actor, verb, subject, facts)
          WHERE seq = %s"""


@pytest.fixture
def chain(own_database: str) -> World:
    """A dozen committed deeds."""
    made = settled_world()
    with scope(EVERYWHERE):
        made.members(2)
        made.pay(made.bill())
    assert whole_chain()
    assert audit.verify().entries > 8
    return made


def as_owner(*statements: str) -> None:
    with connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connections["owner"].close()


def rebuild(first: int, last: int) -> None:
    """Chain these entries anew, as somebody who knows how the digest is made."""
    with connections["owner"].cursor() as cursor:
        for seq in range(first, last + 1):
            cursor.execute(
                """UPDATE platform_auditentry a SET previous = coalesce(
                     (SELECT digest FROM platform_auditentry b WHERE b.seq = a.seq - 1), '\\x') WHERE seq = %s""",
                [seq],
            )
            cursor.execute(LINK, [seq])
    connections["owner"].close()


@contextmanager
def tampered(*statements: str) -> Iterator[tuple[str, ...]]:
    """What the check says after these statements of the owner; everything is put back afterwards."""
    as_owner("CREATE TABLE before AS TABLE platform_auditentry", *statements)
    try:
        yield audit.verify().faults
    finally:
        as_owner("TRUNCATE platform_auditentry", "INSERT INTO platform_auditentry TABLE before", "DROP TABLE before")


CHANGED = ("entry 4 was changed",)
NEXT = "does not follow the one before: something was removed or reordered"
ENTRY = "UPDATE platform_auditentry SET {} WHERE seq = 4"
TAMPERING = {
    "the facts": ([ENTRY.format("facts = facts || ' '")], CHANGED),
    "who did it": ([ENTRY.format("actor = actor + 1")], CHANGED),
    "nobody did it": ([ENTRY.format("actor = NULL")], CHANGED),
    "when": ([ENTRY.format("recorded_at = recorded_at - interval '1 microsecond'")], CHANGED),
    "the deed": ([ENTRY.format("verb = 'money.bill'")], CHANGED),
    "on what": ([ENTRY.format("subject = 'fund:9'")], CHANGED),
    "the link": ([ENTRY.format("previous = sha256('x')")], CHANGED),
    "the digest": ([ENTRY.format("digest = sha256('x')")], (*CHANGED, f"entry 5 {NEXT}")),
    "with its own digest anew": ([ENTRY.format("actor = 99"), LINK.replace("%s", "4")], (f"entry 5 {NEXT}",)),
    "the first removed": (["DELETE FROM platform_auditentry WHERE seq = 1"], (f"entry 2 {NEXT}",)),
    "one removed": (["DELETE FROM platform_auditentry WHERE seq = 4"], (f"entry 5 {NEXT}",)),
    "two changed places": (
        [f"UPDATE platform_auditentry SET seq = {new} WHERE seq = {old}" for old, new in ((4, -4), (5, 4), (-4, 5))],
        ("entry 4 was changed", "entry 5 was changed", f"entry 6 {NEXT}"),
    ),
}


def test_changed_removed_and_reordered_entries_are_found_by_number(chain: World) -> None:
    assert audit.verify().head > 6
    for name, (statements, faults) in TAMPERING.items():
        with tampered(*statements) as found:
            assert (name, found) == (name, faults)
    assert whole_chain()


def test_a_cut_off_end_and_a_chain_made_anew_are_found_by_the_head_kept_outside(chain: World) -> None:
    head = audit.verify().head
    told = (f"the chain ends before or differs at entry {head}, the last one known outside the database",)
    for cut in (head, 5, 1):
        with tampered(f"DELETE FROM platform_auditentry WHERE seq >= {cut}") as found:
            assert (cut, found) == (cut, told)
    with tampered(ENTRY.format("actor = 99")):
        rebuild(4, head)  # every digest fits again
        assert audit.verify().faults == told
        assert audit.verify().entries == head


def test_the_command_says_it_and_exits_with_1(chain: World) -> None:
    whole = command("audit", "verify", "--json")
    assert (whole.returncode, json.loads(whole.stdout)["whole"]) == (0, True)
    with tampered("DELETE FROM platform_auditentry WHERE seq > 5") as faults:
        cut = command("audit", "verify", "--json")
    assert (cut.returncode, json.loads(cut.stdout)["faults"]) == (1, list(faults))
