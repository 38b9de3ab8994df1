"""Where somebody is signed in, and which programs may act for them. All of it goes when they are forgotten."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.answers import Line, Piece, answers_for, forgets
from tenant_apps.entry.models import AccessToken, CircleSession


@answers_for("entry", _("Where you are signed in"), "entry.CircleSession", "entry.AccessToken")
def open_doors(person_id: UUID) -> Iterator[Piece]:
    for session in CircleSession.objects.filter(person=person_id).order_by("created_at"):
        lines = (
            Line(_("Device"), session.device),
            Line(_("Last seen"), session.last_seen_at),
            Line(_("Ends"), session.expires_at),
        )
        yield Piece(f"entry.session.{session.pk}", _("You signed in"), lines, session.created_at)
    for token in AccessToken.objects.filter(person=person_id).order_by("created_at"):
        lines = (
            Line(_("What you called it"), token.name),
            Line(_("What it may do"), ", ".join(token.may)),
            Line(_("Ends"), token.expires_at),
            Line(_("Last used on"), token.last_used_on),
            Line(_("Taken back on"), token.revoked_at),
        )
        yield Piece(f"entry.token.{token.pk}", _("A key for another program"), lines, token.created_at)


@forgets("entry.doors", _("Where you are signed in, and keys for programs"), "entry.CircleSession", "entry.AccessToken")
def shut_doors(person_id: UUID) -> int:
    sessions = CircleSession.objects.filter(person=person_id).delete()[1].get("entry.CircleSession", 0)
    return sessions + AccessToken.objects.filter(person=person_id).delete()[0]
