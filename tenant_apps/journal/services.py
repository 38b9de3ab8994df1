"""Write down what happened, and tell whoever wants to know, so that nothing is told twice and nothing is forgotten."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from kernel import requestid
from kernel.actors import Actor, OnBehalf, require
from kernel.errors import Conflict, NotAllowed
from kernel.time import now
from tenant_apps.journal import registry
from tenant_apps.journal.delivering import deliver_due
from tenant_apps.journal.events import Event
from tenant_apps.journal.models import Delivery, Entry
from tenant_apps.journal.policies import can_try_again
from tenants.context import CircleRef, current_circle

__all__ = ["announce", "deliver_due", "try_again", "wake"]

log = logging.getLogger(__name__)

Waker = Callable[[CircleRef], None]


class NoTransaction(RuntimeError):
    """Something was announced outside a transaction, so it could be told although it never came about."""


def announce(
    event: Event, *, by: Actor | None, on_behalf_of: UUID | None = None, authority: UUID | None = None
) -> Entry:
    """Write down that this happened, and that everybody listening is to be told.

    Call it last in a service, inside its transaction: if that is undone, this never happened and nobody hears of it.
    `by` may be an `OnBehalf`, which names the person helped and the authority by itself. Raises NoActor for nobody,
    NoTransaction outside a transaction, NoCircle outside a circle and PersonalContent for prose in a Code.
    """
    actor = require(by)
    circle = current_circle()
    if not transaction.get_connection().in_atomic_block:
        raise NoTransaction(f"{event.event_name} was announced outside a transaction.")
    if isinstance(actor, OnBehalf):
        on_behalf_of, authority = actor.on_behalf_of, actor.authority
    at = now()
    entry = Entry(
        at=at,
        event=event.event_name,
        actor_kind=actor.kind,
        actor_id=actor.id,
        on_behalf_of=on_behalf_of,
        authority=authority,
        payload=event.to_json(),
        request_id=requestid.current() or "",
    )
    entry.save(force_insert=True)
    deliveries = [
        Delivery(entry=entry, listener=listener.name, next_try_at=at) for listener in registry.listeners_of(type(event))
    ]
    if deliveries:
        Delivery.objects.bulk_create(deliveries)
        _wake_on_commit(circle)
    return entry


@dataclass(frozen=True, slots=True)
class _Wake:
    """Ask for this circle's deliveries now. Who is asked is a setting, so that no queue is known here."""

    circle: CircleRef

    def __call__(self) -> None:
        wake(self.circle)


def wake(circle: CircleRef) -> None:
    """Ask for a circle's deliveries now. Where nobody is let in yet they wait: whoever opens the doors calls this."""
    if not settings.JOURNAL_WAKER or not circle.lets_people_in:
        return
    waker: Waker = import_string(settings.JOURNAL_WAKER)
    try:
        waker(circle)
    except Exception:
        # What was done is done, and the sweep comes by within a minute: whoever announced need not fail.
        log.warning("Nobody could be woken to deliver the journal", exc_info=True)


def _wake_on_commit(circle: CircleRef) -> None:
    """Once for each transaction, however much is announced in it."""
    wake = _Wake(circle)
    if not any(hook == wake for _sids, hook, _robust in transaction.get_connection().run_on_commit):
        transaction.on_commit(wake)


@transaction.atomic
def try_again(delivery: Delivery, *, by: Actor) -> Delivery:
    """Take a parked delivery up again, after what made it fail was put right."""
    delivery = Delivery.objects.select_for_update(of=["self"]).get(pk=delivery.pk)
    if not can_try_again(require(by)):
        raise NotAllowed(_("Only whoever runs this Coopbox can take this up again."))
    if delivery.state != Delivery.State.PARKED:
        raise Conflict(_("This is not parked any more."), code="not_parked")
    delivery.state, delivery.attempts, delivery.next_try_at = Delivery.State.WAITING, 0, now()
    delivery.save(update_fields=["state", "attempts", "next_try_at"])
    _wake_on_commit(current_circle())
    return delivery
