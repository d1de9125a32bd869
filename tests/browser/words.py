"""The house's dictionary read backwards: what a page says in English where its tests say it in Indonesian."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import count

from babel.messages.pofile import read_po

from rangkiang.platform.home import PROJECT

CATALOGUE = PROJECT / "src/rangkiang/locale/id/LC_MESSAGES/django.po"
LAW = PROJECT / "src/rangkiang/law"
BLANK, OTHER_BLANK = re.compile(r"%\((\w+)\)s"), re.compile(r"%[sd]|\{\w*\}")
CITED = re.compile(r"(PP|UU|Permenaker|Perpres) \d")  # two articles side by side are no translation
NAMED = re.compile(r'id = "([^"]+)", en = "([^"]+)"')
MONTHS = {
    "Januari": "January", "Februari": "February", "Maret": "March", "April": "April", "Mei": "May", "Juni": "June",
    "Juli": "July", "Agustus": "August", "September": "September", "Oktober": "October", "November": "November",
    "Desember": "December",
}  # fmt: skip


@cache
def _sentences() -> tuple[dict[str, set[str]], list[tuple[re.Pattern[str], set[str]]]]:
    """Indonesian → English: whole sentences, and those with blanks to be filled, the longest first."""
    whole: dict[str, set[str]] = defaultdict(set)
    for indonesian, english in (*_of_the_catalogue(), *_of_the_law()):
        whole[_named(indonesian)].add(_named(english))
    blanks = [
        (re.compile(BLANK.sub(lambda name: f"(?P<{name[1]}>.+)", _escaped(text))), told)
        for text, told in whole.items()
        if BLANK.search(text) and re.search("[A-Za-z]{3}", BLANK.sub("", text))
    ]
    return whole, sorted(blanks, key=lambda pair: -len(pair[0].pattern))


def _of_the_catalogue() -> Iterator[tuple[str, str]]:
    with CATALOGUE.open("rb") as file:
        for one in read_po(file):
            forms = [one.id] if isinstance(one.id, str) else list(one.id)
            indonesian = one.string if isinstance(one.string, str) else one.string[0]
            yield from ((indonesian, english) for english in forms)


def _of_the_law() -> Iterator[tuple[str, str]]:
    """What rules and parameters are called: pairs in the code, tables in the parameters."""
    for path in LAW.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Tuple(elts=[ast.Constant(value=str(indonesian)), ast.Constant(value=str(english))]):
                    if not CITED.match(english):
                        yield indonesian, english
    for path in LAW.glob("parameters/*.toml"):
        yield from NAMED.findall(path.read_text())


def _named(text: str) -> str:
    """Every blank of a sentence has a name: those of Python's two other kinds too."""
    number = count()
    return OTHER_BLANK.sub(lambda at: f"%(blank{next(number)})s", text)


def _escaped(text: str) -> str:
    return "".join(part if BLANK.fullmatch(part) else re.escape(part) for part in re.split(r"(%\(\w+\)s)", text))


def _value(text: str) -> str:
    """Rupiah, numbers and months as English writes them."""
    text = re.sub(r"(?<=\d)\.(?=\d{3}\b)", ",", text)
    return re.sub("|".join(MONTHS), lambda found: MONTHS[found[0]], text)


def english(words: str) -> list[str]:
    """Patterns of every English that these words may be the Indonesian of; names and numbers stay.

    Of words that are a part of sentences only: those sentences, since nothing tells which part of each it is.
    """
    whole, blanks = _sentences()
    if words in whole:
        return sorted(map(re.escape, whole[words]))
    for pattern, text in blanks:
        if found := pattern.fullmatch(words):
            return sorted(re.escape(BLANK.sub(lambda name: _value(found[name[1]]), one)) for one in text)
    held = {text for indonesian in whole if words in indonesian for text in whole[indonesian]}
    return sorted(BLANK.sub(".+", _escaped(text)) for text in held) or [re.escape(_value(words))]
