"""Rebuild the region list that the package carries: ``python -m rangkiang.regions.rebuild SOURCE_DIR``.

The source is the CSV folder of ``idn-area-data``; the result is one compressed CSV of code and name, byte for byte
the same for the same source.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from pathlib import Path

LEVELS = ("provinces", "regencies", "districts", "villages")
TARGET = Path(__file__).parent / "data" / "regions.csv.gz"


def rebuild(source: Path, target: Path = TARGET) -> int:
    """Write ``target`` from the four CSV files in ``source``; returns the number of regions.

    Raises ``FileNotFoundError`` when a file is missing and ``ValueError`` for a region without its parent.
    """
    names: dict[str, str] = {}
    for level in LEVELS:
        with (source / f"{level}.csv").open(encoding="utf-8", newline="") as lines:
            names.update((row["code"], row["name"].strip()) for row in csv.DictReader(lines))
    orphans = [code for code in names if "." in code and code.rpartition(".")[0] not in names]
    if orphans:
        raise ValueError(f"{len(orphans)} regions without a parent, the first is {orphans[0]}")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("code", "name"))
    writer.writerows(sorted(names.items()))
    target.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))
    return len(names)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("Usage: python -m rangkiang.regions.rebuild SOURCE_DIR", file=sys.stderr)
        return 2
    try:
        count = rebuild(Path(arguments[0]))
    except (OSError, ValueError, KeyError) as error:
        print(f"rebuild: {error}. SOURCE_DIR needs {', '.join(f'{level}.csv' for level in LEVELS)}.", file=sys.stderr)
        return 2
    print(f"{count} regions in {TARGET} ({TARGET.stat().st_size} bytes)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
