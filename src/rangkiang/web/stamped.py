"""Addresses of styles and scripts that change with their content, so that a browser may keep each for a month.

On a link of 400 ms a file that is asked for again on every page costs more than its bytes.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


@cache
def _stamp(name: str) -> str:
    """Eight characters of the file's digest; empty for a file that nobody has."""
    found = finders.find(name)
    return hashlib.sha256(Path(str(found)).read_bytes()).hexdigest()[:8] if found else ""


class Stamped(StaticFilesStorage):
    """Static files under their own names, with ``?v=`` and the stamp of what is in them."""

    def url(self, name: str | None) -> str:
        plain = super().url(name)
        stamp = _stamp(name) if name else ""
        return f"{plain}?v={stamp}" if stamp else plain
