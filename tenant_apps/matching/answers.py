"""What matching tells of a person, and what becomes of it."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM
from kernel.answers import Line, Other, Piece, answers_for, forgets
from kernel.sections import section_called
from tenant_apps.matching.across_words import lines
from tenant_apps.matching.bands import band
from tenant_apps.matching.models import (
    Ask,
    Contact,
    Exclusion,
    Exposure,
    Introduction,
    Offer,
    Opening,
    Plan,
    Quiet,
    Review,
    Shortlist,
    Stage,
    Step,
    TeamWord,
)
from tenant_apps.matching.services import closing, shortlists
from tenant_apps.matching.services.across import forget
from tenant_apps.matching.told import told
from tenant_apps.profiles.vocabulary import vocabulary


@answers_for(
    "matching",
    _("What you ask for and offer, and with whom you would rather not be brought together"),
    "matching.Ask",
    "matching.Offer",
    "matching.Exclusion",
)
def wishes(person_id: UUID) -> Iterator[Piece]:
    said = vocabulary()
    for model, name in ((Ask, _("An ask")), (Offer, _("An offer"))):
        for thing in model._default_manager.filter(person=person_id).order_by("id"):
            lines = tuple(Line(label, words) for step in told(thing, said).values() for label, words in step)
            state = Line(_("How it stands"), thing.get_state_display())
            yield Piece(f"matching.{model.__name__.lower()}.{thing.pk}", name, (state, *lines), thing.changed_at)
    for each in Exclusion.objects.filter(person=person_id).order_by("id"):
        noted = (Line(_("With whom"), Other(each.other_id)), Line(_("A note for yourself"), each.note))
        yield Piece(f"matching.exclusion.{each.pk}", _("Rather not with"), noted, each.said_at)


@forgets(
    "matching.wishes",
    _("What you asked for and offered, and with whom you would rather not be brought together"),
    "matching.Ask",
    "matching.Offer",
    "matching.Exclusion",
)
def forget_wishes(person_id: UUID) -> int:
    Ask.objects.filter(written_by=person_id).update(written_by=None)
    Offer.objects.filter(written_by=person_id).update(written_by=None)
    gone = Exclusion.objects.filter(Q(person=person_id) | Q(other=person_id)).delete()[0]
    gone += Ask.objects.filter(person=person_id).delete()[0]
    return gone + Offer.objects.filter(person=person_id).delete()[0]


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


@answers_for(
    "matching.suggested",
    _("Who was suggested to you, and who is not for you"),
    "matching.Shortlist",
    "matching.Quiet",
    "matching.Exposure",
)
def suggested(person_id: UUID) -> Iterator[Piece]:
    """When people or asks were looked for, and when somebody asked for quiet. Who the others are is theirs to tell."""
    for made in Shortlist.objects.filter(person=person_id).order_by("made_at", "id"):
        called = _("People were looked for") if made.ask_id else _("Asks were looked for")
        said = (Line(_("On"), made.made_at), Line(_("How many were found"), str(band(len(made.found)))))
        yield Piece(f"matching.shortlist.{made.pk}", called, said, made.made_at)
    for each in Quiet.objects.said_by(person_id).order_by("said_at", "id"):
        line = (Line(_("On"), each.said_at),)
        yield Piece(f"matching.quiet.{each.pk}", _("You said of somebody: not for me"), line, each.said_at)
    for day in Exposure.objects.filter(person=person_id).order_by("on"):
        lines_ = (Line(_("On"), day.on), Line(_("On how many lists"), day.times))
        yield Piece(f"matching.exposure.{day.pk}", _("You were suggested to somebody"), lines_)


@forgets(
    "matching.suggested",
    _("Who was suggested to you, and where you were suggested"),
    "matching.Shortlist",
    "matching.Quiet",
    "matching.Exposure",
)
def forget_suggested(person_id: UUID) -> int:
    return shortlists.forget(person_id, by=SYSTEM)


@answers_for(
    "matching.met",
    _("Whom you may have got to know, and what you said on the way"),
    "matching.Introduction",
    "matching.Step",
    "matching.Review",
    "matching.TeamWord",
)
def met(person_id: UUID) -> Iterator[Piece]:
    """What somebody said, and of the other no more than whom they got to know. Nobody's no is told to the other."""
    rows = Introduction.objects.filter(Q(asker=person_id) | Q(giver=person_id)).order_by("id")
    for row in rows.filter(Q(closed_at=None) | ~Q(closed_at=F("began_at")) | Q(steps__person=person_id)).distinct():
        other = row.giver_id if row.asker_id == person_id else row.asker_id
        lines_of_it = (
            Line(_("With whom"), Other(other) if row.stage != Stage.ASKED else None),
            Line(_("How far it came"), row.get_stage_display()),
            Line(_("Closed"), row.shows_at if row.seems_closed() else None),
            Line(_("Where the first visit was"), row.trial_where if row.asker_id == person_id else ""),
        )
        yield Piece(f"matching.introduction.{row.pk}", _("Somebody to get to know"), lines_of_it, row.began_at)
    for step in Step.objects.filter(person=person_id).order_by("id"):
        words = (
            Line(_("To what"), step.get_what_display()),
            Line(_("How they can reach you"), step.words),
            Line(_("What they could read"), "; ".join(str(section_called(code).name) for code in step.ticked)),
        )
        yield Piece(f"matching.step.{step.pk}", _("What you said"), words, step.said_at)
    for review in Review.objects.filter(person=person_id).order_by("id"):
        told_so = (
            Line(_("What was good?"), review.went_well, of_others=True),
            Line(_("What would you like to be different?"), review.differently, of_others=True),
            Line(_("What should you two agree on before you go on?"), review.agree_on, of_others=True),
        )
        yield Piece(f"matching.review.{review.pk}", _("How a first visit was for you"), told_so, review.given_at)
    for word in TeamWord.objects.filter(person=person_id).order_by("id"):
        worry = (Line(_("What worries you?"), word.words, of_others=True),)
        yield Piece(f"matching.team_word.{word.pk}", _("What you said about somebody new"), worry, word.said_at)


