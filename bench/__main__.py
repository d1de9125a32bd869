"""Run the benches whose name starts with a word, the largest only by their whole name; write bench/results.json."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rangkiang.platform.settings")
RESULTS = Path(__file__).parent / "results.json"


def main(only: str) -> None:
    import django

    from rangkiang.platform.database import database

    with database():
        django.setup()
        from bench import bill, claims, deathwatch, identity, intake, law, load, pages, pages_slow, reconcile

        benches = {**bill.BENCHES, **reconcile.BENCHES, **pages.BENCHES, **intake.BENCHES, **law.BENCHES}
        benches |= identity.BENCHES | claims.BENCHES | deathwatch.BENCHES | load.BENCHES | pages_slow.BENCHES
        large = bill.BY_NAME | pages.BY_NAME | load.BY_NAME
        known = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
        for name, run in benches.items():
            if not name.startswith(only) or (name in large and name != only):
                continue
            print(f"{name} ...", flush=True)
            rows = run()
            measured = {name, *(row["name"] for row in rows)}
            known = [row for row in known if row["name"] not in measured] + rows
            for row in rows:
                print("  " + ", ".join(f"{key} {value}" for key, value in row.items()), flush=True)
            RESULTS.write_text(json.dumps(sorted(known, key=lambda row: row["name"]), indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
