"""The door of every page: signed in, and the verb among one's rights; otherwise the sign-in page or a plain refusal.

@needs("see.money")
def month(request): ...
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from rangkiang.platform.scope import set_scope

from .rights import areas_of, may

View = Callable[..., HttpResponse]


def needs(verb: str) -> Callable[[View], View]:
    """Open the page only to those who may; which rows they then see is row-level security's business."""

    def guard(view: View) -> View:
        @login_required
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.user, verb):  # type: ignore[arg-type]
                raise PermissionDenied(verb)
            set_scope(areas_of(request.user, verb))  # type: ignore[arg-type]
            return view(request, *args, **kwargs)

        page.verb = verb  # type: ignore[attr-defined]
        return page

    return guard
