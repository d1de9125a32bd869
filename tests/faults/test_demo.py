"""The demo's build is killed, and begins anew; a database that holds a real programme is not touched."""

from __future__ import annotations

import pickle
import re
import socket
from contextlib import suppress
from datetime import date
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from demo.build import build, finished
from demo.cast import password
from rangkiang.access.models import Role
from rangkiang.cli import main
from rangkiang.insight.queries import figures
from rangkiang.money.models import Bill
from rangkiang.people.models import Person
from rangkiang.platform.errors import BadInput
from rangkiang.platform.models import AuditEntry, Installation
from rangkiang.platform.scope import EVERYWHERE, scope
from rangkiang.programme.models import Fund
from tests.faults.office import kill, process, settled_world, until, whole_chain
from tests.faults.short_demo import first_months
from tests.world import user


def test_a_killed_build_begins_anew_and_ends_well(
    own_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = first_months()
    monkeypatch.setattr("demo.plan.make_plan", lambda: story)
    plan = tmp_path / "plan"
    plan.write_bytes(pickle.dumps(story))
    with process("short_demo", str(plan)) as building:
        until(
            lambda: building.poll() is not None or AuditEntry.objects.filter(verb="money.bill").exists(),
            "the first bill",
        )
        complaint = kill(building)
    assert building.returncode == -9, complaint
    left = AuditEntry.objects.count()
    assert left
    assert not finished()

    assert build(lambda text: None)
    assert finished()
    with scope(EVERYWHERE):
        assert [b.roll.persons for b in Bill.objects.select_related("roll")] == [month.due for month in story.months]
        assert figures(Fund.objects.get(kind="APBD_KAB"), date(2022, 4, 30)).person_months_paid == 2 * 1333
    assert AuditEntry.objects.filter(verb="programme.found").count() == 1
    assert whole_chain()
    entries = AuditEntry.objects.count()
    assert not build(lambda text: None)
    assert AuditEntry.objects.count() == entries


class Browser:
    """What a browser does without scripts: it keeps cookies, and sends a form's token back."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self._opener = build_opener(HTTPCookieProcessor())

    def come(self, path: str, **fields: str) -> str:
        data = urlencode(fields).encode() if fields else None
        headers = {"Referer": f"{self.address}{path}"}
        with self._opener.open(Request(self.address + path, data, headers), timeout=30) as page:
            return str(page.read().decode())

    def sign_in(self) -> None:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.come("/sign-in/"))
        assert token
        self.come("/sign-in/", login="operator", password=password(), csrfmiddlewaretoken=token[1])


def test_the_pages_of_a_demo_just_built_read_files(own_database: str, tmp_path: Path) -> None:
    """A page process copied from one that had read files itself would wait for threads that were not copied."""
    plan = tmp_path / "plan"
    plan.write_bytes(pickle.dumps(first_months()))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with process("served_demo", str(plan), "--port", str(port)) as serving:
        browser = Browser(port)

        def answers() -> bool:
            assert serving.poll() is None
            with suppress(URLError):
                browser.sign_in()
                return True
            return False

        until(answers, "the sign-in page")
        batch = re.search(r"/intake/[0-9a-f-]{36}/", browser.come("/intake/"))
        assert batch
        assert "Nama" in browser.come(f"{batch[0]}columns/")
        serving.terminate()
        serving.wait(30)


def test_a_real_programme_is_refused_in_one_line(own_database: str, capsys: pytest.CaptureFixture[str]) -> None:
    settled_world()
    before = AuditEntry.objects.count()
    with pytest.raises(SystemExit) as ended:
        main.main(args=["demo", "--build-only"])
    assert ended.value.code == 2
    told = capsys.readouterr().err.strip().splitlines()
    assert len(told) == 1
    assert told[0].startswith("rangkiang: DATABASE_URL: This database holds a programme that is not a demo. Give")
    assert AuditEntry.objects.count() == before
    assert not Installation.objects.exists()


def test_an_office_that_only_has_its_users_is_refused_too(own_database: str) -> None:
    with scope(EVERYWHERE):
        user(Role.ADMINISTRATOR)
    with pytest.raises(BadInput, match="not a demo"):
        build(lambda text: None)
    with scope(EVERYWHERE):
        assert not Person.objects.exists()
        assert user(Role.ADMINISTRATOR).assignments.count() == 1
