"""Where this installation keeps what is not in the database: secrets, the embedded server, the audit head.

``RANGKIANG_HOME`` names the folder; from a source checkout it is ``.rangkiang`` beside ``pyproject.toml``.
Everything in it is readable by its owner only.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[3]


def home() -> Path:
    """The private folder, made when missing."""
    if named := os.environ.get("RANGKIANG_HOME"):
        folder = Path(named)
    elif (PROJECT / "pyproject.toml").exists():
        folder = PROJECT / ".rangkiang"
    else:
        state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state"
        folder = Path(state) / "rangkiang"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder.resolve()


def _write_private(path: Path, text: str) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    fresh = path.with_suffix(f".{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def keep(name: str, facts: dict[str, Any]) -> None:
    _write_private(home() / name, json.dumps(facts))


def kept(name: str) -> dict[str, Any]:
    path = home() / name
    return json.loads(path.read_text()) if path.exists() else {}


def once(name: str, key: str, make: Callable[[], str]) -> str:
    """The fact ``key`` of the file ``name``, made on first use; of two processes that begin together one makes it."""
    with (home() / "home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = kept(name)
        if key not in found:
            found[key] = make()
            keep(name, found)
    return str(found[key])


def secret(name: str) -> str:
    """A random secret of this installation, made on first use; ``RANGKIANG_SECRET_<NAME>`` overrides it."""
    given = os.environ.get(f"RANGKIANG_SECRET_{name.upper()}")
    return given or once("secrets.json", name, lambda: secrets.token_urlsafe(36))
