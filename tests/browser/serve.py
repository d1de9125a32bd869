"""The house as it is really served: ``python -m tests.browser.serve PORT`` on the database of DATABASE_URL."""

from __future__ import annotations

import os
import sys

import django


def main(port: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rangkiang.platform.settings")
    django.setup()
    from rangkiang.web.server import Server

    Server(port).run()


main(int(sys.argv[1]))
