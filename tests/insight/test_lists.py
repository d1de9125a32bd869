"""Every list of the house: its file and its kept views, by the right that opens it, whoever asks."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from rangkiang.access.listing import MOST_ROWS, Sheet
from rangkiang.access.models import Role
from rangkiang.access.rights import table
from rangkiang.claims import actions as claims
from rangkiang.insight import actions
from rangkiang.insight.lists import LISTS
from rangkiang.insight.models import SavedView
from rangkiang.intake.models import Candidate, Glance
from rangkiang.people.models import Person
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import AuditEntry
from rangkiang.platform.scope import set_scope
from rangkiang.privacy.models import View
from tests.world import AIE_AMO, JUNE, PALALUAR, REGENCY, World, read_in

pytestmark = pytest.mark.django_db
NIK = re.compile(r"\d{16}")
TOUCHY = {"people:search", "claims:board", "intake:waiting", "intake:review", "intake:visits"}  # rows of one nagari


def _fill(world: World, start: int, number: str) -> None:
    """Members, their June bill unpaid, a death reported, candidates that wait, are doubtful and are to be visited."""
    world.members(2, start=start, number=number)
    world.bill(JUNE)
    claims.report(
        person=Person.objects.get(pk=world.people[-1].pk), kind="death", happened_on=date(2025, 6, 20),
        reported_on=date(2025, 6, 24), by=world.by[Role.NAGARI],
    )  # fmt: skip
    for shift, state, reason in ((20, "verified", ""), (30, "review", "alike"), (40, "proposed", "")):
        made = world.candidates(2, start=start + shift)
        keys = [one.pk for one in made]
        Candidate.objects.filter(pk__in=keys).update(state=state, reason=reason)
    world.see_all()


@pytest.fixture
def used(world: World) -> World:
    _fill(world, 0, "SK-1")
    return world


def taken(
    client: Client, world: World, role: Role, page: str, query: str = "", *, form: str = "csv"
) -> list[list[str]]:
    client.force_login(world.by[role])
    answer = client.post(reverse("lists:file", args=[page, form]) + query)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="{LISTS[page].file}.{form}"'
    assert answer["Cache-Control"] == "no-store"
    world.see_all()
    if form == "xlsx":
        rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        return [[str(cell) for cell in row] for row in rows]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_list_is_a_page_that_shows_its_tools(client: Client, used: World) -> None:
    """And the other way round: a page with filters that is no list here would keep nothing and give no file."""
    for page, listing in LISTS.items():
        role = next(role for role in Role if role.value in table()[listing.verb])
        client.force_login(used.by[role])
        html = client.get(reverse(page), dict.fromkeys(listing.filters[:1], "")).content.decode()
        assert page == "people:search" or reverse("lists:file", args=[page, "csv"]) in html, page
        for name in listing.filters:
            if name not in ("list", "subject", "show", "fund", "q"):
                assert f'name="{name}"' in html, (page, name)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_takes_the_lists_it_may_open_and_no_other(client: Client, used: World, role: Role) -> None:
    client.force_login(used.by[role])
    for page, listing in LISTS.items():
        allowed = role.value in table()[listing.verb]
        address = reverse("lists:file", args=[page, "csv"])
        answer = client.post(address)
        assert answer.status_code == (200 if allowed else 403), (page, role)
        assert client.get(address).status_code == 405
        assert client.get(reverse(page)).status_code == (200 if allowed else 403), (page, role)
        kept = client.post(reverse("lists:keep-view", args=[page]), {"name": page})
        assert kept.status_code == (302 if allowed else 403), (page, role)
        if allowed:
            assert not NIK.search(answer.content.decode()), (page, role)
            continue
        used.see_all()
        with pytest.raises(Refused):
            actions.export(sheet=Sheet((), ()), page=page, verb=listing.verb, form="csv", by=used.by[role])
    used.see_all()
    mine = {one.page for one in SavedView.objects.filter(owner=used.by[role])}
    assert mine == {page for page, listing in LISTS.items() if role.value in table()[listing.verb]}


@pytest.mark.parametrize("which", sorted(LISTS))
def test_the_workbook_and_the_text_hold_the_same_rows(client: Client, used: World, which: str) -> None:
    role = next(role for role in Role if role.value in table()[LISTS[which].verb])
    text, book = taken(client, used, role, which), taken(client, used, role, which, form="xlsx")
    assert text[0] == book[0]
    assert len(text) == len(book) or which == "access:audit"  # the first file is itself on record
    assert len(text[0]) == len(set(text[0]))


@pytest.mark.parametrize("which", sorted(TOUCHY))
def test_a_file_is_on_record_for_everybody_in_it(client: Client, used: World, which: str) -> None:
    """And in the audit chain once, with numbers and without a name."""
    rows = taken(client, used, Role.OPERATOR, which)
    assert len(rows) > 1
    entry = AuditEntry.objects.get(verb="insight.export")
    assert entry.subject == f"list:{which}"
    assert f'"rows": {len(rows) - 1}' in entry.facts
    assert "Orang" not in entry.facts
    looks = View.objects.filter(what="export").count() + Glance.objects.filter(what="export").count()
    assert looks == len(rows) - 1


@pytest.mark.parametrize("which", sorted(TOUCHY))
def test_an_officers_file_holds_the_own_nagari_only(client: Client, used: World, which: str) -> None:
    used.members(2, area=AIE_AMO, start=90, number="SK-Aie")
    used.candidates(2, area=AIE_AMO, start=95)
    rows = taken(client, used, Role.NAGARI, which)
    assert all("Orang Contoh 9" not in cell for row in rows for cell in row)


def test_the_filters_narrow_the_file_as_they_narrow_the_page(client: Client, used: World) -> None:
    read_in("en")
    assert len(taken(client, used, Role.OPERATOR, "intake:review", "?why=alike")) == 3
    assert len(taken(client, used, Role.OPERATOR, "intake:review", "?why=died")) == 1
    assert len(taken(client, used, Role.OPERATOR, "intake:visits", "?q=nobody")) == 1
    assert len(taken(client, used, Role.HEAD, "decree:list", "?state=draft")) == 1
    assert len(taken(client, used, Role.HEAD, "decree:list", "?state=approved")) == 2
    assert len(taken(client, used, Role.ADMINISTRATOR, "access:users", "?role=head")) == 2
    bills = taken(client, used, Role.TREASURER, "money:months", f"?fund={used.fund.code}")
    assert [row[0] for row in bills[1:]] == ["2025-06-01"]
    client.force_login(used.head)
    assert "SK-1" not in client.get(reverse("decree:list"), {"state": "draft"}).content.decode()


def test_the_treasurers_differences_name_nobody(client: Client, used: World) -> None:
    sheet = LISTS["money:differences"].sheet
    assert list(sheet(used.by[Role.TREASURER], {"show": "open"}).persons) == []


@pytest.mark.parametrize("which", sorted(LISTS))
def test_statements_do_not_grow_with_the_rows(client: Client, used: World, which: str) -> None:
    role = next(role for role in Role if role.value in table()[LISTS[which].verb])
    address = reverse("lists:file", args=[which, "csv"])
    query = "?who=all&show=open"
    client.force_login(used.by[role])
    client.post(address + query)
    with CaptureQueriesContext(connection) as few:
        client.post(address + query)
    used.see_all()
    _fill(used, 100, "SK-2")
    with CaptureQueriesContext(connection) as more:
        assert client.post(address + query).status_code == 200
    assert len(more) <= len(few) + 1, which
    assert len(few) <= 40, which


def test_a_list_too_long_is_not_cut_but_refused(client: Client, used: World, monkeypatch: pytest.MonkeyPatch) -> None:
    read_in("en")
    monkeypatch.setattr("rangkiang.insight.list_views.MOST_ROWS", 1)
    client.force_login(used.operator)
    answer = client.post(reverse("lists:file", args=["people:search", "csv"]))
    assert answer.status_code == 400
    assert "too long" in answer.content.decode()
    assert MOST_ROWS == 20_000
    used.see_all()
    assert not AuditEntry.objects.filter(verb="insight.export").exists()


def test_a_name_that_is_a_formula_is_only_a_name(client: Client, used: World) -> None:
    Person.objects.filter(pk=used.people[0].pk).update(name="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in {row[0] for row in taken(client, used, Role.OPERATOR, "people:search")}


def test_a_list_that_does_not_exist_is_not_there(client: Client, used: World) -> None:
    client.force_login(used.operator)
    assert client.post(reverse("lists:file", args=["money:owed", "csv"])).status_code == 404


def test_the_list_leaves_as_it_is_seen(client: Client, used: World) -> None:
    rows = taken(client, used, Role.OPERATOR, "people:search", "?q=orang")
    assert rows[0] == ["Nama", "NIK", "Lahir", "Nagari", "Kepesertaan"]
    assert {row[1] for row in rows[1:]} == {"130308**********"}


def test_a_view_is_kept_for_its_owner_and_goes_again(client: Client, used: World) -> None:
    client.force_login(used.verifier)
    path = reverse("lists:keep-view", args=["intake:waiting"]) + "?state=refused&area=13.03.08&page=3"
    for _ in range(2):
        answer = client.post(path, {"name": "Ditolak"})
        assert answer["Location"] == reverse("intake:waiting") + "?state=refused&area=13.03.08"
    view = SavedView.objects.get()
    assert (view.page, view.query) == ("intake:waiting", "state=refused&area=13.03.08")
    assert "Ditolak" in client.get(reverse("intake:waiting")).content.decode()
    assert "Ditolak" not in client.get(reverse("people:search")).content.decode()  # another list's
    client.force_login(used.operator)
    assert "Ditolak" not in client.get(reverse("intake:waiting")).content.decode()
    client.post(reverse("lists:drop-view", args=[view.pk]))
    used.see_all()
    assert SavedView.objects.exists()  # not the operator's to remove
    client.force_login(used.verifier)
    assert client.post(reverse("lists:drop-view", args=[view.pk]))["Location"] == reverse("intake:waiting")
    assert client.post(reverse("lists:drop-view", args=[view.pk]))["Location"] == reverse("home")
    used.see_all()
    assert not SavedView.objects.exists()


def test_a_view_lies_where_its_owner_works(used: World) -> None:
    """Also a statement that forgets whose it is sees none of another area's."""
    for name, by in (("ours", used.operator), ("nagari", used.by[Role.NAGARI])):
        actions.save_view(page="people:search", name=name, query="q=koto", by=by)
    seen = []
    for areas in ((), (AIE_AMO,), (PALALUAR,), (REGENCY,)):
        set_scope(areas)
        seen.append(sorted(SavedView.objects.values_list("name", flat=True)))
    assert seen == [[], [], ["nagari"], ["nagari", "ours"]]


