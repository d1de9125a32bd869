"""The house's dictionary read backwards: what a page says in English where its tests say it in Indonesian."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from babel.messages.pofile import read_po

from rangkiang.platform.home import PROJECT

CATALOGUE = PROJECT / "src/rangkiang/locale/id/LC_MESSAGES/django.po"
BLANK = re.compile(r"%\((\w+)\)s")
MONTHS = {
    "Januari": "January", "Februari": "February", "Maret": "March", "April": "April", "Mei": "May", "Juni": "June",
    "Juli": "July", "Agustus": "August", "September": "September", "Oktober": "October", "November": "November",
    "Desember": "December",
}  # fmt: skip


@cache
def _sentences() -> tuple[dict[str, set[str]], list[tuple[re.Pattern[str], str]]]:
    """Indonesian → English: whole sentences, and those with blanks to be filled, the longest first."""
    whole, blanks = defaultdict(set), []
    with CATALOGUE.open("rb") as file:
        for one in read_po(file):
            plural = not isinstance(one.id, str)
            for english in one.id if plural else [one.id]:
                indonesian = one.string[0] if plural else one.string
                whole[indonesian].add(english)
                if BLANK.search(indonesian):
                    pattern = BLANK.sub(lambda name: f"(?P<{name[1]}>.+)", _escaped(indonesian))
                    blanks.append((re.compile(pattern), english))
    return whole, sorted(blanks, key=lambda pair: -len(pair[0].pattern))


def _escaped(text: str) -> str:
    return "".join(part if BLANK.fullmatch(part) else re.escape(part) for part in re.split(r"(%\(\w+\)s)", text))


def _value(text: str) -> str:
    """Rupiah, numbers and months as English writes them."""
    text = re.sub(r"(?<=\d)\.(?=\d{3}\b)", ",", text)
    return re.sub("|".join(MONTHS), lambda found: MONTHS[found[0]], text)


def english(words: str) -> list[str]:
    """Every English that these words may be the Indonesian of; names and numbers stay."""
    whole, blanks = _sentences()
    if words in whole:
        return sorted(whole[words])
    for pattern, text in blanks:
        if found := pattern.fullmatch(words):
            return [BLANK.sub(lambda name: _value(found[name[1]]), text)]
    return [_value(words)]
