"""``rangkiang law-table`` answers a parquet file of cases; ``rangkiang match`` finds one person in two of them."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rangkiang.law.errors import InvalidCase, InvalidLaw

if TYPE_CHECKING:
    import polars as pl


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


def match_command(sound: Callable[[pl.Series], pl.Series]) -> click.Command:
    """``rangkiang match``; names are compared by what ``sound`` makes of them, which a room above knows."""

    @click.command("match", help="Link two parquet files of persons, or find who stands twice in one.")
    @click.argument("sources", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--out", "target", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Parquet.")
    @click.option(
        "--engine", "engine_name", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True
    )
    @click.option("--model", "model_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON.")
    @click.option("--json", "as_json", is_flag=True, help="One JSON document, nothing else.")
    def run(sources: tuple[Path, ...], target: Path, engine_name: str, model_file: Path | None, as_json: bool) -> None:
        if len(sources) > 2:
            raise click.UsageError("match takes one file or two.")
        began = time.perf_counter()
        try:
            told = _match(sources, target, sound, engine_name, model_file)
        except InvalidCase as error:
            print(f"rangkiang: {error}.", file=sys.stderr)
            sys.exit(2)
        told["seconds"] = round(time.perf_counter() - began, 3)
        told["peak_mb"] = peak_mb()
        click.echo(json.dumps(told) if as_json else "  ".join(f"{name}: {value}" for name, value in told.items()))

    return run


def peak_mb() -> int:
    """The most memory this process has held. ``ru_maxrss`` would tell its parent's where that held more."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split(maxsplit=1)[0]) >> 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def _match(
    sources: tuple[Path, ...],
    target: Path,
    sound: Callable[[pl.Series], pl.Series],
    engine_name: str,
    model_file: Path | None,
) -> dict[str, Any]:
    """Match the files and write the pairs to keep; what there was, counted."""
    import polars as pl

    from .match import load, match
    from .match.engines import engine

    model = load(model_file)
    tables = [_persons(source, sound) for source in sources]
    with engine(engine_name) as chosen:
        pairs = pl.from_arrow(match(*tables, model=model, engine=chosen))
    assert isinstance(pairs, pl.DataFrame)
    kept = pairs.filter(pl.col("class").cast(pl.String) != "different")
    fresh = target.with_name(f".{target.name}.part")
    kept.write_parquet(fresh)
    fresh.replace(target)
    rows = dict(zip(("left", "right"), (len(table) for table in tables), strict=False))
    counts = dict(kept["class"].cast(pl.String).value_counts().iter_rows())
    return {**rows, "same": counts.get("same", 0), "review": counts.get("review", 0), "model": model.version}


def _persons(source: Path, sound: Callable[[pl.Series], pl.Series]) -> Any:
    """A file of persons as an Arrow table, its names by their sound."""
    import polars as pl

    try:
        frame = pl.read_parquet(source)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InvalidCase(source.name, f"is no parquet file that can be read ({error})") from None
    for name in ("name", "mother"):
        if name in frame.columns and frame[name].dtype == pl.String:
            frame = frame.with_columns(sound(frame[name]).alias(name))
    return frame.to_arrow()
