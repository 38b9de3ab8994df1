"""Let other circles know of an ask or offer; be glad of one of theirs; say yes or not; take it back.

Every verb changes our own tables and announces it; `carrying` takes it over. Nothing is told that the person, or
whoever acts for them, did not say yes to on a page that shows the very words.
"""

import re
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from kernel.sections import Scope
from kernel.time import now
from kernel.words import tidy
from tenant_apps.journal.services import announce
from tenant_apps.letters.models import Agreement
from tenant_apps.matching import pace
from tenant_apps.matching.checking import with_what_may_be_done
from tenant_apps.matching.events import ContactChanged, ContactWaits, OpeningChanged
from tenant_apps.matching.meeting_policies import reaches_to
from tenant_apps.matching.models import Afar, Ask, Contact, Detail, Offer, Opening, Stage, State, What
from tenant_apps.matching.summaries import Said, Summary, alike, finest
from tenant_apps.people.models import Person
from tenant_apps.teams.policies import is_word_of

# The code that an agreement between two circles must cover.
MATCHING: Final = "matching"
# So many people of other circles one person may be glad of at a time: what is looked at stays a choice, not a list.
MOST_CONTACTS: Final = 5
LONGEST_WORDS, LONGEST_TELLS = 300, 500
_SAYS_WHERE_TO_FIND_THEM: Final = re.compile(r"@|https?://|www\.|(?:\d[\s().-]*){6,}")


def neighbours() -> list[Agreement]:
    """The agreements with other circles under which asks and offers may go."""
    in_force = Agreement.objects.filter(state=Agreement.State.IN_FORCE, kinds__contains=[MATCHING])
    return list(in_force.order_by("other_called"))


def preview(thing: Ask | Offer, detail: str) -> Summary:
    """What other circles would read of it today, word for word."""
    if detail == Detail.AS_IT_IS:
        return finest(*_said([thing])[0])
    return alike(_said([thing])[0], _said(type(thing).objects.open()))


def _said(things: Iterable[Ask | Offer]) -> list[Said]:
    """What each asks or offers; of offers, what may be done today."""
    found = list(things)
    offers = [each for each in found if isinstance(each, Offer)]
    asks = [each for each in found if isinstance(each, Ask)]
    able: list[Ask | Offer] = [*asks, *with_what_may_be_done(offers)]
    return [(each.tasks, each.week, each.pay) for each in able]


@transaction.atomic
def open_to_others(thing: Ask | Offer, agreements: Collection[UUID], detail: str, *, by: Actor) -> Opening:
    """Let these circles know of it, without who it is. Only the person, or whoever acts for them, says so."""
    hand = _hand(by, thing.person)
    thing = type(thing).objects.select_for_update(of=["self"]).get(pk=thing.pk)
    if thing.state != State.OPEN:
        raise Conflict(_("Open it in your own circle first."), code="not_open")
    chosen = [each.pk for each in neighbours() if each.pk in set(agreements)]
    if not chosen or len(chosen) != len(set(agreements)):
        raise RuleBroken(code="circles", errors={"circles": [_("Choose one circle or more.")]})
    if detail not in Detail.values:
        raise RuleBroken(code="detail", errors={"detail": [_("Choose how much they may read.")]})
    opening = _standing(thing) or Opening(person_id=thing.person_id, agreements=[])
    opening.what = What.ASK if isinstance(thing, Ask) else What.OFFER
    setattr(opening, opening.what, thing)
    gone = sorted(set(opening.agreements) - set(chosen))
    if gone:  # a circle that is left out hears that it was taken back; the others know it under a new name
        withdraw(opening, by=by)
        return open_to_others(thing, agreements, detail, by=by)
    opening.agreements, opening.detail, opening.summary = chosen, detail, preview(thing, detail)
    opening.opened_by = hand
    opening.number += 0 if opening._state.adding else 1
    opening.full_clean()
    opening.save()
    announce(OpeningChanged(opening_id=opening.pk, person_id=opening.person_id), by=by)
    return opening


def _standing(thing: Ask | Offer) -> Opening | None:
    return thing.openings.select_for_update(of=["self"]).filter(withdrawn_at=None).first()


@transaction.atomic
def withdraw(opening: Opening, *, by: Actor) -> Opening:
    """Take it back everywhere; whoever was glad of it hears that it is closed. Twice is once."""
    _hand(by, opening.person)
    opening = Opening.objects.select_for_update(of=["self"]).get(pk=opening.pk)
    if opening.is_open:
        _take_back(opening, by)
    return opening


