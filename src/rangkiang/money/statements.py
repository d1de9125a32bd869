"""Statements of the bank and of SIPD: looked at, kept, proposed against our payments, decided by a person line by line.

Nothing is booked here. An accepted line is evidence of a payment; where it carries all three numbers of BPJS's receipt
and the payment has none, the receipt is recorded by the deed that records every receipt.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.intake import vault
from rangkiang.platform.bulk import loaded, run
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import RecordedNow
from rangkiang.programme import queries as programme
from rangkiang.programme.models import Fund

from .actions import receipt
from .bpjs_bill import keep_file, kept_file
from .models import PaymentOrder, Receipt
from .statements_models import Statement, StatementFile, StatementLine, StatementMatch
from .statements_reading import LINE, ToldStatement, read_statement
from .statements_table import forms

SQL = Path(__file__).parent / "sql"
STATE = StatementMatch.State
CODES = re.compile(r"(?<!\d)(?:\d{15}|\d{12})(?!\d)")


def _propose(fund: Fund) -> int:
    windows: dict[str, int] = {}
    for form in forms().values():
        if days := form.told.get("window_days"):
            windows[form.kind] = max(days, windows.get(form.kind, 0))
    facts = {"fund": fund.pk, "bank_days": windows["bank"], "sp2d_days": windows["sp2d"]}
    return int(run(SQL / "statements_match.sql", facts)[0][0])


@action("money.statement")
def look(*, fund: Fund, filename: str, content: bytes, by: User) -> StatementFile:
    """Keep the bytes of a statement that can be read whole, to be looked at; its lines count once they are kept.

    The same bytes again are found. Raises BadInput, with its place, for what cannot be read: then nothing is kept.
    """
    require(by, "money.statement", fund.area)
    fund = programme.hold(fund)
    if kept := kept_file(fund, content):
        if hasattr(kept, "bpjs_bill"):
            raise Refused(_("This very file was handed in already, as something else or for another month."))
        return kept
    told = read_statement(content, filename)
    made = keep_file(fund, filename, content, told.profile, by)
    record(by=by, verb="money.statement.look", subject=f"file:{made.pk}", lines=told.lines.height)
    return made


def told_by(file: StatementFile) -> ToldStatement:
    """The kept bytes read again."""
    return read_statement(vault.unseal(file.wrapped, file.ciphertext), file.filename)


@action("money.statement")
def keep(*, file: StatementFile, by: User) -> Statement:
    """The lines of a looked-at file that are new to the fund, and what they may be. Kept already: that is returned.

    Statements: constant, whatever the number of lines.
    """
    require(by, "money.statement", file.area)
    fund = programme.hold(file.fund)
    if existing := Statement.objects.filter(file=file).first():
        return existing
    told = told_by(file)
    columns = {name: told.lines[name].to_list() for name in LINE}
    made = Statement.objects.create(
        file=file,
        fund=fund,
        area=fund.area,
        kind=told.kind,
        first_day=told.first_day,
        last_day=told.last_day,
        lines=told.lines.height,
        known=known(fund, columns["fingerprint"]).count(),
        skipped=told.skipped,
    )
    of = {"statement": made.pk, "fund": fund.pk, "area": fund.area, "kind": told.kind}
    new = int(run(SQL / "statements_keep.sql", of | columns)[0][0])
    loaded(StatementLine, new)
    proposed = _propose(fund)
    record(by=by, verb="money.statement", subject=f"statement:{made.pk}", lines=made.lines, new=new, proposed=proposed)
    made.refresh_from_db()
    return made


def known(fund: Fund, fingerprints: Collection[str]) -> QuerySet[StatementLine]:
    """Those of these lines that an earlier statement of the fund had."""
    return StatementLine.objects.filter(fund=fund, fingerprint__in=fingerprints)


@action("money.statement")
def look_again(*, fund: Fund, by: User) -> int:
    """Propose anew, for payments that were recorded since; returns how many pairs are new."""
    require(by, "money.statement", fund.area)
    proposed = _propose(programme.hold(fund))
    if proposed:
        record(by=by, verb="money.statement.look_again", subject=f"fund:{fund.pk}", proposed=proposed)
    return proposed


def _held(match: StatementMatch) -> StatementMatch:
    """The pair with its line and payment, held until the transaction ends."""
    programme.hold(match.line.fund)
    held = StatementMatch.objects.select_for_update(of=("self",)).select_related("line__fund", "order")
    return held.get(pk=match.pk)


def receipt_numbers(line: StatementLine, order: PaymentOrder) -> dict[str, str] | None:
    """The receipt's number, billing code and payment reference in a line's words; None unless all three are there.

    Of the twelve-digit numbers the billing code is the one that a bill of the payment has.
    """
    codes = CODES.findall(f"{line.description} {line.reference}")
    ours = set(order.allocations.values_list("bill__billing_code", flat=True))
    numbers = sorted({code for code in codes if len(code) == 15})
    billing = sorted({code for code in codes if code in ours})
    others = sorted({code for code in codes if len(code) == 12 and code not in ours})
    if (len(numbers), len(billing), len(others)) != (1, 1, 1):
        return None
    return {"number": numbers[0], "billing_code": billing[0], "payment_reference": others[0]}


@action("money.match")
def accept(*, match: StatementMatch, with_receipt: bool = False, by: User) -> StatementMatch:
    """The line is this payment: its evidence from now on. ``with_receipt`` records the receipt that the line tells."""
    held = _held(match)
    if held.state == STATE.ACCEPTED:
        return held
    if held.state != STATE.PROPOSED or held.line.set_aside_at:
        raise Refused(_("This proposal was decided already."))
    if held.order.state != PaymentOrder.State.PAID:
        raise Refused(_("Only a payment that stands can be what the statement shows."))
    accepted = StatementMatch.objects.filter(state=STATE.ACCEPTED)
    if accepted.filter(line=held.line).exists() or accepted.filter(order=held.order, kind=held.kind).exists():
        raise Refused(_("The line or the payment is matched already; undo that first."))
    _decide(held, STATE.ACCEPTED, by)
    if with_receipt:
        _receive_receipt(held, by)
    record(by=by, verb="money.match", subject=f"order:{held.order_id}", match=held.pk, amount=held.line.amount)
    held.refresh_from_db()
    return held


def _receive_receipt(held: StatementMatch, by: User) -> None:
    numbers = receipt_numbers(held.line, held.order)
    if numbers is None or Receipt.objects.filter(order=held.order).exists():
        raise Refused(_("The line does not tell the three numbers of a receipt, or the receipt is recorded already."))
    receipt(order=held.order, received_on=held.line.day, amount=held.line.amount, by=by, **numbers)


def _decide(held: StatementMatch, state: str, by: User, reason: str = "") -> None:
    StatementMatch.objects.filter(pk=held.pk).update(
        state=state, reason=reason, decided_by=by, decided_at=RecordedNow()
    )


@action("money.match")
def refuse(*, match: StatementMatch, by: User) -> StatementMatch:
    """The line is not this payment; the pair is not proposed again."""
    held = _held(match)
    if held.state == STATE.REFUSED:
        return held
    if held.state != STATE.PROPOSED:
        raise Refused(_("This proposal was decided already."))
    _decide(held, STATE.REFUSED, by)
    record(by=by, verb="money.match.refuse", subject=f"order:{held.order_id}", match=held.pk)
    held.refresh_from_db()
    return held


@action("money.match")
def undo(*, match: StatementMatch, reason: str, by: User) -> StatementMatch:
    """An acceptance or a refusal taken back, with a reason; the line is open again and proposed anew.

    A receipt that was recorded with it stays: BPJS gave it, whatever line told of it.
    """
    held = _held(match)
    if held.state == STATE.UNDONE:
        return held
    if held.state == STATE.PROPOSED:
        raise Refused(_("Nothing was decided about this pair yet."))
    if not reason.strip():
        raise BadInput(_("A reason is needed."), where=_("Reason"), todo=_("Say what happened."))
    _decide(held, STATE.UNDONE, by, reason.strip())
    _propose(held.line.fund)
    record(by=by, verb="money.match.undo", subject=f"order:{held.order_id}", match=held.pk)
    held.refresh_from_db()
    return held


@action("money.match")
def set_aside(*, fund: Fund, lines: Collection[int], reason: str, by: User) -> int:
    """Lines that are none of ours (another office's, the bank's costs), with a reason; returns how many were open."""
    require(by, "money.match", fund.area)
    fund = programme.hold(fund)
    if not reason.strip():
        raise BadInput(_("A reason is needed."), where=_("Reason"), todo=_("Say what happened."))
    if not lines:
        raise BadInput(_("No line is ticked."), where=_("Lines"), todo=_("Tick what is none of ours."))
    matched = StatementMatch.objects.filter(state=STATE.ACCEPTED, line__in=lines).values("line")
    still = StatementLine.objects.filter(fund=fund, pk__in=lines, set_aside_at=None).exclude(pk__in=matched)
    done = still.update(reason=reason.strip(), set_aside_by=by, set_aside_at=RecordedNow())
    if done:
        record(by=by, verb="money.match.set_aside", subject=f"fund:{fund.pk}", lines=done)
    return done


@action("money.match")
def bring_back(*, line: StatementLine, by: User) -> StatementLine:
    """A line that was set aside is open again, and proposed anew."""
    fund = programme.hold(line.fund)
    aside = StatementLine.objects.filter(pk=line.pk, set_aside_at__isnull=False)
    if aside.update(reason="", set_aside_by=None, set_aside_at=None):
        _propose(fund)
        record(by=by, verb="money.match.bring_back", subject=f"fund:{fund.pk}", line=line.pk)
    line.refresh_from_db()
    return line
