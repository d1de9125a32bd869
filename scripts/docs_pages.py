"""Parts of the documentation that are made from the code each time, so that they are never stale (a MkDocs hook).

A page says where a part belongs with a line ``<!-- made: rules -->``. Where the code needs words that it does not have
(what a verb means in Indonesian, where a number of the law was read), they stand in two files beside the pages; a verb,
a source or a setting without its words stops the build, and so does one that is left over.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import docs_law
from docs_law import table as _table

ROOT = Path(__file__).resolve().parents[1]
SOURCE, DOCS = ROOT / "src/rangkiang", ROOT / "docs"
NOWHERE = {
    "DATABASE_URL": "postgresql://docs@localhost/docs",
    "RANGKIANG_SECRET_DJANGO": "docs",
    "RANGKIANG_SECRET_APPLICATION": "docs",
    "DJANGO_SETTINGS_MODULE": "rangkiang.platform.settings",
}
VARIABLE = re.compile(r"\b(?:RANGKIANG_[A-Z]+|DATABASE_(?:APP_)?URL)\b(?!_)")
SETTINGS_PAGE = "cara/pasang.md"
PLACE = re.compile(r"<!-- made: (\w+) -->")


def _words(name: str) -> dict[str, str]:
    return tomllib.loads((DOCS / f"referensi/{name}.toml").read_text())


def _exactly(what: str, wanted: set[str], given: set[str]) -> None:
    """Stop the build when the words do not fit the code."""
    if wanted != given:
        raise SystemExit(f"docs: {what}: missing {sorted(wanted - given)}, left over {sorted(given - wanted)}")


# ------------------------------------------------------------------ rights, tables, commands
def rights() -> str:
    """permissions.toml as a table of verbs by roles."""
    from rangkiang.access.models import Role
    from rangkiang.access.rights import table

    words, may = _words("verba"), table()
    _exactly("verba.toml", set(may), set(words))
    roles = {value: str(label) for value, label in Role.choices}
    rows = [[f"`{verb}`", words[verb], *("●" if role in may[verb] else "" for role in roles)] for verb in may]
    return _table(("Kata kerja", "Arti", *roles.values()), rows)


def _first_paragraph(text: str | None) -> str:
    return " ".join((text or "").split("\n\n")[0].split())


def _model(model: Any) -> str:
    fields = model._meta.local_concrete_fields
    changes = getattr(model, "changes", None)
    may_change = ", ".join(f"`{name}`" for name in changes or ())
    grows = "baris boleh diubah" if changes is None else "tumbuh saja"
    if may_change:
        grows += f"; boleh berubah: {may_change}"
    if any(field.column == "area" for field in fields):
        grows += "; per wilayah"
    columns = ", ".join(
        f"`{f.column}`" + (f" → {f.related_model._meta.db_table}" if f.is_relation else "") for f in fields
    )
    lines = [f"- Tabel `{model._meta.db_table}`: {grows}", f"- Kolom: {columns}"]
    if held := ", ".join(f"`{constraint.name}`" for constraint in model._meta.constraints):
        lines.append(f"- Dijaga: {held}")
    return f"### {model.__name__}\n\n{_first_paragraph(model.__doc__)}\n\n" + "\n".join(lines) + "\n"


def tables() -> str:
    """Every table of ours: what a row is, its columns, what may change, what the database refuses."""
    from django.apps import apps

    parts = []
    for config in apps.get_app_configs():
        if not config.name.startswith("rangkiang."):
            continue
        models = [m for m in config.get_models() if not hasattr(m, "pgh_tracked_model")]
        if models:
            parts += [f"## {config.label}\n", *map(_model, models)]
    return "\n".join(parts)


def _command(name: str, command: Any) -> list[str]:
    import click

    if isinstance(command, click.Group):
        return [
            part for child, inner in sorted(command.commands.items()) for part in _command(f"{name} {child}", inner)
        ]
    context = click.Context(command)
    wanted = [p.make_metavar(context) for p in command.params if isinstance(p, click.Argument)]
    usage = " ".join([name, *wanted, "[OPTIONS]"])
    parts = [f"## {name.removeprefix('rangkiang ')}\n\n{_first_paragraph(command.help)}\n\n```\n{usage}\n```\n"]
    options = [
        ("`" + "`, `".join(p.opts) + "`", "wajib" if p.required else "", p.help or "")
        for p in command.params
        if isinstance(p, click.Option)
    ]
    return [*parts, _table(("Pilihan", "", "Arti"), options)] if options else parts


def commands() -> str:
    """Every command with its options."""
    from rangkiang.cli import main

    return "\n".join(_command("rangkiang", main))


# ------------------------------------------------------------------ how time grows
GROWING = {
    "bill": "Tagihan sebulan",
    "reconcile": "Empat daftar dicocokkan",
    "match": "Calon dicocokkan dengan orang yang dikenal",
    "import_csv_memory": "Daftar csv, dari isinya sampai setiap temuan (memori saja)",
}


def growth() -> str:
    """What was measured at several sizes, from bench/results.json: seconds, rows a second, memory, by size."""
    kept = json.loads((ROOT / "bench/results.json").read_text())
    parts = []
    for name, title in GROWING.items():
        sized = re.compile(rf"{name}(_\d+[km]?)?")
        found = {row["n"]: row for row in kept if sized.fullmatch(row["name"]) and "n" in row}
        rows = [
            (f"{n:,}".replace(",", "."), _number(row.get("seconds"), 3), _number(row.get("per_second")),
             _number(row.get("peak_mb")), f"`make bench ONLY={row['name']}`")
            for n, row in sorted(found.items())
        ]  # fmt: skip
        parts += [f"## {title}\n", _table(("Baris", "Detik", "Baris per detik", "Memori puncak, MB", ""), rows)]
    return "\n".join(parts)


def _number(value: float | None, digits: int = 0) -> str:
    return "" if value is None else f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))


PARTS = {part.__name__: part for part in (*docs_law.PARTS, rights, tables, commands, growth)}


def _check_settings() -> None:
    """Every variable that the code reads is on the page about installing, and none besides."""
    read = {name for path in SOURCE.rglob("*.py") for name in VARIABLE.findall(path.read_text())}
    _exactly(SETTINGS_PAGE, read, set(VARIABLE.findall((DOCS / SETTINGS_PAGE).read_text())))


# ------------------------------------------------------------------ MkDocs
def on_config(config: Any) -> Any:
    """Get the code ready without a database, and list the decision records as they are found."""
    os.environ.update(NOWHERE)
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    import django

    from rangkiang.platform.translations import compile_messages

    compile_messages()
    django.setup()
    _check_settings()
    docs_law.check(_words("sumber-hukum"), _exactly)
    records = sorted(path.name for path in (DOCS / "decisions").glob("[0-9]*.md"))
    config.nav[-1]["Keputusan"].extend(f"decisions/{name}" for name in records)
    return config


def on_files(files: Any, config: Any) -> Any:
    """The mark of the house comes from the house; the law as a document others can load stands beside its page."""
    from mkdocs.structure.files import File

    mark = (SOURCE / "web/static/web/rangkiang.svg").read_text()
    made = {"img/rangkiang.svg": mark, **docs_law.documents()}
    for path, content in made.items():
        files.append(File.generated(config, path, content=content))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    return PLACE.sub(lambda found: PARTS[found[1]](), markdown)
