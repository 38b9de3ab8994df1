"""Letters to other circles that somebody wrote or read for the circle."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.answers import Line, Piece, answers_for, stays
from tenant_apps.letters.models import Letter


@answers_for("letters", _("Letters to other circles"), "letters.Letter")
def letters(person_id: UUID) -> Iterator[Piece]:
    for letter in Letter.objects.filter(written_by=person_id).order_by("at"):
        words = "\n".join(str(said) for said in letter.payload.values())
        lines = (Line(_("What it says"), words, of_others=True),)
        yield Piece(f"letters.wrote.{letter.pk}", _("You wrote a letter"), lines, letter.at)
    for letter in Letter.objects.filter(read_by=person_id).order_by("read_at"):
        yield Piece(f"letters.read.{letter.pk}", _("You read a letter"), (Line(_("When"), letter.read_at),), letter.at)


@stays(
    "letters.letters",
    _("Letters you wrote or read for the circle"),
    "letters.Letter",
    why=_("They are the circle's own. With your name gone, nobody can tell any more that it was you."),
)
def letters_of(person_id: UUID) -> int:
    return Letter.objects.filter(Q(written_by=person_id) | Q(read_by=person_id)).count()
