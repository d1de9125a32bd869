"""Scans and photos of a case: taken in by content, scanned, encrypted with the case's key, judged, and read by right.

Nothing lies in a folder: the bytes are in the database, and only ``read`` gives them out, once the look is on record.
"""

from __future__ import annotations

import hashlib
import shlex
import subprocess

from django.conf import settings
from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.intake import vault
from rangkiang.law import documents as law_documents
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.scope import whole_register

from .cases import records_of
from .documents_kinds import keep
from .documents_models import CaseKey, Document, DocumentFile, PaperMark
from .models import Child, Event
from .papers import OWN, SOMETIMES

MOST_FILES = 60  # of one case
SCAN_SECONDS = 60


def known_papers() -> frozenset[str]:
    """Every paper that a file can be of: all rows of the law's list, and our own."""
    every = (law_documents(claim, None, **dict.fromkeys(facts, True)) for claim, facts in SOMETIMES.items())
    return frozenset({one.name for rows in every for one in rows} | set(OWN))


@action("claims.file")
def receive(
    *, event: Event, paper: str, content: bytes, child: Child | None = None, school_year: int = 0, by: User
) -> Document:
    """Take in one scan or photo of a paper; the paper then counts as received. The same file again is the same one.

    Raises BadInput for what is no whole JPEG, PNG or PDF, or what the virus scanner does not pass.
    """
    require(by, "claims.file", event.area)
    if paper not in known_papers():
        raise BadInput(_("'%s' is no paper of a claim.") % paper, where=_("Paper"), todo=_("Choose one of the list."))
    held = Event.objects.select_for_update().get(pk=event.pk)
    if child and child.parent_id not in records_of(held.person_id):
        raise Refused(_("This child is not of this family."))
    of = {"event": held, "paper": paper, "child": child, "school_year": school_year}
    sha256 = hashlib.sha256(content).hexdigest()
    if existing := Document.objects.filter(**of, sha256=sha256).first():
        return existing
    if held.state == Event.State.CLOSED:
        raise Refused(_("This report was taken back; no paper is added to it."))
    if held.documents.count() >= MOST_FILES:
        raise Refused(_("A case holds at most %d files; take several pages into one PDF.") % MOST_FILES)
    kept = keep(content)
    made = Document.objects.create(
        **of,
        area=held.area,
        media=kept.media,
        size=len(kept.content),
        sha256=sha256,
        metadata_kept=kept.metadata_kept,
        elsewhere=_elsewhere(sha256, held),
        scanned=scan(content),
        received_by=by,
    )
    DocumentFile.objects.create(document=made, area=held.area, ciphertext=sealed(held, kept.content))
    PaperMark.objects.create(**of, area=held.area, state=PaperMark.State.RECEIVED, document=made, by=by)
    record(by=by, verb="claims.file", subject=f"event:{held.pk}", paper=paper, document=str(made.pk), size=made.size)
    return made


def _elsewhere(sha256: str, event: Event) -> bool:
    with whole_register():
        return Document.objects.filter(sha256=sha256).exclude(event=event).exists()


def sealed(event: Event, content: bytes) -> bytes:
    """Encrypted with the case's key, which is made with the first file."""
    key = CaseKey.objects.filter(event=event).first()
    if key:
        return vault.seal_beside(key.wrapped, content)
    if event.documents.exclude(file=None).exists():
        raise Refused(_("The files of this case were erased; nothing is added to them."))
    wrapped, ciphertext = vault.seal(content)
    CaseKey.objects.create(event=event, area=event.area, wrapped=wrapped)
    return ciphertext


def unsealed(event: Event, ciphertext: bytes | memoryview) -> bytes:
    """The bytes again. Refused once the key was thrown away."""
    key = CaseKey.objects.filter(event=event).first()
    if key is None:
        raise Refused(_("The files of this case were erased."))
    return vault.unseal(key.wrapped, ciphertext)


def scan(content: bytes) -> str:
    """The scanner that passed the file, or "" where none is set. Raises BadInput when it finds something.

    Refused when the scanner itself fails: a file that nobody could look into is not taken in.
    """
    command = shlex.split(settings.SCAN_COMMAND)
    if not command:
        return ""
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SCAN_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Refused(_("The virus scanner did not answer; try again later.")) from error
    if done.returncode == 1:
        raise BadInput(
            _("The virus scanner found something in this file."), where=_("File"), todo=_("Scan the paper anew.")
        )
    if done.returncode:
        raise Refused(_("The virus scanner did not answer; try again later."))
    return command[0].rsplit("/", 1)[-1][:60]


@action("claims.mark")
def mark(
    *,
    event: Event,
    paper: str,
    state: str,
    reason: str = "",
    child: Child | None = None,
    school_year: int = 0,
    by: User,
) -> PaperMark:
    """Say of a paper that it was seen, accepted, sent back or is not needed. One person is enough; the words stay.

    Sending back and not needing take a reason; only a paper that came can be accepted or sent back.
    """
    require(by, "claims.mark", event.area)
    if paper not in known_papers() or state not in PaperMark.State.values:
        raise BadInput(_("Nothing can be said so of a paper."), where=_("Paper"), todo=_("Choose one of the list."))
    reason = reason.strip()
    if state in (PaperMark.State.REFUSED, PaperMark.State.NOT_NEEDED) and not reason:
        raise BadInput(_("This takes a reason."), where=_("Reason"), todo=_("Say why, so that the family knows."))
    held = Event.objects.select_for_update().get(pk=event.pk)
    of = {"event": held, "paper": paper, "child": child, "school_year": school_year}
    last = PaperMark.objects.filter(**of).order_by("-pk").first()
    if last and (last.state, last.reason) == (state, reason):
        return last
    came = last and last.state != PaperMark.State.NOT_NEEDED
    if state in (PaperMark.State.ACCEPTED, PaperMark.State.REFUSED) and not came:
        raise Refused(_("This paper has not come yet."))
    made = PaperMark.objects.create(
        **of, area=held.area, state=state, reason=reason, document=last.document if came and last else None, by=by
    )
    record(by=by, verb="claims.mark", subject=f"event:{held.pk}", paper=paper, state=state)
    return made


@action("claims.see_document")
def read(*, document: Document, by: User) -> bytes:
    """The scan or photo itself, to those with the right in the case's area; the look is in the audit chain first."""
    held = Document.objects.select_related("event", "file").get(pk=document.pk)
    require(by, "claims.see_document", held.area)
    record(by=by, verb="claims.see_document", subject=f"event:{held.event_id}", document=str(held.pk))
    return unsealed(held.event, held.file.ciphertext)
