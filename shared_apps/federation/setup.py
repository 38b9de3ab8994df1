"""How a circle is set up, for an officer who helps it: settings, health and runs. Nothing in it is about a person.

All of it comes from the federation's own tables. No circle is entered, so there is nothing of people to see.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.errors import NotFound
from shared_apps.runs.models import Run, RunStep
from tenants.models import Circle, Domain, SchemaState

Words = str | Promise

PAGES: Final[Mapping[str, Words]] = {
    "settings": _("Settings"),
    "health": _("Health"),
    "runs": _("What was done to its home"),
}
SETTINGS: Final = ("slug", "place", "brand", "accent", "language", "languages", "time_zone", "places", "features")
LATEST: Final = 20


@dataclass(frozen=True)
class Health:
    """Whether the circle's tables are up to date. What an error says is left out: it may quote a row."""

    state: str
    at_step: int
    has_failed: bool
    tried_at: datetime | None


@dataclass(frozen=True)
class RunSeen:
    """One operation on the circle's home, without what was asked for in it."""

    id: UUID
    kind: str
    state: str
    asked_at: datetime
    ended_at: datetime | None
    steps: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class SetUp:
    circle_id: UUID
    name: str
    settings: Mapping[str, object]
    domains: tuple[str, ...]
    health: Health
    runs: tuple[RunSeen, ...]


def set_up_of(circle_id: UUID) -> SetUp:
    """Everything an officer may see of a circle in a support session."""
    circle = Circle.objects.filter(pk=circle_id).first()
    if circle is None:
        raise NotFound
    schema = SchemaState.objects.filter(pk=circle.schema_name).first()
    return SetUp(
        circle_id=circle.pk,
        name=circle.name,
        settings={name: getattr(circle, name) for name in SETTINGS},
        domains=tuple(Domain.objects.filter(tenant=circle).order_by("domain").values_list("domain", flat=True)),
        health=Health(
            state=circle.state,
            at_step=schema.at_step if schema else 0,
            has_failed=bool(schema and schema.error),
            tried_at=schema.tried_at if schema else None,
        ),
        runs=tuple(map(_seen, Run.objects.of_circle(circle_id).prefetch_related("steps")[:LATEST])),
    )


def _seen(run: Run) -> RunSeen:
    steps: list[RunStep] = list(run.steps.all())
    said = tuple((step.name, step.state, step.said) for step in steps)
    return RunSeen(run.pk, run.kind, run.state, run.asked_at, run.ended_at, said)
