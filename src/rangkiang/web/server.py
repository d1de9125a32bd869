"""The small production server: gunicorn in this very process, so that stopping it stops all."""

from __future__ import annotations

from typing import Any

from gunicorn.app.base import BaseApplication


class Server(BaseApplication):
    """Serve the house on 127.0.0.1 until it is told to stop."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        for name, value in {"bind": f"127.0.0.1:{self.port}", "workers": 2, "threads": 4, "accesslog": None,
                            "loglevel": "warning", "timeout": 120, "control_socket_disable": True}.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        from .wsgi import application

        return application
