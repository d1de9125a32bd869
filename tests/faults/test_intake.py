"""The intake desk that dies in the middle of a commit, is clicked twice, or works beside another one."""

from __future__ import annotations

import pytest

from rangkiang.access.models import Role
from rangkiang.intake import actions, judging
from rangkiang.intake.models import Batch, Candidate, Judgement, Likeness, Verification
from rangkiang.people.models import IdentityLink, LinkProposal, Person
from rangkiang.platform.errors import Refused
from rangkiang.platform.models import AuditEntry
from rangkiang.platform.scope import EVERYWHERE, scope
from tests.faults.office import at_once, closed_gate, kill, process, settled_world, until, whole_chain
from tests.intake.desk import receive, row
from tests.world import JULY, REGENCY, World, user


@pytest.fixture
def office(own_database: str) -> World:
    return settled_world()


def traces() -> tuple[object, ...]:
    """What commit and undo leave behind."""
    with scope(EVERYWHERE):
        return (
            sorted(Batch.objects.values_list("filename", "state")),
            sorted(Candidate.objects.values_list("nik", "state", "reason")),
            Likeness.objects.count(),
            Verification.objects.count(),
            AuditEntry.objects.count(),
        )


def corrected(office: World) -> Batch:
    """A checked list that takes the place of a committed one."""
    first = receive(office, row(9001, "Samsul Bahri"), row(9014, "Yusnimar Guci"), name="satu.xlsx")
    actions.commit(batch=first, first_month=JULY, by=office.operator)
    return receive(office, row(9001, "Samsul Bahri"), row(9027, "Nurlela Koto"), name="dua.xlsx")


@pytest.mark.parametrize("deed", ["commit", "undo"])
def test_a_desk_killed_in_the_middle_leaves_nothing_half_done(office: World, deed: str) -> None:
    with scope(EVERYWHERE):
        batch = corrected(office)
        if deed == "undo":
            actions.commit(batch=batch, first_month=JULY, replaces=batch.replaces, by=office.operator)
    before = traces()
    with closed_gate() as gate, process("desk_intake", deed, str(batch.pk)) as desk:
        gate.expect(1)  # everything is written, nothing committed
        kill(desk)
        assert desk.returncode == -9
        gate.open()
        until(lambda: not gate.others(), "the end of the dead desk's session")
    assert traces() == before
    assert whole_chain()
    again = {
        "commit": lambda: actions.commit(batch=batch, first_month=JULY, replaces=batch.replaces, by=office.operator),
        "undo": lambda: actions.undo(batch=batch, by=office.operator),
    }[deed]
    again()
    after = traces()
    assert after != before
    again()
    assert traces() == after


def test_a_double_click_commits_once(office: World) -> None:
    with scope(EVERYWHERE):
        batch = receive(office, row(9001, "Samsul Bahri"), row(9014, "Yusnimar Guci"))

    def click() -> Batch:
        return actions.commit(batch=batch, first_month=JULY, by=office.operator)

    done = at_once(click, click)
    assert [getattr(one, "state", one) for one in done] == ["committed", "committed"]
    with scope(EVERYWHERE):
        assert Candidate.objects.count() == 2
        assert AuditEntry.objects.filter(verb="intake.commit").count() == 1


def test_two_desks_that_undo_and_verify_do_not_both_win(office: World) -> None:
    with scope(EVERYWHERE):
        batch = receive(office, row(9001, "Samsul Bahri"))
        actions.commit(batch=batch, first_month=JULY, by=office.operator)
    at_once(
        lambda: actions.undo(batch=batch, by=office.operator), lambda: actions.verify(batch=batch, by=office.verifier)
    )
    with scope(EVERYWHERE):
        held = Candidate.objects.get()
        assert Batch.objects.get(pk=batch.pk).state == "undone"
        assert held.state == "withdrawn"


def test_two_verifiers_at_once_are_two_words_and_one_join(office: World) -> None:
    with scope(EVERYWHERE):
        known = office.members(1)[0]
        batch = receive(office, row(9011, known.name))
        actions.commit(batch=batch, first_month=JULY, by=office.operator)
        pair = Likeness.objects.get()
        other = user(Role.VERIFIER, REGENCY, "verifier_two")
        persons = Person.objects.count()
    done = at_once(
        lambda: judging.judge(likeness=pair, answer="same", why="KTP dilihat", by=office.verifier),
        lambda: judging.judge(likeness=pair, answer="same", why="KTP dilihat", by=other),
    )
    assert not [one for one in done if isinstance(one, Exception) and not isinstance(one, Refused)], done
    with scope(EVERYWHERE):
        held = Candidate.objects.get(pk=pair.candidate_id)
        assert (held.state, held.reason) == ("refused", "same_person")
        assert (Judgement.objects.count(), IdentityLink.objects.count(), Person.objects.count()) == (2, 1, persons + 1)
        assert LinkProposal.objects.get().state == "confirmed"
