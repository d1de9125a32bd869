"""Whatever the office does, in whatever order: the books balance, and every figure is the sum of its person-months.

A machine enrols, ends, bills, checks, withdraws, supplements, approves, orders, pays, receives, takes in active lists,
uses credit, reverses, asks back, overspends, closes and opens; after each step it recomputes what the tables say, at
the end what the pages say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction
from django.db.models import F, Max, Q, Sum
from django.test import Client
from django.urls import reverse
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

from rangkiang.insight.coverage import by_nagari, growth, standpoint
from rangkiang.insight.queries import figures
from rangkiang.membership import actions as membership
from rangkiang.membership.models import Correction, Enrolment, PersonMonth, Roll, RollPayment
from rangkiang.membership.queries import timeline
from rangkiang.money import actions as money
from rangkiang.money import closing, drafts, queries, settling, walk
from rangkiang.money.models import ActiveMember, Allocation, Bill, Difference, PaymentOrder, Refund
from rangkiang.money.sheet import sheet
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.month import Month
from rangkiang.platform.rupiah import rupiah
from rangkiang.programme import actions as office
from rangkiang.programme import queries as programme
from tests.membership.recount import agree
from tests.world import ACT, JUNE, REGENCY, World, make_world

AUGUST = JUNE + 2
MONTHS = st.sampled_from([JUNE, JUNE + 1, AUGUST])
OFTEN = st.sampled_from([True, True, False])
PICK = st.integers(0, 5)
DAY, END = date(2025, 9, 1), date(2025, 12, 31)
BEYOND = st.sampled_from([-16_800, -1, 0, 0, 0, 5, 16_800])


DONE: Counter[str] = Counter()  # rule → how often its deed was done


class Office(RuleBasedStateMachine):
    """Each run is one transaction that is rolled back; ``turn`` gives every paper its own number."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.turn = 0
        self.closed: dict[object, tuple[int, int]] = {}

    def teardown(self) -> None:
        try:
            if hasattr(self, "world"):
                every_page_says_what_the_lines_say(self.world)
        finally:
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
        DONE[deed.__qualname__.split(".")[1]] += 1
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

    @rule(pick=PICK, back=st.integers(-1, 1), reason=st.sampled_from(["moved", "died"]))
    def ends(self, pick: int, back: int, reason: str) -> None:
        person = self.world.people[pick % len(self.world.people)]
        gone = membership.Exit(person.pk, JUNE + back, reason, (JUNE + back).first.replace(day=20))
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
            self.tries(lambda b=bill: money.approve_bill(bill=b, billing_code="1" * 12, on=DAY, by=self.world.head))  # type: ignore[misc]

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

    @rule()
    def receives(self) -> None:
        """BPJS's receipt of a paid order; its numbers are of the papers' own."""
        order = PaymentOrder.objects.filter(state="paid", receipt=None).order_by("recorded_at", "spm").first()
        if order:
            number = self.number()
            told = {"number": number.zfill(15), "billing_code": "1" * 12, "payment_reference": number.zfill(12)}
            amount = order.amount
            self.tries(
                lambda: money.receipt(order=order, received_on=DAY, amount=amount, by=self.world.treasurer, **told)
            )

    @rule()
    def checks(self) -> None:
        for bill in Bill.objects.filter(state="draft", checked_at=None).order_by("roll__seq")[:1]:
            self.tries(lambda b=bill: drafts.check_bill(bill=b, by=self.world.treasurer))  # type: ignore[misc]

    @rule(month=MONTHS)
    def explains(self, month: Month) -> None:
        if self.tries(lambda: money.reconcile(fund=self.world.fund, month=month, by=self.world.operator)):
            for one in Difference.objects.filter(state="open", month=month.first):
                self.tries(lambda o=one: money.explain(difference=o, explanation="Susul", by=self.world.treasurer))  # type: ignore[misc]

    @rule()
    def carries(self) -> None:
        for bill, _ in queries.to_pay(self.world.fund)[:1]:
            self.tries(lambda b=bill: settling.use_credit(bill=b, on=DAY, by=self.world.treasurer))  # type: ignore[misc]

    @rule(pick=PICK)
    def reverses(self, pick: int) -> None:
        orders = list(PaymentOrder.objects.order_by("recorded_at", "spm"))
        if orders:
            order = orders[pick % len(orders)]

            def deed() -> None:
                asked = settling.ask_reversal(order=order, reason="Retur", by=self.world.operator)
                settling.reverse(reversal=asked, on=DAY, by=self.world.treasurer)

            self.tries(deed)

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

    @rule(month=MONTHS, lacks=st.integers(0, 1))
    def lists(self, month: Month, lacks: int) -> None:
        """BPJS's active list of who is billed, sometimes one short; a later one takes its place."""
        billed = PersonMonth.objects.filter(month=month.first).values_list("person_id", flat=True).distinct()
        cards = [f"99{person:09d}" for person in billed.order_by("person_id")[lacks:]]
        self.tries(lambda: money.active_list(fund=self.world.fund, month=month, kpj=cards, by=self.world.bpjs))

    @rule(month=MONTHS)
    def closes(self, month: Month) -> None:
        self.explains(month)
        self.tries(lambda: closing.sign_off(fund=self.world.fund, month=month, by=self.world.head))
        if self.tries(lambda: closing.close_month(fund=self.world.fund, month=month, by=self.world.head)):
            self.nothing_absent_is_unsaid(month)
            self.closed.setdefault(month, self.taken(month))

    def nothing_absent_is_unsaid(self, month: Month) -> None:
        """A month that closed has its active list and receipts, or somebody said why not, and another signed."""
        signed = Difference.objects.filter(month=month.first, signed_at__isnull=False).values_list("kind", flat=True)
        lists, lines = (model.objects.filter(month=month.first) for model in (ActiveMember, PersonMonth))
        assert lists.exists() or "active_list_missing" in signed or not lines.aggregate(t=Sum("jkk"))["t"]
        bare = PaymentOrder.objects.filter(state="paid", receipt=None)
        last = bare.annotate(m=Max("allocations__bill__roll__month", filter=Q(allocations__used_on=None)))
        assert "receipt_missing" in signed or not last.filter(m=month.first).exists()

    @rule(month=MONTHS, anew=st.booleans())
    def withdraws(self, month: Month, anew: bool) -> None:
        for bill in Bill.objects.filter(state="draft", roll__month=month.first).order_by("-roll__seq"):
            self.tries(lambda b=bill: drafts.withdraw_bill(bill=b, reason="Daftar salah", by=self.world.operator))  # type: ignore[misc]
        if anew:
            self.bills(month)

    @rule(ceiling=st.integers(0, 12), beyond=st.integers(1, 4), approved=st.booleans(), to_come=st.booleans())
    def budgets(self, ceiling: int, beyond: int, approved: bool, to_come: bool = False) -> None:
        """The ceiling is revised, up or down, at once or from October on, and sometimes more than it is allowed."""
        number, fund = self.number(), self.world.fund
        revised = {"year": 2025, "ceiling": 16_800 * ceiling, "effective_on": date(2025, 10 if to_come else 1, 3)}
        self.tries(lambda: office.set_budget(fund=fund, by=self.world.head, **revised))  # type: ignore[arg-type]
        asked = {"year": 2025, "amount": 16_800 * beyond, "reason": "Bencana", "act": ACT | {"number": number}}
        overspend = office.ask_overspend(fund=fund, by=self.world.operator, **asked)  # type: ignore[arg-type]
        if approved:
            self.tries(lambda: office.approve_overspend(overspend=overspend, by=self.world.head))
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
    def the_memorandum_of_any_day_says_what_the_budget_page_says(self) -> None:
        self.world.see_all()
        for day in (date(2025, 1, 2), date(2025, 1, 3), DAY, date(2025, 10, 3), END):
            found = self.world.balances(day)
            left = queries.runway(self.world.fund, day, 16_800).left
            assert -found["memo:ceiling:2025"] == programme.ceiling(self.world.fund, 2025, day)
            assert -found.get("memo:beyond:2025", 0) == programme.overspend(self.world.fund, 2025)
            assert found["memo:available:2025"] == left
            assert -sum(found.get(f"memo:{one}:2025", 0) for one in ("ceiling", "beyond")) - left == found.get(
                "memo:committed:2025", 0
            )
        assert found.get("memo:committed:2025", 0) == queries.committed(self.world.fund, 2025)

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
    def the_counts_are_those_of_the_lines(self) -> None:
        agree()

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
        allowed = ceiling + programme.overspend(self.world.fund, 2025)
        assert queries.committed(self.world.fund, 2025) <= allowed
        assert queries.runway(self.world.fund, END, 16_800).left == allowed - queries.committed(self.world.fund, 2025)
        for month, before in self.closed.items():
            assert self.taken(month) == before
        assert Enrolment.objects.count() == len(self.world.people)


