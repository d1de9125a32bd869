"""Who may do what: one table in permissions.toml, read once, asked everywhere. What is not in it is refused."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from rangkiang.platform.errors import Refused
from rangkiang.platform.models import today

from .models import Assignment, Role, User


@cache
def table() -> dict[str, frozenset[str]]:
    """verb → the roles that may do it."""
    text = (Path(__file__).parent / "permissions.toml").read_text()
    return {verb: frozenset(roles) for verb, roles in tomllib.loads(text)["may"].items()}


def assignments_of(user: User) -> tuple[Assignment, ...]:
    """Live assignments, read once per user object; none for a user who is no longer active."""
    if user.live is None:
        day = today()
        held = Assignment.objects.filter(user_id=user.pk) if user.is_active else Assignment.objects.none()
        user.live = tuple(assignment for assignment in held if assignment.holds(day))
    return user.live


def roles_of(user: User) -> frozenset[str]:
    return frozenset(assignment.role for assignment in assignments_of(user))


def areas_of(user: User, verb: str | None = None) -> tuple[str, ...]:
    """The region codes in which this user may do the verb (any of his roles when none is named); none sees no row."""
    roles = table().get(verb, frozenset()) if verb else frozenset(Role.values)
    return tuple(sorted({a.place_id for a in assignments_of(user) if a.role in roles}))


def may(user: User, verb: str, area: str | None = None) -> bool:
    """Whether one of the user's roles allows the verb, in the given area when one is named."""
    roles = table().get(verb, frozenset())
    return any(a.role in roles and (area is None or area.startswith(a.place_id)) for a in assignments_of(user))


def holders(*verbs: str) -> list[Assignment]:
    """Every live assignment of an active user whose role allows one of these deeds, the longest known user first."""
    roles, day = frozenset[str]().union(*(table().get(verb, frozenset()) for verb in verbs)), today()
    held = Assignment.objects.filter(role__in=roles, user__is_active=True).select_related("user")
    return [one for one in held.order_by("user_id", "pk") if one.holds(day)]


def answerable(*verbs: str) -> Callable[[str, str], User | None]:
    """``who(verb, area)``: the person who answers for this deed there, of all who may the one nearest to the place.

    None where nobody holds such a role. One statement, however many are asked about.
    """
    held = holders(*verbs)

    def who(verb: str, area: str) -> User | None:
        roles = table().get(verb, frozenset())
        near = [one for one in held if one.role in roles and area.startswith(one.place_id)]
        found = max(near, key=lambda one: len(one.place_id), default=None)
        return found.user if found else None

    return who


def titled(user: User | None) -> str:
    """Whoever answers, by name; empty where nobody does."""
    return user.title if user else ""


def require(user: User, verb: str, area: str | None = None) -> None:
    if not may(user, verb, area):
        raise Refused(f"'{verb}' is not among the rights of {user.username}" + (f" in {area}." if area else "."))
