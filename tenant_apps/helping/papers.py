"""Papers that bear an authority out: looked at with suspicion, drawn anew where they are pictures, locked, and handed
out only as a file to keep, never shown as a page of ours."""

from typing import Final

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import pictures
from kernel.actors import Actor, hand_of, require
from kernel.errors import NotAllowed
from kernel.sections import Purpose
from kernel.words import tidy
from tenant_apps.helping import policies
from tenant_apps.helping.events import EvidenceKept, EvidenceOpened
from tenant_apps.helping.models import Authority, Evidence
from tenant_apps.helping.sections import EVIDENCE
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person
from tenant_apps.privacy import doors
from tenant_apps.vault import files

PDF, WEBP = "application/pdf", "image/webp"
MOST: Final = 4_000_000
TOO_BIG = _("This file is too big. Choose one under 4 MB.")
NEITHER = _("Choose a picture or a PDF file.")


@transaction.atomic
def keep(authority: Authority, sent: UploadedFile, *, by: Actor) -> Evidence:
    """Lock a paper for the person it is about. Raises ValidationError for what is neither a picture nor a PDF."""
    if not policies.can_end(require(by), authority):
        raise NotAllowed(_("Only the two of them, a steward or the safeguarding lead can add a paper."))
    content, media_type = _looked_at(sent)
    hand = hand_of(by)
    paper = Evidence(
        authority=authority,
        person=authority.person,
        called=tidy(sent.name or "")[-200:] or str(_("A paper")),
        media_type=media_type,
        size=len(content),
        kept_by=hand if isinstance(hand, Person) else None,
    )
    paper.key = files.keep(paper.pk, content)
    paper.save(force_insert=True)
    announce(EvidenceKept(authority_id=authority.pk, evidence_id=paper.pk), by=by)
    return paper


@transaction.atomic
def opened(paper: Evidence, *, by: Actor) -> bytes:
    """What is in it, for whoever may see it; that they looked is written down first, where the person reads it."""
    if not policies.can_see(require(by), paper.authority):
        raise NotAllowed(_("This paper is not for you."))
    doors.require(by, paper.person, EVIDENCE.code, Purpose.ADMIN)
    announce(EvidenceOpened(authority_id=paper.authority_id, evidence_id=paper.pk), by=by)
    return files.content(paper.pk, paper.key)


def _looked_at(sent: UploadedFile) -> tuple[bytes, str]:
    """The bytes to keep, and what they are by their own beginning, whatever their name says."""
    if (sent.size or 0) > MOST:
        raise ValidationError(TOO_BIG, code="too_big")
    start = sent.read(5)
    sent.seek(0)
    if start == b"%PDF-":
        content = sent.read(MOST + 1)
        if b"%%EOF" not in content[-1024:]:
            raise ValidationError(NEITHER, code="not_a_paper")
        return content, PDF
    try:
        return pictures.photo(sent, longest=2400, most_bytes=MOST).webp, WEBP
    except ValidationError as refused:
        raise refused if refused.code != "not_a_picture" else ValidationError(NEITHER, code="not_a_paper") from None
