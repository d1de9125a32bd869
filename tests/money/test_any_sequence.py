"""Whatever the office does, in whatever order: the books balance, and every figure is the sum of its person-months.

A machine enrols, ends, bills, supplements, approves, orders, pays, uses credit, reverses, asks back, closes and opens,
and after each step recomputes what the tables say.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction
from django.db.models import F, Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from rangkiang.membership import actions as membership
from rangkiang.membership.models import Correction, Enrolment, PersonMonth, Roll
from rangkiang.membership.queries import timeline
from rangkiang.money import actions as money
from rangkiang.money import closing, drafts, queries, settling
from rangkiang.money.models import Allocation, Bill, Difference, PaymentOrder, Refund, Reversal
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.month import Month
from rangkiang.programme import actions as office
from rangkiang.programme import queries as programme
from tests.world import ACT, JUNE, World, make_world

MONTHS = st.sampled_from([JUNE, JUNE + 1, JUNE + 2])
OFTEN = st.sampled_from([True, True, False])
PICK = st.integers(0, 5)
DAY, END = date(2025, 9, 1), date(2025, 12, 31)
BEYOND = st.sampled_from([-16_800, -1, 0, 0, 0, 5, 16_800])


class Office(RuleBasedStateMachine):
    """Each run is one transaction that is rolled back; ``turn`` gives every paper its own number."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.turn = 0
        self.closed: dict[object, tuple[int, int]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def tries(self, deed: Callable[[], object]) -> bool:
        """A refusal is an answer; what it leaves behind is checked like everything else."""
        self.world.see_all()
        try:
            with transaction.atomic():
                deed()
        except (Refused, BadInput):
            return False
        finally:
            self.world.see_all()
        return True

    def number(self) -> str:
        self.turn += 1
        return str(self.turn)

    @initialize()
    def begins(self) -> None:
        self.world: World = make_world()
        tight = {"year": 2025, "ceiling": 16_800 * 10, "effective_on": date(2025, 1, 3)}
        office.set_budget(fund=self.world.fund, by=self.world.head, **tight)
        self.world.see_all()
        self.enrols(2, JUNE)
        self.bills(JUNE)
        self.approves()
        self.orders(16_800, now=True)
        self.bills(JUNE + 1)
        self.approves()

    @rule(count=st.integers(1, 2), month=MONTHS)
    def enrols(self, count: int, month: object) -> None:
        self.world.members(count, month=month, start=10 * int(self.number()), number=f"SK-{self.turn}")  # type: ignore[arg-type]

    @rule(pick=PICK, back=st.integers(-1, 1))
    def ends(self, pick: int, back: int) -> None:
        person = self.world.people[pick % len(self.world.people)]
        gone = membership.Exit(person.pk, JUNE + back, "moved", date(2025, 6, 1))
        self.tries(lambda: membership.end(fund=self.world.fund, exits=[gone], by=self.world.operator))

    @rule(month=MONTHS)
    def bills(self, month: object) -> None:
        self.tries(lambda: money.bill(fund=self.world.fund, month=month, by=self.world.operator))  # type: ignore[arg-type]

    @rule(month=MONTHS, now=OFTEN)
    def corrects(self, month: object, now: bool) -> None:
        self.tries(lambda: money.supplement(fund=self.world.fund, month=month, by=self.world.operator))  # type: ignore[arg-type]

        if now:
            self.approves()

    @rule()
    def approves(self) -> None:
        for bill in Bill.objects.filter(state="draft").order_by("roll__seq"):
            self.tries(lambda b=bill: money.approve_bill(bill=b, billing_code="1", on=DAY, by=self.world.head))  # type: ignore[misc]

    @rule(beyond=BEYOND, now=OFTEN)
    def orders(self, beyond: int, now: bool) -> None:
        due = [(bill, left) for bill, left in queries.to_pay(self.world.fund) if left]
        amount, paper = sum(left for _, left in due) + beyond, self.number()
        self.tries(
            lambda: money.order(
                fund=self.world.fund,
                bills=[b for b, _ in due],
                amount=amount,
                spp=paper,
                spm=paper,
                by=self.world.operator,
            )
        )
        if now:
            self.pays()

    @rule()
    def pays(self) -> None:
        order = PaymentOrder.objects.filter(state="draft", reversal=None).order_by("recorded_at", "spm").first()
        if order:
            self.tries(lambda: money.pay(order=order, sp2d=order.spm, paid_on=DAY, by=self.world.treasurer))

    @rule(month=MONTHS)
    def explains(self, month: Month) -> None:
        if self.tries(lambda: money.reconcile(fund=self.world.fund, month=month, by=self.world.operator)):
            for one in Difference.objects.filter(state="open", month=month.first):
                money.explain(difference=one, explanation="Menyusul", by=self.world.treasurer)
                self.world.see_all()

    @rule()
    def carries(self) -> None:
        for bill, _ in queries.to_pay(self.world.fund)[:1]:
            self.tries(lambda b=bill: settling.use_credit(bill=b, on=DAY, by=self.world.treasurer))  # type: ignore[misc]

    @rule(pick=PICK)
    def reverses(self, pick: int) -> None:
        orders = list(PaymentOrder.objects.order_by("recorded_at", "spm"))
        if orders:
            asked = Reversal.objects.filter(order=orders[pick % len(orders)]).first()
            reversal = asked or settling.ask_reversal(
                order=orders[pick % len(orders)], reason="Retur", by=self.world.operator
            )
            self.tries(lambda: settling.reverse(reversal=reversal, on=DAY, by=self.world.treasurer))

    @rule(received=st.booleans())
    def refunds(self, received: bool) -> None:
        found, paper = queries.credits_of(self.world.fund), self.number()
        source = found and (found[0].bill or found[0].order)
        if not source:
            return

        def deed() -> None:
            asked = settling.ask_refund(credit=source, letter=paper, asked_on=DAY, by=self.world.operator)
            settling.settle_refund(
                refund=asked, received=received, settled_on=DAY, reference="1", by=self.world.treasurer
            )

        self.tries(deed)

    @rule(month=MONTHS)
    def closes(self, month: Month) -> None:
        self.explains(month)
        self.tries(lambda: closing.sign_off(fund=self.world.fund, month=month, by=self.world.head))
        if self.tries(lambda: closing.close_month(fund=self.world.fund, month=month, by=self.world.head)):
            self.closed.setdefault(month, self.taken(month))

    @rule(month=MONTHS, anew=st.booleans())
    def withdraws(self, month: Month, anew: bool) -> None:
        for bill in Bill.objects.filter(state="draft", roll__month=month.first).order_by("-roll__seq"):
            self.tries(lambda b=bill: drafts.withdraw_bill(bill=b, reason="Daftar salah", by=self.world.operator))  # type: ignore[misc]
        if anew:
            self.bills(month)

    @rule(ceiling=st.integers(0, 12), beyond=st.integers(1, 4), approved=st.booleans())
    def budgets(self, ceiling: int, beyond: int, approved: bool) -> None:
        """The ceiling is revised, up or down, and sometimes more than it is allowed."""
        number, fund = self.number(), self.world.fund
        revised = {"year": 2025, "ceiling": 16_800 * ceiling, "effective_on": date(2025, 1, 3)}
        self.tries(lambda: office.set_budget(fund=fund, by=self.world.head, **revised))  # type: ignore[arg-type]
        asked = {"year": 2025, "amount": 16_800 * beyond, "reason": "Bencana", "act": ACT | {"number": number}}
        overspend = office.ask_overspend(fund=fund, by=self.world.operator, **asked)  # type: ignore[arg-type]
        if approved:
            office.approve_overspend(overspend=overspend, by=self.world.head)
        self.world.see_all()

    @precondition(lambda self: self.closed)
    @rule(month=MONTHS)
    def opens(self, month: object) -> None:
        self.tries(
            lambda: closing.reopen_month(fund=self.world.fund, month=month, reason="Susulan", by=self.world.head)
        )  # type: ignore[arg-type]
        self.closed.pop(month, None)

    def taken(self, month: object) -> tuple[int, int]:
        """Rolls of a month and what settles them."""
        rolls = Roll.objects.filter(month=month.first)  # type: ignore[attr-defined]
        return rolls.count(), Allocation.objects.filter(bill__roll__in=rolls).count()

    @invariant()
    def the_books_balance_and_say_what_the_papers_say(self) -> None:
        self.world.see_all()
        found = self.world.balances(END)
        approved = Bill.objects.exclude(approved_at=None).aggregate(t=Sum(F("roll__jkk") + F("roll__jkm")))["t"] or 0
        paid = PaymentOrder.objects.filter(state="paid")
        drawn = Allocation.objects.filter(order__in=paid).aggregate(t=Sum("amount"))["t"] or 0
        out = paid.aggregate(t=Sum("amount"))["t"] or 0
        back = Refund.objects.filter(state="received")
        of_bills = back.filter(order=None).aggregate(t=Sum("amount"))["t"] or 0
        of_orders = back.filter(bill=None).aggregate(t=Sum("amount"))["t"] or 0
        assert found.get("payable", 0) == drawn - approved - of_bills
        assert found.get("unallocated", 0) == out - drawn - of_orders
        assert found.get("cash", 0) == of_bills + of_orders - out

    @invariant()
    def every_bill_is_the_sum_of_its_person_months(self) -> None:
        for bill in Bill.objects.select_related("roll"):
            waits = not bill.approved_at and Correction.objects.filter(roll=bill.roll).exists()
            lines = (Correction if waits else PersonMonth).objects.filter(roll=bill.roll)
            told = [(1 if seq % 2 == 0 else -1, jkk, jkm) for seq, jkk, jkm in lines.values_list("seq", "jkk", "jkm")]
            assert tuple(map(sum, zip(*told, strict=True))) == (bill.roll.persons, bill.roll.jkk, bill.roll.jkm)
        for row in queries.months(self.world.fund):
            lines = PersonMonth.objects.filter(month=row["month"])
            assert row["jkk"] + row["jkm"] == lines.aggregate(t=Sum(F("jkk") + F("jkm")))["t"]  # type: ignore[operator]

    @invariant()
    def nothing_is_paid_beyond_what_is_billed_and_in_credit(self) -> None:
        for one in queries.settled(Bill.objects.values_list("pk", flat=True)):
            assert one.paid <= max(one.total, 0)
        for credit in queries.credits_of(self.world.fund):
            assert 0 <= credit.used + credit.asked <= credit.total
        for order in PaymentOrder.objects.all():
            assert (order.allocations.aggregate(t=Sum("amount"))["t"] or 0) <= order.amount

    @invariant()
    def nobody_has_a_month_twice_and_it_is_paid_when_its_bill_is(self) -> None:
        for person in self.world.people:
            months = timeline(person.pk)
            assert len({m.month for m in months}) == len(months)
            for month in months:
                bill = Bill.objects.get(
                    roll__lines__person=person, roll__month=month.month, roll__lines__seq=_last(person.pk, month.month)
                )
                root = bill.roll
                while root.kind == "correction":
                    root = root.corrects  # type: ignore[assignment]
                assert (month.paid_on is not None) == (Bill.objects.get(pk=root.pk).state == "settled")

    @invariant()
    def the_budget_holds_and_a_closed_month_stands_still(self) -> None:
        ceiling = programme.ceiling(self.world.fund, 2025, END)
        assert ceiling is not None
        assert queries.committed(self.world.fund, 2025) <= ceiling + programme.overspend(self.world.fund, 2025)
        for month, before in self.closed.items():
            assert self.taken(month) == before
        assert Enrolment.objects.count() == len(self.world.people)


def _last(person: int, month: date) -> int:
    return max(PersonMonth.objects.filter(person=person, month=month).values_list("seq", flat=True))


@pytest.mark.django_db
def test_any_sequence_of_deeds_keeps_the_books(db: None) -> None:
    run_state_machine_as_test(
        Office,
        settings=settings(
            max_examples=10,
            phases=[Phase.generate],  # each step works on the database: shrinking would take minutes
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
