"""How somebody first got in touch, what was noted then, and whether they get news by e-mail."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.answers import Line, Other, Piece, answers_for, forgets, stays
from tenant_apps.enquiries.models import Enquiry, Note, Subscriber
from tenant_apps.people.models import Person

RECORDS: Final = ("care_record", "work_record", "office_record")


@answers_for("enquiries", _("How you got in touch"), "enquiries.Enquiry", "enquiries.Note", "enquiries.Subscriber")
def enquiries(person_id: UUID) -> Iterator[Piece]:
    for each in Enquiry.objects.filter(person=person_id).order_by("received_at"):
        lines = (
            Line(_("Name"), each.name),
            Line(_("Phone"), each.phone),
            Line(_("E-mail address"), each.email),
            Line(_("Where you live"), each.place),
            Line(_("What it was about"), each.get_about_display()),
            Line(_("In your words"), each.words, of_others=each.for_whom != Enquiry.ForWhom.SELF),
            Line(_("How it ended"), each.get_outcome_display() if each.outcome else ""),
        )
        yield Piece(f"enquiries.enquiry.{each.pk}", _("You got in touch"), lines, each.received_at)
    for note in Note.objects.filter(enquiry__person=person_id).order_by("id"):
        by = Other(note.by_id) if note.by_id else None
        lines = (Line(_("By"), by), Line(_("Words"), note.words, of_others=True))
        yield Piece(f"enquiries.note.{note.pk}", _("Somebody wrote a note about it"), lines, note.at)
    for each in _news_to(person_id):
        lines = (Line(_("To"), each.email), Line(_("You agreed to"), each.wording))
        yield Piece(f"enquiries.news.{each.pk}", _("You get the circle's news"), lines, each.confirmed_at)
    if how_many := _worked_on(person_id):
        yield Piece(
            "enquiries.worked_on", _("You looked after others who got in touch"), (Line(_("How many"), how_many),)
        )


@forgets("enquiries.enquiry", _("How you got in touch"), "enquiries.Enquiry", "enquiries.Note", rules=RECORDS)
def forget_enquiries(person_id: UUID) -> int:
    return Enquiry.objects.filter(person=person_id).delete()[0]


@forgets("enquiries.news", _("That you get the circle's news"), "enquiries.Subscriber")
def forget_news(person_id: UUID) -> int:
    return sum(each.delete()[0] for each in _news_to(person_id))


@stays(
    "enquiries.worked_on",
    _("Others who got in touch, and whom you looked after"),
    "enquiries.Enquiry",
    "enquiries.Note",
    why=_("It is about them. With your name gone, nobody can tell any more that it was you."),
)
def _worked_on(person_id: UUID) -> int:
    return (
        Enquiry.objects.filter(Q(taken_by=person_id) | Q(next_by=person_id) | Q(notes__by=person_id)).distinct().count()
    )


def _news_to(person_id: UUID) -> list[Subscriber]:
    """The list knows addresses, not people: theirs is the one they have here."""
    address = Person.objects.filter(pk=person_id).exclude(email="").values_list("email", flat=True).first()
    return list(Subscriber.objects.filter(email__iexact=address)) if address else []
