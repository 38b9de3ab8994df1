"""Who may say something about leaving: today's stewards, and those of the last weeks.

One steward must not send the others away and then take the circle out alone. So whoever was a steward a little while
ago still counts: they can stop it, and theirs is the second yes that is needed.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from kernel.actors import Actor, hand_of
from kernel.time import Span
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.site.federation.policies import can_speak_for_circle

LOOKS_BACK: Final = timedelta(days=30)


def lately(but: UUID | None = None) -> QuerySet[Person]:
    """Whoever was a steward on some day of the last weeks, is a member still and can sign in; without one of them.

    Somebody on hold counts: their hat only rests. Who gave it up with their account does not, even if they sign in
    again: whoever made them a card would be two.
    """
    day = today()
    kept = Hat.objects.exclude(ended_at__isnull=False, ended_by=None)
    worn = kept.filter(kind=Hat.Kind.STEWARD).overlapping(Span(day - LOOKS_BACK, day + timedelta(days=1)))
    return Person.objects.present().filter(pk__in=worn.values("person")).exclude(account_id=None).exclude(pk__in=[but])


def second_voices(starter: UUID | None) -> QuerySet[Person]:
    """Who can confirm what this steward started: whoever was one a month ago; in a young circle, any of the others.

    So nobody makes a friend steward in order to be two.
    """
    others = lately(but=starter)
    before = Hat.objects.worn(today() - LOOKS_BACK).filter(kind=Hat.Kind.STEWARD)
    seasoned = others.filter(pk__in=before.values("person"))
    return seasoned if seasoned.exists() else others


def has_a_voice(by: Actor) -> bool:
    """Whether they may stop or confirm leaving: a steward, or somebody who was one in the last weeks."""
    hand = hand_of(by)
    if not isinstance(hand, Person) or not hand.may_come_in:
        return False
    return can_speak_for_circle(by) or lately().filter(pk=hand.pk).exists()


def unreached() -> QuerySet[Person]:
    """The members who get no e-mail from us, because they do not sign in: they are told by telephone or on paper."""
    return Person.objects.present().filter(account_id=None).by_name()
