"""Carries over what stewards said about leaving: each becomes a run of the federation, once, whatever happens."""

from typing import Any

from kernel.actors import SYSTEM
from shared_apps.runs import services as runs
from tenant_apps.journal.registry import Told, sends_for
from tenant_apps.site.leaving.events import CopyAskedFor, LeavingConfirmed, LeavingStarted, LeavingStopped
from tenant_apps.site.leaving.services import CLOSE, EXPORT, run_key
from tenants.context import current_circle, in_federation


@sends_for(CopyAskedFor)
def make_copy(event: CopyAskedFor, told: Told) -> None:
    """Everything the circle keeps goes into one locked file."""
    _ask(EXPORT, run_key(event.ask_id))


@sends_for(LeavingStarted)
def tell_of_leaving(event: LeavingStarted, told: Told) -> None:
    """Everybody who can sign in gets a short letter."""
    day = event.from_day.isoformat() if event.from_day else ""
    _ask("tell-leaving", f"leaving:{event.leaving_id}", letter="leaving", from_day=day)


@sends_for(LeavingStopped)
def tell_of_staying(event: LeavingStopped, told: Told) -> None:
    """Everybody who was told that the circle may leave is told that it does not."""
    _ask("tell-leaving", f"staying:{event.leaving_id}", letter="staying")


@sends_for(LeavingConfirmed)
def close_circle(event: LeavingConfirmed, told: Told) -> None:
    """The circle gets its notice, and closes when that ends."""
    _ask(CLOSE, f"leave:{event.leaving_id}")


def _ask(kind: str, key: str, **facts: Any) -> None:
    circle = current_circle()
    with in_federation():
        runs.ask(kind, by=SYSTEM, key=key, circle_id=circle.id, subject=circle.slug, facts=facts)
