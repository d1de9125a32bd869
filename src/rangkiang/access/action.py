"""The frame of every deed of the office: signed, allowed, in one transaction, audited.

    @action("bill.approve")
    def approve(*, bill: Bill, by: User) -> Bill: ...

The verb is the right: who may do it stands in permissions.toml. A deed that finds itself already done returns
what is there and writes nothing, so it need not leave a second entry.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from rangkiang.platform import audit
from rangkiang.platform.scope import set_scope

from .models import User
from .rights import areas_of, require

P = ParamSpec("P")
R = TypeVar("R")


def action(verb: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    def frame(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def deed(*args: P.args, **kwargs: P.kwargs) -> R:
            by = kwargs.get("by")
            if args or not isinstance(by, User):
                raise TypeError(f"{function.__qualname__} takes named arguments and is signed by a user")
            require(by, verb)
            with transaction.atomic():
                set_scope(areas_of(by, verb))  # the areas of the role that allows it, not of all his roles
                return function(*args, **kwargs)

        deed.verb = verb  # type: ignore[attr-defined]
        return deed

    return frame


def record(*, by: User, verb: str, subject: str, **facts: Any) -> int:
    """One audit entry for a deed of this user."""
    return audit.record(actor=by.pk, verb=verb, subject=subject, **facts)
