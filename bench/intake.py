"""From the bytes of a list to its findings: xlsx and csv of synthetic people, beside a plain loop over the rows.

The lists are made from a seed, with the faults of real ones: NIK too short or typed with a quote, dates that do not
exist or are a spreadsheet's day numbers, nagari in other spellings, people listed twice. No list is anybody's.
"""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import tempfile
import time
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import psutil
import xlsxwriter

from bench.arena import Peak

ROWS = 16_590
MILLION = 1_000_000
LENGTHS = (100_000, MILLION, 3 * MILLION)
ON = date(2025, 7, 1)
HEAD = ("No", "NIK", "No KK", "Nama", "Tempat Lahir", "Tanggal Lahir", "JK", "Nama Ibu Kandung", "Alamat", "Nagari",
        "Pekerjaan", "Penghasilan")  # fmt: skip
FIRST = ("Suparno", "Nurhayati", "Rusli", "Erni", "Zulkifli", "Muhammad", "Moh.", "Siti", "Yulia", "Andi", "Syafrizal",
         "Dewi", "Afrizal", "Mardiana", "Jasman", "Rahmawati", "H. Abdul", "Desmawati", "Hendri", "Eka")  # fmt: skip
LAST = ("Caniago", "Piliang", "Putra", "Sari", "Dt. Rajo", "Wati", "Efendi", "Hidayat", "Yani", "Saputra", "Melayu",
        "Ningsih", "Koto", "Rahman", "Susanti", "Wahyudi", "Tanjung")  # fmt: skip
NAGARI = ("Muaro", "Silokek", "Muara", "Lubuk Tarok", "Padang Luas", "Air Amo", "Kamang", "Palangki", "Sijunjuang")
WORK = ("tani", "buruh tani", "ojek", "pedagang", "buruh harian lepas", "nelayan", "wiraswasta")
SHARES = {"short": 0.005, "as_number": 0.02, "twice": 0.01, "no_date": 0.01, "spaced": 0.03}


def make_list(rows: int, seed: int = 1) -> pl.DataFrame:
    """A list with the columns of ``HEAD``, all text, and the faults of ``SHARES``."""
    rng = np.random.default_rng(seed)

    def number(low: int, high: int) -> pl.Series:
        return pl.Series(rng.integers(low, high + 1, rows))

    def pick(words: tuple[str, ...]) -> pl.Series:
        return pl.Series(words).gather(rng.integers(0, len(words), rows))

    def two(name: str) -> pl.Expr:
        return pl.col(name).cast(pl.String).str.zfill(2)

    frame = pl.DataFrame(
        {
            "day": number(1, 28),
            "month": number(1, 12),
            "year": number(60, 99),
            "woman": number(0, 1),
            "district": number(3, 10),
            "serial": number(1, 9999),
            "card": number(1, 9999),
            "first": pick(FIRST),
            "middle": pick(LAST),
            "last": pick(LAST),
            "mother": pick(FIRST),
            "place": pick(NAGARI),
            "nagari": pick(NAGARI),
            "work": pick(WORK),
            "income": number(3, 10) * 100_000,
        }
        | {fault: rng.random(rows) < share for fault, share in SHARES.items()}
    )
    day = (pl.col("day") + 40 * pl.col("woman")).cast(pl.String).str.zfill(2)
    area = pl.lit("1303") + two("district")
    nik = pl.concat_str(area, day, two("month"), two("year"), pl.col("serial").cast(pl.String).str.zfill(4))
    nik = pl.when("short").then(nik.str.slice(0, 15)).otherwise(nik)
    nik = pl.when("spaced").then(pl.lit("'") + nik).otherwise(nik)
    born = pl.concat_str(two("day"), pl.lit("-"), two("month"), pl.lit("-19"), two("year"))
    serial = pl.date(1900 + pl.col("year"), "month", "day") - pl.date(1899, 12, 30)
    born = pl.when("as_number").then(serial.dt.total_days().cast(pl.String)).otherwise(born)
    cells = (
        pl.int_range(1, pl.len() + 1).cast(pl.String),
        nik,
        pl.concat_str(area, pl.lit("0101"), two("year"), pl.col("card").cast(pl.String).str.zfill(4)),
        pl.concat_str("first", "middle", "last", separator=" "),
        "place",
        pl.when("no_date").then(pl.lit("31-02-1970")).otherwise(born),
        pl.when(pl.col("woman") == 1).then(pl.lit("P")).otherwise(pl.lit("L")),
        "mother",
        pl.lit("Jorong Koto"),
        "nagari",
        "work",
        pl.col("income").cast(pl.String),
    )
    listed = frame.select(_column(cell).alias(name) for name, cell in zip(HEAD, cells, strict=True))
    again = np.maximum(np.arange(rows) - frame["twice"].to_numpy(), 0)  # the row before, once more
    return listed[again]


def _column(cell: str | pl.Expr) -> pl.Expr:
    return pl.col(cell) if isinstance(cell, str) else cell


def csv_of(people: pl.DataFrame) -> bytes:
    return people.write_csv(separator=";").encode()


def xlsx_of(people: pl.DataFrame) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Usulan")
        sheet.write(0, 0, "DAFTAR USULAN PEKERJA RENTAN")
        sheet.write_row(2, 0, HEAD)
        for at, row in enumerate(people.iter_rows(), 3):
            sheet.write_row(at, 0, row)
    return content.getvalue()


