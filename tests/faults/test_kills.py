"""A desk that dies in the middle of a deed, and a connection that breaks before or after the commit."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from rangkiang.decree import actions as decree
from rangkiang.decree.models import Decree
from rangkiang.intake.models import Candidate
from rangkiang.membership import actions as membership
from rangkiang.membership.models import Correction, Movement, PersonMonth, Roll, RollPayment, Tally
from rangkiang.money import actions as money
from rangkiang.money import closing, drafts, settling
from rangkiang.money.models import (
    ActiveMember,
    Allocation,
    Bill,
    Closing,
    Difference,
    PaymentOrder,
    Receipt,
    Reconciliation,
    Refund,
    Transfer,
)
from rangkiang.platform import audit
from rangkiang.platform.home import home, kept
from rangkiang.platform.models import AuditEntry
from rangkiang.platform.scope import EVERYWHERE, scope
from rangkiang.programme import actions as programme
from rangkiang.programme.models import Overspend
from tests.faults.office import closed_gate, commit_and_break, kill, leave, process, settled_world, until, whole_chain
from tests.world import ACT, JULY, JUNE, World

PAID_ON = date(2025, 6, 12)


@pytest.fixture
def office(own_database: str) -> World:
    return settled_world()


def to_bill(office: World) -> tuple[Model, Callable[[], object]]:
    office.members(3)
    return office.fund, lambda: money.bill(fund=office.fund, month=JUNE, by=office.operator)


def to_pay(office: World) -> tuple[Model, Callable[[], object]]:
    office.members(3)
    order = money.order(
        fund=office.fund, bills=[office.bill()], amount=3 * 16_800, spp="1", spm="1", by=office.operator
    )
    return order, lambda: money.pay(order=order, sp2d="SP2D-1", paid_on=PAID_ON, by=office.treasurer)


def to_approve(office: World) -> tuple[Model, Callable[[], object]]:
    chosen = [c.pk for c in office.candidates(3)]
    draft = decree.prepare(
        fund=office.fund, number="SK-1", dated=JUNE.first, first_month=JUNE, candidates=chosen, by=office.operator
    )
    return draft, lambda: decree.approve(decree=draft, by=office.head)


def to_supplement(office: World) -> tuple[Model, Callable[[], object]]:
    """One taken off, one enrolled late, after the bill."""
    one, *_ = office.members(3)
    office.pay(office.bill())
    gone = membership.Exit(one.pk, JUNE + -1, "wrong_person", PAID_ON)
    membership.end(fund=office.fund, exits=[gone], by=office.operator)
    office.members(1, start=20, number="SK-2")
    return office.fund, lambda: money.supplement(fund=office.fund, month=JUNE, by=office.operator)


def to_correct(office: World) -> tuple[Model, Callable[[], object]]:
    """The correction of a paid bill waits for approval."""
    to_supplement(office)
    drafts = money.supplement(fund=office.fund, month=JUNE, by=office.operator)
    draft = next(one for one in drafts if one.roll.kind == Roll.Kind.CORRECTION)
    return draft, lambda: money.approve_bill(bill=draft, billing_code="", on=PAID_ON, by=office.head)


def to_use_credit(office: World) -> tuple[Model, Callable[[], object]]:
    office.members(1)
    office.pay(office.bill(), beyond=16_800)
    office.explain()
    july = office.bill(JULY)
    return july, lambda: settling.use_credit(bill=july, on=PAID_ON, by=office.treasurer)


def to_reverse(office: World) -> tuple[Model, Callable[[], object]]:
    order, pay = to_pay(office)
    pay()
    asked = settling.ask_reversal(order=order, reason="Retur bank", by=office.operator)
    return asked, lambda: settling.reverse(reversal=asked, on=PAID_ON, by=office.treasurer)


def to_close(office: World) -> tuple[Model, Callable[[], object]]:
    people = office.members(1)
    office.pay(office.bill())
    money.active_list(fund=office.fund, month=JUNE, kpj=[f"99{p.pk:09d}" for p in people], by=office.bpjs)
    money.reconcile(fund=office.fund, month=JUNE, by=office.operator)
    return office.fund, lambda: closing.close_month(fund=office.fund, month=JUNE, by=office.head)


def to_sign_off(office: World) -> tuple[Model, Callable[[], object]]:
    """More was paid than billed; that is explained, and not signed yet."""
    office.members(2)
    office.pay(office.bill(), beyond=16_290)
    office.explain()
    return office.fund, lambda: closing.sign_off(fund=office.fund, month=JUNE, by=office.head)


def to_withdraw(office: World) -> tuple[Model, Callable[[], object]]:
    office.members(3)
    draft = money.bill(fund=office.fund, month=JUNE, by=office.operator)
    return draft, lambda: drafts.withdraw_bill(bill=draft, reason="Salah", by=office.operator)


def to_overspend(office: World) -> tuple[Model, Callable[[], object]]:
    told = {"year": 2025, "amount": 16_800, "reason": "Bencana", "act": ACT | {"number": "9"}}
    asked = programme.ask_overspend(fund=office.fund, by=office.operator, **told)  # type: ignore[arg-type]
    return asked, lambda: programme.approve_overspend(overspend=asked, by=office.head)


def to_issue(office: World) -> tuple[Model, Callable[[], object]]:
    office.members(3)
    draft = money.bill(fund=office.fund, month=JUNE, by=office.operator)
    return draft, lambda: money.approve_bill(bill=draft, billing_code="1" * 12, on=PAID_ON, by=office.head)


def to_order(office: World) -> tuple[Model, Callable[[], object]]:
    office.members(3)
    bill = office.bill()
    told = {"amount": 3 * 16_800, "spp": "1", "spm": "1", "by": office.operator}
    return bill, lambda: money.order(fund=office.fund, bills=[bill], **told)  # type: ignore[arg-type]


def to_receive(office: World) -> tuple[Model, Callable[[], object]]:
    order, pay = to_pay(office)
    pay()
    told = {"number": "1" * 15, "billing_code": "000000000001", "payment_reference": "1" * 12, "amount": 3 * 16_800}
    return order, lambda: money.receipt(order=order, received_on=PAID_ON, by=office.treasurer, **told)  # type: ignore[arg-type]


def to_list(office: World) -> tuple[Model, Callable[[], object]]:
    office.members(3)
    return office.fund, lambda: money.active_list(fund=office.fund, month=JUNE, kpj=["9" * 11], by=office.bpjs)


def to_explain(office: World) -> tuple[Model, Callable[[], object]]:
    office.members(2)
    money.reconcile(fund=office.fund, month=JUNE, by=office.operator)
    with scope(EVERYWHERE):
        found = Difference.objects.get()
    return found, lambda: money.explain(difference=found, explanation="Menyusul", by=office.treasurer)


def to_ask_refund(office: World) -> tuple[Model, Callable[[], object]]:
    """One credit of an order that paid too much, explained."""
    to_use_credit(office)
    with scope(EVERYWHERE):
        order = PaymentOrder.objects.get()
    return order, lambda: settling.ask_refund(credit=order, letter="1", asked_on=PAID_ON, by=office.operator)


def to_settle_refund(office: World) -> tuple[Model, Callable[[], object]]:
    _, ask = to_ask_refund(office)
    refund = ask()
    assert isinstance(refund, Refund)
    told = {"received": True, "settled_on": PAID_ON, "reference": "1", "by": office.treasurer}
    return refund, lambda: settling.settle_refund(refund=refund, **told)  # type: ignore[arg-type]


def to_reopen(office: World) -> tuple[Model, Callable[[], object]]:
    _, close = to_close(office)
    close()
    return office.fund, lambda: closing.reopen_month(fund=office.fund, month=JUNE, reason="Susulan", by=office.head)


def traces() -> tuple[int, ...]:
    """What the deeds leave behind."""
    with scope(EVERYWHERE):
        return (
            Roll.objects.count(),
            PersonMonth.objects.count(),
            Bill.objects.count(),
            PaymentOrder.objects.filter(state=PaymentOrder.State.PAID).count(),
            RollPayment.objects.count(),
            Transfer.objects.count(),
            Decree.objects.filter(state=Decree.State.APPROVED).count(),
            Candidate.objects.filter(state=Candidate.State.DECREED).count(),
            Correction.objects.count(),
            Allocation.objects.count(),
            PaymentOrder.objects.filter(state=PaymentOrder.State.VOIDED).count(),
            Closing.objects.count(),
            Reconciliation.objects.count(),
            Tally.objects.count(),
            Movement.objects.count(),
            Bill.objects.exclude(withdrawn_at=None).count(),
            Difference.objects.exclude(signed_at=None).count(),
            Overspend.objects.exclude(approved_at=None).count(),
            Bill.objects.exclude(approved_at=None).count(),
            Receipt.objects.count(),
            ActiveMember.objects.count(),
            Difference.objects.exclude(closed_at=None).count(),
            Refund.objects.count() + Refund.objects.exclude(closed_at=None).count(),
            AuditEntry.objects.count(),
        )


DEEDS = {
    "bill": to_bill,
    "pay": to_pay,
    "approve": to_approve,
    "supplement": to_supplement,
    "correct": to_correct,
    "use_credit": to_use_credit,
    "reverse": to_reverse,
    "close": to_close,
    "sign_off": to_sign_off,
    "withdraw": to_withdraw,
    "overspend": to_overspend,
    "issue": to_issue,
    "order": to_order,
    "receive": to_receive,
    "list": to_list,
    "explain": to_explain,
    "ask_refund": to_ask_refund,
    "settle_refund": to_settle_refund,
    "reopen": to_reopen,
}


@pytest.mark.parametrize("name", DEEDS)
def test_a_killed_desk_leaves_nothing_behind_and_can_be_taken_over(office: World, name: str) -> None:
    with scope(EVERYWHERE):
        row, deed = DEEDS[name](office)
    before = traces()
    with closed_gate() as gate, process("desk", name, str(row.pk)) as desk:
        gate.expect(1)
        kill(desk)
        assert desk.returncode == -9
        gate.open()
        until(lambda: not gate.others(), "the end of the dead desk's session")
    assert traces() == before
    assert whole_chain()
    deed()
    after = traces()
    assert after != before
    deed()
    assert traces() == after
    assert whole_chain()


def test_killed_between_the_commit_and_the_note_outside(office: World) -> None:
    """The deed is done, the head kept outside is one behind: no false alarm, and nothing is done again."""
    with scope(EVERYWHERE):
        row, deed = to_bill(office)
    noted = kept(audit.HEAD)[connection.settings_dict["NAME"]]["seq"]
    lock = (home() / "audit-head.lock").open("w")
    with lock, closed_gate() as gate, process("desk", "bill", str(row.pk)) as desk:
        gate.expect(1)
        fcntl.flock(lock, fcntl.LOCK_EX)
        gate.open()
        until(lambda: bool(AuditEntry.objects.filter(verb="money.bill").exists()), "the commit")
        kill(desk)
    assert kept(audit.HEAD)[connection.settings_dict["NAME"]]["seq"] == noted
    assert whole_chain(noted + 1)
    after = traces()
    deed()
    assert traces() == after


@pytest.mark.parametrize("name", DEEDS)
def test_a_connection_lost_before_the_commit_undoes_all(office: World, name: str) -> None:
    with scope(EVERYWHERE):
        _, deed = DEEDS[name](office)
    before = traces()
    with ThreadPoolExecutor(1) as desk, closed_gate() as gate:
        running = desk.submit(deed)
        gate.cut(*gate.expect(1))
        with pytest.raises(OperationalError, match="terminating connection"):
            running.result(10)
        gate.open()
        desk.submit(leave).result()
        assert traces() == before
        desk.submit(deed).result(10)
        desk.submit(leave).result()
    assert traces() != before
    assert whole_chain()


@pytest.mark.parametrize("name", DEEDS)
def test_a_connection_lost_after_the_commit_is_done_once(
    office: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The desk never hears that it was done and tries again: it gets what is there."""
    with scope(EVERYWHERE):
        _, deed = DEEDS[name](office)
    with monkeypatch.context() as broken:
        broken.setattr(BaseDatabaseWrapper, "_commit", commit_and_break)
        with pytest.raises(OperationalError, match="lost"):
            deed()
    connection.close()
    after = traces()
    deed()
    assert traces() == after
    assert whole_chain()
