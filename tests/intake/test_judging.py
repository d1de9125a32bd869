"""Doubts decided by people: same, different, unsure; two for what touches cover; undone with its history."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Assignment, Role, User
from rangkiang.intake import actions, handing, judging, queries, signs
from rangkiang.intake.models import Candidate, Glance, Judgement, Likeness
from rangkiang.people.models import IdentityLink, LinkProposal, Person
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.privacy.models import View
from tests.intake.desk import committed, row, states
from tests.world import PALALUAR, REGENCY, World, user

pytestmark = pytest.mark.django_db


def second() -> User:
    return user(Role.VERIFIER, REGENCY, "verifier_two")


def doubt(world: World, known: Person) -> Likeness:
    """A candidate who looks like the known person: one digit of the NIK is another."""
    serial = int(str(known.nik)[-4:]) + 10
    batch = committed(world, row(serial, known.name), name=f"{serial}.xlsx")
    return Likeness.objects.get(candidate__batch=batch, person=known)


def test_the_two_stand_side_by_side_with_their_differences_marked(world: World) -> None:
    pair = doubt(world, world.candidates(1)[0].person)
    assert pair.person
    lines = {line.label: line for line in signs.lines(pair.candidate, pair.person, {})}
    assert (lines["Name"].state, lines["NIK"].state, lines["Mother"].state) == ("same", "differs", "missing")
    assert "".join(text for text, _ in lines["NIK"].left) == "130308**********"
    assert [at for at, differs in marks(lines["NIK"].left) if differs] == [14]  # …9011 beside …9001
    pair.candidate.name = "Orang B. Contoh 0"
    name = signs.lines(pair.candidate, pair.person, {})[0]
    assert [text for text, differs in name.left if differs] == ["B. "]
    assert not any(differs for _, differs in name.right)


def marks(parts: list[signs.Part]) -> list[tuple[int, bool]]:
    """Every digit's place and whether it is marked."""
    return list(enumerate(differs for text, differs in parts for _digit in text))


def test_said_to_be_a_covered_person_needs_two_and_refuses(world: World) -> None:
    known = world.members(1)[0]
    pair = doubt(world, known)
    held = judging.judge(likeness=pair, answer="same", why="KTP dilihat", by=world.verifier)
    assert (held.state, held.reason) == ("review", "join_waiting")
    again = judging.judge(likeness=pair, answer="same", why="lagi", by=world.verifier)
    assert (again.state, LinkProposal.objects.count(), Judgement.objects.count()) == ("review", 1, 1)
    with pytest.raises(Refused, match="Confirm or decline"):
        judging.judge(likeness=pair, answer="different", why="bukan", by=second())
    done = judging.judge(likeness=pair, answer="same", why="saya juga", by=second())
    world.see_all()
    assert (done.state, done.reason) == ("refused", "same_person")
    assert IdentityLink.objects.get().canonical == known
    assert known.nik == Person.objects.get(pk=known.pk).nik  # nothing is rewritten


def test_parting_brings_the_candidate_back_and_keeps_the_history(world: World) -> None:
    known = world.members(1)[0]
    pair = doubt(world, known)
    for by in (world.verifier, second()):
        judging.judge(likeness=pair, answer="same", why="KTP dilihat", by=by)
    world.see_all()
    judging.part(link=IdentityLink.objects.get(), why="anaknya", by=world.verifier)
    world.see_all()
    link, held = IdentityLink.objects.get(), Candidate.objects.get(pk=pair.candidate_id)
    assert (held.state, held.reason, held.person) == ("review", "alike", None)
    assert (link.undone_why, link.proposal.state, link.proposal.why) == ("anaknya", "confirmed", "KTP dilihat")
    assert Judgement.objects.count() == 2
    accepted = judging.judge(likeness=pair, answer="different", why="anaknya", by=world.verifier)
    assert accepted.state == "verified"


def test_a_declined_join_brings_the_candidate_back(world: World) -> None:
    pair = doubt(world, world.members(1)[0])
    judging.judge(likeness=pair, answer="same", why="KTP dilihat", by=world.verifier)
    world.see_all()
    judging.decline(proposal=LinkProposal.objects.get(), why="beda ibu", by=second())
    world.see_all()
    held = Candidate.objects.get(pk=pair.candidate_id)
    assert (held.state, held.reason, held.person) == ("review", "alike", None)


