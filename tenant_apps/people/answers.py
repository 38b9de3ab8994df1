"""What the list of people knows of one of them, and what becomes of it when they are forgotten."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.answers import Line, Other, Piece, answers_for, forgets
from tenant_apps.people.models import Hat, HatOffer, HatRemoval, Parting, Person, Suspension

RECORDS: Final = ("care_record", "work_record", "office_record")
GONE: Final = "-"  # everybody has a name; whoever was forgotten has this one


def other(person_id: UUID | None) -> Other | None:
    return Other(person_id) if person_id else None


@answers_for(
    "people",
    _("Who you are, and what you do here"),
    "people.Person",
    "people.Hat",
    "people.HatOffer",
    "people.HatRemoval",
    "people.Suspension",
    "people.Parting",
)
def who_they_are(person_id: UUID) -> Iterator[Piece]:
    person = Person.objects.get(pk=person_id)
    yield Piece(
        f"people.person.{person.pk}",
        _("You"),
        (
            Line(_("Name"), person.name),
            Line(_("Likes to be called"), person.known_as),
            Line(_("E-mail address"), person.email),
            Line(_("Phone"), person.phone),
            Line(_("Best way to reach you"), person.get_reach_by_display() if person.reach_by else ""),
            Line(_("How to reach you"), person.contact_note),
            Line(_("How you joined"), person.get_how_joined_display() if person.how_joined else ""),
            Line(_("Joined on"), person.joined_on),
            Line(_("Your place is on hold since"), person.suspended_at),
            Line(_("You left on"), person.left_at),
            Line(_("The number of your account"), person.account_id),
            Line(_("Your number in this circle"), person.pk),
        ),
    )
    for hat in person.hats.order_by("from_on", "id"):
        lines = (
            Line(_("From"), hat.from_on),
            Line(_("Until"), hat.until_on),
            Line(_("You agreed on"), hat.consented_at),
            Line(_("Given by"), other(hat.given_by_id)),
            Line(_("Ended on"), hat.ended_at),
            Line(_("Ended by"), other(hat.ended_by_id)),
            Line(_("Why"), hat.end_reason, of_others=True),
        )
        yield Piece(f"people.hat.{hat.pk}", hat.get_kind_display(), lines, hat.consented_at)
    yield from _removals(person)
    yield from _questions(person)
    yield from _comings(person)


def _questions(person: Person) -> Iterator[Piece]:
    for offer in person.hat_offers.order_by("id"):
        lines = (
            Line(_("What"), offer.get_kind_display()),
            Line(_("Asked by"), other(offer.offered_by_id)),
            Line(pgettext_lazy("noun", "Answer"), offer.get_answer_display() if offer.answer else ""),
            Line(_("Answered on"), offer.answered_at),
        )
        yield Piece(f"people.offer.{offer.pk}", _("You were asked to do something"), lines, offer.offered_at)


def _removals(person: Person) -> Iterator[Piece]:
    for removal in HatRemoval.objects.filter(hat__person=person).select_related("hat").order_by("asked_at", "id"):
        lines = (
            Line(_("What"), removal.hat.get_kind_display()),
            Line(_("Asked by"), other(removal.asked_by_id)),
            Line(_("Why"), removal.reason, of_others=True),
            Line(pgettext_lazy("noun", "Answer"), removal.get_outcome_display() if removal.outcome else ""),
            Line(_("Answered on"), removal.closed_at),
            Line(_("Decided by"), other(removal.closed_by_id)),
        )
        yield Piece(f"people.removal.{removal.pk}", _("An office was to be taken off you"), lines, removal.asked_at)


def _comings(person: Person) -> Iterator[Piece]:
    for pause in person.suspensions.order_by("began_at"):
        lines = (
            Line(_("Ended on"), pause.ended_at),
            Line(_("Why"), pause.reason, of_others=True),
            Line(_("Decided by"), other(pause.suspended_by_id)),
            Line(_("Ended by"), other(pause.lifted_by_id)),
            Line(_("Whom you were told to talk to"), other(pause.talk_to_id)),
        )
        yield Piece(f"people.suspension.{pause.pk}", _("Your place was on hold"), lines, pause.began_at)
    for parting in person.partings.order_by("at"):
        lines = (
            Line(_("Came back on"), parting.returned_at),
            Line(_("Why"), parting.reason, of_others=True),
            Line(_("Decided by"), other(parting.ended_by_id)),
        )
        yield Piece(f"people.parting.{parting.pk}", _("You left"), lines, parting.at)


@forgets("people.contact", _("Your e-mail address, your phone, and how to reach you"), "people.Person")
def forget_contact(person_id: UUID) -> int:
    known = ~Q(email="") | ~Q(phone="") | ~Q(reach_by="") | ~Q(contact_note="")
    found = Person.objects.filter(known, pk=person_id)
    return found.update(email="", phone="", reach_by="", contact_note="", how_joined="")


@forgets(
    "people.hats",
    _("What you did here, and when"),
    "people.Hat",
    "people.HatOffer",
    "people.HatRemoval",
    rules=RECORDS,
)
def forget_hats(person_id: UUID) -> int:
    offers = HatOffer.objects.filter(person=person_id).delete()[0]
    return offers + Hat.objects.filter(person=person_id).delete()[0]


@forgets("people.comings", _("When you paused or left, and why"), "people.Suspension", "people.Parting", rules=RECORDS)
def forget_comings(person_id: UUID) -> int:
    pauses = Suspension.objects.filter(person=person_id).delete()[0]
    return pauses + Parting.objects.filter(person=person_id).delete()[0]


@forgets("people.name", _("Your name"), "people.Person", rules=RECORDS)
def forget_name(person_id: UUID) -> int:
    return Person.objects.filter(pk=person_id).exclude(name=GONE).update(name=GONE, known_as="", account_id=None)
