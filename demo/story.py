"""Carry the plan out, day by day, by the actions that users call; never straight into a table.

Every deed is signed by the demo user whose right it is and recorded on the story's own day, which the database
allows only because its owner marked it a demo.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl
from django.db import transaction

from demo.assumptions import on_day
from demo.cast import Cast
from demo.doubts import PAIRS, doubtful_list
from demo.events import Event
from demo.files import candidate_file
from demo.plan import MonthPlan, Plan, Wave
from rangkiang import law
from rangkiang.claims import actions as claims
from rangkiang.claims import care
from rangkiang.claims.cases import school_year_of
from rangkiang.claims.child_deeds import add_child
from rangkiang.claims.judging import open_questions
from rangkiang.claims.models import Child
from rangkiang.decree import actions as decree
from rangkiang.intake import actions as intake
from rangkiang.intake import judging
from rangkiang.intake.models import Candidate
from rangkiang.membership import actions as membership
from rangkiang.money import actions as money
from rangkiang.money.models import Difference
from rangkiang.people.models import Person
from rangkiang.platform.month import Month
from rangkiang.platform.scope import EVERYWHERE, set_clock, set_scope
from rangkiang.programme import actions as programme
from rangkiang.programme.models import Fund, Programme

FOREIGN = {"formal_job": "PU", "self_paid": "MANDIRI", "other_fund": "APBD_PROV"}
ACT = {
    "kind": "Keputusan Bupati",
    "number": "contoh/2022",
    "dated": date(2022, 2, 14),
    "title": "Perlindungan jaminan sosial bagi pekerja rentan (contoh untuk peragaan)",
}
ACCOUNTS = {"jkk_account": "5.1.02.02.02.0006", "jkm_account": "5.1.02.02.02.0007"}
MORNING = "09:00+07:00"
HEARD = "Ditanyakan kepada kepala cabang BPJS Ketenagakerjaan: satu dua bulan menunggak masih melindungi."
BUDGET_STEP = 50_000_000


@dataclass(order=True)
class Deed:
    """Something to be done on a day; ``rank`` orders the deeds of one day."""

    on: date
    rank: int
    do: Callable[[], None] = field(compare=False)


class Story:
    """The state that the telling needs: who is who in the database."""

    def __init__(self, plan: Plan, cast: Cast) -> None:
        self.plan, self.cast = plan, cast
        self.nik: dict[int, str] = dict(zip(plan.people["uid"].to_list(), plan.people["nik"].to_list(), strict=True))
        self.funds: dict[str, Fund] = {}
        self.candidate: dict[int, int] = {}
        self.person: dict[int, int] = {}
        self.serial = 0

    def deeds(self) -> list[Deed]:
        """Everything that happens, in order."""
        last = Deed(self.plan.world.assumptions["period"]["as_of"], 9, self.doubt)
        found = [*self._waves(), *self._months(), *self._events(), last]
        return sorted(found)

    def found(self) -> None:
        """The programme, its funds, budgets and terms, on the day before it starts."""
        facts = self.plan.world.assumptions
        starts = Month.parse(facts["period"]["first"]).first
        with self.day(starts - timedelta(days=30)):
            made = programme.found(
                area=facts["regency"]["area"],
                name="Perlindungan Pekerja Rentan Sijunjung",
                owner_office="Dinas Ketenagakerjaan dan Transmigrasi",
                starts_on=starts,
                act=ACT,
                by=self.cast.administrator,
            )
            people = facts["people"]
            programme.set_rules(
                programme=made,
                valid_from=starts - timedelta(days=60),
                age_min=people["age_min"],
                age_below=people["age_below"],
                decile_max=None,
                act=ACT,
                by=self.cast.head,
            )
            for code in self.plan.world.calendars:
                self.funds[code] = self._fund(made, code)
        self._budgets()

    def _fund(self, made: Programme, code: str) -> Fund:
        from rangkiang.regions.models import Region

        kind, _, area = code.partition(":")
        title = f"{'APBD' if kind == 'APBD_KAB' else 'APB Nagari'} {Region.objects.get(code=area).name}"
        return programme.open_fund(
            programme=made, kind=kind, area=area, title=title, by=self.cast.administrator, **ACCOUNTS
        )

    def _budgets(self) -> None:
        """Ceilings: 2025 as published, from the day the late budget came; the others what a year costs, rounded up."""
        published = self.plan.world.assumptions["budget"]
        regency = self.plan.world.assumptions["regency"]["fund"]
        need: dict[tuple[str, int], int] = defaultdict(int)
        first: dict[tuple[str, int], date] = {}
        for month in self.plan.months:
            if month.paid_on:
                key = (month.fund, month.month.year)
                price = law.price(month.month.first, self.funds[month.fund].kind, "non_transport", 1)
                need[key] += month.due * (price.jkk + price.jkm)
                first.setdefault(key, month.month.first - timedelta(days=5))
        for (code, year), rupiah in need.items():
            ceiling = -(-rupiah // BUDGET_STEP) * BUDGET_STEP
            if code == regency and year == published["year"]:
                ceiling = published["ceiling"]
            with self.day(first[code, year]):
                programme.set_budget(
                    fund=self.funds[code],
                    year=year,
                    ceiling=ceiling,
                    effective_on=first[code, year],
                    by=self.cast.head,
                )

    @contextmanager
    def day(self, on: date) -> Iterator[None]:
        """One transaction on the story's day, with every area in sight for the look-ups between deeds."""
        with transaction.atomic():
            set_clock(f"{on} {MORNING}")
            set_scope(EVERYWHERE)
            yield

    # ------------------------------------------------------------------ files
    def _waves(self) -> Iterator[Deed]:
        for wave in self.plan.waves:
            yield Deed(wave.plan.received, 1, lambda wave=wave: self.receive(wave))  # type: ignore[misc]

    def receive(self, wave: Wave) -> None:
        """A list comes in, is checked, committed, verified; what is doubtful is decided by what the plan knows."""
        name, content = candidate_file(self.plan, wave)
        fund, on, cast = self.funds[wave.plan.fund], wave.plan.received, self.cast
        batch = intake.receive(fund=fund, filename=name, content=content, on=on, by=cast.operator)
        intake.commit(batch=batch, first_month=wave.plan.effective, by=cast.operator)
        intake.verify(batch=batch, by=cast.verifier)
        set_scope(EVERYWHERE)
        wanted = {self.nik[uid] for uid in wave.accepted}
        for doubtful in Candidate.objects.filter(batch=batch, state=Candidate.State.REVIEW):
            good = doubtful.nik in wanted
            judging.decide(
                candidate=doubtful,
                accept=good,
                by=cast.verifier,
                reason="KTP asli diperlihatkan, orang yang berbeda" if good else "orang yang sama",
            )
        self._remember(batch.pk, wave)

    def doubt(self) -> None:
        """A last list of one nagari, of rows like members of its; nobody has judged them yet."""
        area = self.cast.nagari.assignments.get().place_id
        village = self.plan.people.filter(pl.col("village_code") == area)["uid"].to_list()
        day, code = self.plan.world.assumptions["period"]["as_of"], self.plan.world.assumptions["regency"]["fund"]
        name, content = doubtful_list(self.plan, code, [uid for uid in village if uid in self.person][:PAIRS])
        batch = intake.receive(fund=self.funds[code], filename=name, content=content, on=day, by=self.cast.operator)
        intake.commit(batch=batch, first_month=Month.of(day) + 1, by=self.cast.operator)

    def _remember(self, batch: object, wave: Wave) -> None:
        set_scope(EVERYWHERE)
        rows = Candidate.objects.filter(batch=batch, state=Candidate.State.VERIFIED).values_list(
            "nik", "pk", "person_id"
        )
        by_nik = {nik: (pk, person) for nik, pk, person in rows}
        for uid in wave.accepted:
            self.candidate[uid], self.person[uid] = by_nik.pop(self.nik[uid])
        if by_nik:
            raise AssertionError(
                f"{len(by_nik)} rows of {wave.plan.received} were accepted though the plan refuses them"
            )

    # ------------------------------------------------------------------ months
    def _months(self) -> Iterator[Deed]:
        for month in self.plan.months:
            begins = min(month.month.first - timedelta(days=3), month.billed_on)
            if month.entrants:
                yield Deed(self._decreed_on(month, begins), 2, lambda m=month: self.enrol(m))  # type: ignore[misc]
            if month.exits:
                yield Deed(month.billed_on, 3, lambda m=month: self.leave(m))  # type: ignore[misc]
            if month.paid_on:
                yield Deed(month.billed_on, 4, lambda m=month: self.bill(m))  # type: ignore[misc]
                yield Deed(month.paid_on, 5, lambda m=month: self.pay(m))  # type: ignore[misc]
            yield Deed(on_day(month.month, 28), 6, lambda m=month: self.reconcile(m))  # type: ignore[misc]

    def _decreed_on(self, month: MonthPlan, usual: date) -> date:
        files = {wave.plan.number: wave.plan for wave in self.plan.waves}
        fresh = [files[e.wave].decreed for e in month.entrants if files[e.wave].effective == month.month]
        return max(fresh, default=usual)

    def enrol(self, month: MonthPlan) -> None:
        fund, cast = self.funds[month.fund], self.cast
        self.serial += 1
        on = self._decreed_on(month, month.month.first - timedelta(days=3))
        sk = decree.prepare(
            fund=fund,
            number=f"100.3.3.2/{self.serial}/CONTOH-{on.year}",
            dated=on,
            first_month=month.month,
            candidates=[self.candidate[e.uid] for e in month.entrants],
            by=cast.operator,
        )
        decree.approve(decree=sk, by=cast.head)
        membership.enrol(decree=sk, by=cast.operator)
        membership.number(fund=fund, kpj={self.nik[e.uid]: kpj(e.uid) for e in month.entrants}, by=cast.bpjs)

    def leave(self, month: MonthPlan) -> None:
        fund, cast = self.funds[month.fund], self.cast
        exits = [membership.Exit(self.person[e.uid], month.month + -1, e.reason, e.on) for e in month.exits]
        membership.end(fund=fund, exits=exits, by=cast.operator)
        covers = [
            intake.ForeignCover(self.nik[e.uid], fund.area, FOREIGN[e.reason], month.month)
            for e in month.exits
            if e.reason in FOREIGN
        ]
        if covers:
            intake.note_cover(covers=covers, source=f"padanan {month.month}", by=cast.operator)

    def bill(self, month: MonthPlan) -> None:
        fund, cast = self.funds[month.fund], self.cast
        made = money.bill(fund=fund, month=month.month, by=cast.operator)
        if made.roll.persons != month.due:
            raise AssertionError(f"{fund.code} {month.month}: billed {made.roll.persons}, planned {month.due}")
        self.serial += 1
        money.approve_bill(bill=made, billing_code=f"{self.serial:012d}", on=month.billed_on, by=cast.head)

    def pay(self, month: MonthPlan) -> None:
        assert month.paid_on
        fund, cast, year = self.funds[month.fund], self.cast, month.month.year
        made = money.bill(fund=fund, month=month.month, by=cast.operator)
        self.serial += 1
        number = f"{self.serial:05d}"
        order = money.order(
            fund=fund,
            bills=[made],
            amount=made.roll.total + month.excess,
            spp=f"{number}/SPP/{year}",
            spm=f"{number}/SPM/{year}",
            by=cast.operator,
        )
        money.pay(order=order, sp2d=f"{number}/SP2D/{year}", paid_on=month.paid_on, by=cast.treasurer)
        money.receipt(
            order=order,
            number=f"{year}{self.serial:011d}",
            billing_code=made.billing_code,
            payment_reference=f"{year}{self.serial:08d}",
            received_on=month.paid_on,
            amount=order.amount,
            by=cast.treasurer,
        )

    def reconcile(self, month: MonthPlan) -> None:
        """BPJS sends whom it counts as active: exactly those paid for. A month without a bill is explained."""
        fund, cast = self.funds[month.fund], self.cast
        if month.paid_on:
            active = [kpj(uid) for uid in self.plan.roster(month.fund, month.month)]
            money.active_list(fund=fund, month=month.month, kpj=active, by=cast.bpjs)
        money.reconcile(fund=fund, month=month.month, by=cast.operator)
        if not month.paid_on:
            set_scope(EVERYWHERE)
            for unpaid in Difference.objects.filter(fund=fund, month=month.month.first, state=Difference.State.OPEN):
                money.explain(
                    difference=unpaid,
                    by=cast.head,
                    explanation="Anggaran tahun ini belum disahkan; bulan ini tidak ditagih dan tidak dibayar.",
                )

    # ------------------------------------------------------------------ families
    def _events(self) -> Iterator[Deed]:
        for event in self.plan.events:
            if event.reported_on:
                for on, rank, do in (
                    (event.reported_on, 7, self.report),
                    (event.submitted_on, 8, self.submit),
                    (event.granted_on, 9, self.grant),
                    (event.paid_on, 10, self.hand_over),
                ):
                    if on:
                        yield Deed(on, rank, lambda e=event, do=do: do(e))  # type: ignore[misc]

    def _happened(self, event: Event) -> claims.Event:
        return claims.Event.objects.get(person=self.person[event.uid], kind=event.kind, happened_on=event.on)

    def report(self, event: Event) -> None:
        cast, person = self.cast, Person.objects.get(pk=self.person[event.uid])
        for child in event.children:
            add_child(
                person=person,
                name=child.name,
                born=child.born,
                level=child.level or "",
                grade=child.grade,
                by=cast.operator,
            )
        facts = (
            {}
            if event.kind == "death"
            else {
                "loss": [dict(row) for row in event.loss],
                "incapacity_months": event.incapacity_months,
                "transport": dict(event.transport),
            }
        )
        assert event.reported_on
        claims.report(
            person=person,
            kind=event.kind,
            happened_on=event.on,
            reported_on=event.reported_on,
            outcome=event.outcome,
            facts=facts,
            by=cast.operator,
        )

    def submit(self, event: Event) -> None:
        cast, on = self.cast, event.submitted_on
        assert on
        happened = self._happened(event)
        if event.outcome in {"partial", "total"}:
            care.rate(
                event=happened,
                on=on,
                doctor="(nama contoh)",
                role="treating",
                total=event.outcome == "total",
                losses=[dict(row) for row in event.loss],
                by=cast.operator,
            )
        claim = claims.open_claim(event=happened, by=cast.operator)
        if claim.state == claims.Claim.State.OPEN or event.granted_on:  # a question is answered by who approves
            claims.approve(claim=claim, answers=[HEARD] * len(open_questions(claim)), by=cast.verifier)
            claims.submit(claim=claim, on=on, by=cast.operator)

    def grant(self, event: Event) -> None:
        assert event.granted_on
        claim = claims.Claim.objects.get(event=self._happened(event))
        claims.decide(claim=claim, on=event.granted_on, parts=event.parts, by=self.cast.bpjs)

    def hand_over(self, event: Event) -> None:
        cast, on = self.cast, event.paid_on
        assert on
        claim = claims.Claim.objects.get(event=self._happened(event))
        claims.pay(claim=claim, on=on, by=cast.bpjs)
        for child, amount in first_school_year(claim, event.parts, on):
            claims.pay_scholarship(
                claim=claim,
                child=child,
                school_year=school_year_of(event.on),
                amount=amount,
                on=on,
                by=cast.bpjs,
            )
        relation = "ahli waris" if event.died else "peserta sendiri"
        claims.hand_over(claim=claim, heir="(nama contoh)", relation=relation, on=on, by=cast.operator)


def first_school_year(claim: claims.Claim, parts: Mapping[str, int], on: date) -> Iterator[tuple[Child, int]]:
    """The children at school, and the event's school year by level, as far as the claim's scholarship goes."""
    left = parts.get(claims.SCHOLARSHIP, 0)
    for child in Child.objects.filter(parent=claim.person_id).exclude(level="").order_by("born")[:2]:
        amount = law.scholarship_amount(child.level, on)
        if amount <= left:
            left -= amount
            yield child, amount


def kpj(uid: int) -> str:
    """An eleven-digit card number that no real card has."""
    return f"99{uid:09d}"


def tell(plan: Plan, cast: Cast, progress: Callable[[int, int, date], None]) -> None:
    """The whole story; ``progress(done, total, day)`` after each day."""
    story = Story(plan, cast)
    story.found()
    deeds = story.deeds()
    for number, deed in enumerate(deeds, 1):
        with story.day(deed.on):
            deed.do()
        progress(number, len(deeds), deed.on)
