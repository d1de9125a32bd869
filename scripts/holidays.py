"""Write the calendar of free days (``law/parameters/holidays.toml``) anew, once a year when the decree is out.

The decree itself (SKB 3 Menteri) is read through the package ``holidays``, which the project does not depend on:
``pip install holidays`` into any environment, then ``python scripts/holidays.py --declared 2027``. Compare the
difference with the decree before it is kept.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

# Run by its path, this folder comes first, and this file would be found in place of the package.
sys.path = [entry for entry in sys.path if Path(entry).resolve() != Path(__file__).resolve().parent]

FILE = Path(__file__).resolve().parents[1] / "src/rangkiang/law/parameters/holidays.toml"
FIRST, BEYOND = 2015, 5  # years after the last decree that are given as far as they can be foreseen
ESTIMATED, JOINT, ELECTION = " (perkiraan)", "Cuti Bersama", "Hari Pemilihan"
MISSPELT = {"Pegangti": "Pengganti"}
HEAD = """\
# Free days of Indonesia, written by scripts/holidays.py (the decrees were read through the package holidays {package}).
# A day is "national", "joint_leave" (cuti bersama) or "estimated": where it falls is still foreseen by the moon. Up to
# `declared_until` the decrees are known; after it only the national days are, and no joint leave.
article = "Keppres 8/2024; SKB 3 Menteri tentang hari libur nasional dan cuti bersama"
declared_until = {until}

row = [
"""
ROW = '  {{ day = {day}, name = "{name}", kind = "{kind}", confidence = "S", source = "{source}" }},\n'


def free_days(last: int) -> Iterator[tuple[date, str]]:
    """Each free day from 2015 to the end of ``last`` with its name, in order."""
    try:
        from holidays import country_holidays
    except ImportError:
        raise SystemExit("The package holidays is missing: pip install holidays, in any environment.") from None
    years = range(FIRST, last + 1)
    yield from sorted(country_holidays("ID", years=years, categories=("public", "government"), language="id").items())


def row(day: date, name: str, declared: int) -> str:
    for wrong, right in MISSPELT.items():
        name = name.replace(wrong, right)
    kind = "estimated" if ESTIMATED in name else "joint_leave" if JOINT in name else "national"
    decree = f"SKB 3 Menteri {day.year}" if day.year <= declared else "Keppres 8/2024"
    decree = f"Keppres {day.year}" if ELECTION in name else decree
    name = name.replace(ESTIMATED, "")
    return ROW.format(day=day, name=name, kind=kind, source=decree)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--declared", type=int, required=True, help="the last year whose decree is out")
    declared = parser.parse_args().declared
    days = list(free_days(declared + BEYOND))
    from holidays import __version__

    head = HEAD.format(package=__version__, until=date(declared, 12, 31))
    FILE.write_text(head + "".join(row(day, name, declared) for day, name in days) + "]\n")
    print(f"{FILE.name}: {len(days)} days, {FIRST} to {declared + BEYOND}; decrees known to {declared}.")


if __name__ == "__main__":
    main()