def test_said_to_be_somebody_uncovered_who_waits_nowhere_is_accepted(world: World) -> None:
    known = world.candidates(1)[0]
    Candidate.objects.filter(pk=known.pk).update(state="withdrawn")
    held = judging.judge(likeness=doubt(world, known.person), answer="same", why="KTP dilihat", by=world.verifier)
    assert (held.state, held.evidence) == ("verified", "KTP dilihat")
    assert IdentityLink.objects.get().record == held.person


def test_different_on_every_pair_is_accepted_and_only_then(world: World) -> None:
    one, two = (candidate.person for candidate in world.candidates(2))
    Person.objects.filter(pk=two.pk).update(name=one.name, name_key=one.name_key)
    batch = committed(world, row(9011, one.name))
    first, other = Likeness.objects.filter(candidate__batch=batch).order_by("pk")
    held = judging.judge(likeness=first, answer="different", why="bukan", by=world.verifier)
    assert held.state == "review"
    assert judging.judge(likeness=other, answer="different", why="bukan", by=second()).state == "verified"


def test_two_persons_under_one_nik_cannot_stand(world: World) -> None:
    known = world.candidates(1)[0].person
    birth = {"Tanggal Lahir": "02-02-1980"}
    batch = committed(world, row(9001, "Yusnimar Caniago", NIK=str(known.nik), **birth))
    pair = Likeness.objects.get(candidate__batch=batch)
    assert states(batch)[9001] == ("review", "nik_of_another")
    held = judging.judge(likeness=pair, answer="different", why="NIK suami", by=world.verifier)
    assert (held.state, held.reason) == ("refused", "nik_of_another")


def test_unsure_goes_to_the_end_of_the_queue(world: World) -> None:
    known = [candidate.person for candidate in world.candidates(2)]
    for person, name in zip(known, ("Yulinar", "Basrizal"), strict=True):
        Person.objects.filter(pk=person.pk).update(name=name, name_key=name.upper())
        person.name = name
    first, later = (doubt(world, one) for one in known)
    judging.judge(likeness=first, answer="unsure", why="tanya wali jorong", by=world.verifier)
    world.see_all()
    assert [one.pk for one in queries.doubtful()] == [later.candidate_id, first.candidate_id]
    assert queries.after(later.candidate) == first.candidate


def test_a_word_needs_a_reason_and_nobody_judges_his_own_list(world: World) -> None:
    pair = doubt(world, world.candidates(1)[0].person)
    with pytest.raises(BadInput, match="reason"):
        judging.judge(likeness=pair, answer="same", why="  ", by=world.verifier)
    with pytest.raises(BadInput, match="no answer"):
        judging.judge(likeness=pair, answer="perhaps", why="x", by=world.verifier)
    with pytest.raises(Refused):
        judging.judge(likeness=pair, answer="same", why="x", by=world.operator)
    world.see_all()
    assert not Judgement.objects.exists()


def both_hats(world: World, pair: Likeness, *, owner: bool) -> User:
    """A verifier who brought the candidate's list in, or answers for it since."""
    both = user(Role.OPERATOR, REGENCY, "operator_dua") if owner else world.operator
    if owner:
        handing.hand_over(batch=pair.candidate.batch, to=both, why="cuti", by=world.operator)
    Assignment.objects.create(user=both, role=Role.VERIFIER, place_id=REGENCY, since=date(2020, 1, 1))
    both.live = None
    return both


@pytest.mark.parametrize("owner", [False, True])
def test_who_brought_the_list_or_answers_for_it_has_no_word_on_it(world: World, owner: bool) -> None:
    pair = doubt(world, world.members(1)[0])
    both = both_hats(world, pair, owner=owner)
    deeds = {
        "judge": lambda: judging.judge(likeness=pair, answer="same", why="saya tahu", by=both),
        "decide": lambda: judging.decide(candidate=pair.candidate, accept=True, reason="saya tahu", by=both),
    }
    for deed in deeds.values():
        with pytest.raises(Refused, match="answers for it"):
            deed()
    judging.judge(likeness=pair, answer="same", why="KTP dilihat", by=world.verifier)
    world.see_all()
    proposal = LinkProposal.objects.get()
    told = {"why": "saya tahu", "by": both}
    for deed in (
        lambda: judging.confirm(proposal=proposal, **told),
        lambda: judging.decline(proposal=proposal, **told),
        lambda: judging.join(duplicate=proposal.record, canonical=proposal.canonical, **told),
    ):
        with pytest.raises(Refused, match="answers for it"):
            deed()
    world.see_all()
    assert not IdentityLink.objects.exists()
    judging.join(duplicate=proposal.record, canonical=proposal.canonical, why="KTP dilihat", by=second())
    world.see_all()
    held = Candidate.objects.get(pk=pair.candidate_id)
    assert (held.state, held.reason) == ("refused", "same_person")


