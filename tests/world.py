"""A small real programme: users of every role, a fund with money, and members brought in through the office's deeds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from rangkiang.access.models import Assignment, Role, User
from rangkiang.decree import actions as decree
from rangkiang.decree.models import Decree
from rangkiang.intake.models import Batch, Candidate
from rangkiang.membership import actions as membership
from rangkiang.money import actions as money
from rangkiang.money.journal import trial_balance
from rangkiang.money.models import Bill, Difference, PaymentOrder
from rangkiang.people.models import Person
from rangkiang.platform.month import Month
from rangkiang.platform.scope import EVERYWHERE, set_scope
from rangkiang.programme import actions as programme
from rangkiang.programme.models import Fund, Programme

REGENCY = "13.03"
PALALUAR, AIE_AMO, MUARO = "13.03.08.2002", "13.03.06.2004", "13.03.04.2001"
ACT = {"kind": "Perbup", "number": "1/2022", "dated": date(2022, 1, 3), "title": "Perlindungan pekerja rentan"}
JUNE, JULY = Month(2025, 6), Month(2025, 7)


def user(role: Role, place: str = REGENCY, name: str = "") -> User:
    """A user with one role in one place; the same name is the same user."""
    made, new = User.objects.get_or_create(username=name or role.value, defaults={"first_name": role.label})
    if new:
        Assignment.objects.create(user=made, role=role, place_id=place, since=date(2020, 1, 1))
    return made


def read_in(language: str) -> None:
    """Every user has chosen it."""
    User.objects.update(language=language)


@dataclass
class World:
    """What a test needs at hand. ``by[Role.HEAD]`` signs as the head of office."""

    by: dict[Role, User]
    programme: Programme
    fund: Fund
    people: list[Person] = field(default_factory=list)

    @property
    def operator(self) -> User:
        return self.by[Role.OPERATOR]

    @property
    def head(self) -> User:
        return self.by[Role.HEAD]

    @property
    def treasurer(self) -> User:
        return self.by[Role.TREASURER]

    @property
    def verifier(self) -> User:
        return self.by[Role.VERIFIER]

    @property
    def bpjs(self) -> User:
        return self.by[Role.BPJS]

    @staticmethod
    def today() -> date:
        """The office's day by the database's clock."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT (rangkiang_now() AT TIME ZONE 'Asia/Jakarta')::date")
            return cursor.fetchone()[0]

    def balances(self, on: date) -> dict[str, int]:
        """account → rupiah on a day, debit above zero, over all funds; together they are zero."""
        self.see_all()
        found: dict[str, int] = {}
        with connection.cursor() as cursor:
            for _fund, account, amount in trial_balance(cursor, on):
                found[account] = found.get(account, 0) + amount
        assert sum(found.values()) == 0
        return found

    def explain(self, month: Month = JUNE, words: str = "Pembulatan bank") -> None:
        """The lists of a month are compared, and the treasurer explains what differs."""
        money.reconcile(fund=self.fund, month=month, by=self.operator)
        self.see_all()
        for one in Difference.objects.filter(fund=self.fund, month=month.first, state=Difference.State.OPEN):
            money.explain(difference=one, explanation=words, by=self.treasurer)
        self.see_all()

    def see_all(self) -> None:
        """Between deeds a test looks at everything; a deed narrows the view to its signer's areas."""
        set_scope(EVERYWHERE)

    def candidates(
        self, count: int, *, area: str = PALALUAR, fund: Fund | None = None, start: int = 0
    ) -> list[Candidate]:
        """Verified persons on the waiting list, straight into the tables: for tests of what comes after intake."""
        self.see_all()
        fund = fund or self.fund
        batch = Batch.objects.create(
            fund=fund,
            area=fund.area,
            filename=f"list-{start}-{count}.xlsx",
            sha256=f"{start:064d}",
            size=1,
            profile="candidates_xlsx",
            state=Batch.State.COMMITTED,
            checked_on=date(2025, 5, 2),
            rows=count,
            accepted=count,
            received_by=self.operator,
            committed_by=self.operator,
            committed_at=f"{date(2025, 5, 2)}T09:00:00+07:00",
        )
        made = []
        for i in range(start, start + count):
            facts = {
                "nik": f"130308010180{9001 + i:04d}",
                "name": f"Orang Contoh {i}",
                "name_key": f"orang contoh {i}",
                "birth_date": date(1980, 1, 1),
                "sex": "L",
                "area": area,
                "occupation": "Petani",
            }
            person = Person.objects.create(kk=f"130308010112{9001 + i:04d}", **facts)
            self.people.append(person)
            made.append(
                Candidate.objects.create(
                    batch=batch,
                    fund=fund,
                    row=i,
                    state=Candidate.State.VERIFIED,
                    person=person,
                    decided_by=self.verifier,
                    **facts,
                )
            )
        return made

    def decree(
        self, candidates: list[Candidate], *, number: str = "SK-1", month: Month = JUNE, fund: Fund | None = None
    ) -> Decree:
        made = decree.prepare(
            fund=fund or self.fund,
            number=number,
            dated=month.first,
            first_month=month,
            candidates=[c.pk for c in candidates],
            by=self.operator,
        )
        return decree.approve(decree=made, by=self.head)

    def members(
        self,
        count: int,
        *,
        month: Month = JUNE,
        fund: Fund | None = None,
        area: str = PALALUAR,
        start: int = 0,
        number: str = "SK-1",
    ) -> list[Person]:
        """Enrolled persons with card numbers."""
        fund = fund or self.fund
        signed = self.decree(
            self.candidates(count, area=area, fund=fund, start=start), number=number, month=month, fund=fund
        )
        membership.enrol(decree=signed, by=self.operator)
        made = self.people[-count:]
        membership.number(fund=fund, kpj={str(p.nik): f"99{p.pk:09d}" for p in made}, by=self.bpjs)
        self.see_all()
        return made

    def bill(self, month: Month = JUNE, fund: Fund | None = None) -> Bill:
        """An approved bill."""
        made = money.bill(fund=fund or self.fund, month=month, by=self.operator)
        return money.approve_bill(bill=made, billing_code="000000000001", on=month.first, by=self.head)

    def pay(self, bill: Bill, *, beyond: int = 0, paid_on: date | None = None) -> PaymentOrder:
        """Ordered, paid and received; ``beyond`` is cash that belongs to no bill."""
        month = bill.roll.month
        order = money.order(
            fund=bill.roll.fund,
            bills=[bill],
            amount=bill.roll.total + beyond,
            spp=f"SPP-{month}",
            spm=f"SPM-{month}",
            by=self.operator,
        )
        order = money.pay(
            order=order, sp2d=f"SP2D-{month}", paid_on=paid_on or month.replace(day=12), by=self.treasurer
        )
        money.receipt(
            order=order,
            number=f"{month:%Y%m}000000001",
            billing_code="000000000001",
            payment_reference=f"{month:%Y%m}000001",
            received_on=order.paid_on,
            amount=order.amount,
            by=self.treasurer,
        )
        self.see_all()
        return order


def make_world() -> World:
    by = {role: user(role, PALALUAR if role == Role.NAGARI else REGENCY) for role in Role}
    made = programme.found(
        area=REGENCY,
        name="Pekerja Rentan",
        owner_office="Disnakertrans",
        starts_on=date(2022, 3, 1),
        act=ACT,
        by=by[Role.ADMINISTRATOR],
    )
    programme.set_rules(
        programme=made,
        valid_from=date(2022, 1, 3),
        age_min=18,
        age_below=65,
        decile_max=None,
        act=ACT,
        by=by[Role.HEAD],
    )
    fund = programme.open_fund(
        programme=made,
        kind="APBD_KAB",
        area=REGENCY,
        title="APBD Sijunjung",
        jkk_account="5.1.02.02.02.0006",
        jkm_account="5.1.02.02.02.0007",
        by=by[Role.ADMINISTRATOR],
    )
    programme.set_budget(fund=fund, year=2025, ceiling=3_053_299_200, effective_on=date(2025, 1, 2), by=by[Role.HEAD])
    set_scope(EVERYWHERE)
    return World(by, made, fund)
