"""The service worker, served from the root so that it stands beside every page: it keeps the frame of the house."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse

SHELL = (
    "bootstrap/css/bootstrap.min.css", "web/tokens.css", "web/rangkiang.css", "web/theme.js", "web/kept.js",
    "web/rangkiang.svg",
)  # fmt: skip


def worker(request: HttpRequest) -> HttpResponse:
    """The script with what it keeps: files by their stamped addresses, and the page for reports without a link.

    It changes with any of these files and with the language, so that a browser takes the new one in.
    """
    shell, text = [static(name) for name in SHELL], Path(str(finders.find("web/worker.js"))).read_text()
    page, language = reverse("claims:offline"), request.LANGUAGE_CODE
    version = hashlib.sha256(json.dumps([shell, page, text]).encode()).hexdigest()[:8]
    house = {"name": f"shell-{version}-{language}", "shell": shell, "page": page}
    return HttpResponse(
        f"const HOUSE = {json.dumps(house)};\n{text}",
        content_type="text/javascript; charset=utf-8",
        headers={"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"},
    )
