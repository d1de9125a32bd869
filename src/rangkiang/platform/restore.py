"""A backup brought back, or only tried: into an empty database, never over one that holds anything.

What came back must equal what the manifest tells: every table's rows and digest, the audit chain and its head, and
the proofs of the caller. A trial (``prove``) does all of it in a database of its own, dropped at the end.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from zipfile import BadZipFile, ZipFile

from psycopg import sql

from . import audit
from .backup import DUMP, FORMAT, MANIFEST, Proof, address, cause, clients, hashed, looking, program, tables, told
from .database import EXTENSIONS, Connection, drop, owner
from .errors import BadInput, Refused
from .home import keep, kept


@dataclass(frozen=True)
class Restored:
    """What was brought back and found equal. ``lost``: deeds that the head kept outside knows and the backup does not.

    ``made_at`` is an ISO moment; ``proofs`` are the caller's, as recomputed.
    """

    database: str
    made_at: str
    tables: int
    rows: int
    audit_entries: int
    proofs: dict[str, Any]
    lost: int = 0


def manifest(file: Path) -> dict[str, Any]:
    """The manifest of a backup whose bytes are what they were. Raises BadInput."""
    if not file.is_file():
        raise BadInput(f"There is no file {file}.", where="FILE", todo="Name a backup that `rangkiang backup` made.")
    beside = file.with_name(f"{file.name}.sha256")
    with file.open("rb") as stream:
        if beside.exists() and beside.read_text().split()[:1] != [hashed(stream)]:
            raise BadInput(f"{file} is not as it was written.", where=beside.name, todo="Take another backup.")
    try:
        with ZipFile(file) as archive:
            found = json.loads(archive.read(MANIFEST))
            with archive.open(DUMP) as stream:
                digest = hashed(stream)
    except (BadZipFile, KeyError, ValueError, EOFError):
        raise BadInput(f"{file} is not a whole backup.", where="FILE", todo="Take another one.") from None
    if found.get("format") != FORMAT:
        raise BadInput(f"{file} has another format than {FORMAT}.", where="FILE", todo="Use the version that made it.")
    if found["dump_sha256"] != digest:
        raise BadInput(f"{DUMP} in {file} is not as it was written.", where="FILE", todo="Take another backup.")
    return dict(found)


def _must_be_empty(of: Connection) -> None:
    with looking(of) as cursor:
        if found := tables(cursor):
            raise Refused(
                f"The database {of.name} holds {len(found)} tables, and a backup is never restored over a database that"
                " holds anything: name an empty one in DATABASE_URL, or try the backup with --verify"
            )


def _load(file: Path, of: Connection) -> None:
    """All of the dump or nothing of it."""
    with of.open() as session:
        server = session.info.server_version // 10000
    words = [program("pg_restore", server), "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
             "--schema=public", "--enable-row-security", f"--dbname={address(of)}"]  # fmt: skip
    with (
        ZipFile(file) as archive,
        archive.open(DUMP) as source,
        TemporaryFile() as complaints,
        subprocess.Popen(words, env=clients(of), stdin=subprocess.PIPE, stderr=complaints) as running,
    ):
        assert running.stdin
        try:
            hashed(source, running.stdin)
            running.stdin.close()
        except BrokenPipeError:
            pass  # it stopped early, and says why
        if running.wait():
            raise Refused(f"pg_restore failed, nothing was kept: {cause(complaints)}")


def _differences(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    before, after = expected["tables"], found["tables"]
    wrong = [f"table {name}: {before.get(name)} before, {after.get(name)} now"
             for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]  # fmt: skip
    if expected["audit_head"] != found["audit_head"]:
        wrong.append("the head of the audit chain differs")
    proofs = expected["proofs"]
    return wrong + [f"{name} differs" for name in proofs if proofs[name] != found["proofs"].get(name)]


def _compare(of: Connection, expected: dict[str, Any], proofs: Mapping[str, Proof]) -> Restored:
    """Raises Refused that names the first difference."""
    with looking(of) as cursor:
        found = told(cursor, proofs)
        entries, faults = audit.walk(cursor)
    if wrong := [*faults, *_differences(expected, found)]:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise Refused(f"What came back into {of.name} is not what was saved: {wrong[0]}{more}. Do not use it")
    rows = sum(count for count, _ in found["tables"].values())
    return Restored(of.name, expected["made_at"], len(found["tables"]), rows, len(entries), found["proofs"])


def prove(file: Path, proofs: Mapping[str, Proof]) -> Restored:
    """Restore into a database made for it, compare, drop it. The configured database is not touched."""
    expected, home = manifest(file), owner()
    trial = replace(home, name=f"{home.name[:40]}_trial_{os.getpid()}")
    name = sql.Identifier(trial.name)
    with home.open() as session:
        session.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
        try:
            with trial.open() as fresh:
                for extension in EXTENSIONS:
                    fresh.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
            _load(file, trial)
            return _compare(trial, expected, proofs)
        finally:
            drop(session, trial.name)


def _take_over_head(of: Connection, head: dict[str, Any], made_at: str) -> int:
    """The head kept outside is now the backup's; the former one stays beside it. How many deeds only that one knew."""
    heads = kept(audit.HEAD)
    former = heads.get(of.name)
    beside = {f"{of.name} before the backup of {made_at}": former} if former and former != head else {}
    keep(audit.HEAD, heads | beside | {of.name: head})
    return max(0, former["seq"] - head["seq"]) if former else 0


def restore(file: Path, proofs: Mapping[str, Proof]) -> Restored:
    """Restore into the configured database, which must be empty, and compare.

    The rights of the application's role are not in a backup: ``setup.migrate`` sets them anew.
    """
    expected, of = manifest(file), owner()
    _must_be_empty(of)
    _load(file, of)
    done = _compare(of, expected, proofs)
    return replace(done, lost=_take_over_head(of, expected["audit_head"], expected["made_at"]))
