"""One plan for all tests of the story: building it takes a second or two."""

from __future__ import annotations

import pytest

from demo.plan import Plan, make_plan
from demo.world import World, make_world


@pytest.fixture(scope="session")
def story_world() -> World:
    return make_world()


@pytest.fixture(scope="session")
def plan(story_world: World) -> Plan:
    return make_plan(story_world)
