"""Take a person into the office, give a role in a place, end it. The administrator's deeds; nobody gives to himself."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rangkiang.platform.errors import BadInput, Refused

from .action import action, record
from .models import Assignment, Role, User
from .rights import require


@action("access.assign")
def take_in(*, username: str, full_name: str, password: str, by: User) -> User:
    """A new user without any role; the same name again is the same user, whose password stays."""
    if existing := User.objects.filter(username=username).first():
        return existing
    user = User(username=username, first_name=full_name)
    try:
        user.clean_fields(exclude=["password"])
        validate_password(password, user)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages), where="password", todo="") from error
    user.set_password(password)
    user.save(force_insert=True)
    record(by=by, verb="access.take_in", subject=f"user:{user.pk}")
    return user


@action("access.assign")
def assign(*, user: User, role: str, place: str, since: date, by: User) -> Assignment:
    """Give a role in a place and below it; the same live assignment again is the same one."""
    require(by, "access.assign", place)
    if user.pk == by.pk:
        raise Refused(_("Nobody gives a role to himself."))
    if role not in Role.values:
        raise BadInput(f"'{role}' is not a role.", where="role", todo=f"Use one of {', '.join(Role.values)}.")
    made, new = Assignment.objects.get_or_create(
        user=user, role=role, place_id=place, until=None, defaults={"since": since, "given_by": by}
    )
    if new:
        record(by=by, verb="access.assign", subject=f"user:{user.pk}", role=role, place=place, since=since)
    return made


@action("access.assign")
def end(*, assignment: Assignment, on: date, by: User) -> Assignment:
    """``on`` is the last day of the role."""
    require(by, "access.assign", assignment.place_id)
    if assignment.until is None:
        Assignment.objects.filter(pk=assignment.pk, until=None).update(until=max(on, assignment.since))
        record(by=by, verb="access.end", subject=f"user:{assignment.user_id}", assignment=assignment.pk, until=on)
        assignment.refresh_from_db()
    return assignment
