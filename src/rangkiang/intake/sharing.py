"""Lists given out again: the annotated copy for a sender, by right and on record; and how a page hands over a file."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.platform.errors import Refused

from . import queries, vault
from .annotated import Fault, annotate
from .models import Batch
from .readers.faults import FileFault

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@action("intake.annotate")
def annotated_copy(*, batch: Batch, by: User) -> bytes:
    """The batch's list with every fault marked, as a workbook. Refused when the file cannot be read at all."""
    require(by, "intake.annotate", batch.area)
    found = queries.findings(batch).values_list("sheet", "row", "letter", "column", "value", "severity", "message_id")
    faults = [Fault(*row) for row in found]
    try:
        made = annotate(vault.opened(batch), faults)
    except FileFault as fault:
        raise Refused(_("The file cannot be read, so nothing can be marked in it: %s") % fault.message_id) from fault
    record(by=by, verb="intake.annotate", subject=f"batch:{batch.pk}", findings=len(faults))
    return made


def as_file(content: bytes, name: str) -> HttpResponse:
    """A workbook to save, never kept by a browser or a proxy."""
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
