"""A paper of the team as it is handed out: a file to keep, and never a page of ours."""

from django.http import HttpResponse

from kernel.papers import ending
from tenant_apps.teams.models import Document


def as_a_file(paper: Document, content: bytes) -> HttpResponse:
    """What is in it, under a name that says nothing of it."""
    headers = {
        "Content-Disposition": f'attachment; filename="paper-{paper.pk}.{ending(paper.media_type)}"',
        "Content-Security-Policy": "sandbox",
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=paper.media_type, headers=headers)
