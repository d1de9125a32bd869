"""JKM with scholarship for many persons: the compiled rules beside OpenFisca, numba by hand, NumPy and Polars.

Each runs in a process of its own on the same columns, best of three (OpenFisca: of two); every result is compared row
by row with ours.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from . import law_clock, law_one
from .law_contestants import YEARS

HERE = Path(__file__).parent
ROOT = HERE.parent
OPENFISCA = "openfisca-core==46.0.1"
Row = dict[str, Any]


def persons(n: int, folder: Path) -> None:
    """Synthetic clocks and families around the limits that make a case turn; deaths from 2016 to 2026."""
    rng = np.random.default_rng(328)
    months = rng.integers(1, 60, n)
    paid = months + rng.integers(0, 24, n)
    columns = {
        "death": rng.integers(16801, 20818, n),
        "selisih_bulan": rng.choice([0, 1, 2, 3, 4, 9], n, p=[0.7, 0.12, 0.08, 0.04, 0.03, 0.03]),
        "sebelum_jatuh_tempo": rng.integers(0, 2, n),
        "bulan_kepesertaan": months,
        "masa_iur": paid,
        "bulan_kalender": paid,
        "hari_kepesertaan": months * 30 + rng.integers(0, 30, n),
        "bulan_berturut": np.minimum(months, rng.integers(1, 48, n)),
        "pernah_berhenti": (rng.random(n) < 0.1).astype(np.int64),
        "kepesertaan": np.where(rng.random(n) < 0.02, 2, 1),
        "offsets": np.arange(0, 2 * n + 1, 2),
        **{name: rng.integers(0, 7, 2 * n) for name in YEARS},
    }
    for name, column in columns.items():
        np.save(folder / f"{name}.npy", column.astype(np.int64))


def _run(command: list[str], **environment: str) -> Row:
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def bench_python(package: str) -> str:
    """Python of the environment that holds what is only compared with, and nothing of ours; made on first use."""
    folder = ROOT / ".venv-bench"
    python = folder / "bin" / "python"
    uv = str(ROOT / ".venv-tools" / "bin" / "uv")
    if not python.exists():
        subprocess.run([uv, "venv", "--quiet", str(folder)], check=True)
    subprocess.run([uv, "pip", "install", "--quiet", "--python", str(python), package], check=True)
    return str(python)


def _start(cache: str) -> float:
    """Seconds of a new process from the first import to the first answer for one person."""
    code = (
        "import time; began = time.perf_counter(); import numpy as np;"
        "from rangkiang.engine.kernel import Records, compile_scheme;"
        "from bench.law_contestants import COLUMNS, YEARS;"
        "one = {c: np.array([1]) for c in COLUMNS} | {'death': np.array([20000])};"
        "kids = {'children': Records(np.array([0, 2]), {y: np.array([1, 1]) for y in YEARS})};"
        "compile_scheme('jkm', COLUMNS, {'children': YEARS})(one, kids);"
        "import json; print(json.dumps({'seconds': time.perf_counter() - began}))"
    )
    return float(_run([sys.executable, "-c", code], XDG_CACHE_HOME=cache)["seconds"])


def measure(name: str, n: int) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="law-") as made:
        folder = Path(made)
        persons(n, folder)
        cache = str(folder / "cache")
        first, cached = _start(cache), min(_start(cache) for _ in range(3))
        found = {}
        for one in ("numba by hand", "ours", "NumPy", "Polars"):
            command = [sys.executable, "-m", "bench.law_contestants", one, made]
            found[one] = _run(command, XDG_CACHE_HOME=cache)
        for one, way in (("OpenFisca", "entities"), ("OpenFisca in columns", "columns")):
            found[one] = _run([bench_python(OPENFISCA), str(HERE / "law_openfisca.py"), made, way])
        agreed = {one: _agreement(folder, one) for one in found}
    ours = found.pop("ours")
    rows = []
    for baseline, row in found.items():
        mine = {
            "seconds": round(ours["seconds"], 4),
            "per_second": int(n / ours["seconds"]),
            "peak_mb": ours["peak_mb"],
        }
        theirs = {"baseline_seconds": round(row["seconds"], 4), "baseline_peak_mb": row["peak_mb"]}
        ratio = row["seconds"] / ours["seconds"]
        compared = {"slowdown": round(1 / ratio, 2)} if baseline == "numba by hand" else {"speedup": round(ratio, 1)}
        starts = {"first_call": round(first, 2), "cached_start": round(cached, 2)}
        rows.append(
            {"name": name, "n": n, **mine, "baseline": baseline, **theirs, **compared, **starts, **agreed[baseline]}
        )
    return rows


def _agreement(folder: Path, one: str) -> Row:
    """Rows whose total or decision differs from ours, and by how many rupiah the sum of its own numbers is off."""
    results = folder / "results"
    mine, theirs = results / "ours", results / one.replace(" ", "_")
    total, other = np.load(mine / "total.npy"), np.load(theirs / "total.npy")
    differs = int(((total != other) | (np.load(mine / "decision.npy") != np.load(theirs / "decision.npy"))).sum())
    return {"rows_that_differ": differs, "sum_off_by_rupiah": int(other.sum()) - int(total.sum())}


BENCHES: dict[str, Callable[[], list[Row]]] = {
    "law_one": lambda: law_one.measure("law_one"),
    "law_clock_1m": lambda: law_clock.measure("law_clock_1m", 1_000_000),
    "law_1m": lambda: measure("law_1m", 1_000_000),
    "law_10m": lambda: measure("law_10m", 10_000_000),
}
