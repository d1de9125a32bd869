"""A list of months that others paid, as a file: nik, bulan, pembayar, dibayar (or nik, month, payer, paid_on)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rangkiang.intake.readers.faults import FileFault
from rangkiang.intake.readers.sheets import Sheet, read
from rangkiang.platform.errors import BadInput
from rangkiang.platform.month import Month

from .actions import PaidElsewhere

COLUMNS = {
    "nik": ("nik",),
    "month": ("bulan", "month"),
    "payer": ("pembayar", "payer"),
    "paid_on": ("dibayar", "paid_on"),
}


def _places(sheet: Sheet) -> dict[str, int]:
    """Where each column stands, by the names in the first row."""
    names = [(cell or "").strip().lower() for cell in sheet.row(0)] if sheet.height else []
    found = {}
    for column, known in COLUMNS.items():
        place = next((at for at, name in enumerate(names) if name in known), None)
        if place is None:
            what = _("There is no column '%(name)s' in the first row.") % {"name": known[0]}
            raise BadInput(what, where=_("File"), todo=_("Columns: nik, bulan, pembayar, dibayar."))
        found[column] = place
    return found


def _row(number: int, nik: str, month: str, payer: str, paid_on: str) -> PaidElsewhere:
    where = f"{_('Row')} {number}"
    if len(nik) != 16 or not (nik.isascii() and nik.isdigit()):
        raise BadInput(_("The NIK is not 16 digits."), where=where, todo=_("Keep the NIK as text in the file."))
    try:
        return PaidElsewhere(nik, Month.parse(month[:7]), payer, date.fromisoformat(paid_on[:10]))
    except ValueError as error:
        what = _("'%(day)s' is not a day.") % {"day": paid_on}
        raise BadInput(what, where=where, todo=_("Write it as YYYY-MM-DD.")) from error


def months_in(content: bytes) -> list[PaidElsewhere]:
    """Every row of the first sheet, xlsx, ods or csv. Raises BadInput at the first fault: then nothing is noted."""
    try:
        sheet = read(content).sheets[0]
    except FileFault as fault:
        said = fault.message_en if get_language() == "en" else fault.message_id
        raise BadInput(said, where=_("File")) from fault
    places = _places(sheet)
    columns = [sheet.columns[place].fill_null("").str.strip_chars().to_list() for place in places.values()]
    rows = enumerate(zip(*columns, strict=True), 1)
    return [_row(number, *cells) for number, cells in rows if number > 1 and any(cells)]
