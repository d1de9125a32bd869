"""The server before it makes page processes, which are copies of it."""

from __future__ import annotations

import gc
from pathlib import Path

from django.conf import settings
from django.template.engine import Engine
from django.template.loaders.cached import Loader

from rangkiang.web.server import warm


def test_no_reader_waits_for_a_page_to_be_prepared() -> None:
    """Every template of the house is ready before the first is asked for."""
    warm()
    gc.unfreeze()
    (loader,) = Engine.get_default().template_loaders
    assert isinstance(loader, Loader)
    ready = {Path(held.origin.name) for held in loader.get_template_cache.values() if hasattr(held, "origin")}
    pages = set(settings.ROOM.glob("*/templates/**/*.html"))
    assert len(pages) > 150
    assert pages <= ready