@pytest.mark.parametrize("accept", [False, True])
def test_nobody_goes_round_the_second_word(world: World, accept: bool) -> None:
    """While a join is proposed, the candidate is not decided beside it."""
    pair = doubt(world, world.members(1)[0])
    judging.judge(likeness=pair, answer="same", why="KTP dilihat", by=world.verifier)
    for by in (world.verifier, second()):
        with pytest.raises(Refused, match="Confirm or decline"):
            judging.decide(candidate=pair.candidate, accept=accept, reason="terus saja", by=by)


def test_words_are_one_per_person_in_the_database(world: World) -> None:
    pair = doubt(world, world.candidates(1)[0].person)
    facts = {"likeness": pair, "area": PALALUAR, "answer": "same", "why": "x", "by": world.verifier}
    Judgement.objects.create(**facts)
    with pytest.raises(IntegrityError, match="one_word_per_person"), transaction.atomic():
        Judgement.objects.create(**facts)


def test_the_pages_and_who_looked(world: World) -> None:
    known = world.members(1)[0]
    pair = doubt(world, known)
    page = reverse("intake:compare", args=[pair.candidate_id])
    client = Client()
    client.force_login(world.verifier)
    shown = client.get(page).content.decode()
    assert str(known.nik) not in shown
    assert pair.candidate.nik not in shown
    world.see_all()
    assert Glance.objects.get(candidate=pair.candidate).viewer == world.verifier
    assert View.objects.get(person=known).what == "review"
    client.post(reverse("intake:judge", args=[pair.pk]), {"answer": "same", "why": "KTP dilihat"})
    assert "Yang memutuskan bukan pengusulnya" in client.get(reverse("intake:joins")).content.decode()
    world.see_all()
    proposal = LinkProposal.objects.get()
    assert client.post(reverse("intake:confirm", args=[proposal.pk]), {"why": "ya"}).status_code == 409
    client.force_login(second())
    assert client.post(reverse("intake:confirm", args=[proposal.pk]), {"why": "ya"}).status_code == 302
    world.see_all()
    link = IdentityLink.objects.get()
    assert client.post(reverse("intake:part", args=[link.pk]), {"why": ""}).status_code == 400
    assert client.post(reverse("intake:part", args=[link.pk]), {"why": "anaknya"}).status_code == 302
    assert "anaknya" in client.get(reverse("intake:joins")).content.decode()
    client.force_login(world.operator)
    assert client.post(reverse("intake:part", args=[link.pk]), {"why": "x"}).status_code == 403


def test_the_queue_costs_the_same_however_long(world: World, django_assert_max_num_queries: object) -> None:
    people = [candidate.person for candidate in world.candidates(8)]
    committed(world, *(row(9011 + at, person.name) for at, person in enumerate(people)))
    client = Client()
    client.force_login(world.verifier)
    client.get(reverse("intake:review"))
    for path in (reverse("intake:review"), reverse("intake:compare", args=[queries.doubtful()[0].pk])):
        with django_assert_max_num_queries(34):  # type: ignore[operator]
            client.get(path)


def test_a_child_born_on_his_fathers_day_is_not_taken_for_him(world: World) -> None:
    """The same family card and birth date, another first name: nobody is asked about."""
    known = world.candidates(1)[0].person
    Person.objects.filter(pk=known.pk).update(name="Samsul Bahri", name_key="SAMSUL BAHRI", birth_date=date(1980, 1, 1))
    batch = committed(world, row(9002, "Nurlela Bahri", **{"No KK": str(known.kk)}))
    assert states(batch)[9002] == ("proposed", "")
    assert actions.verify(batch=batch, by=world.verifier) == 1
