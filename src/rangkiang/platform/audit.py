"""The audit chain: one entry per deed, in the deed's own transaction, each hashed over the one before.

The head is also kept outside the database, so that a tail cut off inside it shows. Entries hold ids, counts and
rupiah, never a NIK or a name, so that erasing a person need not touch them.
"""

from __future__ import annotations

import fcntl
import json
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from .home import home, keep, kept

HEAD = "audit-head.json"
NEVER = {"nik", "name", "kk", "mother", "phone", "address"}


def record(*, actor: int | None, verb: str, subject: str, **facts: Any) -> int:
    """Append one entry and return its number. Part of the caller's transaction."""
    if spoken := NEVER & facts.keys():
        raise ValueError(f"audit entries hold no personal data: {sorted(spoken)}")
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str)
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, digest FROM audit_append(%s, %s, %s, %s)", [actor, verb, subject, text])
        seq, digest = cursor.fetchone()
    transaction.on_commit(lambda: _keep_head(connection.settings_dict["NAME"], seq, bytes(digest).hex()))
    return seq


def _keep_head(database: str, seq: int, digest: str) -> None:
    with (home() / "audit-head.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        heads = kept(HEAD)
        if heads.get(database, {}).get("seq", 0) < seq:
            keep(HEAD, heads | {database: {"seq": seq, "digest": digest}})


@dataclass(frozen=True)
class Verdict:
    """``faults`` is empty when the chain is whole. ``head`` is the last entry's number."""

    entries: int
    head: int
    faults: tuple[str, ...]


def walk(cursor: Any) -> tuple[dict[int, str], list[str]]:
    """Recompute the whole chain in one statement: the digest of every entry by number, and what is wrong with it."""
    cursor.execute("""
        SELECT seq, seq = number AS in_order,
               digest = audit_digest(previous, seq, recorded_at, actor, verb, subject, facts) AS untouched,
               previous = before AS chained, encode(digest, 'hex')
        FROM (SELECT a.*, row_number() OVER w AS number, lag(digest, 1, '\\x') OVER w AS before
              FROM platform_auditentry a WINDOW w AS (ORDER BY seq)) chain
        ORDER BY seq""")
    rows = cursor.fetchall()
    faults: list[str] = []
    for seq, in_order, untouched, chained, _ in rows:
        if not untouched:
            faults.append(f"entry {seq} was changed")
        elif not (in_order and chained):
            faults.append(f"entry {seq} does not follow the one before: something was removed or reordered")
            break
    return {seq: digest for seq, _, _, _, digest in rows}, faults


def verify() -> Verdict:
    """The chain, walked, and its head compared with the one kept outside."""
    with connection.cursor() as cursor:
        digests, faults = walk(cursor)
    head = kept(HEAD).get(connection.settings_dict["NAME"])
    if head and digests.get(head["seq"]) != head["digest"]:
        faults.append(
            f"the chain ends before or differs at entry {head['seq']}, the last one known outside the database"
        )
    return Verdict(len(digests), max(digests, default=0), tuple(faults))


def forget_head() -> None:
    """The kept head of this database, dropped: only for a demo that is built anew."""
    heads = kept(HEAD)
    if heads.pop(connection.settings_dict["NAME"], None):
        keep(HEAD, heads)
