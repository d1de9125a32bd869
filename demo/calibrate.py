"""Search the story's seed: the first whose granted cases and benefits are the published ones.

``python -m demo.calibrate`` writes the seed found into ``assumptions.toml``, and nothing else: no amount and
no count of a case is written anywhere.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from demo.assumptions import PATH, Assumptions
from demo.events import draw
from demo.plan import Expected, hurt_of, make_plan
from demo.roster import StoryFails
from demo.world import World, make_world, run

MOST_SEEDS = 5000
NOT_GRANTED = 12  # how many of the cases decided in time the law may turn down or leave to a person


def meets(expected: Expected, assumptions: Assumptions) -> bool:
    """Whether the story shows the published number of cases and benefits, to the published precision."""
    published = assumptions["expected"]
    step = published["benefits_step"]
    rounded = (expected.benefits + step // 2) // step * step
    return expected.cases == published["cases"] and rounded == published["benefits"]


def likely(world: World, seed: int) -> bool:
    """A quick look before anything is priced: are about enough cases decided in time?"""
    wanted = world.assumptions["expected"]["cases"]
    events = draw(world.assumptions, world.people, hurt_of(world, run(world, seed)), seed)
    decided = sum(event.fund == world.regency and event.granted_on is not None for event in events)
    return wanted <= decided <= wanted + NOT_GRANTED


def search(world: World, first: int = 0, most: int = MOST_SEEDS) -> int:
    """The first seed from ``first`` on that meets the published figures."""
    for seed in range(first, first + most):
        try:
            if not likely(world, seed):
                continue
        except StoryFails:
            continue
        expected = make_plan(world, seed).expected
        if meets(expected, world.assumptions):
            return seed
        print(f"{seed}: {expected.cases} cases, Rp{expected.benefits:,}", file=sys.stderr)
    raise SystemExit(f"No seed from {first} to {first + most - 1} meets the figures: change a rate in {PATH}.")


def write(seed: int) -> None:
    """Put the seed into the assumptions."""
    path = Path(str(PATH))
    text = re.sub(r"(?m)^(story\s*=\s*)\d+", rf"\g<1>{seed}", path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    found = search(make_world(), *map(int, sys.argv[1:2]))
    write(found)
    print(f"story = {found}")
