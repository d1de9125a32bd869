"""The demo's users: one per role, and a nagari officer."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from rangkiang.access.models import Assignment, Role, User
from rangkiang.platform.home import secret

SINCE = date(2022, 1, 1)
PLACES = {Role.NAGARI: "13.03.08.2002"}  # Palaluar
NAMES = {
    Role.OPERATOR: "Operator Disnakertrans",
    Role.NAGARI: "Petugas Nagari Palaluar",
    Role.VERIFIER: "Verifikator",
    Role.HEAD: "Kepala Dinas",
    Role.TREASURER: "Bendahara BPKAD",
    Role.BPJS: "Petugas BPJS Solok",
    Role.AUDITOR: "Auditor Inspektorat",
    Role.PLANNER: "Perencana Bappeda",
    Role.ADMINISTRATOR: "Administrator",
}
USERNAMES = {
    Role.OPERATOR: "operator",
    Role.NAGARI: "nagari",
    Role.VERIFIER: "verifikator",
    Role.HEAD: "kepala",
    Role.TREASURER: "bendahara",
    Role.BPJS: "bpjs",
    Role.AUDITOR: "auditor",
    Role.PLANNER: "perencana",
    Role.ADMINISTRATOR: "admin",
}


@dataclass(frozen=True)
class Cast:
    """Who signs what."""

    operator: User
    nagari: User
    verifier: User
    head: User
    treasurer: User
    bpjs: User
    auditor: User
    planner: User
    administrator: User


def password() -> str:
    """One password for the demo's users, different on every installation."""
    return "demo-" + secret("demo_password")[:8]


def make_cast() -> Cast:
    """Users and their roles; those who are there already stay, with today's password."""
    found = {}
    for role in Role:
        user, new = User.objects.get_or_create(username=USERNAMES[role], defaults={"first_name": NAMES[role]})
        if new or not user.check_password(password()):
            user.set_password(password())
            user.save(update_fields=["password"])
        if not Assignment.objects.filter(user=user, role=role, until=None).exists():
            Assignment.objects.create(user=user, role=role, place_id=PLACES.get(role, "13.03"), since=SINCE)
        found[role.name.lower()] = user
    return Cast(**{field.name: found[field.name] for field in fields(Cast)})
