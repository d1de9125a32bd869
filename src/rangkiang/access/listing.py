"""A list page in one place: the right it needs, the filters in its address bar, and its rows as a file takes them.

Each room names its lists in ``lists.py``; ``insight/lists.py`` gives every one of them its file and its kept views.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.functional import Promise

from rangkiang.platform.typed import number
from rangkiang.regions.queries import Place, places

from .models import User
from .rights import areas_of

MOST_ROWS = 20_000  # of one file; a sheet may stop one row later, by which it is known to be too long
FARTHEST = 100_000  # pages
Cell = str | int | date | Promise | None
Asked = Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """All rows of a list under some filters, as its page shows them; a NIK is masked.

    ``persons`` and ``candidates``: the keys of those whose record is looked at by taking it.
    """

    head: Sequence[str | Promise]
    rows: Sequence[Sequence[Cell]]
    persons: Collection[int] = ()
    candidates: Collection[int] = ()


@dataclass(frozen=True)
class Listing:
    """``page`` names the page's address, ``file`` the file; what is not among ``filters`` is not kept."""

    page: str
    verb: str
    file: str
    filters: tuple[str, ...]
    sheet: Callable[[User, Asked], Sheet]

    def asked(self, request: HttpRequest) -> dict[str, str]:
        """The filters that are set in the address bar, in their own order."""
        return {name: value for name in self.filters if (value := request.GET.get(name, "").strip()[:80])}


def page_asked(asked: Asked) -> int:
    """The page of a list in the address bar, the first where none is named; never so far that nothing can count it."""
    return min(number(asked.get("page", "")) or 1, FARTHEST)


def places_of(user: User) -> tuple[list[Place], dict[str, str]]:
    """The places of a user's areas, to choose from, and their names by code. One statement."""
    offered = places(areas_of(user))
    return offered, {place.code: place.name for place in offered}