@forgets(
    "matching.met",
    _("Whom you may have got to know, and what you said on the way"),
    "matching.Introduction",
    "matching.Step",
    "matching.Review",
    "matching.TeamWord",
)
def forget_met(person_id: UUID) -> int:
    """What goes on is closed with the same kind words as always; what somebody said is gone at once."""
    count = closing.close_all_of(person_id, by=SYSTEM)
    for model in (Step, Review, TeamWord):
        count += model._default_manager.filter(person=person_id).delete()[0]
    return count + closing.forget_hand_of(person_id, by=SYSTEM)


@answers_for("matching.plans", _("Teams that were looked for"), "matching.Plan")
def plans(person_id: UUID) -> Iterator[Piece]:
    theirs = Q(ask__person=person_id) | Q(asked_by=person_id)
    for plan in Plan.objects.filter(theirs).order_by("asked_at"):
        said = (
            Line(_("What became of it"), plan.get_state_display()),
            Line(_("Ended"), plan.ended_at),
            Line(_("Forgotten on"), plan.expires_at),
        )
        yield Piece(f"matching.plan.{plan.pk}", _("People were looked for who could make a team"), said, plan.asked_at)
    if how_many := Plan.objects.naming(person_id).count():
        named = (Line(_("How many"), how_many),)
        yield Piece("matching.plan.named", _("You were among people who could make a team"), named)


@forgets("matching.plans", _("Teams that were looked for, and those you could have been in"), "matching.Plan")
def forget_plans(person_id: UUID) -> int:
    theirs = Plan.objects.filter(Q(ask__person=person_id) | Q(asked_by=person_id))
    return theirs.delete()[0] + Plan.objects.naming(person_id).delete()[0]
