"""That somebody was written down twice, and who put it right."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.answers import Line, Other, Piece, answers_for, forgets
from tenant_apps.merging.models import Apart, Merge


@answers_for("merging", _("That you were written down twice"), "merging.Merge", "merging.Apart")
def merges(person_id: UUID) -> Iterator[Piece]:
    for merge in Merge.objects.filter(Q(kept=person_id) | Q(gone=person_id)).order_by("asked_at"):
        lines = (
            Line(_("What became of it"), str(merge.state.label)),
            Line(_("Asked by"), Other(merge.asked_by_id)),
            Line(_("Agreed by"), Other(merge.agreed_by_id) if merge.agreed_by_id else None),
            Line(_("Put together on"), merge.merged_at),
            Line(_("Undone on"), merge.undone_at),
        )
        yield Piece(f"merging.merge.{merge.pk}", _("Two entries of you"), lines, merge.asked_at)
    if how_many := Apart.objects.filter(Q(first=person_id) | Q(second=person_id)).count():
        lines = (Line(_("How many"), how_many),)
        yield Piece("merging.apart", _("Somebody seemed to be you, and is not"), lines)


@forgets("merging.merges", _("That you were written down twice"), "merging.Merge", "merging.Apart")
def forget_merges(person_id: UUID) -> int:
    theirs = Q(kept=person_id) | Q(gone=person_id)
    gone = Merge.objects.filter(theirs).delete()[0]
    return gone + Apart.objects.filter(Q(first=person_id) | Q(second=person_id)).delete()[0]
