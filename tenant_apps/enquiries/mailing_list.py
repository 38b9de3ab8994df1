"""The circle's mailing list: asked on the site, confirmed from one's own mailbox, left with one press.

Whoever types an address learns nothing from it: the answer is the same whether it is on the list or not.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.core.signing import BadSignature
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, require
from kernel.errors import NotAllowed
from kernel.ids import parse_uuid
from kernel.time import now
from tenant_apps.enquiries.events import ListTaken, SubscriberAsked, SubscriberConfirmed, SubscriberLeft
from tenant_apps.enquiries.models import Subscriber
from tenant_apps.enquiries.parameters import UNCONFIRMED
from tenant_apps.enquiries.policies import can_take_list
from tenant_apps.journal.services import announce
from tenant_apps.people.models import today
from tenants.context import current_circle
from tenants.locks import circle_lock
from tenants.signing import sign, unsign

YES, NO = "mailing-list-yes", "mailing-list-no"
LONG: Final = timedelta(days=3650)


@dataclass(frozen=True)
class Wording:
    """What somebody agrees to when they join the list, in one edition of it."""

    version: int
    from_on: date
    words: str | Promise


# Add a new edition below when the sentence changes; what people agreed to is kept with each of them.
WORDINGS: Final = (
    Wording(
        1,
        date(2026, 1, 1),
        _(
            "I want news from this circle by e-mail, about once a month. My address is used for this and for nothing"
            " else. I can leave at any time with one press."
        ),
    ),
)


def wording() -> Wording:
    """The edition in force."""
    return WORDINGS[-1]


@transaction.atomic
def ask_to_join(email: str, *, by: Actor = SYSTEM) -> None:
    """Somebody typed an address for the list. Its owner is asked by e-mail, at most once a day."""
    require(by)
    email = email.strip().lower()
    circle_lock(f"list:{email}")
    known = Subscriber.objects.filter(email=email).first()
    if known is not None and (known.confirmed_at is not None or now() - known.asked_at < timedelta(days=1)):
        return
    now_in_force = wording()
    subscriber = known or Subscriber(email=email)
    subscriber.language = get_language() or current_circle().language
    subscriber.wording, subscriber.wording_version = str(now_in_force.words), now_in_force.version
    subscriber.asked_at = now()
    subscriber.full_clean()
    subscriber.save()
    announce(SubscriberAsked(subscriber_id=subscriber.pk), by=by)


@transaction.atomic
def confirm(token: str) -> bool:
    """The owner of the address says yes. Twice is once. False when the link is too old, altered or not ours."""
    subscriber = _behind(token, YES, UNCONFIRMED.on(today()))
    if subscriber is None or subscriber.left_at is not None:
        return False
    if subscriber.confirmed_at is None:
        subscriber.confirmed_at = now()
        subscriber.save(update_fields=["confirmed_at"])
        announce(SubscriberConfirmed(subscriber_id=subscriber.pk), by=SYSTEM)
    return True


@transaction.atomic
def leave(token: str) -> bool:
    """Off the list, and the address forgotten. Twice is once. False when the link is not ours."""
    subscriber = _behind(token, NO, LONG)
    if subscriber is None:
        return False
    if subscriber.left_at is None:
        subscriber.left_at, subscriber.email = now(), ""
        subscriber.save(update_fields=["left_at", "email"])
        announce(SubscriberLeft(subscriber_id=subscriber.pk), by=SYSTEM)
    return True


@transaction.atomic
def take_list(*, by: Actor) -> list[Subscriber]:
    """A steward takes a copy of the list to write to it. It is noted that they did."""
    if not can_take_list(require(by)):
        raise NotAllowed(_("Only a steward can take the list."))
    found = list(Subscriber.objects.on())
    announce(ListTaken(count=len(found)), by=by)
    return found


def forget_the_unconfirmed() -> int:
    """Remove addresses whose owners never said yes. Safe to repeat."""
    count, _by_model = Subscriber.objects.never_confirmed(now() - UNCONFIRMED.on(today())).delete()
    return count


def yes_token(subscriber: Subscriber) -> str:
    return sign(str(subscriber.pk), purpose=YES)


def no_token(subscriber: Subscriber) -> str:
    """Leads off the list for as long as anybody may find an old letter."""
    return sign(str(subscriber.pk), purpose=NO)


def is_ours(token: str, purpose: str) -> bool:
    """Whether a link leads to somebody's place on the list, so that a page may ask."""
    return _behind(token, purpose, LONG if purpose == NO else UNCONFIRMED.on(today())) is not None


def _behind(token: str, purpose: str, max_age: timedelta) -> Subscriber | None:
    try:
        said = unsign(token, purpose=purpose, max_age=max_age)
    except BadSignature:
        return None
    known: UUID | None = parse_uuid(said)
    return Subscriber.objects.select_for_update().filter(pk=known).first() if known else None
