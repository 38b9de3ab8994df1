"""Invitations somebody got, and those they wrote to others."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.answers import Line, Other, Piece, answers_for, forgets
from tenant_apps.inviting.models import Invitation


@answers_for("inviting", _("Invitations"), "inviting.Invitation")
def invitations(person_id: UUID) -> Iterator[Piece]:
    for each in Invitation.objects.filter(person=person_id).order_by("made_at"):
        lines = (
            Line(_("Name on it"), each.name),
            Line(_("E-mail address"), each.email),
            Line(_("How"), each.get_how_display()),
            Line(_("Invited by"), Other(each.invited_by_id)),
            Line(_("What became of it"), str(each.state.label)),
        )
        yield Piece(f"inviting.invitation.{each.pk}", _("You were invited"), lines, each.made_at)
    wrote = Invitation.objects.filter(invited_by=person_id)
    if how_many := wrote.count():
        lines = (Line(_("How many"), how_many),)
        yield Piece("inviting.wrote", _("You invited others"), lines)


@forgets("inviting.invitations", _("The invitations you got"), "inviting.Invitation")
def forget_invitations(person_id: UUID) -> int:
    return Invitation.objects.filter(person=person_id).delete()[0]
