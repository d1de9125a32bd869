"""The embedded server under real processes: who stops it, what a kill leaves running, a disk that is full."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from rangkiang.platform.home import PROJECT
from tests.faults.office import command

STAY = """
import sys
from rangkiang.platform.database import database, owner
with database():
    with owner().open() as session:
        found = session.execute("SELECT 1").fetchone()[0]
    print("up", found, flush=True)  # after the session: what a destructor raises, Python drops
    sys.stdin.readline()
    with owner().open() as session:
        print("still up", session.execute("SELECT 1").fetchone()[0], flush=True)
"""


class Elsewhere:
    """A second installation, with a state folder and a server of its own."""

    def __init__(self, folder: Path) -> None:
        self.home = folder
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("DATABASE_")}
        self.environment |= {"RANGKIANG_HOME": str(folder), "PYTHONPATH": str(PROJECT / "src")}

    @property
    def base(self) -> Path:
        """The server's folder, known once the first process has named it."""
        if os.geteuid() != 0:
            return self.home / "postgres"
        return Path("/var/lib/rangkiang") / json.loads((self.home / "place.json").read_text())["name"]

    def stay(self) -> subprocess.Popen[str]:
        """A process that uses the database until a line comes; up when this returns."""
        process = subprocess.Popen(
            [sys.executable, "-c", STAY],
            env=self.environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout
        assert process.stdout.readline() == "up 1\n"
        return process

    def servers(self) -> list[int]:
        """Processes that work in this installation's folder."""
        return [p.pid for p in psutil.process_iter(["cmdline"]) if str(self.base) in " ".join(p.info["cmdline"] or ())]

    def remove(self) -> None:
        for pid in self.servers():
            psutil.Process(pid).kill()
        shutil.rmtree(self.base, ignore_errors=True)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Elsewhere]:
    made = Elsewhere(tmp_path)
    yield made
    made.remove()


def leave(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate("\n", timeout=20)
    assert process.returncode == 0, err
    return out


def test_the_last_to_leave_stops_the_server_however_the_others_ended(elsewhere: Elsewhere) -> None:
    first, second = elsewhere.stay(), elsewhere.stay()
    leave(first)
    assert leave(second) == "still up 1\n"
    assert elsewhere.servers() == []

    killed = elsewhere.stay()
    killed.kill()
    killed.communicate()
    assert elsewhere.servers()
    assert leave(elsewhere.stay()) == "still up 1\n"
    assert elsewhere.servers() == []

    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        told = elsewhere.stay()
        told.send_signal(number)
        told.communicate(timeout=20)
        assert told.returncode != 0
        assert elsewhere.servers() == []


def test_a_new_home_on_the_path_of_a_deleted_one_begins_anew(elsewhere: Elsewhere) -> None:
    leave(elsewhere.stay())
    left = elsewhere.base
    for found in elsewhere.home.iterdir():
        shutil.rmtree(found) if found.is_dir() else found.unlink()
    try:
        assert leave(elsewhere.stay()) == "still up 1\n"
    finally:
        shutil.rmtree(left, ignore_errors=True)


@pytest.fixture
def small_disk(elsewhere: Elsewhere) -> Iterator[Elsewhere]:
    """The server's folder on 20 MB of memory; skipped where we may not mount."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    (elsewhere.home / "place.json").write_text(json.dumps({"name": f"small-{os.getpid()}"}))
    elsewhere.base.mkdir(parents=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "none", elsewhere.base], check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield elsewhere
    finally:
        subprocess.run(["umount", "--lazy", elsewhere.base], check=True)


def test_a_full_disk_is_said_and_the_next_try_begins_anew(
    small_disk: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATABASE_URL", "DATABASE_APP_URL"):
        monkeypatch.delenv(name, raising=False)
    failed = command("audit", "verify", RANGKIANG_HOME=str(small_disk.home))
    assert failed.returncode == 2
    assert failed.stdout == ""
    assert len(failed.stderr.splitlines()) == 1
    assert "could not be created" in failed.stderr
    assert "No space left on device" in failed.stderr
    assert small_disk.servers() == []
    assert list(small_disk.base.iterdir()) == []
    subprocess.run(["mount", "-o", "remount,size=200m", small_disk.base], check=True)
    assert leave(small_disk.stay()) == "still up 1\n"
    assert small_disk.servers() == []
