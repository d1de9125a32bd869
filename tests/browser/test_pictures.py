"""The pages of the documentation's pictures: each opens; told so (``make pictures``), they are taken from a demo."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from rangkiang.platform.home import PROJECT
from tests.browser import pictures
from tests.browser.conftest import SWITCHES, Arrive, _answers, _free_port

pytestmark = pytest.mark.browser
ROLES = {"nagari": "nagari_officer", "bendahara": "treasurer", "kepala": "head", "verifikator": "verifier",
         "bpjs": "bpjs_officer", "perencana": "planner"}  # fmt: skip
ONLY_IN_THE_DEMO = {"bandingkan", "tagihan", "satu-klaim"}  # the small house has no such row
PASSWORD = re.compile(r"password of every role: (\S+)")


@pytest.mark.parametrize("name", [name for name in pictures.PAGES if name not in ONLY_IN_THE_DEMO])
def test_the_page_of_a_picture_opens(arrive: Arrive, name: str) -> None:
    _title, user, path, start, _template = pictures.PAGES[name]
    visitor = arrive(ROLES.get(user, user))
    visitor.come(path)
    if start:
        links = visitor.page.eval_on_selector_all("main a[href]", "all => all.map(link => link.getAttribute('href'))")
        visitor.come(next(link for link in links if fnmatchcase(link, f"{start}*")))
    visitor.look()
    assert "/sign-in/" not in visitor.page.url or not user


if os.environ.get("RANGKIANG_PICTURES"):

    def test_take_them(program: Path, tmp_path: Path) -> None:
        """From the demo's story, built for it in a house of its own; nobody in it is real."""
        port = _free_port()
        command = [sys.executable, "-m", "rangkiang", "demo"]
        place = os.environ | {"RANGKIANG_HOME": str(tmp_path), "PYTHONPATH": f"{PROJECT}:{PROJECT / 'src'}"}
        subprocess.run([*command, "--build-only"], cwd=PROJECT, env=place, check=True, capture_output=True)
        log = tmp_path / "told.txt"
        with log.open("wb") as told:
            server = subprocess.Popen([*command, "--port", str(port)], cwd=PROJECT, env=place, stdout=told)
        try:
            _answers(f"http://127.0.0.1:{port}", server)
            found = PASSWORD.search(log.read_text())
            assert found, log.read_text()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=program, args=SWITCHES)
                pictures.take(browser, f"http://127.0.0.1:{port}", found[1])
                browser.close()
        finally:
            server.terminate()
            server.wait()
