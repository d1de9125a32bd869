"""Every word of the house is said in Indonesian too: nothing in a template or in code is left untranslated."""

from __future__ import annotations

import re
from ast import literal_eval
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[2] / "src/rangkiang"
PO = SOURCE / "locale/id/LC_MESSAGES/django.po"
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
# What Django's templatize makes of a template's words.
CALL = re.compile(r"""gettext\(u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
GAP = re.compile(r"%\((\w+)\)s")


def spoken() -> dict[str, str]:
    """msgid → the first file that says it."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for _line, said, _comments, _context in extract("python", BytesIO(path.read_bytes()), keywords=KEYWORDS):
            found.setdefault(said[0] if isinstance(said, tuple) else said, path.name)
    for path in sorted(SOURCE.rglob("templates/**/*.html")):
        for said in CALL.findall(templatize(path.read_text())):
            found.setdefault(literal_eval(said), path.name)
    return found


def catalogue() -> dict[str, str]:
    """msgid → msgstr, as written."""
    with PO.open("rb") as file:
        written = read_po(file, locale="id")
    pairs = {}
    for message in written:
        if message.id:
            first = message.id[0] if isinstance(message.id, tuple) else message.id
            pairs[first] = message.string[0] if isinstance(message.string, tuple) else message.string
    return pairs


def test_everything_said_is_translated() -> None:
    known = catalogue()
    missing = {msgid: place for msgid, place in spoken().items() if not known.get(msgid)}
    assert not missing


def test_every_translation_is_used() -> None:
    assert not set(catalogue()) - set(spoken())


def test_translations_keep_their_gaps() -> None:
    """A figure that the English sentence carries is carried by the Indonesian one."""
    lost = {msgid for msgid, text in catalogue().items() if text and set(GAP.findall(msgid)) != set(GAP.findall(text))}
    assert not lost
