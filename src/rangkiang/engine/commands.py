"""``rangkiang law-table``: a parquet file of cases in, one of answers out."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import click

from rangkiang.law.errors import InvalidCase, InvalidLaw


@click.command("law-table", help="Answer every row of a parquet file by the law, with the compiled rules.")
@click.argument("scheme")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", "target", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Parquet, too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document, nothing else.")
def law_table(scheme: str, source: Path, target: Path, as_json: bool) -> None:
    from .tables import answer_file

    began = time.perf_counter()
    try:
        counts = answer_file(scheme, source, target)
    except (InvalidCase, InvalidLaw) as error:
        print(f"rangkiang: {error}.", file=sys.stderr)
        sys.exit(2)
    told = {**counts, "seconds": round(time.perf_counter() - began, 3)}
    click.echo(json.dumps(told) if as_json else "  ".join(f"{name}: {count}" for name, count in told.items()))
