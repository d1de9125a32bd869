"""Which small change of the law would no golden case notice? Mutation testing with cosmic-ray; `make mutate` runs it.

cosmic-ray rewrites files, so each lane works on its own copy in a temporary folder, never on this tree. A mutant is
killed by a golden case that answers otherwise, or by a law that refuses to load; all that survives is written with its
line and change. Usage: mutate.py [--lanes N] [--all] [module ...]; without modules the whole law but its commands.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LAW = Path("src/rangkiang/law")
RESULT = ROOT / "bench/mutants.json"
COPIED = ("src/rangkiang/__init__.py", "tests/__init__.py", "tests/law/golden.py", "tests/law/golden_asks.py",
          "scripts/mutate.py")  # fmt: skip
FATES = ("killed", "does not load", "timed out", "survived")
OUTSIDE = ("commands", "around_commands", "__init__")  # what only prints answers, and the list of names
TIMEOUT = 20  # seconds; all golden cases take about one
OBJECT = re.compile(r"^-@dataclass", re.MULTILINE)  # how an object is kept in memory is no law
KEPT = (
    "NumberReplacer", "AddNot", "RemoveDecorator", "ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue", "ReplaceUnaryOperator_Delete_Not", "ReplaceUnaryOperator_Delete_USub", "ExceptionReplacer",
    "ZeroIterationForLoop", "ReplaceBreakWithContinue", "ReplaceContinueWithBreak",
    "ReplaceComparisonOperator_(Eq_NotEq|NotEq_Eq|Lt_LtE|Lt_GtE|LtE_Lt|LtE_Gt|Gt_GtE|Gt_LtE|GtE_Gt|GtE_Lt)",
    "ReplaceComparisonOperator_(Is_IsNot|IsNot_Is)",
    "ReplaceBinaryOperator_(Add_Sub|Add_Mul|Sub_Add|Sub_Mul|Mul_Add|Mul_FloorDiv|FloorDiv_Mul|FloorDiv_Mod)",
    "ReplaceBinaryOperator_(Mod_FloorDiv|Mod_Mul|BitAnd_BitOr)",
)  # fmt: skip
# With --all also "==" turned into "<=": of a code from 0 to 2, or of a word, that often says the same.
ALL = "ReplaceComparisonOperator_(Eq|NotEq|Lt|LtE|Gt|GtE)_(Eq|NotEq|Lt|LtE|Gt|GtE)"
# The golden files that are likeliest to notice a change of a module are tried first.
FIRST = {
    "clock": ("clock",), "months": ("clock", "refused"), "bands": ("bands",), "jkk": ("jkk_death", "jkk_partial"),
    "scholarship": ("scholarship",), "eligibility": ("eligibility",), "bounds": ("form",),
    "protection": ("same_day", "paid_ahead", "limit_that_day", "jkm"),
    "deadlines": ("deadlines",), "documents": ("documents",), "heirs": ("heirs",), "rules": ("form",),
    "calendar": ("calendar",), "parameters": ("form",), "check": ("form",), "graph": ("form",), "arrears": ("arrears",),
    "catalogue": ("form",), "explain": ("explain",), "answer": ("explain",), "contribution": ("relief", "contribution"),
    "case": ("refused",), "jkm": ("jkm", "jkm_three_months"), "losses": ("jkk_partial",),
    "columns": ("form",),
}  # fmt: skip


def judge() -> int:
    """Run in a copy by cosmic-ray for each mutant: 0 when every golden case holds."""
    sys.path[:0] = [str(Path("src").resolve()), str(Path.cwd())]
    newest = max(LAW.glob("*.py"), key=lambda path: path.stat().st_mtime_ns).stem
    from rangkiang import law
    from tests.law import golden

    if not Path(law.__file__).is_relative_to(Path.cwd()):
        print("the law was not read from the copy")
        return 2
    first = [golden.FOLDER / f"{name}.yaml" for name in FIRST.get(newest, ())]
    rest = [path for path in sorted(golden.FOLDER.glob("*.yaml")) if path not in first]
    found = golden.failures([*first, *rest], stop=True)
    print("\n".join(["golden case:", *found]) if found else "every golden case holds")
    return len(found)


def _copy(lane: Path) -> None:
    shutil.copytree(ROOT / LAW, lane / LAW, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tests/law/golden", lane / "tests/law/golden")
    for name in COPIED:
        (lane / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, lane / name)


def _start(lane: Path, modules: Sequence[str], kept: Sequence[str]) -> subprocess.Popen[bytes]:
    """Mutate some modules in a copy of their own."""
    _copy(lane)
    paths = ", ".join(f'"{LAW / name}.py"' for name in modules)
    python = f"{ROOT}/.venv/bin/python"
    (lane / "run.toml").write_text(
        f"""[cosmic-ray]
