"""Records for matching: a faultless person to vary, and small generated lists of which the truth is known."""

from __future__ import annotations

import pytest

from bench.identity_train import heard
from bench.persons import Lists, make_lists


@pytest.fixture(scope="session")
def lists() -> Lists:
    return make_lists(5, 3000)


@pytest.fixture(scope="session")
def tables(lists: Lists) -> tuple:
    """Candidates and known persons, their names by their sound."""
    return heard(lists.candidates), heard(lists.known)
