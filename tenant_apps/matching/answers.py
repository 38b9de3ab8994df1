"""What matching tells of a person, and what becomes of it."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM
from kernel.answers import Line, Piece, answers_for, forgets
from tenant_apps.matching.across_words import lines
from tenant_apps.matching.models import Contact, Opening
from tenant_apps.matching.services.across import forget


@answers_for(
    "matching.across",
    _("What other circles may know of you, and whom you got in touch with there"),
    "matching.Opening",
    "matching.Contact",
)
def across(person_id: UUID) -> Iterator[Piece]:
    for opening in Opening.objects.filter(person=person_id).order_by("id"):
        read = "; ".join(f"{label}: {words}" for label, words in lines(opening.summary))
        said = (
            Line(_("What they may read"), read),
            Line(_("From"), opening.opened_at),
            Line(_("Taken back"), opening.withdrawn_at),
        )
        yield Piece(f"matching.opening.{opening.pk}", _("Other circles may know"), said, opening.opened_at)
    for each in Contact.objects.filter(person=person_id).select_related("agreement").order_by("id"):
        words = (
            Line(_("With which circle"), each.agreement.other_called),
            Line(_("In words"), each.words, of_others=not each.is_ours),
            Line(_("What they know of you, or will"), each.tells),
            Line(_("What they told"), each.told, of_others=True),
            Line(_("Closed"), each.closed_at),
        )
        yield Piece(f"matching.contact.{each.pk}", _("Somebody of another circle"), words, each.began_at)


@forgets(
    "matching.across", _("What other circles know of you is taken back there"), "matching.Opening", "matching.Contact"
)
def forget_across(person_id: UUID) -> int:
    return forget(person_id, by=SYSTEM)
