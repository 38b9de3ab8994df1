"""That somebody came here with a list, and who brought it."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.answers import Line, Other, Piece, answers_for, forgets
from tenant_apps.importing.models import Import, Row


@answers_for("importing", _("The list with which you came here"), "importing.Import", "importing.Row")
def lists(person_id: UUID) -> Iterator[Piece]:
    for row in Row.objects.filter(person=person_id).select_related("brought").order_by("brought__made_at"):
        lines = (
            Line(_("Brought by"), Other(row.brought.made_by_id)),
            Line(_("Line"), row.line),
            Line(_("Brought in on"), row.brought.done_at),
        )
        yield Piece(f"importing.row.{row.pk}", _("You came with a list"), lines, row.brought.made_at)
    if how_many := Import.objects.filter(made_by=person_id).count():
        yield Piece("importing.brought", _("You brought lists of people"), (Line(_("How many"), how_many),))


@forgets("importing.rows", _("The line of a list with which you came"), "importing.Import", "importing.Row")
def forget_rows(person_id: UUID) -> int:
    return Row.objects.filter(Q(person=person_id) | Q(like=person_id)).delete()[0]
