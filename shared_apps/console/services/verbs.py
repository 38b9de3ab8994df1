"""Ask for something to be done to a circle: a run, which a worker carries out step by step."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, NotAllowed, NotFound
from kernel.ids import uuid7
from kernel.time import now
from shared_apps.console.hats import CIRCLES, RUNS
from shared_apps.console.models import Officer
from shared_apps.federation import policies
from shared_apps.federation.actors import officer_may
from shared_apps.runs import services as runs
from shared_apps.runs.models import Run
from tenants.models import Circle

POWER: Final[Mapping[str, str]] = {
    "open": CIRCLES,
    "suspend": CIRCLES,
    "resume": CIRCLES,
    "rename": CIRCLES,
    "close": CIRCLES,
    "recover": CIRCLES,
    "steward": CIRCLES,
    "stage": policies.STAGES,
}


@transaction.atomic
def ask(kind: str, circle_id: UUID, facts: Mapping[str, Any], *, once: str, by: Actor) -> Run:
    """Ask for an operation on a circle. A form sent twice is one run; another one like it waits until that is over."""
    _may(POWER[kind], by)
    circle = Circle.objects.filter(pk=circle_id).first()
    if circle is None:
        raise NotFound
    key = f"{kind}:{circle_id}:{once}"
    waiting = Run.objects.under_way().filter(circle_id=circle_id, kind=kind).exclude(key=key)
    if kind == "close":  # one for a later day (a group that was refused may appeal) keeps nobody from closing it now
        waiting = waiting.filter(Q(due_at__lte=now()) | Q(found__has_key="closes_on"))
    if waiting.exists():
        raise Conflict(_("This was asked for already and is under way. Look at the circle's runs."), code="under_way")
    return runs.ask(kind, by=by, key=key, circle_id=circle_id, subject=circle.slug, facts=facts)


@transaction.atomic
def open_circle(facts: Mapping[str, Any], *, once: str, by: Actor) -> Run:
    """Ask for a new circle to be opened, without an application."""
    _may(POWER["open"], by)
    return runs.ask("open", by=by, key=f"open:{once}", subject=str(facts["slug"]), facts=facts)


@transaction.atomic
def vouch(reference: str, *, reason: str, once: str, by: Officer) -> Run:
    """Say that somebody who lost their second step is really them. Who vouches is whoever sits at the desk."""
    if not by.hats():
        raise NotAllowed(_("Your hats do not let you do that."))
    facts = {"reference": reference, "reason": reason, "officer_account_id": str(by.account_id)}
    return runs.ask("vouch", by=by, key=f"vouch:{once}", facts=facts)


def retry(run: Run, *, by: Actor) -> Run:
    """Let a run that stopped go on."""
    _may(RUNS, by)
    return runs.retry(run, by=by)


def cancel(run: Run, *, by: Actor) -> Run:
    """Call off a run that has not begun."""
    _may(RUNS, by)
    return runs.cancel(run, by=by)


def give_up(run: Run, *, why: str, by: Actor) -> Run:
    """End a run for good that stopped, and have what it left undone."""
    _may(RUNS, by)
    return runs.give_up(run, why=why, by=by)


def new_form() -> str:
    """What a form carries so that sending it twice is sending it once."""
    return uuid7().hex


def _may(power: str, by: Actor) -> None:
    if not officer_may(require(by), power):
        raise NotAllowed(_("Your hats do not let you do that."))
