"""What can be done to enquiries: take one down, move it on, note something, plan, close, let through, make a member."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import Gap, Overlap, instant_at, now
from kernel.words import tidy
from shared_apps.federation.here import offers_paid_work
from tenant_apps.enquiries.events import EnquiriesForgotten, EnquiryBecamePerson, EnquiryCame, EnquiryMoved, HeldBack
from tenant_apps.enquiries.models import NO_PAID_WORK, QUICK, Enquiry, Note
from tenant_apps.enquiries.parameters import HELD_ENQUIRY
from tenant_apps.enquiries.policies import ANSWERING, can_answer, can_ask
from tenant_apps.journal.events import Code
from tenant_apps.journal.models import Entry
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person, today
from tenant_apps.people.services import add_person, give_hat
from tenant_apps.rights.services.keeping import last_day_to_go
from tenants.context import current_circle
from tenants.locks import circle_lock

State = Enquiry.State
FACTS: Final = ("about", "for_whom", "name", "phone", "email", "wants_a_call", "call_when", "place", "words")
A_DAY: Final = timedelta(hours=20)  # jobs of the day come at about the same time, and not to the minute
# Which hat somebody gets who came with such a question, unless they are to get none.
HAT_FOR: Final = {Enquiry.About.SUPPORT: "supported", Enquiry.About.WORK: "supporter", Enquiry.About.HELP: "supporter"}
HOW_JOINED: Final = {
    Enquiry.Channel.WEB: Person.HowJoined.ASKED,
    Enquiry.Channel.PHONE: Person.HowJoined.PHONED,
    Enquiry.Channel.PAPER: Person.HowJoined.PAPER,
    Enquiry.Channel.MET: Person.HowJoined.MET,
}


def abouts() -> set[str]:
    """What somebody can get in touch about here: paid work only where the kind of circle has it."""
    return set(Enquiry.About.values) - (set() if offers_paid_work() else {Enquiry.About.WORK.value})


@transaction.atomic
def take_down(
    facts: Mapping[str, Any],
    *,
    key: UUID,
    by: Actor,
    channel: str = Enquiry.Channel.WEB,
    language: str = "",
    held_for: str = "",
) -> Enquiry:
    """Somebody got in touch. The same form sent twice is one enquiry; what looks like spam is held for a look.

    What was held for nothing but being quick comes through when the button is pressed once more, by hand.
    """
    if not can_ask(require(by)):
        raise NotAllowed(_("Only a steward or a co-ordinator can write this down."))
    circle_lock(f"enquiry:{key}")
    if (known := Enquiry.objects.filter(key=key).first()) is not None:
        return _through(known, by) if known.held_for == QUICK and not held_for else known
    if facts.get("about") == Enquiry.About.WORK and not offers_paid_work():
        raise RuleBroken(code="no_paid_work", errors={"about": [NO_PAID_WORK]})
    enquiry = Enquiry(
        key=key,
        channel=channel,
        language=language or current_circle().language,
        state=State.HELD if held_for else State.NEW,
        held_for=held_for,
        received_at=now(),
        taken_by=_person(by),
        **{fact: facts[fact] for fact in FACTS if fact in facts},
    )
    enquiry.name, enquiry.place, enquiry.email = tidy(enquiry.name), tidy(enquiry.place), enquiry.email.lower()
    enquiry.full_clean()
    enquiry.save(force_insert=True)
    if not held_for:
        announce(EnquiryCame(enquiry_id=enquiry.pk, channel=Code(channel)), by=by)
    return enquiry


@transaction.atomic
def let_through(enquiry: Enquiry, *, by: Actor) -> Enquiry:
    """What was held back is no spam: it is new, as if it had just come."""
    enquiry = _held(enquiry, by)
    if enquiry.state != State.HELD:
        raise Conflict(_("This is not held back any more."), code="not_held")
    return _through(enquiry, by)


@transaction.atomic
def say_what_is_held() -> int:
    """A word to those who answer that something waits for a look, at most once a day. Returns how many are new."""
    circle_lock("enquiries:held")
    last = Entry.objects.filter(event=HeldBack.event_name).order_by("-at").first()
    at = now()
    if last is not None and last.at > at - A_DAY:
        return 0
    count = Enquiry.objects.held_since(last.at if last else at - HELD_ENQUIRY.on(today())).count()
    if count:
        announce(HeldBack(count=count), by=SYSTEM)
    return count


@transaction.atomic
def throw_away(enquiry: Enquiry, *, by: Actor) -> None:
    """What was held back is spam indeed, and is removed."""
    enquiry = _held(enquiry, by)
    if enquiry.state != State.HELD:
        raise Conflict(_("Only what is held back can be thrown away. Close this one."), code="not_held")
    enquiry.delete()
    announce(EnquiriesForgotten(count=1), by=by)


@transaction.atomic
def move(enquiry: Enquiry, state: str, *, seen: int, by: Actor, words: str = "") -> Enquiry:
    """It goes on: called, meeting, on the way; or it is taken up again after it was closed."""
    enquiry = _held(enquiry, by, seen)
    if state not in Enquiry.UNDER_WAY:
        raise RuleBroken(_("Choose one of the steps that are shown."), code="state")
    if enquiry.state == State.HELD:
        raise Conflict(_("Let this through first."), code="held")
    if enquiry.state == state:
        return enquiry
    enquiry.state, enquiry.closed_at, enquiry.outcome = State(state), None, ""
    _save(enquiry)
    _note(enquiry, by, words=words, moved_to=state)
    announce(EnquiryMoved(enquiry_id=enquiry.pk, state=Code(state)), by=by)
    return enquiry


@transaction.atomic
def close(enquiry: Enquiry, outcome: str, *, seen: int, by: Actor, words: str = "") -> Enquiry:
    """It is done, and this is how it ended. Unless somebody joined, it is removed when its time is over."""
    enquiry = _held(enquiry, by, seen)
    if enquiry.state in (State.HELD, State.CLOSED):
        raise Conflict(_("This is closed already, or held back."), code="not_open")
    enquiry.state, enquiry.closed_at, enquiry.outcome = State.CLOSED, now(), outcome
    enquiry.next_step, enquiry.next_by, enquiry.next_on = "", None, None
    enquiry.full_clean()
    _save(enquiry)
    _note(enquiry, by, words=words, moved_to=State.CLOSED)
    announce(EnquiryMoved(enquiry_id=enquiry.pk, state=Code(State.CLOSED)), by=by)
    return enquiry


@transaction.atomic
def add_note(enquiry: Enquiry, words: str, *, by: Actor) -> Note:
    """Write down what was said or done."""
    enquiry = _held(enquiry, by)
    if not words.strip():
        raise RuleBroken(code="empty", errors={"words": [_("Write a few words first.")]})
    return _note(enquiry, by, words=words)


@transaction.atomic
def plan(
    enquiry: Enquiry, what: str, *, seen: int, by: Actor, who: Person | None = None, on: date | None = None
) -> Enquiry:
    """Who does what next, and by when. Nothing at all means that the last plan is done or dropped."""
    enquiry = _held(enquiry, by, seen)
    if not enquiry.is_under_way:
        raise Conflict(_("This is closed, or held back: there is nothing to plan."), code="not_open")
    if who is not None and not can_answer(who):
        raise RuleBroken(_("Choose a steward or a co-ordinator: only they can see this."), code="who")
    what = tidy(what)
    enquiry.next_step = what
    enquiry.next_by, enquiry.next_on = (who, on) if what else (None, None)
    enquiry.full_clean()
    _save(enquiry)
    return enquiry


@transaction.atomic
def make_person(enquiry: Enquiry, *, seen: int, by: Actor, hat: str = "", name: str = "") -> Person:
    """Whoever got in touch comes into the circle, and the enquiry is closed. Twice is once.

    `name` is theirs when somebody else asked for them; then the asker's phone and e-mail address stay out of it.
    """
    enquiry = _held(enquiry, by)
    if enquiry.person is not None:
        return enquiry.person
    _same(enquiry, seen)
    if enquiry.state == State.HELD:
        raise Conflict(_("Let this through first."), code="held")
    for_another = enquiry.for_whom != Enquiry.ForWhom.SELF
    if for_another and not tidy(name):
        raise RuleBroken(code="name", errors={"name": [_("Say the name of the person it is for.")]})
    email = "" if for_another else enquiry.email
    if email and Person.objects.present().filter(email__iexact=email).exists():
        raise Conflict(_("Somebody with this e-mail address is in the circle already. Close this one."), code="known")
    person = add_person(
        tidy(name) or enquiry.name,
        email=email,
        phone="" if for_another else enquiry.phone,
        how_joined=HOW_JOINED[Enquiry.Channel(enquiry.channel)],
        by=by,
    )
    if hat:
        give_hat(person, hat, by=by)
    enquiry.person, enquiry.state, enquiry.outcome = person, State.CLOSED, Enquiry.Outcome.JOINED
    enquiry.closed_at = now()
    enquiry.next_step, enquiry.next_by, enquiry.next_on = "", None, None
    _save(enquiry)
    _note(enquiry, by, moved_to=State.CLOSED)
    announce(EnquiryBecamePerson(enquiry_id=enquiry.pk, person_id=person.pk), by=by)
    return person


@transaction.atomic
def forget_what_is_over() -> int:
    """Remove enquiries whose time is over, with their notes. Safe to repeat. Returns how many."""
    at, day = now(), today()
    over = Enquiry.objects.over(_closed_before(), at - HELD_ENQUIRY.on(day))
    count = over.count()
    if count:
        over.delete()
        announce(EnquiriesForgotten(count=count), by=SYSTEM)
    return count


def _closed_before() -> datetime:
    """Before which moment an enquiry was closed that may go now: none, while nobody has confirmed for how long a first
    contact is kept here."""
    last_day = last_day_to_go("first_contact")
    if last_day is None:
        return datetime.min.replace(tzinfo=UTC)
    zone = current_circle().time_zone
    return instant_at(last_day, time.min, zone, gap=Gap.END, overlap=Overlap.FIRST)


def those_who_answer() -> list[Person]:
    """Everybody who may see enquiries, by name."""
    return list(Person.objects.present().wearing(*ANSWERING).by_name())


def _person(by: Actor) -> Person | None:
    hand = hand_of(by)
    return hand if isinstance(hand, Person) else None


def _held(enquiry: Enquiry, by: Actor, seen: int | None = None) -> Enquiry:
    """The enquiry as it is now, held until the end, for whoever may answer. Raises Conflict when the page was old."""
    if not can_answer(require(by)):
        raise NotAllowed(_("Only stewards and co-ordinators can do this."))
    enquiry = Enquiry.objects.select_for_update(of=["self"]).select_related("person").get(pk=enquiry.pk)
    if seen is not None:
        _same(enquiry, seen)
    return enquiry


def _same(enquiry: Enquiry, seen: int) -> None:
    """Refuse whoever decides about something that is not as their page showed it."""
    if enquiry.number != seen:
        raise Conflict(
            _("Somebody else changed this enquiry while your page was open. Look again, then decide."),
            code="changed_meanwhile",
        )


def _through(enquiry: Enquiry, by: Actor) -> Enquiry:
    enquiry.state, enquiry.held_for = State.NEW, ""
    _save(enquiry)
    _note(enquiry, by, moved_to=State.NEW)
    announce(EnquiryCame(enquiry_id=enquiry.pk, channel=Code(enquiry.channel)), by=by)
    return enquiry


def _save(enquiry: Enquiry) -> None:
    enquiry.number += 1
    enquiry.save()


def _note(enquiry: Enquiry, by: Actor, *, words: str = "", moved_to: str = "") -> Note:
    note = Note(enquiry=enquiry, at=now(), by=_person(by), moved_to=moved_to, words=words.strip())
    note.full_clean()
    note.save(force_insert=True)
    return note
