"""What somebody said yes to, asked for and complained of, told like everything else; and what becomes of it."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.answers import Line, Other, Piece, answers_for, forgets, says_nothing, stays
from tenant_apps.rights.book import PURPOSES
from tenant_apps.rights.models import (
    ClockStop,
    Complaint,
    ComplaintStep,
    Confirmed,
    Consent,
    DataRequest,
    Decided,
    Erasure,
    LegalHold,
)

says_nothing("rights.Erasure", why="the request it carries out says all of it, and it stays so that it stays done")


def other(person_id: UUID | None) -> Other | None:
    return Other(person_id) if person_id else None


@answers_for("rights.consents", _("What you said yes to"), "rights.Consent")
def consents(person_id: UUID) -> Iterator[Piece]:
    for each in Consent.objects.filter(person=person_id).order_by("given_at"):
        lines = (
            Line(_("You agreed to"), each.wording),
            Line(_("In Easy Read"), each.easy_read),
            Line(_("How"), each.get_channel_display()),
            Line(_("Written down by"), other(each.by_id)),
            Line(_("Taken back on"), each.withdrawn_at),
        )
        title = PURPOSES[each.purpose].title if each.purpose in PURPOSES else each.purpose
        yield Piece(f"rights.consent.{each.pk}", title, lines, each.given_at)


@answers_for("rights.requests", _("What you asked for"), "rights.DataRequest", "rights.ClockStop", "rights.Decided")
def requests(person_id: UUID) -> Iterator[Piece]:
    for each in DataRequest.objects.filter(person=person_id).order_by("id"):
        lines = (
            Line(_("What"), each.get_kind_display()),
            Line(_("How"), each.get_channel_display()),
            Line(_("It came on"), each.received_on),
            Line(_("How it stands"), each.get_state_display()),
            Line(_("Why it took longer"), each.extended_why),
            Line(pgettext_lazy("noun", "Answer"), each.answer),
        )
        yield Piece(f"rights.request.{each.pk}", _("You asked for something"), lines)
        for stop in each.stops.all():
            asked = (Line(_("Question"), stop.words), Line(_("Your answer"), stop.answer))
            yield Piece(f"rights.stop.{stop.pk}", _("You were asked something"), asked)
        for seen in each.decided.exclude(how=Decided.How.WHOLE):
            held_back = (Line(_("How"), seen.get_how_display()), Line(_("Why"), seen.why))
            yield Piece(f"rights.decided.{seen.pk}", _("Something was held back"), held_back, seen.at)


@answers_for(
    "rights.complaints",
    _("What you complained of"),
    "rights.Complaint",
    "rights.ComplaintStep",
)
def complaints(person_id: UUID) -> Iterator[Piece]:
    for each in Complaint.objects.filter(person=person_id).order_by("id"):
        lines = (
            Line(_("What it is about"), each.get_about_display()),
            Line(_("In your words"), each.words),
            Line(_("You were told that it came"), each.acknowledged_on),
            Line(_("What was found"), each.get_outcome_display() if each.outcome else ""),
            Line(pgettext_lazy("noun", "Answer"), each.answer),
        )
        yield Piece(f"rights.complaint.{each.pk}", _("You complained"), lines)
        for step in each.steps.all():
            done = (Line(_("What was done"), step.words, of_others=True), Line(_("By"), other(step.by_id)))
            yield Piece(f"rights.step.{step.pk}", _("Somebody looked into it"), done, step.at)


@answers_for("rights.holds", _("What is held back for a court"), "rights.LegalHold")
def holds(person_id: UUID) -> Iterator[Piece]:
    """Whether they may know of it is for a human to decide: it may be about what they did."""
    for each in LegalHold.objects.filter(person=person_id).order_by("id"):
        lines = (Line(_("Why"), each.reason, of_others=True), Line(_("Ended on"), each.ended_at))
        yield Piece(f"rights.hold.{each.pk}", _("Nothing about you may go"), lines, each.began_at)


@answers_for("rights.office", _("What you did for the circle's data protection"), "rights.Confirmed")
def office(person_id: UUID) -> Iterator[Piece]:
    for each in Confirmed.objects.filter(by=person_id).order_by("id"):
        lines = (Line(_("What"), each.code), Line(_("Source"), each.source))
        yield Piece(f"rights.confirmed.{each.pk}", _("You confirmed a rule"), lines, each.at)


# --- and what becomes of it -------------------------------------------------------------------------------------------


@forgets("rights.consents", _("What you said yes to"), "rights.Consent", rules=("request_record",))
def forget_consents(person_id: UUID) -> int:
    return Consent.objects.filter(person=person_id).delete()[0]


@forgets(
    "rights.requests",
    _("What you asked for about your information"),
    "rights.DataRequest",
    "rights.ClockStop",
    "rights.Decided",
    rules=("request_record",),
)
def forget_requests(person_id: UUID) -> int:
    """All but the bare row of the request to be forgotten, which says nothing and shows that it was done."""
    theirs = DataRequest.objects.filter(person=person_id)
    gone = (
        ClockStop.objects.filter(request__in=theirs).delete()[0]
        + Decided.objects.filter(request__in=theirs).delete()[0]
    )
    kept = Erasure.objects.filter(person=person_id).values("request_id")
    theirs.filter(pk__in=kept).update(extended_on=None, extended_why="", answer="")
    return gone + theirs.exclude(pk__in=kept).delete()[0]


@forgets(
    "rights.complaints",
    _("What you complained of, and the answer"),
    "rights.Complaint",
    "rights.ComplaintStep",
    rules=("complaint_record",),
)
def forget_complaints(person_id: UUID) -> int:
    steps = ComplaintStep.objects.filter(complaint__person=person_id).delete()[0]
    return steps + Complaint.objects.filter(person=person_id).delete()[0]


@forgets("rights.holds", _("That something was held back for a court"), "rights.LegalHold", rules=("request_record",))
def forget_holds(person_id: UUID) -> int:
    return LegalHold.objects.filter(person=person_id).exclude(ended_at=None).delete()[0]


@stays(
    "rights.office",
    _("What you did for others who asked about their information"),
    "rights.Confirmed",
    "rights.DataRequest",
    "rights.ClockStop",
    "rights.Decided",
    "rights.Complaint",
    "rights.ComplaintStep",
    "rights.LegalHold",
    "rights.Consent",
    why=_(
        "The circle must be able to show who answered. With your name gone, nobody can tell any more that it was you."
    ),
)
def did_for_others(person_id: UUID) -> int:
    done = Q(settled_by=person_id) | Q(asked_by=person_id)
    return (
        Confirmed.objects.filter(by=person_id).count()
        + DataRequest.objects.filter(done).exclude(person=person_id).count()
        + Decided.objects.filter(by=person_id).count()
        + ComplaintStep.objects.filter(by=person_id).count()
        + LegalHold.objects.filter(by=person_id).count()
    )
