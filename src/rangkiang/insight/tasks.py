"""What waits for a person: read under row-level security, shown by right, oldest first, each with its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rangkiang.access.models import User
from rangkiang.access.rights import may
from rangkiang.claims.queries import undated, unreported
from rangkiang.money.models import Difference
from rangkiang.platform.bulk import run
from rangkiang.regions.models import Region

SQL = Path(__file__).parent / "sql"
EACH, SHOWN = 6, 12  # of one kind; on the page
DIFFERENCES = {kind.value for kind in Difference.Kind}


@dataclass(frozen=True)
class Kind:
    """One kind of work: what it is called together, the deed for one of it, where it is done, who may see and do it.

    ``one`` is the page of a single thing, ``page`` that of all of its kind.
    """

    label: str | Promise
    deed: str | Promise
    page: str
    one: str
    see: str
    do: str


def _kinds() -> dict[str, Kind]:
    lists, claims, money = "intake:batches", "claims:board", "money:months"
    rows = [
        ("list_checked", _("lists checked, not yet taken over"), _("Take over a list"), lists, "intake:batch",
         "see.intake", "intake.commit"),
        ("candidate_verify", _("candidates to verify"), _("Verify candidates"), lists, "intake:batch",
         "see.intake", "intake.verify"),
        ("candidate_review", _("doubtful candidates to decide"), _("Decide doubtful candidates"), "intake:review", "",
         "see.intake", "intake.decide"),
        ("decree_draft", _("draft decrees to approve"), _("Approve a decree"), "decree:list", "decree:page",
         "see.decrees", "decree.approve"),
        ("bill_draft", _("bills to approve"), _("Approve a bill"), money, "money:month", "see.money",
         "money.approve_bill"),
        ("bill_unpaid", _("approved bills to pay"), _("Draw up the payment of a bill"), money, "money:month",
         "see.money", "money.order"),
        ("order_draft", _("payment orders to pay"), _("Record a disbursement"), money, "money:month", "see.money",
         "money.pay"),
        ("death_unclaimed", _("deaths of members without a claim"), _("Open the claim of a death"), claims,
         "claims:event", "see.claims", "claims.open"),
        ("accident_unclaimed", _("accidents without a claim"), _("Open the claim of an accident"), claims,
         "claims:event", "see.claims", "claims.open"),
        ("death_unreported", _("members who died, family not heard from"), _("Visit the family and report the death"),
         claims, "claims:report", "see.claims", "claims.report"),
        ("death_undated", _("members told dead, the day not known"), _("Ask the family for the day of death"),
         "claims:watch", "claims:watch-pair", "see.claims", "claims.report"),
        ("death_asked", _("deaths of lists that may be members'"), _("Decide whether the dead of a list is the member"),
         "claims:watch", "claims:watch-pair", "see.claims", "people.link"),
        ("report_contradicted", _("deaths told with different days"), _("Say which day is true"), "claims:watch",
         "claims:event", "see.claims", "claims.redate"),
        ("report_change", _("changed reports for a second person"), _("Agree to the change of a report"),
         "claims:watch", "claims:event", "see.claims", "claims.retract"),
        ("claim_review", _("claims with an open question"), _("Answer the question of a claim"), claims, "claims:page",
         "see.claims", "claims.approve"),
        ("claim_open", _("claims to be approved"), _("Approve a claim"), claims, "claims:page", "see.claims",
         "claims.approve"),
        ("claim_approved", _("claims to send to BPJS"), _("Send a claim to BPJS"), claims, "claims:page", "see.claims",
         "claims.submit"),
        ("claim_submitted", _("claims waiting for BPJS's decision"), _("Decide a claim"), claims, "claims:page",
         "see.claims", "claims.decide"),
        ("claim_objected", _("objections waiting for BPJS's answer"), _("Answer an objection"), claims, "claims:page",
         "see.claims", "claims.decide"),
        ("claim_died_later", _("members who died after BPJS decided on their accident"),
         _("Ask BPJS for the difference that the death makes"), "claims:watch", "claims:page", "see.claims",
         "claims.object"),
        ("claim_granted", _("granted claims waiting to be paid"), _("Pay a claim"), claims, "claims:page",
         "see.claims", "claims.pay"),
        ("claim_paid", _("paid claims without a hand-over"), _("Hand over to the family"), claims, "claims:page",
         "see.claims", "claims.hand_over"),
    ]  # fmt: skip
    named = {row[0]: Kind(*row[1:]) for row in rows}
    explain = _("Explain a difference")
    found = {
        kind.value: Kind(kind.label, explain, money, "money:month", "see.money", "money.explain")
        for kind in Difference.Kind
    }
    return named | found


KINDS = _kinds()


@dataclass(frozen=True)
class Item:
    """One thing that waits: ``deed`` names what is done on ``path``; ``n`` persons in it where it holds several."""

    deed: str
    about: str
    path: str
    place: str
    since: date | None
    amount: int
    n: int
    month: date | None


@dataclass
class Task:
    """``count`` things of one kind wait, the oldest since ``since``; ``yours`` when it is given to the
    reader, or to nobody and the reader may do the deed.

    ``items`` are the few that wait longest, oldest first.
    """

    code: str
    label: str
    page: str
    count: int
    since: date | None
    amount: int
    yours: bool
    items: list[Item] = field(default_factory=list)


def _path(kind: Kind, key: str, month: date | None, fund: str, code: str) -> str:
    """The page on which this very thing is done; that of its kind where it has none of its own."""
    if month:
        anchor = "#differences" if code in DIFFERENCES else ""
        return f"{reverse('money:month', args=[f'{month:%Y-%m}'])}?fund={fund}{anchor}"
    if kind.one == "claims:report":
        return f"{reverse(kind.one)}?person={key}"
    return reverse(kind.one, args=[key]) if kind.one and key else reverse(kind.page)


def _silent(user: User, on: date) -> Iterator[Task]:
    """The death watch: members who died and whose family nobody heard from, or of whom nobody knows the day."""
    unheard = [(str(one.person), one.area, one.died_on) for one in unreported(on)]
    asked = [(str(one.match), one.area, one.since) for one in undated()]
    names = dict(
        Region.objects.filter(code__in={area for _key, area, _day in unheard[:EACH] + asked[:EACH]}).values_list(
            "code", "name"
        )
    )
    for code, found in (("death_unreported", unheard), ("death_undated", asked)):
        if found:
            kind = KINDS[code]
            items = [
                Item(str(kind.deed), "", _path(kind, key, None, "", code), names.get(area, ""), day, 0, 1, None)
                for key, area, day in found[:EACH]
            ]
            yield Task(code, str(kind.label), kind.page, len(found), found[0][2], 0, may(user, kind.do), items)


def tasks(user: User, on: date) -> list[Task]:
    """The reader's own work first, then what he may see others doing; in each the oldest first. Four statements."""
    found: dict[tuple[str, str], Task] = {}
    for code, key, month, fund, place, since, amount, n, count, oldest, total in run(
        SQL / "waiting.sql", {"each": EACH, "reader": user.pk}
    ):
        kind = KINDS.get(code)
        if kind is None or not may(user, kind.see):
            continue
        whose = key if code in DIFFERENCES else ""
        yours = whose == "mine" or (may(user, kind.do) and not whose)
        task = found.setdefault((code, whose), Task(code, str(kind.label), kind.page, count, oldest, int(total), yours))
        about = task.label if code in DIFFERENCES else ""
        path = _path(kind, key, month, fund, code)
        task.items.append(Item(str(kind.deed), about, path, place, since, int(amount), n, month))
    if may(user, KINDS["death_unreported"].see):
        found |= {(silent.code, ""): silent for silent in _silent(user, on)}
    return sorted(found.values(), key=lambda task: (not task.yours, task.since or date.max, task.label))


def mine(found: Iterable[Task]) -> list[Item]:
    """The reader's own things one by one, oldest first, as many as a page bears."""
    items = sorted(
        (item for task in found if task.yours for item in task.items), key=lambda item: item.since or date.max
    )
    return list(islice(items, SHOWN))