@transaction.atomic
def be_glad(afar: Afar, person: Person, words: str, tells: str, *, by: Actor) -> Contact:
    """Somebody of ours would be glad to get to know somebody of another circle. `words` go over at once and name
    nobody; `tells` go over when the other has said yes, too."""
    hand = _hand(by, person, Scope.CONTACT)
    person = Person.objects.select_for_update(of=["self"]).get(pk=person.pk)
    found = Afar.objects.select_for_update(of=["self"]).select_related("agreement").filter(pk=afar.pk).first()
    if found is None or found.is_withdrawn or not found.agreement.is_in_force:
        raise Conflict(_("This is not open any more."), code="closed")
    living = Contact.objects.living().filter(person=person)
    if (known := living.filter(afar=found.pk).first()) is not None:
        return known
    been = Contact.objects.filter(person=person, afar=found.pk, closed_at__gt=now() - pace.RESTS.length)
    if been.exists():
        raise Conflict(_("You were in touch about this not long ago. There may be others who suit you."), code="rests")
    if living.filter(is_ours=True).count() >= MOST_CONTACTS:
        raise Conflict(
            _("You have said this to %(n)d people. Wait for an answer, or end one of them first.")
            % {"n": MOST_CONTACTS},
            code="many",
        )
    contact = Contact(agreement=found.agreement, person=person, is_ours=True, afar=found.pk, said_by=hand)
    contact.words, contact.tells = _nameless(words, person), _told(tells)
    contact.we_said_yes_at = now()
    contact.full_clean()
    contact.save(force_insert=True)
    announce(ContactChanged(contact_id=contact.pk, person_id=person.pk), by=by)
    return contact


@transaction.atomic
def say_yes(contact: Contact, tells: str, *, by: Actor) -> Contact:
    """Ours says yes to somebody who was glad: each may now be told who the other is. Twice is once."""
    hand = _hand(by, contact.person, Scope.CONTACT)
    contact = _locked(contact)
    if contact.we_said_yes_at is not None:
        return contact
    contact.tells, contact.we_said_yes_at, contact.said_by = _told(tells), now(), hand
    contact.number += 1
    contact.full_clean()
    contact.save()
    announce(ContactChanged(contact_id=contact.pk, person_id=contact.person_id), by=by)
    return contact


@transaction.atomic
def close(contact: Contact, *, by: Actor) -> Contact:
    """Not for us, or no longer. No reason is asked, and the other side hears kind words. Twice is once."""
    _hand(by, contact.person)
    found = Contact.objects.select_for_update(of=["self"]).get(pk=contact.pk)
    if not found.is_closed:
        _close(found, by)
    return found


def _close(contact: Contact, by: Actor) -> None:
    contact.closed_at, contact.words, contact.tells, contact.told = now(), "", "", ""
    contact.number += 1
    contact.save()
    announce(ContactChanged(contact_id=contact.pk, person_id=contact.person_id), by=by)


@transaction.atomic
def take_back_all(person_id: UUID, *, by: Actor) -> int:
    """Nothing of somebody stays open elsewhere: they left, died, are on hold, or are forgotten. Returns how many."""
    count = 0
    for opening in Opening.objects.select_for_update(of=["self"]).filter(person=person_id, withdrawn_at=None):
        _take_back(opening, by)
        count += 1
    for contact in Contact.objects.select_for_update(of=["self"]).living().filter(person=person_id):
        _close(contact, by)
        count += 1
    return count


@transaction.atomic
def take_back_for(thing_id: UUID, *, by: Actor) -> int:
    """An ask or offer is not open any more: other circles hear of it at once. Returns how many were taken back."""
    rows = Opening.objects.select_for_update(of=["self"]).filter(Q(ask=thing_id) | Q(offer=thing_id), withdrawn_at=None)
    found = list(rows)
    for opening in found:
        _take_back(opening, by)
    return len(found)


@transaction.atomic
def mind_the_time(*, by: Actor) -> int:
    """Close what came to nothing in its time, on this side and so on the other, and remind ours once of what waits for
    them. Returns how many were closed."""
    moment, count = now(), 0
    for contact in Contact.objects.select_for_update(of=["self"]).living():
        ends_at = contact_ends_at(contact)
        if ends_at <= moment:
            _close(contact, by)
            count += 1
        elif _is_to_be_reminded(contact, ends_at, moment):
            contact.reminded_at = moment
            contact.save(update_fields=["reminded_at"])
            announce(ContactWaits(contact_id=contact.pk, person_id=contact.person_id), by=by)
    return count