def every_page_says_what_the_lines_say(world: World) -> None:
    """Persons and rupiah of every month, on every page that tells them, from the person-months alone."""
    world.see_all()
    seen = standpoint((REGENCY,), END)
    assert seen
    bills = {bill.pk: bill for bill in Bill.objects.select_related("roll")}
    paid = {p.roll_id for p in RollPayment.objects.filter(voids=None, voided_by=None)}
    months: dict[date, Counter[str]] = {}
    for month, roll, seq, jkk, jkm in PersonMonth.objects.values_list("month", "roll", "seq", "jkk", "jkm"):
        one = months.setdefault(month, Counter())
        persons = 1 - 2 * (seq % 2)
        one.update({"persons": persons, "jkk": jkk, "jkm": jkm})
        if roll in paid:
            one.update({"paid": persons, "paid_rupiah": jkk + jkm})
        if bills[roll].approved_at:
            one.update({"approved": jkk + jkm})
    listed = {row["month"]: row for row in queries.months(world.fund)}
    for month, one in months.items():
        found = sheet(world.fund, Month.of(month))
        assert (found.persons, found.jkk, found.jkm) == (one["persons"], one["jkk"], one["jkm"])
        assert found.agrees
        assert found.change is None or found.change.now == one["persons"]
        if row := listed.get(month):
            assert (row["persons"], row["jkk"], row["jkm"]) == (one["persons"], one["jkk"], one["jkm"])
        else:
            assert not one["persons"]
        assert sum(place.main for place in by_nagari(seen, Month.of(month))) == one["paid"]
        _walked([bill for bill in bills.values() if bill.roll.month == month])
    told = figures(world.fund, END)
    assert told.person_months_paid == sum(one["paid"] for one in months.values())
    assert told.contributions == sum(one["paid_rupiah"] for one in months.values())
    assert queries.committed(world.fund, 2025) == sum(one["approved"] for one in months.values())
    assert sum(persons for _month, persons in growth(seen)) == told.person_months_paid
    _shown(world, listed)


