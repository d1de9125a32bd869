"""The guide inside the house: the same Markdown as the documentation's, so that the two never say different things.

A topic is a file of ``docs/panduan``; in an installed package the folder lies beside this module. Pictures are left to
the documentation, since these pages are for slow links. A path of the house written as code becomes a link to it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from rangkiang.platform.home import PROJECT

PACKED = Path(__file__).parent / "guide"
FIRST, TOUR = "peran", "tur"
# The task of a page, by its name or its room, and the topic that tells how it is done.
TOPICS = {
    "home": "peran",
    "search": "cari",
    "safety": "masuk",
    "money:plan": "rencana-anggaran",
    "money:plan-saved": "rencana-anggaran",
    "people:lapsing": "rencana-anggaran",
    "claims:papers": "berkas-dan-ahli-waris",
    "claims:heirs": "berkas-dan-ahli-waris",
    "claims:letters": "berkas-dan-ahli-waris",
    "exchange:families": "keluarga",
    "people": "cari",
    "intake": "daftar-ke-sk",
    "decree": "daftar-ke-sk",
    "money": "menutup-bulan",
    "exchange": "menutup-bulan",
    "claims": "klaim",
    "programme": "rencana-anggaran",
    "access": "hak-dan-wilayah",
}
PICTURE = re.compile(r"^!\[[^\]]*\]\([^)]*\)(\{[^}]*\})?\n", re.MULTILINE)
AWAY = re.compile(r"\[([^\]]+)\]\((?:\.\./|https?:)[^)]*\)")  # pages that only the documentation has
BESIDE = re.compile(r"\]\(([\w-]+)\.md(#[\w-]+)?\)")
# Within a span, since a link that is a list item of its own is made as tall as a thumb.
OF_THE_HOUSE = re.compile(r"<code>(/(?:[\w-]+/)*)</code>")
HEADING = re.compile(r"<h([23])>(.*?)</h\1>")


def folder() -> Path:
    return PACKED if PACKED.exists() else PROJECT / "docs/panduan"


def topics() -> list[tuple[str, str]]:
    """(topic, its title), by title."""
    found = [(path.stem, path.read_text().split("\n", 1)[0].removeprefix("# ")) for path in folder().glob("*.md")]
    return sorted(found, key=lambda one: one[1])


def _anchored(found: re.Match[str]) -> str:
    rank, words = found.groups()
    name = re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", re.sub(r"<[^>]+>", "", words)).strip().lower())
    return f'<h{rank} id="{name}">{words}</h{rank}>'


@cache
def told(topic: str) -> tuple[str, SafeString]:
    """Title and body of a topic; ``KeyError`` when there is none. Raw HTML in a guide stays text."""
    if topic not in dict(topics()):
        raise KeyError(topic)
    first, _, text = (folder() / f"{topic}.md").read_text().partition("\n")
    text = AWAY.sub(r"\1", PICTURE.sub("", text))
    text = BESIDE.sub(lambda at: f"]({reverse('help', args=[at[1]])}{at[2] or ''})", text)
    page = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    page = OF_THE_HOUSE.sub(r'<span><a href="\1"><code>\1</code></a></span>', HEADING.sub(_anchored, page))
    page = page.replace("<table>", '<div class="table-scroll" tabindex="0"><table class="table">')
    page = page.replace("</table>", "</table></div>").replace("<pre>", '<pre tabindex="0">')
    return first.removeprefix("# "), mark_safe(page)


def guide_of(request: HttpRequest) -> str:
    """Where the guide to this page is; empty when the page is nobody's task."""
    match = request.resolver_match
    topic = (TOPICS.get(match.view_name) or TOPICS.get(match.app_name)) if match else None
    return reverse("help", args=[topic]) if topic else ""


def page(request: HttpRequest, topic: str = FIRST) -> HttpResponse:
    """Open to everyone: who cannot sign in needs it most, and it shows nobody's data."""
    try:
        title, body = told(topic)
    except KeyError:
        raise Http404 from None
    others = [one for one in topics() if one[0] != topic]
    return render(request, "web/help.html", {"title": title, "body": body, "others": others, "tour": TOUR})
