"""Who may not see a NIK cannot guess it by searching for parts of it."""

from __future__ import annotations

import pytest
from django.test import Client

from rangkiang.access.models import Role
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("role", "found"), [(Role.OPERATOR, True), (Role.AUDITOR, False)])
def test_a_part_of_a_nik(world: World, role: Role, found: bool) -> None:
    person = world.members(1)[0]
    client = Client()
    client.force_login(world.by[role])
    for asked, expected in (("9001", found), (str(person.nik), True)):
        page = client.get("/people/", {"q": asked}).content.decode()
        assert (person.name in page) == expected
        assert "9001" not in page.replace(f'value="{asked}"', "").replace(f"?q={asked}", "")
