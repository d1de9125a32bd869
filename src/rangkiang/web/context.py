"""What every page knows: the office's date, whether this is a demo, and the roles of who is signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from rangkiang.access.rights import roles_of
from rangkiang.platform.models import Installation, today


def house(request: HttpRequest) -> dict[str, Any]:
    return {
        "today": today(),
        "demo": Installation.objects.filter(demo=True).exists(),
        "roles": roles_of(request.user) if request.user.is_authenticated else frozenset(),
    }
