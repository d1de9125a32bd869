"""One transaction per page, which sees the signed-in user's areas and no others."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from rangkiang.access.rights import areas_of
from rangkiang.platform.scope import set_scope


def scoped(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def page(request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            set_scope(areas_of(request.user) if request.user.is_authenticated else ())
            response = get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response

    return page
