"""Bring two people up for each other; each says yes, without seeing what the other said; either stops at any step."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, OnBehalf, hand_of, require
from kernel.errors import Conflict, NotAllowed, NotFound
from kernel.time import now
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.matching import meeting_policies as policies
from tenant_apps.matching import pace
from tenant_apps.matching.events import IntroductionAnswered, IntroductionBegan, IntroductionWentOn
from tenant_apps.matching.models import (
    BETWEEN,
    Ask,
    Exclusion,
    Introduction,
    Offer,
    Plan,
    Shortlist,
    Stage,
    State,
    Step,
)
from tenant_apps.matching.services import closing
from tenant_apps.matching.summaries import Summary, finest
from tenant_apps.people.models import Person
from tenant_apps.teams.models import Place
from tenants.context import current_circle

ONLY_THEM: Final = _("Only they themselves, or somebody who acts for them, can say this.")
OVER: Final = _("This is closed. It says nothing about either of you. There may be others who suit you.")
MANY: Final = _("This waits for %(n)d answers already. Wait for one of them, or end one first.")
What = Step.What


@transaction.atomic
def bring_up(ask: Ask, giver: Person, *, by: Actor) -> Introduction:
    """Two people may suit each other, and both are asked; whoever brings it up for themselves has said yes with it.

    Doing it twice is doing it once. Where they may not be brought together, this is not to be seen from it: it looks
    as if it were not answered. Raises NotAllowed, NotFound where one was never suggested to the other, and Conflict
    where the asker knows of the reason anyway.
    """
    ask = _locked_ask(ask)
    side = policies.can_bring_up(require(by), ask.person, giver)
    if not side:
        raise NotAllowed(_("Whoever asks brings people up, whoever would give, or a coordinator."))
    if giver.pk == ask.person_id:
        raise Conflict(_("Choose somebody else."), code="same")
    me = giver if side == Introduction.With.GIVER else ask.person
    if side != Introduction.With.CIRCLE and (known := _known(ask, giver)) is not None:
        if known.stage == Stage.ASKED:
            return glad(known, me, by=by)
        return known
    if not was_shown(ask, giver, side):
        raise NotFound
    _must_be_possible(ask, giver, side, me, by)
    offer = Offer.objects.living().filter(person=giver).first()
    moment = now()
    made = Introduction(ask=ask, asker=ask.person, giver=giver, brought_up_by=side, began_at=moment, stage_at=moment)
    made.due_at = pace.asked_until(moment, ZoneInfo(current_circle().time_zone))
    made.began_by = hand if isinstance(hand := hand_of(by), Person) else None
    made.asked, made.offered = _summary(ask), _summary(offer)
    if closing.may_not_meet(ask.person, giver):
        made.closed_at, made.shows_at = moment, made.due_at
    made.full_clean(exclude=["ask", "asker", "giver", "began_by"])
    made.save(force_insert=True)
    if side != Introduction.With.CIRCLE:
        write(made, What.INTEREST, me, by)
    announce(IntroductionBegan(introduction_id=made.pk), by=by)
    return made


def _locked_ask(ask: Ask) -> Ask:
    found = Ask.objects.select_for_update(of=["self"]).select_related("person").filter(pk=ask.pk).first()
    if found is None:
        raise NotFound
    return found


def was_shown(ask: Ask, giver: Person, side: str) -> bool:
    """Whether whoever brings it up was shown the other: on a list, or in a team that was found. An id alone opens
    nothing, and trying ids finds nothing out. A coordinator has chosen among those she may see."""
    if side == Introduction.With.CIRCLE:
        return True
    if side == Introduction.With.GIVER:
        return Shortlist.objects.filter(offer__person=giver, found__contains=[str(ask.pk)]).exists()
    on_a_list = Shortlist.objects.filter(ask=ask, found__contains=[str(giver.pk)])
    return on_a_list.exists() or Plan.objects.naming(giver.pk).filter(ask=ask).exists()


def _known(ask: Ask, giver: Person) -> Introduction | None:
    """The one that goes on between them for this ask, as far as anybody knows."""
    return ask.introductions.seeming().filter(giver=giver).select_related("asker", "giver").first()


def _must_be_possible(ask: Ask, giver: Person, side: str, me: Person, by: Actor) -> None:
    """Raises Conflict for whatever whoever brings it up knows, or may know. Of all else nothing is said here."""
    if ask.state != State.OPEN or not ask.person.may_come_in:
        raise Conflict(_("This ask is not open just now."), code="not_open")
    if side == Introduction.With.GIVER and not Offer.objects.open().filter(person=giver).exists():
        raise Conflict(_("Open your own offer first, so that they can read what you offer."), code="no_offer")
    if side == Introduction.With.CIRCLE and ask.introductions.seeming().filter(giver=giver).exists():
        raise Conflict(_("They are asked already."), code="asked")
    is_own_word = side != Introduction.With.CIRCLE and not isinstance(by, OnBehalf)
    if is_own_word and Exclusion.objects.filter(person=me, other__in=[ask.person_id, giver.pk]).exists():
        raise Conflict(_("You said that you would rather not be brought together with them."), code="own_word")
    lately = Introduction.objects.filter(asker=ask.person_id, giver=giver, began_at__gt=now() - pace.RESTS.length)
    if lately.filter(Q(ask=ask) | Q(stage__in=BETWEEN, closed_at__isnull=False)).exists():
        raise Conflict(_("They were brought together for this not long ago. Others may suit them."), code="rests")
    if Place.objects.around(ask.person_id).filter(person=giver).exists():
        raise Conflict(_("They are in the team already."), code="teammates")
    asked = Introduction.objects.seeming().filter(stage=Stage.ASKED)
    mine = asked.filter(giver=giver, brought_up_by=side) if side == Introduction.With.GIVER else asked.filter(ask=ask)
    if mine.count() >= pace.MOST_AT_A_TIME:
        raise Conflict(MANY % {"n": pace.MOST_AT_A_TIME}, code="many")


def _summary(thing: Ask | Offer | None) -> Summary:
    return {} if thing is None else finest(thing.tasks, thing.week, thing.pay)


@transaction.atomic
def glad(introduction: Introduction, person: Person, *, by: Actor) -> Introduction:
    """One of the two would be glad to get to know the other. Twice is once."""
    found = spoken(introduction, person, Stage.ASKED, by, again=What.INTEREST)
    if found.stage != Stage.ASKED:
        return found
    if said(found, What.INTEREST, person) is None:
        write(found, What.INTEREST, person, by)
    if found.closed_at is None and both_said(found, What.INTEREST):
        go_on(found, Stage.MUTUAL, by)
    return found


@transaction.atomic
def stop(introduction: Introduction, person: Person, *, by: Actor) -> Introduction:
    """Not for them, or no longer. Nobody asks why, and the other hears kind words. Twice is once."""
    found = locked(introduction, person, by)
    if found.stage == Stage.JOINED:
        raise Conflict(_("They are in the team already. Leave the team instead."), code="joined")
    if found.seems_closed():
        return found
    if said(found, What.STOP, person) is None:
        write(found, What.STOP, person, by)
    if found.closed_at is None:
        closing.close(found)
    return found


@transaction.atomic
def have_heard(introduction: Introduction, person: Person, *, by: Actor) -> Introduction:
    """Whoever does not sign in was told that it is over. Twice is once."""
    found = locked(introduction, person, by)
    if not found.seems_closed():
        raise Conflict(_("This goes on."), code="goes_on")
    if said(found, What.HEARD, person) is None:
        write(found, What.HEARD, person, by)
    return found


# --- what every step does ---------------------------------------------------------------------------------------------


def locked(introduction: Introduction, person: Person, by: Actor) -> Introduction:
    """The introduction, held; for somebody who may speak for `person` in it. Raises NotFound and NotAllowed."""
    found = closing.locked(introduction.pk)
    if found is None or person.pk not in (found.asker_id, found.giver_id):
        raise NotFound
    mine = found.asker if person.pk == found.asker_id else found.giver
    if not policies.can_speak_for(require(by), mine, found.other(person.pk)):
        raise NotAllowed(ONLY_THEM)
    return found


def spoken(
    introduction: Introduction, person: Person, stage: Stage, by: Actor, *more: Stage, again: str = ""
) -> Introduction:
    """The same, at this stage or one of `more`; whoever ended it themselves, or came late, is told that it is over.
    Who said `again` before, and says it once more from a page that is old by now, has said it once.

    While both are only asked, what became impossible outside is closed here and now, and the word still looks as if it
    were taken: nobody may know yet.
    """
    found = locked(introduction, person, by)
    if found.closed_at is None and found.stage != Stage.JOINED and closing.is_stale(found):
        if found.stage != Stage.ASKED:
            raise Conflict(OVER, code="closed")
        closing.close(found)
    if found.seems_closed() or said(found, What.STOP, person) is not None:
        raise Conflict(OVER, code="closed")
    if found.stage not in (stage, *more):
        already = list(Stage).index(Stage(found.stage)) > list(Stage).index(stage)
        if already and again and said(found, again, person) is not None:
            return found
        raise Conflict(
            _("You two are further already. Open the page again.") if already else _("This comes later."),
            code="other_step",
        )
    return found


def said(found: Introduction, what: str, person: Person) -> Step | None:
    return found.steps.filter(what=what, person=person).first()


def both_said(found: Introduction, what: str, number: int | None = None) -> bool:
    rows = found.steps.filter(what=what)
    return (rows if number is None else rows.filter(number=number)).count() == len((found.asker_id, found.giver_id))


def write(found: Introduction, what: str, person: Person, by: Actor, **told: object) -> Step:
    """Write down what one of the two said, and whose hand it was."""
    step = said(found, what, person) or Step(introduction=found, what=what, person=person)
    hand = hand_of(by)
    step.said_by = hand if isinstance(hand, Person) else None
    step.authority = by.authority if isinstance(by, OnBehalf) else None
    step.said_at = now()
    for name, value in told.items():
        setattr(step, name, value)
    step.full_clean(exclude=["introduction", "person", "said_by"])
    step.save()
    announce(IntroductionAnswered(introduction_id=found.pk, person_id=person.pk), by=by)
    return step


def go_on(found: Introduction, stage: Stage, by: Actor, *, waits_from: datetime | None = None) -> None:
    """Both said yes: the next step begins, and waits so long."""
    moment = now()
    found.stage, found.stage_at, found.reminded_at = stage, moment, None
    found.due_at = pace.waits_until(stage, waits_from or moment)
    found.full_clean(exclude=["ask", "asker", "giver", "began_by"])
    found.save()
    announce(IntroductionWentOn(introduction_id=found.pk, stage=Code(stage.value)), by=by)
