"""Machine code on disk: loaded without numba, never taken when damaged, foreign or of another text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rangkiang.engine import machine
from rangkiang.platform.home import PROJECT

TEXT = """\
def kernel(start, stop, c_given, out):
    for i in range(unsigned(start), unsigned(stop)):
        out[i] = signed(c_given[i]) * 16800
"""
ASK = """
import json, sys
import numpy as np
from rangkiang.engine.machine import machine_code
out = np.zeros(2, np.int64)
machine_code(sys.argv[1], ("int8", "int64"))(0, 2, np.array([1, 12], np.int8), out)
print(json.dumps({"out": out.tolist(), "numba": "numba" in sys.modules}))
"""


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    machine.machine_code.cache_clear()
    return tmp_path / "rangkiang" / "kernels"


def ask(text: str = TEXT) -> dict[str, object]:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", ASK, text], env=environment, capture_output=True, text=True, check=True
    )
    return dict(json.loads(done.stdout))


def here(text: str = TEXT) -> list[int]:
    machine.machine_code.cache_clear()
    out = np.zeros(2, np.int64)
    machine.machine_code(text, ("int8", "int64"))(0, 2, np.array([1, 12], np.int8), out)
    return out.tolist()


def test_the_second_process_needs_no_compiler(kept: Path) -> None:
    assert ask() == {"out": [16800, 201600], "numba": True}
    assert ask() == {"out": [16800, 201600], "numba": False}
    assert len(list(kept.iterdir())) == 1


def test_another_number_or_type_is_other_code(kept: Path) -> None:
    assert here() == [16800, 201600]
    assert here(TEXT.replace("16800", "10000")) == [10000, 120000]
    wide = np.zeros(1, np.int64)
    machine.machine_code(TEXT, ("int64", "int64"))(0, 1, np.array([2**40]), wide)
    assert wide[0] == 2**40 * 16800
    assert len(list(kept.iterdir())) == 3


@pytest.mark.parametrize("damage", ["cut", "empty", "one byte", "no text"])
def test_damaged_code_is_made_anew_not_run(kept: Path, damage: str) -> None:
    assert here() == [16800, 201600]
    (file,) = kept.iterdir()
    whole = file.read_bytes()
    changed = whole[:200] + bytes([whole[200] ^ 1]) + whole[201:]
    file.write_bytes({"cut": whole[:-100], "empty": b"", "one byte": changed, "no text": b"\xff"}[damage])
    assert here() == [16800, 201600]
    assert machine._read(file)


def test_code_of_another_user_is_not_run(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here()
    (file,) = kept.iterdir()
    assert machine._read(file) is not None
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    assert machine._read(file) is None


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(kept: Path) -> None:
    kept.parent.mkdir()
    kept.write_text("a file where the folder should be")
    assert here() == [16800, 201600]
