"""A walk through the house: as each role, from its first page along every link that its pages offer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

from django.urls import Resolver404, resolve

LINK = re.compile(r'href="((?:/(?!static/)|\?)[^"#]*)')
VISITS = 2  # of one kind of page, by different roles or to different rows


@dataclass(frozen=True)
class Page:
    """What somebody is given at an address; ``route`` as urls.py writes it."""

    role: str
    address: str
    route: str
    status: int
    html: str  # empty for a file


Fetch = Callable[[str, str], tuple[int, str]]  # (role, address) → (status, HTML)


def kind(address: str) -> str | None:
    """Pages of one kind differ by their rows only: the route and the names of what is asked. None: nobody answers."""
    parts = urlsplit(address)
    try:
        route = resolve(parts.path).route
    except Resolver404:
        return None
    return f"{route}?{'&'.join(sorted(parse_qs(parts.query)))}"


def walk(roles: list[str], fetch: Fetch, *, first: Sequence[str] = ("/",), visits: int = VISITS) -> Iterator[Page]:
    """Every kind of page that links lead to, each by at most ``visits`` roles, once by each."""
    seen: Counter[str] = Counter()
    for role in roles:
        known, waiting = set(map(kind, first)), list(first)
        while waiting:
            address = waiting.pop(0)
            status, html = fetch(role, address)
            yield Page(role, address, (kind(address) or "?").partition("?")[0], status, html)
            for link in LINK.findall(html):
                onward = urljoin(address, unescape(link))
                sort = kind(onward) or onward
                if sort not in known and seen[sort] < visits:
                    known.add(sort)
                    seen[sort] += 1
                    waiting.append(onward)
