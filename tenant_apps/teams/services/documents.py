"""The team's papers: locked for the person the team is for, and opened only by those who take part."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, NotAllowed
from kernel.papers import looked_at
from kernel.sections import Purpose
from kernel.words import tidy
from tenant_apps.journal.services import announce
from tenant_apps.privacy import doors
from tenant_apps.teams.events import DocumentKept, DocumentOpened, DocumentRemoved
from tenant_apps.teams.models import Document, Team
from tenant_apps.teams.policies_life import can_remove, can_take_part
from tenant_apps.teams.sections_life import PAPERS
from tenant_apps.teams.services.taking_part import MEMBERS_ONLY, held_team, the_hand
from tenant_apps.vault import files

MOST_PAPERS = 200


@transaction.atomic
def keep_document(team: Team, sent: UploadedFile, called: str = "", *, by: Actor) -> Document:
    """Put a paper with the team's papers. Raises ValidationError for what is neither a picture nor a PDF."""
    team = held_team(team, by=by)
    if team.documents.count() >= MOST_PAPERS:
        raise Conflict(_("There are two hundred papers here. Take some away first."), code="too_many")
    content, media_type = looked_at(sent)
    paper = Document(team=team, owner=team.owner, media_type=media_type, size=len(content), kept_by=the_hand(by))
    paper.called = (tidy(called) or tidy(sent.name or ""))[-200:] or str(_("A paper"))
    paper.key = files.keep(paper.pk, content)
    paper.full_clean()
    paper.save(force_insert=True)
    announce(DocumentKept(document_id=paper.pk, team_id=team.pk), by=by)
    return paper


@transaction.atomic
def open_document(paper: Document, *, by: Actor) -> bytes:
    """What is in it; that somebody looked is written down first, where the person the team is for reads it."""
    if not can_take_part(require(by), paper.team):
        raise NotAllowed(MEMBERS_ONLY)
    doors.require(by, paper.owner, PAPERS.code, Purpose.VIEW)
    announce(DocumentOpened(document_id=paper.pk, team_id=paper.team_id), by=by)
    return files.content(paper.pk, paper.key)


@transaction.atomic
def remove_document(paper: Document, *, by: Actor) -> None:
    """Take it away. What was in it is gone."""
    team = held_team(paper.team, by=by)
    found = Document.objects.select_for_update(of=["self"]).filter(pk=paper.pk).first()
    if found is None:
        return
    found.team = team
    if not can_remove(by, found):
        raise NotAllowed(_("Only whoever put it here, or the person the team is for, can take it away."))
    files.remove(found.pk)
    found.delete()
    announce(DocumentRemoved(document_id=paper.pk, team_id=team.pk), by=by)