@pytest.mark.parametrize(("name", "query"), [("", "q=koto"), ("x" * 61, "q=koto"), ("Nomor", "q=130308")])
def test_a_view_that_cannot_be_kept_says_why(used: World, name: str, query: str) -> None:
    for page in ("people:search", "intake:visits"):
        with pytest.raises(BadInput):
            actions.save_view(page=page, name=name, query=query, by=used.operator)
    assert not SavedView.objects.exists()


def test_views_of_one_list_are_twenty_at_most(used: World) -> None:
    for number in range(20):
        actions.save_view(page="people:search", name=f"v{number}", query="q=koto", by=used.operator)
    with pytest.raises(BadInput):
        actions.save_view(page="people:search", name="one more", query="q=koto", by=used.operator)
    actions.save_view(page="people:search", name="v3", query="q=siti", by=used.operator)
    assert SavedView.objects.get(name="v3").query == "q=siti"
    actions.save_view(page="claims:board", name="one more", query="state=paid", by=used.operator)


@pytest.mark.parametrize("told", ["²", "٣", "0", "9" * 30, "-1", "x"])
def test_what_is_no_number_in_an_address_opens_the_list_all_the_same(client: Client, world: World, told: str) -> None:
    client.force_login(world.operator)
    for name in ("page", "fund", "year"):
        if name != "fund":
            for path in ("/people/?q=a&", "/people/lapsing/?", "/claims/school/?"):
                assert client.get(f"{path}{name}={told}").status_code < 500, (path, name)
        for path in ("/intake/?", "/intake/waiting/?", "/decrees/?", "/claims/?", "/claims/calendar/?"):
            assert client.get(f"{path}{name}={told}").status_code < 500, (path, name)
    for path in ("/claims/report/?person=", "/people/?q=a&page="):
        assert client.get(f"{path}{told}").status_code in (200, 404), path
