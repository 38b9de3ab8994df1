"""Papers that bear an authority out: looked at with suspicion, drawn anew where they are pictures, locked, and handed
out only as a file to keep, never shown as a page of ours."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import NotAllowed
from kernel.papers import PDF, looked_at
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

__all__ = ["PDF", "keep", "opened"]


@transaction.atomic
def keep(authority: Authority, sent: UploadedFile, *, by: Actor) -> Evidence:
    """Lock a paper for the person it is about. Raises ValidationError for what is neither a picture nor a PDF."""
    if not policies.can_end(require(by), authority):
        raise NotAllowed(_("Only the two of them, a steward or the safeguarding lead can add a paper."))
    content, media_type = looked_at(sent)
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