def _is_to_be_reminded(contact: Contact, ends_at: datetime, moment: datetime) -> bool:
    waits = contact.waits_for_us and contact.reminded_at is None
    return waits and pace.reminds_at(contact.began_at, ends_at) <= moment


def contact_ends_at(contact: Contact) -> datetime:
    """When it ends by itself: unanswered, or some weeks after both said yes."""
    if contact.we_said_yes_at is not None and contact.they_said_yes_at is not None:
        return pace.waits_until(Stage.TALKING, max(contact.we_said_yes_at, contact.they_said_yes_at))
    return pace.waits_until(Stage.MUTUAL, contact.began_at)


@transaction.atomic
def forget(person_id: UUID, *, by: Actor) -> int:
    """Nothing of somebody stays open elsewhere, and nothing of it stays here. Returns how many rows that were."""
    contacts, openings = Contact.objects.filter(person=person_id), Opening.objects.filter(person=person_id)
    for contact in contacts.filter(closed_at=None):
        announce(ContactChanged(contact_id=contact.pk, person_id=person_id), by=by)
    for opening in openings.filter(withdrawn_at=None):
        announce(OpeningChanged(opening_id=opening.pk, person_id=person_id), by=by)
    return contacts.delete()[0] + openings.delete()[0]


@transaction.atomic
def bring_into_step(*, by: Actor) -> int:
    """What other circles read is what is still open here: openings whose ask or offer is not open any more are taken
    back; and whatever a circle that was paused did not hear is told again. Returns how many were told."""
    rows = Opening.objects.select_for_update(of=["self"]).select_related("person", "ask", "offer")
    stale = 0
    for opening in rows.filter(withdrawn_at=None):
        thing = opening.ask or opening.offer
        if thing is None or thing.state != State.OPEN or not opening.person.may_come_in:
            _take_back(opening, by)
            stale += 1
    for opening in rows.exclude(told_number=F("number")):
        announce(OpeningChanged(opening_id=opening.pk, person_id=opening.person_id), by=by)
    for contact in Contact.objects.exclude(told_number__gte=F("number")):
        announce(ContactChanged(contact_id=contact.pk, person_id=contact.person_id), by=by)
    return stale


def _take_back(opening: Opening, by: Actor) -> None:
    """Other circles read it no more, and whoever there was glad of it, and is not answered, hears that it is closed."""
    for contact in opening.contacts.living().filter(they_said_yes_at__isnull=False, we_said_yes_at=None):
        _close(contact, by)
    opening.withdrawn_at, opening.summary, opening.number = now(), {}, opening.number + 1
    opening.save(update_fields=["withdrawn_at", "summary", "number"])
    announce(OpeningChanged(opening_id=opening.pk, person_id=opening.person_id), by=by)


def _hand(by: Actor, person: Person, *needs: Scope) -> Person:
    """Whose hand it is: the person's own, or that of somebody who acts for them just now, as far as that reaches."""
    hand = hand_of(require(by))
    if isinstance(hand, Person) and is_word_of(by, person) and reaches_to(by, set(needs)):
        return hand
    raise NotAllowed(_("Only they themselves, or somebody who acts for them, can say this."))


def _locked(contact: Contact) -> Contact:
    found = Contact.objects.select_for_update(of=["self"]).filter(pk=contact.pk).first()
    if found is None:
        raise NotFound
    if found.is_closed:
        raise Conflict(_("This is closed. There may be others who suit you."), code="closed")
    return found


def _nameless(words: str, person: Person) -> str:
    """What the other reads before it decides: a few words, without who it is or where to find them."""
    said = tidy(words)
    names = {part.casefold() for part in f"{person.name} {person.known_as}".split() if len(part) > 2}
    if len(said) > LONGEST_WORDS:
        raise RuleBroken(code="long", errors={"words": [_("Use 300 letters at most.")]})
    if _SAYS_WHERE_TO_FIND_THEM.search(said) or names.intersection(re.findall(r"\w+", said.casefold())):
        raise RuleBroken(
            code="named",
            errors={"words": [_("Leave out who you are and how to reach you. They learn it when both say yes.")]},
        )
    return said


def _told(tells: str) -> str:
    said = tells.strip()
    if not said:
        raise RuleBroken(code="tells", errors={"tells": [_("Say your name and how they can reach you.")]})
    if len(said) > LONGEST_TELLS:
        raise RuleBroken(code="long", errors={"tells": [_("Use 500 letters at most.")]})
    return said
