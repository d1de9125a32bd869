"""A backup and what comes of it: equal to the rupiah in an empty database, refused everywhere else."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from psycopg import sql

from rangkiang.money.journal import trial_balance
from rangkiang.platform import audit
from rangkiang.platform.backup import MANIFEST, Made, audit_head, backup, contents, looking
from rangkiang.platform.database import owner
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.home import PROJECT, keep, kept
from rangkiang.platform.restore import manifest, prove, restore
from rangkiang.platform.scope import EVERYWHERE, scope
from tests.conftest import drop
from tests.faults.conftest import _address, own_database  # noqa: F401 -- a fixture
from tests.faults.test_server import Elsewhere
from tests.world import JULY, JUNE, make_world

PROOFS = {"trial balance": trial_balance}


@pytest.fixture
def office(own_database: str) -> str:  # noqa: F811
    """A committed programme: four members, June paid, July billed; the name of its database."""
    with scope(EVERYWHERE):
        world = make_world()
        world.members(4)
        world.pay(world.bill(JUNE), beyond=16_290)
        world.bill(JULY)
    return own_database


@pytest.fixture
def made(office: str, tmp_path: Path) -> Made:
    return backup(tmp_path, PROOFS)


@pytest.fixture
def empty(office: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """DATABASE_URL points to a new database with nothing in it; its name."""
    here, name = owner(), f"{office}_empty"
    with here.open() as session:
        drop(session, name)
        session.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    with replace(here, name=name).open() as fresh:
        for extension in ("btree_gist", "pg_trgm", "unaccent", "fuzzystrmatch"):
            fresh.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(extension)))
    monkeypatch.setenv("DATABASE_URL", _address(replace(here, name=name)))
    yield name
    keep(audit.HEAD, {key: head for key, head in kept(audit.HEAD).items() if not key.startswith(name)})
    with here.open() as session:
        drop(session, name)


def everything() -> tuple[Any, Any, Any]:
    with looking(owner()) as cursor:
        return contents(cursor), audit_head(cursor), trial_balance(cursor)


def manifest_of(file: Path) -> dict[str, Any]:
    with ZipFile(file) as archive:
        return dict(json.loads(archive.read(MANIFEST)))


def changed(file: Path, **facts: Any) -> Path:
    """The same backup with other facts in its manifest, and no hash beside it."""
    other = file.with_name("other.zip")
    with ZipFile(file) as old, ZipFile(other, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, json.dumps(json.loads(content) | facts) if name == MANIFEST else content)
    return other


def test_what_comes_back_is_what_was_there(made: Made, empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    done = restore(made.file, PROOFS)
    assert (done.database, done.tables, done.rows, done.lost) == (empty, made.tables, made.rows, 0)
    there = everything()
    monkeypatch.setenv("DATABASE_URL", _address(replace(owner(), name=empty.removesuffix("_empty"))))
    assert everything() == there
    assert dict(there[0])["membership_personmonth"][0] == 8
    assert ("APBD_KAB:13.03", "unallocated", 16_290) in there[2]
    assert kept(audit.HEAD)[empty] == there[1]


def test_a_trial_leaves_nothing_behind_and_a_database_with_data_is_never_restored_over(made: Made, office: str) -> None:
    before = everything()
    done = prove(made.file, PROOFS)
    assert (done.tables, done.rows) == (made.tables, made.rows)
    assert done.audit_entries == made.audit_head > 0
    with pytest.raises(Refused, match="never restored over"):
        restore(made.file, PROOFS)
    assert everything() == before
    with owner().open() as session:
        assert not session.execute("SELECT 1 FROM pg_database WHERE datname LIKE %s", [f"{office}_trial%"]).fetchall()


def test_the_file_is_private_names_no_secret_and_shows_every_damage(made: Made) -> None:
    assert made.file.stat().st_mode & 0o077 == 0
    assert [one.name for one in made.file.parent.iterdir() if one.suffix == ".partial"] == []
    told = json.dumps(manifest_of(made.file))
    assert "130308010180" not in told  # a NIK
    assert [secret for secret in kept("secrets.json").values() if secret in told] == []

    half = made.file.with_name("half.zip")
    half.write_bytes(made.file.read_bytes()[: made.size // 2])
    with pytest.raises(BadInput, match="not a whole backup"):
        manifest(half)
    content = bytearray(made.file.read_bytes())
    content[len(content) // 2] ^= 1
    made.file.write_bytes(content)
    with pytest.raises(BadInput, match="not as it was written"):
        manifest(made.file)
    made.file.with_name(f"{made.file.name}.sha256").unlink()
    with pytest.raises(BadInput, match=r"not a whole backup|not as it was written"):
        manifest(made.file)


def test_a_copy_that_is_not_equal_is_told(made: Made) -> None:
    wrong = {
        "trial balance differs": {"proofs": {"trial balance": [["APBD_KAB:13.03", "cash", 1]]}},
        "head of the audit chain": {"audit_head": {"seq": 99, "digest": "00"}},
        "table ": {"tables": {"money_bill": [3, "0"]}},
    }
    for said, facts in wrong.items():
        with pytest.raises(Refused, match=said):
            prove(changed(made.file, **facts), PROOFS)


def test_deeds_after_the_backup_are_counted_as_lost(made: Made, empty: str) -> None:
    later = {"seq": made.audit_head + 3, "digest": "ab"}
    keep(audit.HEAD, kept(audit.HEAD) | {empty: later})
    assert restore(made.file, PROOFS).lost == 3
    assert later in kept(audit.HEAD).values()  # the former head is kept beside the new one


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no folder"):
        backup(tmp_path / "nowhere", PROOFS)


def test_last_nights_backup_in_an_empty_server(made: Made, tmp_path: Path) -> None:
    """Another machine: a server that is made when first asked for, the shell's own commands, the books as before."""
    elsewhere = Elsewhere(tmp_path / "home")
    elsewhere.home.mkdir()
    (elsewhere.home / "secrets.json").write_text(json.dumps(kept("secrets.json")))
    environment = {k: v for k, v in elsewhere.environment.items() if not k.startswith("RANGKIANG_SECRET")}

    def rangkiang(*words: str) -> Any:
        run = subprocess.run(
            [sys.executable, "-m", "rangkiang", *words, "--json"], cwd=PROJECT, env=environment, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)

    try:
        assert rangkiang("restore", str(made.file), "--verify")["audit_entries"] == made.audit_head
        done = rangkiang("restore", str(made.file))
        assert done["rows"] == made.rows
        chain = rangkiang("audit", "verify")
        assert (chain["whole"], chain["entries"]) == (True, made.audit_head + 1)  # and the restore itself
        books = rangkiang("trial-balance")
        told = [[one["fund"], one["account"], one["balance"]] for one in books["accounts"] + books["memorandum"]]
        assert sorted(told) == sorted(done["proofs"]["trial balance"])
    finally:
        elsewhere.remove()
        shutil.rmtree(elsewhere.home, ignore_errors=True)
