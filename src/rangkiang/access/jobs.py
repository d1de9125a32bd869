"""Work in the background that is signed: it sees what its starter may see on the day it runs, in his language.

@job("intake.receive")
def receive(*, kept: int, by: User, progress: Progress) -> str: ...
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import translation

from rangkiang.platform.errors import Refused
from rangkiang.platform.jobs import Progress, register
from rangkiang.platform.scope import set_scope

from .models import User
from .rights import areas_of

Signed = Callable[..., str]


def job(name: str) -> Callable[[Signed], Signed]:
    """The function gets its arguments by name, ``by`` and ``progress``, and returns the address of its result."""

    def frame(function: Signed) -> Signed:
        def run(progress: Progress, started_by: int | None, arguments: dict[str, Any]) -> str:
            if started_by is None:
                raise Refused("This work must be started by a user.")
            user = User.objects.get(pk=started_by)
            with translation.override(user.language):
                set_scope(areas_of(user))
                return function(by=user, progress=progress, **arguments)

        register(name, run)
        return function

    return frame
