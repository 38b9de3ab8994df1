"""Write an ask or an offer, open it to others, let it rest, close it. Each change of an open one has a new number.

Nobody is suggested for what is only being written. What contradicts itself is said at once, with both halves.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.matching import policies
from tenant_apps.matching.contradictions import contradictions
from tenant_apps.matching.events import AskChanged, OfferChanged
from tenant_apps.matching.models import Ask, Offer, State
from tenant_apps.people.models import Person
from tenant_apps.teams.policies import stands_for

Thing = Ask | Offer

# More than this at a time is no help to whoever reads them.
MOST_ASKS: Final = 5
# What is written for people to read, and plays no part in who is found.
WORDS: Final = frozenset({"title", "words", "decides"})
NOT_THEIRS = _("Only they themselves, or somebody who acts for them, can say this.")


# Within so long an ask that was begun, and not touched since, is not begun once more.
JUST_NOW: Final = timedelta(minutes=5)
BEGINS_WITH: Final = ("title", "words", "tasks", "week", "must", "like", "pay", "people", "postcode")


def _is_as(thing: Thing, said: Mapping[str, Any]) -> bool:
    return all(getattr(thing, name) == value for name, value in said.items())


@transaction.atomic
def begin_ask(person: Person, *, by: Actor, **said: Any) -> Thing:
    """Begin to write what somebody asks for. Nobody else reads it before it is open. Pressed twice is begun once."""
    _may_write(by, person)
    Person.objects.select_for_update(of=["self"]).get(pk=person.pk)
    untouched = Ask.objects.filter(person=person, state=State.DRAFT, number=1, written_by=stands_for(by))
    anew = {name: getattr(Ask(**said), name) for name in BEGINS_WITH}
    for known in untouched.filter(changed_at__gt=now() - JUST_NOW):
        if _is_as(known, anew):
            return known
    if Ask.objects.living().filter(person=person).count() >= MOST_ASKS:
        raise Conflict(_("There are %(n)d asks already. Change one of them, or close one.") % {"n": MOST_ASKS})
    return _kept(Ask(person=person), said, by)


@transaction.atomic
def begin_offer(person: Person, *, by: Actor, **said: Any) -> Thing:
    """Begin to write what somebody offers. There is one offer each: the same again is that one."""
    _may_write(by, person)
    Person.objects.select_for_update(of=["self"]).get(pk=person.pk)
    known = Offer.objects.living().filter(person=person).first()
    return known if known is not None else _kept(Offer(person=person), said, by)


@transaction.atomic
def change(thing: Thing, said: Mapping[str, Any], *, seen: int | None = None, by: Actor) -> Thing:
    """Write it differently: `said` holds columns. An open one is open in its new form at once.

    `seen` is the number under which its writer saw it; what changed meanwhile is not overwritten unseen (Conflict).
    """
    thing = _locked(thing)
    _may_write(by, thing.person)
    if thing.state == State.CLOSED:
        raise Conflict(_("This is closed. Begin a new one."), code="closed")
    if not policies.can_change(by, thing):
        raise NotAllowed(NOT_THEIRS)
    if seen is not None and seen != thing.number:
        raise Conflict(_("Somebody changed this meanwhile. Look at it again, then write yours."), code="changed")
    if _is_as(thing, said):
        return thing
    changed = {name for name, value in said.items() if getattr(thing, name) != value}
    before, thing.number = thing.number, thing.number + 1
    kept = _kept(thing, said, by)
    if changed <= WORDS:
        _goes_on(kept, before)
    return kept


def _goes_on(thing: Thing, before: int) -> None:
    """Only words were changed, which nobody is found by: the same people stand for the new version."""
    thing.shortlists.filter(number=before).update(number=thing.number)
    if isinstance(thing, Ask):
        thing.plans.filter(ask_number=before).update(ask_number=thing.number)


@transaction.atomic
def open_up(thing: Thing, *, by: Actor) -> Thing:
    """Let the circle look for people. Twice is once."""
    thing = _locked(thing)
    if not policies.can_open(require(by), thing.person):
        raise NotAllowed(NOT_THEIRS)
    if thing.state == State.OPEN:
        return thing
    if thing.state == State.CLOSED:
        raise Conflict(_("This is closed. Begin a new one."), code="closed")
    if not thing.tasks:
        raise RuleBroken(code="empty", errors={"tasks": [_("Tick at least one thing.")]})
    thing.state, thing.opened_at = State.OPEN, now()
    thing.number += 1
    return _kept(thing, {}, by)


@transaction.atomic
def rest(thing: Thing, *, by: Actor) -> Thing:
    """Look for nobody just now; what was written stays. Twice is once."""
    return _turn(thing, State.RESTING, by)


@transaction.atomic
def close(thing: Thing, *, by: Actor) -> Thing:
    """It is done with. Twice is once."""
    return _turn(thing, State.CLOSED, by)


def _turn(thing: Thing, state: State, by: Actor) -> Thing:
    thing = _locked(thing)
    if not policies.can_open(require(by), thing.person):
        raise NotAllowed(NOT_THEIRS)
    if thing.state in (state, State.CLOSED):
        return thing
    if state == State.RESTING and thing.state == State.DRAFT:
        return thing
    thing.state, thing.closed_at = state, now() if state == State.CLOSED else None
    return _kept(thing, {}, by)


def _locked(thing: Thing) -> Thing:
    found: Any = type(thing)._default_manager.select_for_update(of=["self"]).select_related("person")
    kept: Thing = found.get(pk=thing.pk)
    return kept


def _may_write(by: Actor, person: Person) -> None:
    if not policies.can_write(require(by), person):
        raise NotAllowed(NOT_THEIRS)
    if not person.may_come_in:
        raise Conflict(_("They are not in the circle just now."), code="gone")


def _kept(thing: Thing, said: Mapping[str, Any], by: Actor) -> Thing:
    for name, value in said.items():
        setattr(thing, name, value)
    if wrong := contradictions(thing):
        raise RuleBroken(code="contradicts", errors={"": wrong})
    thing.changed_at, thing.written_by = now(), stands_for(by)
    thing.full_clean(exclude=["person"])
    thing.save()
    told: Any = {"person_id": thing.person_id, "state": Code(thing.state), "number": thing.number}
    if isinstance(thing, Ask):
        announce(AskChanged(ask_id=thing.pk, **told), by=by)
    else:
        announce(OfferChanged(offer_id=thing.pk, **told), by=by)
    return thing
