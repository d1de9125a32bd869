"""Who sits at the desk, and the places that lie before him: what every page of the room asks."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from rangkiang.access.listing import places_of
from rangkiang.access.models import User
from rangkiang.regions.queries import Place


def reader_of(request: HttpRequest) -> User:
    """Who is signed in; a page behind ``needs`` has somebody."""
    return cast(User, request.user)


def near(request: HttpRequest) -> tuple[list[Place], dict[str, str]]:
    """The places of the reader's areas, to choose from, and their names by code."""
    return places_of(reader_of(request))
