"""What a signer must see before signing: totals, what is new since the decree before, and lines drawn at random."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db.models import Count, QuerySet

from rangkiang import law
from rangkiang.intake.models import Candidate
from rangkiang.platform.bulk import run
from rangkiang.programme import queries as programme

from .models import Decree, DecreeLine

SQL = Path(__file__).parent / "sql"


def decrees() -> QuerySet[Decree]:
    """Every decree of the reader's areas, newest first."""
    return Decree.objects.select_related("fund", "prepared_by", "approved_by").order_by("-dated", "-recorded_at")


def lines(decree: Decree) -> QuerySet[DecreeLine]:
    return DecreeLine.objects.filter(decree=decree).order_by("line")


@dataclass(frozen=True)
class AreaTotal:
    """One nagari's share: ``fresh`` were in no earlier approved decree of this fund. Ages in whole years on day one."""

    area: str
    name: str | None
    persons: int
    fresh: int
    without_birth_date: int
    youngest: int | None
    oldest: int | None

    @property
    def returning(self) -> int:
        return self.persons - self.fresh


@dataclass(frozen=True)
class Control:
    """A decree's control totals; rupiah for one month of the whole list at the law's price."""

    areas: list[AreaTotal]
    jkk: int
    jkm: int
    age_min: int
    age_below: int
    before: Decree | None

    @property
    def persons(self) -> int:
        return sum(area.persons for area in self.areas)

    @property
    def fresh(self) -> int:
        return sum(area.fresh for area in self.areas)

    @property
    def returning(self) -> int:
        return self.persons - self.fresh

    @property
    def without_birth_date(self) -> int:
        return sum(area.without_birth_date for area in self.areas)

    @property
    def youngest(self) -> int | None:
        return min((area.youngest for area in self.areas if area.youngest is not None), default=None)

    @property
    def oldest(self) -> int | None:
        return max((area.oldest for area in self.areas if area.oldest is not None), default=None)

    @property
    def ages_hold(self) -> bool:
        """Whether everybody is within the programme's terms on the first day of cover, and has a birth date."""
        return (
            not self.without_birth_date
            and self.youngest is not None
            and self.oldest is not None
            and self.age_min <= self.youngest
            and self.oldest < self.age_below
        )

    @property
    def month_cost(self) -> int:
        return self.persons * (self.jkk + self.jkm)


def control(decree: Decree) -> Control:
    """The totals of one decree. Constant number of statements."""
    rows = run(
        SQL / "control.sql",
        {
            "decree": decree.pk,
            "fund": decree.fund_id,
            "first_month": decree.first_month,
            "recorded_at": decree.recorded_at,
        },
    )
    price = law.price(decree.first_month, decree.fund.kind, "non_transport", 1)
    terms = programme.rules(decree.fund.programme, decree.first_month)
    approved = Decree.objects.filter(fund=decree.fund_id, state=Decree.State.APPROVED)
    before = (
        approved.filter(recorded_at__lte=decree.recorded_at)
        .exclude(pk=decree.pk)
        .order_by("-recorded_at", "-dated")
        .first()
    )
    return Control([AreaTotal(*row) for row in rows], price.jkk, price.jkm, terms.age_min, terms.age_below, before)


@dataclass(frozen=True)
class Drawn:
    """One line drawn for checking, against the row it came from. ``age`` on the first day of cover."""

    line: int
    person: int
    name: str
    nik: str
    birth_date: date | None
    area: str
    place: str | None
    filename: str
    row: int
    age: int | None
    as_handed_in: bool
    verified: bool
    living: bool

    def holds(self, age_min: int, age_below: int) -> bool:
        return (
            self.as_handed_in
            and self.verified
            and self.living
            and self.age is not None
            and age_min <= self.age < age_below
        )


def sample(decree: Decree, size: int = 10) -> list[Drawn]:
    """``size`` lines drawn by the decree's hash. One statement."""
    rows = run(
        SQL / "sample.sql",
        {"decree": decree.pk, "first_month": decree.first_month, "seed": decree.sha256, "size": size},
    )
    return [Drawn(*row) for row in rows]


def someone_waits(decree: Decree) -> bool:
    """Whether a line of the decree is not enrolled yet."""
    return DecreeLine.objects.filter(decree=decree, enrolment=None).exists()


def waiting() -> dict[int, int]:
    """Fund → how many verified candidates wait for a decree of it. One statement."""
    return dict(Candidate.objects.filter(state=Candidate.State.VERIFIED).values_list("fund").annotate(n=Count("id")))