module-path = [{paths}]
timeout = {TIMEOUT}.0
excluded-modules = []
test-command = "{python} -B scripts/mutate.py --judge"
[cosmic-ray.distributor]
name = "local"
[cosmic-ray.filters.operators-filter]
exclude-operators = ['^core/(?!({"|".join(kept)})$)']
"""
    )
    steps = (
        "cosmic-ray init run.toml run.sqlite", "cr-filter-operators run.sqlite run.toml",
        "cosmic-ray baseline run.toml", "cosmic-ray exec run.toml run.sqlite",
        "cosmic-ray baseline run.toml",  # again: where nothing runs any more, every mutant would seem noticed
    )  # fmt: skip
    told = (lane / "log").open("wb")
    clean = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    clean.pop("PYTHONPATH", None)
    return subprocess.Popen(["sh", "-ec", "\n".join(steps)], cwd=lane, env=clean, stdout=told, stderr=told)


def _outcomes(lane: Path) -> Iterable[dict[str, Any]]:
    """Each mutant: module, line, operator, change, and what became of it."""
    told = subprocess.run(
        ["cosmic-ray", "dump", "run.sqlite"], cwd=lane, check=True, capture_output=True, text=True
    ).stdout
    for line in told.splitlines():
        item, result = json.loads(line)
        mutation = item["mutations"][0]
        if result is None or result["worker_outcome"] == "skipped" or OBJECT.search(result["diff"] or ""):
            continue
        yield {
            "module": Path(mutation["module_path"]).stem, "line": mutation["start_pos"][0],
            "operator": mutation["operator_name"].removeprefix("core/"), "fate": _fate(result),
            "change": _change(result["diff"]),
        }  # fmt: skip


def _fate(result: Mapping[str, Any]) -> str:
    """One of FATES."""
    output = result["output"] or ""
    if result["test_outcome"] == "survived":
        return "survived"
    if "timeout" in output.lower()[:20]:
        return "timed out"
    return "killed" if "golden case:" in output else "does not load"


def _change(diff: str) -> list[str]:
    """What was, and what became of it."""
    return [line.rstrip() for line in (diff or "").splitlines() if re.match(r"[-+](?![-+])", line)]


def _lanes(modules: Sequence[str], count: int) -> list[list[str]]:
    """The modules, spread so that each lane has about the same to do."""
    found: list[list[str]] = [[] for _ in range(count)]
    length = {name: len((ROOT / LAW / f"{name}.py").read_text().splitlines()) for name in modules}
    for name in sorted(modules, key=lambda one: -length[one]):
        min(found, key=lambda lane: sum(length[one] for one in lane)).append(name)
    return [lane for lane in found if lane]


def _tell(mutants: list[dict[str, Any]], path: Path) -> None:
    """Counts by module and all survivors, into a file; modules that were not tried stay in it as they were."""
    counts: dict[str, Counter[str]] = {}
    for one in mutants:
        counts.setdefault(one["module"], Counter())[one["fate"]] += 1
    known = json.loads(path.read_text()) if path.exists() else {"counts": {}, "survivors": []}
    told = {name: Counter(count) for name, count in known["counts"].items() if (ROOT / LAW / f"{name}.py").exists()}
    told |= counts
    survivors = [one for one in known["survivors"] if one["module"] in told and one["module"] not in counts]
    survivors += [{key: one[key] for key in ("module", "line", "operator", "change")} for one in mutants
                  if one["fate"] == "survived"]  # fmt: skip
    survivors.sort(key=lambda one: (one["module"], one["line"]))
    sorted_counts = {name: dict(sorted(count.items())) for name, count in sorted(told.items())}
    path.write_text(json.dumps({"counts": sorted_counts, "survivors": survivors}, indent=1, ensure_ascii=False) + "\n")
    print(f"{'module':14}{'mutants':>8}" + "".join(f"{fate:>15}" for fate in FATES) + f"{'noticed':>10}")
    for name, count in [*sorted(told.items()), ("all", sum(told.values(), Counter()))]:
        share = 100 * (count.total() - count["survived"]) / count.total()
        print(f"{name:14}{count.total():>8}" + "".join(f"{count[fate]:>15}" for fate in FATES) + f"{share:>9.1f}%")
    print(f"survivors: {path}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--lanes", type=int, default=2)
    parser.add_argument("--all", action="store_true", help="every comparison turned into every other")
    parser.add_argument("--judge", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.judge:
        return judge()
    if not (ROOT / ".venv/bin/python").exists():  # a test that does not start would seem to notice everything
        parser.error("there is no environment here; run `make install-dev` first")
    known = [path.stem for path in sorted((ROOT / LAW).glob("*.py")) if path.stem not in OUTSIDE]
    modules, kept = asked.modules or known, (*KEPT, *([ALL] if asked.all else []))
    with tempfile.TemporaryDirectory() as folder:
        lanes = _lanes(modules, asked.lanes)
        running = [(Path(folder) / str(at), modules) for at, modules in enumerate(lanes)]
        processes = [(lane, _start(lane, modules, kept)) for lane, modules in running]
        for lane, process in processes:
            if process.wait():
                print((lane / "log").read_text()[-3000:], file=sys.stderr)
                return 2
        mutants = [one for lane, _ in processes for one in _outcomes(lane)]
    _tell(mutants, RESULT.with_stem("mutants-all") if asked.all else RESULT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
