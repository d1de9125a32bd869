"""One contestant of the law bench in a process of its own: our kernel, numba by hand, NumPy by hand, Polars.

``python -m bench.law_contestants NAME FOLDER`` reads the columns in FOLDER, works out JKM with scholarship for every
person five times, writes total and decision beside them, and prints seconds and peak memory as JSON. The three written
by hand hold the numbers of the law as an expert would type them today; they exist only to be compared with.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from rangkiang.engine.commands import peak_mb

COLUMNS = (
    "selisih_bulan", "sebelum_jatuh_tempo", "bulan_kepesertaan", "masa_iur", "hari_kepesertaan", "bulan_berturut",
    "pernah_berhenti", "kepesertaan",
)  # fmt: skip
YEARS = ("tahun_tk", "tahun_sd", "tahun_smp", "tahun_sma", "tahun_pt")
PP82, P97A = 18232, 20143  # 2 December 2019 and 24 February 2025 as days since 1970
MOST = {"tahun_tk": 2, "tahun_sd": 6, "tahun_smp": 3, "tahun_sma": 3, "tahun_pt": 5}
EACH = {
    "tahun_tk": 1_500_000,
    "tahun_sd": 1_500_000,
    "tahun_smp": 2_000_000,
    "tahun_sma": 3_000_000,
    "tahun_pt": 12_000_000,
}
Data = dict[str, np.ndarray]
Result = tuple[np.ndarray, np.ndarray]


def ours(data: Data) -> Callable[[], Result]:
    from rangkiang.engine.kernel import Records, compile_scheme

    given = (*COLUMNS, "bulan_kalender")  # as many as paid: by both counts of three years alike
    kernel = compile_scheme("jkm", given, {"children": YEARS})
    children = {"children": Records(data["offsets"], {name: data[name] for name in YEARS})}
    columns = {name: data[name] for name in (*given, "death")}

    def run() -> Result:
        found = kernel(columns, children)
        return found["total"], found["decision"]

    return run


def numba_by_hand(data: Data) -> Callable[[], Result]:
    from bench.law_by_hand import jkm

    given = [data[name] for name in ("death", *COLUMNS, "offsets", *YEARS)]

    def run() -> Result:
        n = len(data["death"])
        outs = [np.empty(n, np.int64) for _ in range(5)]
        decision = np.empty(n, np.int8)
        jkm(*given, *outs, decision)
        return outs[4], decision

    return run


def numpy_by_hand(data: Data) -> Callable[[], Result]:
    def run() -> Result:
        d = data
        new, late = d["death"] >= PP82, d["death"] >= P97A
        gap = d["selisih_bulan"]
        in_time = d["sebelum_jatuh_tempo"] == 1
        covered = (gap == 0) | ((gap == 1) & in_time)
        still_open = (gap < 3) | ((gap == 3) & in_time)
        again = late & (d["pernah_berhenti"] == 1) & (d["bulan_kepesertaan"] < 3) & (d["masa_iur"] >= 3)
        short = d["bulan_kepesertaan"] < 3
        doubt = np.where(short, d["hari_kepesertaan"] >= 90, (d["hari_kepesertaan"] < 92) | (d["bulan_berturut"] < 3))
        doubt &= late & ~again
        full = ~late | (~again & ~doubt & ~short)
        many = np.where(late, 1, d["kepesertaan"])
        lump = np.where(new, 20_000_000, 16_200_000) * many * full
        periodic = np.where(new, 12_000_000, 4_800_000) * many * full
        funeral = np.where(new, 10_000_000, 3_000_000) * many
        worth = sum(np.minimum(d[name], MOST[name]) * EACH[name] for name in YEARS).reshape(-1, 2).sum(axis=1)
        due = new & (d["masa_iur"] >= 36)
        lapsed = due & (d["pernah_berhenti"] == 1) & (d["bulan_kepesertaan"] < 36) & (worth > 0)
        scholarship = np.where(due & ~lapsed, worth, 0)
        several = late & (d["kepesertaan"] > 1) & (full | again | doubt)
        asked = again | doubt | several | lapsed | ~new
        total = np.where(covered, lump + periodic + funeral + scholarship, 0)
        decision = np.where(covered, np.where(asked, 2, 1), np.where(still_open, 2, 0)).astype(np.int8)
        return total, decision

    return run


def polars_by_hand(data: Data) -> Callable[[], Result]:
    import polars as pl

    frame = pl.DataFrame({name: data[name] for name in ("death", *COLUMNS)} | {
        f"{name}_{at + 1}": data[name][at::2] for name in YEARS for at in range(2)
    })  # fmt: skip
    c = pl.col
    new, late = c("death") >= PP82, c("death") >= P97A
    gap, in_time = c("selisih_bulan"), c("sebelum_jatuh_tempo") == 1
    still_open = (gap < 3) | ((gap == 3) & in_time)
    again = late & (c("pernah_berhenti") == 1) & (c("bulan_kepesertaan") < 3) & (c("masa_iur") >= 3)
    short = c("bulan_kepesertaan") < 3
    near = pl.when(short).then(c("hari_kepesertaan") >= 90).otherwise(
        (c("hari_kepesertaan") < 92) | (c("bulan_berturut") < 3)
    )  # fmt: skip
    worth = sum(
        (
            pl.min_horizontal(c(f"{name}_{at}"), pl.lit(MOST[name], pl.Int64)) * EACH[name]
            for name in YEARS
            for at in (1, 2)
        ),
        start=pl.lit(0, pl.Int64),
    )
    first = frame.lazy().with_columns(
        new=new, late=late, covered=(gap == 0) | ((gap == 1) & in_time), still_open=still_open, again=again,
        short=short, worth=worth, doubt=near & late & ~again,
    )  # fmt: skip
    second = first.with_columns(
        full=~c("late") | (~c("again") & ~c("doubt") & ~c("short")),
        many=pl.when("late").then(1).otherwise(c("kepesertaan")),
        due=c("new") & (c("masa_iur") >= 36),
    ).with_columns(
        lapsed=c("due") & (c("pernah_berhenti") == 1) & (c("bulan_kepesertaan") < 36) & (c("worth") > 0),
        cash=(pl.when("new").then(32_000_000).otherwise(21_000_000) * c("full")
              + pl.when("new").then(10_000_000).otherwise(3_000_000)) * c("many"),
    )  # fmt: skip
    asked = c("again") | c("doubt") | c("lapsed") | ~c("new") | (
        c("late") & (c("kepesertaan") > 1) & (c("full") | c("again") | c("doubt"))
    )  # fmt: skip
    given = c("cash") + pl.when(c("due") & ~c("lapsed")).then(c("worth")).otherwise(0)
    plan = second.select(
        total=pl.when("covered").then(given).otherwise(0),
        decision=pl.when("covered").then(pl.when(asked).then(2).otherwise(1)).otherwise(
            pl.when("still_open").then(2).otherwise(0)
        ).cast(pl.Int8),
    )  # fmt: skip

    def run() -> Result:
        found = plan.collect()
        return found["total"].to_numpy(), found["decision"].to_numpy()

    return run


CONTESTANTS: dict[str, Callable[[Data], Callable[[], Result]]] = {
    "ours": ours, "numba by hand": numba_by_hand, "NumPy": numpy_by_hand, "Polars": polars_by_hand,
}  # fmt: skip


def main(name: str, folder: Path) -> None:
    data = {path.stem: np.load(path) for path in folder.glob("*.npy")}
    run, seconds = CONTESTANTS[name](data), []
    run()  # compiles
    for _ in range(5):
        began = time.perf_counter()
        total, decision = run()
        seconds.append(time.perf_counter() - began)
    out = folder / "results" / name.replace(" ", "_")
    out.mkdir(parents=True, exist_ok=True)
    np.save(out / "total.npy", total)
    np.save(out / "decision.npy", decision)
    print(json.dumps({"seconds": min(seconds), "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