def _walked(bills: list[Bill]) -> None:
    for bill in bills:
        assert walk.totals(walk.lines(bill)) == {
            "persons": bill.roll.persons, "jkk": bill.roll.jkk, "jkm": bill.roll.jkm
        }  # fmt: skip


def _shown(world: World, listed: dict[object, dict[str, object]]) -> None:
    """The same numbers as a treasurer reads them."""
    client = Client()
    client.force_login(world.treasurer)
    text = client.get(reverse("money:months")).content.decode()
    for row in listed.values():
        assert rupiah(row["jkk"] + row["jkm"]) in text  # type: ignore[operator]
        page = client.get(reverse("money:month", args=[f"{row['month']:%Y-%m}"])).content.decode()
        assert rupiah(row["jkk"] + row["jkm"]) in page  # type: ignore[operator]
    world.see_all()


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


@pytest.mark.django_db
def test_every_deed_of_the_machine_can_be_done(db: None) -> None:
    """One of each in a row, so that no invariant holds only because nothing ever happened."""
    DONE.clear()
    office = Office()
    office.begins()
    steps: list[Callable[[], object]] = [
        lambda: office.bills(AUGUST),
        office.checks,
        lambda: office.withdraws(AUGUST, True),
        office.approves,
        lambda: office.explains(JUNE),
        office.carries,
        lambda: office.orders(0, True),
        office.receives,
        lambda: office.enrols(1, JUNE),
        lambda: office.ends(1, -1, "died"),
        lambda: office.corrects(JUNE, True),
        lambda: office.refunds(True),
        lambda: office.budgets(8, 2, True),
        lambda: office.reverses(1),
        lambda: office.orders(0, True),
        lambda: office.lists(JUNE, 1),
        lambda: office.closes(JUNE),
        lambda: office.opens(JUNE),
    ]
    try:
        for step in steps:
            step()
            for name, one in vars(Office).items():
                if hasattr(one, "hypothesis_stateful_invariant"):
                    getattr(office, name)()
    finally:
        office.teardown()
    deeds = {name for name, one in vars(Office).items() if hasattr(one, "hypothesis_stateful_rule")}
    assert deeds - set(DONE) == {"enrols"}  # brings its own deeds, none of which may be refused
    assert DONE["closes"] == 2  # signed off and closed
