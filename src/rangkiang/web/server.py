"""The small production server: gunicorn in this very process and one background worker beside it.

Stopping it stops all: the worker is told to stop, and leaves by itself when this process is killed.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import reverse
from django.utils import translation
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

FAREWELL = 8.0  # seconds for the worker to finish what it does; what is cut off is done again next time
PAUSE = 5.0  # seconds between two starts of a worker that does not stay


def warm() -> None:
    """What a page process would learn while its first readers wait, learnt once, before it becomes a copy of this one.

    All of it stays, so it is set apart from what is looked through for things to throw away.
    """
    from . import wsgi  # noqa: F401 - with every room's laws

    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            reverse("home")  # reads every room's addresses, and so its pages
    for folder in map(Path, get_app_template_dirs("templates")):
        if folder.is_relative_to(settings.ROOM):
            for file in folder.rglob("*.html"):
                get_template(str(file.relative_to(folder)))
    gc.collect()
    gc.freeze()


class Beside:
    """The background worker, started again when it ends before we do."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._begun = 0.0

    def look(self) -> None:
        """Start the worker unless it runs. Called every second or so."""
        if (self._process and self._process.poll() is None) or time.monotonic() - self._begun < PAUSE:
            return
        self._begun = time.monotonic()
        command = [sys.executable, "-m", "rangkiang", "worker", "--parent", str(os.getpid())]
        # A session of its own, so that Ctrl-C reaches it through us and it may finish its job.
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)

    def stop(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(FAREWELL)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class House(Arbiter):
    """gunicorn's master, which looks after the background worker too."""

    def __init__(self, app: BaseApplication, beside: Beside) -> None:
        super().__init__(app)
        self._beside = beside

    def manage_workers(self) -> None:
        self._beside.look()
        super().manage_workers()


class Server(BaseApplication):
    """Serve the house on 127.0.0.1 until it is told to stop."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": f"127.0.0.1:{self.port}",
            "workers": 4,  # one page at a time each, mostly: two in one process wait for each other
            "threads": 2,
            "accesslog": None,
            "loglevel": "warning",
            "timeout": 120,
            "control_socket_disable": True,
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        from .wsgi import application

        return application

    def run(self) -> None:
        """Until Ctrl-C or SIGTERM; ends with SystemExit, as gunicorn does."""
        master, beside = os.getpid(), Beside()
        warm()
        try:
            House(self, beside).run()
        except SystemExit as end:
            if os.getpid() != master:
                # A page process is a copy of this one: it must not run what our callers do on leaving.
                os._exit(end.code if isinstance(end.code, int) else 1)
            raise
        finally:
            if os.getpid() == master:
                beside.stop()
