"""Terms that end: whoever is in office is told in time, and the last steward's goes on until somebody says yes."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction

from kernel.actors import SYSTEM
from tenant_apps.journal.events import Code
from tenant_apps.journal.models import Entry
from tenant_apps.journal.services import announce
from tenant_apps.people.events import TermEndsSoon, TermWentOn
from tenant_apps.people.models import Hat, Person, first_gap, today
from tenants.context import current_circle
from tenants.locks import circle_lock

# How many days ahead somebody in office is told that their term ends.
REMINDED: Final = (7, 30)
# How long a term is, unless somebody says otherwise.
A_TERM: Final = timedelta(days=365)
# How long the last steward's term goes on at a time: long enough to ask somebody and to hand over.
GOES_ON_FOR: Final = timedelta(days=30)
# How late that may be noticed, where no worker ran for a while.
NOTICED_WITHIN: Final = timedelta(days=30)


def mind_the_terms() -> int:
    """What is to be done about terms today; asked of each circle again and again. Returns how much was done."""
    return keep_last_term() + say_which_terms_end()


@transaction.atomic
def keep_last_term() -> int:
    """Nobody would be steward from tomorrow: then the term that ends last goes on, until somebody else has said yes.

    Only a term that runs out by itself does: what somebody took off stays off. Returns how many went on.
    """
    circle_lock("people.stewards")
    day = today()
    over_on = Hat.objects.given_up_on(Hat.Kind.STEWARD, day)
    if over_on is None or over_on > day + timedelta(days=1):
        return 0
    worn = Hat.objects.select_for_update(of=["self"]).filter(kind=Hat.Kind.STEWARD, from_on__lte=day)
    able = set(Person.objects.signing_in().filter(hats__in=worn).values_list("pk", flat=True))
    counted = [hat for hat in worn if hat.ended_at is not None or hat.person_id in able]
    last = max((hat.until_on for hat in counted if hat.until_on is not None), default=None)
    if last is None or last < day - NOTICED_WITHIN:
        return 0
    going_on = [hat for hat in counted if hat.until_on == last and hat.ended_at is None]
    for hat in going_on:
        _let_go_on(hat, max(last, day) + GOES_ON_FOR)
    return len(going_on)


def _let_go_on(hat: Hat, until_on: date) -> None:
    """For as long as that, or until a term of their own that they said yes to follows."""
    next_of_theirs = Hat.objects.filter(person=hat.person_id, kind=hat.kind, from_on__gte=hat.until_on)
    begins = next_of_theirs.exclude(pk=hat.pk).order_by("from_on").values_list("from_on", flat=True).first()
    hat.until_on = until_on if begins is None else min(until_on, begins)
    hat.full_clean()
    hat.save(update_fields=["until_on"])
    told = TermWentOn(hat_id=hat.pk, person_id=hat.person_id, kind=Code(hat.kind), until_on=hat.until_on)
    announce(told, by=SYSTEM)


def say_which_terms_end() -> int:
    """Announce each office whose term ends within the next weeks, once for each of `REMINDED`. Returns how many."""
    if current_circle().state == "closing":
        return 0
    day, done = today(), 0
    for hat in ending_soon(day, within=timedelta(days=max(REMINDED))):
        assert hat.until_on is not None
        left = (hat.until_on - day).days
        ahead = next(days for days in REMINDED if left <= days)
        with transaction.atomic():
            Hat.objects.select_for_update(of=["self"]).get(pk=hat.pk)
            said = TermEndsSoon(
                hat_id=hat.pk, person_id=hat.person_id, kind=Code(hat.kind), until_on=hat.until_on, days=ahead
            )
            if Entry.objects.filter(event=TermEndsSoon.event_name, payload=said.to_json()).exists():
                continue
            announce(said, by=SYSTEM)
            done += 1
    return done


def ending_soon(day: date, *, within: timedelta, of: Person | None = None) -> list[Hat]:
    """The offices that end by themselves within that time, and that nobody has said yes to wearing on.

    Those of everybody, or `of` one person.
    """
    ends = Hat.objects.worn(day).filter(kind__in=Hat.OFFICES, ended_at=None, until_on__lte=day + within)
    people = Person.objects.signing_in() if of is None else Person.objects.signing_in().filter(pk=of.pk)
    able = ends.filter(person__in=people).select_related("person").order_by("until_on", "id")
    return [hat for hat in able if not is_followed(hat)]


def worn_through_to(person: Person, kind: str) -> date | None:
    """The day on which somebody stops wearing a hat, with every term they said yes to; today when they wear none.

    None when they wear it until further notice.
    """
    return first_gap(person.hats.filter(kind=kind).values_list("from_on", "until_on"), today())


def is_followed(hat: Hat) -> bool:
    """Whether they said yes already to wearing it on."""
    return worn_through_to(hat.person, hat.kind) != hat.until_on


def went_on(until_on: date) -> bool:
    """Whether the term that ends on that day is over really, and goes on because nobody else has said yes."""
    told = Entry.objects.filter(event=TermWentOn.event_name, payload__kind=Hat.Kind.STEWARD)
    return told.filter(payload__until_on=until_on.isoformat()).exists()
