"""Tell the listeners of this circle what they are waiting for.

Two ways, for two promises. A *listener* changes the circle's database: claim, effect and "done" are one transaction, so
the effect happens exactly once whatever dies when. A *sender* reaches outside: the claim is committed first as a lease,
then the sender runs with no transaction open, then "done" is written. If it dies between, the lease ends and it is
called again with the same key: at least once, and the key lets the other side make that once.

A delivery whose transaction ends with its process is simply still waiting. Deliveries are told in turn, yet a later one
may overtake one that failed: listeners must not rely on order.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from django.db import transaction
from prometheus_client import Counter

from kernel.metrics import OTHER
from kernel.time import now
from tenant_apps.journal import registry
from tenant_apps.journal.events import event_called
from tenant_apps.journal.models import Delivery
from tenant_apps.journal.registry import Listener, Told
from tenants.context import current_circle

log = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 12  # with the pauses below: parked after about twenty hours
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=6)
LEASE: Final = timedelta(minutes=5)  # longer than any task may run, so that nobody alive is taken for dead

# Listeners are written in code, so there are only so many.
OUTCOMES = Counter("coopbox_deliveries", "Listeners told.", ["listener", "outcome"])


@dataclass(frozen=True, slots=True)
class Round:
    """How one call of `deliver_due` went."""

    told: int = 0
    failed: int = 0


def deliver_due(limit: int = 200, *, seconds: float = 45) -> Round:
    """Tell everybody in this circle whose turn it is, until nobody is left, or so many or so long.

    Call it in a circle's context and outside every transaction (`with circle_context(circle):`); it makes its own.
    Any number of processes may do so at once. Failures are counted and tried again, never raised.
    """
    current_circle()
    told = failed = 0
    stop_at = monotonic() + seconds
    while told + failed < limit and monotonic() < stop_at:
        outcome = _tell_one()
        if outcome is None:
            outcome = _send_one()
        if outcome is None:
            break
        told, failed = told + outcome, failed + (not outcome)
    return Round(told, failed)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failures: a minute, then twice as long each time, six hours at most."""
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)


# --- listeners: exactly once ----------------------------------------------------------------------------------------


def _tell_one() -> bool | None:
    """Tell one listener. True when it went well, False when not, None when nobody is waiting."""
    with transaction.atomic(durable=True):
        delivery = _claim(of_senders=False)
        if delivery is None:
            return None
        delivery.attempts += 1
        error = _attempt(lambda: _in_a_savepoint(delivery))
        if error is None:
            delivery.state, delivery.done_at, delivery.last_error = Delivery.State.DONE, now(), ""
        else:
            _note_failure(delivery, error)
        delivery.save(update_fields=["state", "attempts", "next_try_at", "done_at", "last_error"])
    _count(delivery)
    return error is None


def _in_a_savepoint(delivery: Delivery) -> None:
    """Call the listener; what it did is undone when it fails, also when only its deferred constraints fail."""
    with transaction.atomic():
        _call(delivery)
        transaction.get_connection().check_constraints()


# --- senders: at least once, with the same key ----------------------------------------------------------------------


def _send_one() -> bool | None:
    """Call one sender. True when it went well, False when not, None when nobody is waiting."""
    delivery = _lease_one()
    if delivery is None:
        return None
    if delivery.state == Delivery.State.PARKED:
        _count(delivery)
        return False
    error = _attempt(lambda: _call(delivery))
    if error is None:
        _sent(delivery)
    else:
        _not_sent(delivery, error)
    _count(delivery)
    return error is None


def _lease_one() -> Delivery | None:
    """Claim one and commit that, so that no other process calls this sender while the lease lasts.

    One that died in its last attempt is parked here, since nobody was left to do it then.
    """
    with transaction.atomic(durable=True):
        delivery = _claim(of_senders=True)
        if delivery is None:
            return None
        if delivery.attempts >= MOST_ATTEMPTS:
            delivery.state, delivery.last_error = Delivery.State.PARKED, "LeaseRanOut"
        else:
            delivery.state = Delivery.State.SENDING
            delivery.attempts += 1
            delivery.next_try_at = now() + LEASE
        delivery.save(update_fields=["state", "attempts", "next_try_at", "last_error"])
        return delivery


def _sent(delivery: Delivery) -> None:
    """It reached the other side, so it is done, even if somebody else has taken the lease by now."""
    delivery.state, delivery.done_at, delivery.last_error = Delivery.State.DONE, now(), ""
    with transaction.atomic(durable=True):
        Delivery.objects.filter(pk=delivery.pk).exclude(state=Delivery.State.DONE).update(
            state=delivery.state, done_at=delivery.done_at, last_error=""
        )


def _not_sent(delivery: Delivery, error: Exception) -> None:
    """Count the failure, unless the lease ran out meanwhile: then it is another's to say how it went."""
    leased_as = delivery.attempts
    _note_failure(delivery, error)
    with transaction.atomic(durable=True):
        Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.SENDING, attempts=leased_as).update(
            state=delivery.state, next_try_at=delivery.next_try_at, last_error=delivery.last_error
        )


# --- both -----------------------------------------------------------------------------------------------------------


def _claim(*, of_senders: bool) -> Delivery | None:
    """The next one due for a listener this process knows, locked; what others have locked is passed over."""
    due = Delivery.objects.due(now()).to(registry.names(of_senders=of_senders))
    return due.select_related("entry").select_for_update(skip_locked=True, of=("self",)).first()


def _call(delivery: Delivery) -> None:
    entry, listener = delivery.entry, _listener(delivery)
    event = event_called(entry.event).from_json(entry.payload)
    told = Told(
        key=delivery.pk,
        entry_id=entry.pk,
        at=entry.at,
        actor_kind=entry.actor_kind,
        actor_id=entry.actor_id,
        on_behalf_of=entry.on_behalf_of,
        authority=entry.authority,
        attempt=delivery.attempts,
    )
    listener.call(event, told)


def _listener(delivery: Delivery) -> Listener:
    return registry.listener_called(delivery.listener)


def _attempt(call: Callable[[], None]) -> Exception | None:
    """What went wrong, or None. Only exceptions: being told to stop is passed on."""
    try:
        call()
    except Exception as error:
        return error
    return None


def _note_failure(delivery: Delivery, error: Exception) -> None:
    """Wait before the next try, longer each time; after too many, park it where people see it."""
    at: datetime = now()
    parked = delivery.attempts >= MOST_ATTEMPTS
    delivery.state = Delivery.State.PARKED if parked else Delivery.State.WAITING
    delivery.next_try_at = at + pause_after(delivery.attempts)
    delivery.last_error = f"{type(error).__module__}.{type(error).__qualname__}"[:200]
    log.log(
        logging.ERROR if parked else logging.WARNING,
        "A listener was parked" if parked else "A listener failed and will be told again",
        exc_info=error,
        extra={"listener": delivery.listener, "delivery": delivery.pk, "attempts": delivery.attempts},
    )


def _count(delivery: Delivery) -> None:
    known = delivery.listener in registry.known_names()
    OUTCOMES.labels(delivery.listener if known else OTHER, delivery.state).inc()