def plainly(content: bytes) -> int:
    """How many rows are without fault, by one loop over the rows with the same rules: the baseline."""
    from rangkiang.people import names, nik
    from rangkiang.regions import codes

    accepted, seen = 0, set()
    for row in csv.DictReader(io.StringIO(content.decode()), delimiter=";"):
        try:
            day, month, year = map(int, row["Tanggal Lahir"].split("-"))
            born = date(year, month, day)
        except ValueError:
            born = None
        faults = nik.check_nik(row["NIK"], born, row["JK"], row["No KK"], ON) + nik.check_kk(row["No KK"], ON)
        errors = [fault for fault in faults if fault.severity == "error"]
        number = nik.clean(row["NIK"]).text
        found = codes.find(row["Nagari"], within="13.03", level="village", near=False)
        if born and not errors and names.normalise(row["Nama"]) and found and number not in seen:
            accepted += 18 <= nik.age(born, ON) < 65
        seen.add(number)
    return accepted


def _measured(name: str, content: bytes, rows: int) -> dict[str, Any]:
    from rangkiang.intake import checks

    checks.check(content[:2000], "warm.csv", on=ON)  # the code lists are read once per process
    start, cpu = psutil.Process().memory_info().rss >> 20, time.process_time()
    with Peak() as peak:
        result = checks.check(content, "usulan", on=ON)
    cpu = time.process_time() - cpu
    assert result.rows == rows, (result.rows, result.fault)
    return {
        "name": name,
        "n": rows,
        "seconds": peak.seconds,
        "per_second": round(rows / peak.seconds),
        "cpu_seconds": round(cpu, 3),
        "peak_mb": peak.peak_mb,
        "over_start_mb": peak.peak_mb - start,
        "file_mb": len(content) >> 20,
        "findings": result.findings.height,
    }


def peak_of(path: str) -> tuple[int, int]:
    """MB that this process held at most: after a short list, which loads what every check needs, and after this one."""
    from rangkiang.intake import checks
    from rangkiang.intake.readers.kinds import Limits

    def most() -> int:  # not ru_maxrss, which begins with that of the process that started this one
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) >> 10

    checks.check(csv_of(make_list(1000)), "warm.csv", on=ON)
    start = most()
    checks.check(Path(path), "usulan", on=ON, limits=Limits(size=10**10))
    return start, most()


FORMATS = {"csv": LENGTHS, "xlsx": (10_000, 100_000, 300_000), "parquet": (10_000, 100_000, 300_000)}


def _written(path: Path, count: int) -> None:
    """A list of so many people, a million at a time."""
    if path.suffix == ".xlsx":
        path.write_bytes(xlsx_of(make_list(count)))
    elif path.suffix == ".parquet":
        make_list(count).write_parquet(path)
    else:
        with path.open("wb") as file:
            for seed in range(0, count, MILLION):
                part = make_list(min(MILLION, count - seed), seed + 1)
                part.write_csv(file, separator=";", include_header=not seed)


def _memory(kind: str) -> list[dict[str, Any]]:
    """Each list from its file, by a process of its own."""
    name, rows, lengths = f"import_{kind}_memory", [], FORMATS[kind]
    with tempfile.TemporaryDirectory() as folder:
        for count in lengths:
            path = Path(folder) / f"{count}.{kind}"
            _written(path, count)
            told = f"import sys; from bench.intake import peak_of; print(*peak_of({str(path)!r}))"
            done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
            start, most = map(int, done.stdout.split())
            rows.append({"name": name, "n": count, "peak_mb": most, "over_start_mb": most - start,
                         "file_mb": path.stat().st_size >> 20})  # fmt: skip
            path.unlink()
    more = (rows[-1]["peak_mb"] - rows[-2]["peak_mb"]) * 1024 / (lengths[-1] - lengths[-2])
    return [*rows, {"name": name, "case": "KB for every row more", "kb": round(more, 3)}]


def _import_16590() -> list[dict[str, Any]]:
    return [_measured("import_xlsx_16590", xlsx_of(make_list(ROWS)), ROWS)]


def _import_100000() -> list[dict[str, Any]]:
    return [_measured("import_xlsx_100000", xlsx_of(make_list(100_000)), 100_000)]


def _import_million() -> list[dict[str, Any]]:
    """A tenth of it by the plain loop, in the same run."""
    part, whole = csv_of(make_list(100_000)), csv_of(make_list(1_000_000))
    small = _measured("import_csv_1000000", part, 100_000)
    large = _measured("import_csv_1000000", whole, 1_000_000)
    cpu = time.process_time()
    with Peak() as peak:
        plainly(part)
    cpu = round(time.process_time() - cpu, 3)
    loop = {"case": "plain loop", "n": 100_000, "seconds": peak.seconds, "cpu_seconds": cpu}
    times = round(large["n"] / large["cpu_seconds"] / (100_000 / cpu), 1)
    return [
        small | {"case": "a tenth"},
        large | {"case": "all"},
        {"name": "import_csv_1000000", "per_second": round(100_000 / peak.seconds)} | loop,
        {"name": "import_csv_1000000", "case": "times the plain loop, by CPU", "times": times},
    ]


BENCHES = {
    **{f"import_{kind}_memory": partial(_memory, kind) for kind in FORMATS},
    "import_xlsx_16590": _import_16590,
    "import_xlsx_100000": _import_100000,
    "import_csv_1000000": _import_million,
}
