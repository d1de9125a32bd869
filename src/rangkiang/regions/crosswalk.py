"""Rebuild the crosswalk of BPS to Kemendagri codes: ``python -m rangkiang.regions.crosswalk SOURCE_DIR``.

The source is a folder of BPS-coded lists (``provinces.csv regencies.csv districts.csv villages.csv``: code, parent,
name, without a header). Two regions are the same when their parents are and, among the children of those, both are the
only ones of their name in any known spelling; then, among those left over, when each is the only one nearly alike to
the other (Paruh and Paru). What is still left stays out: no code is guessed.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections import Counter, defaultdict
from pathlib import Path

from . import codes

LEVELS = ("provinces", "regencies", "districts", "villages")
TARGET = Path(__file__).parent / "data" / "bps.csv.gz"


def pair(bps: dict[str, dict[str, str]]) -> dict[str, str]:
    """BPS code to Kemendagri code. ``bps`` gives for each parent (``""``: the country) its children, code to name."""
    paired: dict[str, str] = {}
    parents = [("", "")]
    while parents:
        parent, ours_parent = parents.pop()
        ours = _by_name({place.code: place.name for place in codes.children(ours_parent)})
        theirs = _by_name(bps.get(parent, {}))
        spelled = {name.replace(" ", ""): name for name in ours}
        same = {
            name: our
            for name in theirs
            if (our := spelled.get(name.replace(" ", ""))) and len(theirs[name]) == len(ours[our]) == 1
        }
        found = [(theirs[name][0], ours[our][0]) for name, our in same.items()]
        found += _nearly(
            {name: theirs[name] for name in theirs.keys() - same.keys()},
            {name: ours[name] for name in ours.keys() - set(same.values())},
        )
        paired.update(found)
        parents += found
    return paired


def _nearly(theirs: dict[str, list[str]], ours: dict[str, list[str]]) -> list[tuple[str, str]]:
    """The pairs of left-over names that are alike to each other and to no other."""
    alike = [
        (their, our)
        for their in theirs
        for our in ours
        if len(theirs[their]) == len(ours[our]) == 1 and codes.alike(their, our) >= codes.NEAR
    ]
    their_times, our_times = (Counter(names) for names in zip(*alike, strict=True)) if alike else ({}, {})
    return [(theirs[their][0], ours[our][0]) for their, our in alike if their_times[their] == our_times[our] == 1]


def _by_name(places: dict[str, str]) -> dict[str, list[str]]:
    """Codes by canonical name; where two differ only in their spaces they share the first's."""
    named: dict[str, list[str]] = defaultdict(list)
    spelled: dict[str, str] = {}
    for code, name in places.items():
        canonical = codes.canonical(name)
        named[spelled.setdefault(canonical.replace(" ", ""), canonical)].append(code)
    return named


def rebuild(source: Path, target: Path = TARGET) -> tuple[int, int]:
    """Write ``target``; returns how many BPS codes were paired and how many there are."""
    bps: dict[str, dict[str, str]] = defaultdict(dict)
    for level in LEVELS:
        with (source / f"{level}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines):
                bps["" if level == "provinces" else row[1]][row[0]] = row[-1].strip()
    paired = pair(bps)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("bps_code", "kemendagri_code"))
    writer.writerows(sorted(paired.items()))
    target.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))
    return len(paired), sum(map(len, bps.values()))


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("Usage: python -m rangkiang.regions.crosswalk SOURCE_DIR", file=sys.stderr)
        return 2
    try:
        paired, of = rebuild(Path(arguments[0]))
    except (OSError, ValueError, IndexError) as error:
        print(f"crosswalk: {error}. SOURCE_DIR needs {', '.join(f'{one}.csv' for one in LEVELS)}.", file=sys.stderr)
        return 2
    print(f"{paired} of {of} BPS codes in {TARGET} ({TARGET.stat().st_size} bytes)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
