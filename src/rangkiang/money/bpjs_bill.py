"""BPJS's bill handed in, taken into the month's reconciliation, or set aside. Its bytes are kept; it pays nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.intake import vault
from rangkiang.platform.bulk import copy, run
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import RecordedNow
from rangkiang.platform.month import Month
from rangkiang.platform.scope import whole_register
from rangkiang.programme import queries as programme
from rangkiang.programme.models import Fund

from . import queries
from .actions import compare
from .bpjs_bill_reading import LINE, ToldBill, read_bill
from .statements_models import BpjsBill, BpjsBillLine, StatementFile

SQL = Path(__file__).parent / "sql"


def kept_file(fund: Fund, content: bytes) -> StatementFile | None:
    """The file of this fund with these very bytes, when it came before."""
    sha256 = hashlib.sha256(content).hexdigest()
    return StatementFile.objects.filter(fund=fund, sha256=sha256).select_related("bpjs_bill", "statement").first()


def keep_file(fund: Fund, filename: str, content: bytes, profile: str, by: User) -> StatementFile:
    """The bytes as they came, encrypted."""
    wrapped, ciphertext = vault.seal(content)
    return StatementFile.objects.create(
        fund=fund,
        area=fund.area,
        filename=Path(filename).name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        profile=profile,
        wrapped=wrapped,
        ciphertext=ciphertext,
        received_by=by,
    )


def _of_this_month(told: ToldBill, fund: Fund, month: Month) -> None:
    if told.month and told.month != month:
        raise BadInput(
            _("This bill is for %(told)s, not for %(month)s.") % {"told": told.month, "month": month},
            where=_("Period"),
            todo=_("Choose the month of the bill."),
        )
    if fund.npp and told.npp and told.npp != fund.npp:
        raise BadInput(
            _("This bill is for NPP %(told)s; %(fund)s has NPP %(npp)s.")
            % {"told": told.npp, "fund": fund.name, "npp": fund.npp},
            where="NPP",
            todo=_("Choose the fund of the bill."),
        )


@action("money.bpjs_bill")
def receive(*, fund: Fund, month: Month, filename: str, content: bytes, by: User) -> BpjsBill:
    """Keep BPJS's bill of a month and whom each line names; it does not count yet. The same bytes again are found.

    Raises BadInput for a file that cannot be read whole, or that is of another month or wadah. Statements: constant.
    """
    require(by, "money.bpjs_bill", fund.area)
    fund = programme.hold(fund)
    if kept := kept_file(fund, content):
        existing = getattr(kept, "bpjs_bill", None)
        if existing is None or existing.month != month.first:
            raise Refused(_("This very file was handed in already, as something else or for another month."))
        return existing
    told = read_bill(content, filename, month)
    _of_this_month(told, fund, month)
    made = BpjsBill.objects.create(
        file=keep_file(fund, filename, content, told.profile, by),
        fund=fund,
        area=fund.area,
        month=month.first,
        npp=told.npp,
        billing_code=told.billing_code,
        due_on=told.due_on,
        told_persons=told.persons,
        told_total=told.total,
        lines=told.lines.height,
        total=int(told.lines["total"].sum()),
        skipped=told.skipped,
    )
    columns = ("bill_id", "area", *LINE)
    copy(BpjsBillLine, columns, ([made.pk, fund.area, *row] for row in told.lines.iter_rows()))
    with whole_register():
        run(SQL / "bpjs_bill_match.sql", {"bill": made.pk})
    record(
        by=by,
        verb="money.bpjs_bill",
        subject=f"bpjs_bill:{made.pk}",
        month=str(month),
        lines=made.lines,
        total=made.total,
        sha256=made.file.sha256,
    )
    return made


def standing(fund: Fund, month: Month) -> QuerySet[BpjsBill]:
    """The bills of BPJS that count in a month."""
    return BpjsBill.objects.filter(fund=fund, month=month.first, state=BpjsBill.State.STANDING)


def _decided(bills: QuerySet[BpjsBill], state: str, by: User, reason: str = "") -> int:
    return bills.update(state=state, reason=reason, decided_by=by, decided_at=RecordedNow())


@action("money.bpjs_bill")
def take(*, bill: BpjsBill, by: User) -> BpjsBill:
    """Let it count: one of the same billing code is replaced, and the month's lists are compared at once.

    A bill that counts already is returned as it is; one that was replaced or set aside may be taken again.
    """
    fund, month = programme.hold(bill.fund), Month.of(bill.month)
    held = BpjsBill.objects.select_for_update(of=("self",)).get(pk=bill.pk)
    if held.state == BpjsBill.State.STANDING:
        return held
    queries.require_open(fund, [month.first])
    _decided(standing(fund, month).filter(billing_code=held.billing_code), BpjsBill.State.REPLACED, by)
    _decided(BpjsBill.objects.filter(pk=held.pk), BpjsBill.State.STANDING, by)
    _comparison, found = compare(fund=fund, month=month, by=by)
    record(by=by, verb="money.bpjs_bill.take", subject=f"bpjs_bill:{held.pk}", month=str(month), new_differences=found)
    held.refresh_from_db()
    return held


@action("money.bpjs_bill")
def set_aside(*, bill: BpjsBill, reason: str, by: User) -> BpjsBill:
    """It counts no longer, with a reason; what it alone had found is solved by the comparison that follows."""
    fund, month = programme.hold(bill.fund), Month.of(bill.month)
    held = BpjsBill.objects.select_for_update(of=("self",)).get(pk=bill.pk)
    if held.state == BpjsBill.State.WITHDRAWN:
        return held
    if not reason.strip():
        raise BadInput(_("A reason is needed."), where=_("Reason"), todo=_("Say what happened."))
    queries.require_open(fund, [month.first])
    counted = held.state == BpjsBill.State.STANDING
    _decided(BpjsBill.objects.filter(pk=held.pk), BpjsBill.State.WITHDRAWN, by, reason.strip())
    if counted:
        compare(fund=fund, month=month, by=by)
    record(by=by, verb="money.bpjs_bill.set_aside", subject=f"bpjs_bill:{held.pk}", month=str(month))
    held.refresh_from_db()
    return held
