"""Which other tools somebody let know who they are."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.answers import Line, Piece, answers_for, forgets, stays
from tenant_apps.tools.models import Consent, Tool


@answers_for("tools", _("Other tools that know you"), "tools.Consent", "tools.Tool")
def tools(person_id: UUID) -> Iterator[Piece]:
    for consent in Consent.objects.filter(person=person_id).select_related("tool").order_by("given_at"):
        lines = (
            Line(_("Your e-mail address, too"), consent.with_email),
            Line(_("What the tool calls you"), consent.subject),
            Line(_("Taken back on"), consent.withdrawn_at),
        )
        yield Piece(f"tools.consent.{consent.pk}", consent.tool.name, lines, consent.given_at)
    for tool in Tool.objects.filter(added_by=person_id).order_by("added_at"):
        yield Piece(f"tools.tool.{tool.pk}", _("You added a tool"), (Line(_("Name"), tool.name),), tool.added_at)


@forgets("tools.consents", _("What you let other tools learn"), "tools.Consent")
def forget_consents(person_id: UUID) -> int:
    return Consent.objects.filter(person=person_id).delete()[1].get("tools.Consent", 0)


@stays(
    "tools.added",
    _("Tools you added for the circle"),
    "tools.Tool",
    why=_("They are the circle's. With your name gone, nobody can tell any more that it was you."),
)
def tools_added(person_id: UUID) -> int:
    return Tool.objects.filter(added_by=person_id).count()
