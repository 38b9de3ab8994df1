"""The list of circles with all that the desk knows of each, in one question whatever their number."""

from typing import Final

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.console.listing import Choice, Column, narrowed_by
from shared_apps.console.models import PlanChange
from shared_apps.federation.models import DomainClaim, Standing
from shared_apps.federation.services.facts import today
from shared_apps.runs.models import Run
from tenants.models import Circle, Domain, MigrationStep, SchemaState

NO_COPY: Final = "none"
TABLES, STOPPED, PAUSED, BEHIND, FINE = "tables", "stopped", "paused", "behind", "fine"
HEALTH: Final[dict[str, str | Promise]] = {
    TABLES: _("Its tables could not be brought up to date"),
    STOPPED: _("A run has stopped"),
    PAUSED: _("Paused"),
    BEHIND: _("Its tables lag behind"),
    FINE: _("Well"),
}
STATES: Final[dict[str, str | Promise]] = {
    Circle.State.OPENING: _("Being opened"),
    Circle.State.OPEN: pgettext_lazy("a circle", "Open"),
    Circle.State.SUSPENDED: _("Paused"),
    Circle.State.CLOSING: _("Closing"),
    Circle.State.CLOSED: _("Closed"),
}
EXPORTED: Final = Run.objects.filter(kind="export", state=Run.State.DONE, circle_id=OuterRef("pk")).order_by(
    "-ended_at"
)


def latest_step() -> int:
    """The number of the migration that every circle should have come to."""
    return MigrationStep.objects.order_by("-number").values_list("number", flat=True).first() or 0


def with_everything(step: int) -> QuerySet[Circle]:
    """Every circle of the register with its stage, health, plan, domains and last export."""
    schema = SchemaState.objects.filter(schema_name=OuterRef("schema_name"))
    here = Domain.objects.filter(tenant=OuterRef("pk"))
    counted = here.order_by().values("tenant").annotate(n=Count("pk")).values("n")
    plans = PlanChange.objects.filter(circle_id=OuterRef("pk"), from_on__lte=today()).order_by("-from_on", "-id")
    claims = DomainClaim.objects.open().filter(circle_id=OuterRef("pk")).exclude(state=DomainClaim.State.LIVE)
    return Circle.objects.annotate(
        stage=_first(Standing.objects.filter(circle_id=OuterRef("pk")), "stage"),
        at_step=Coalesce(Subquery(schema.values("at_step")[:1]), 0, output_field=IntegerField()),
        plan=_first(plans, "plan"),
        main_address=_first(here.filter(is_primary=True), "domain"),
        asked_for=_first(claims, "domain"),
        addresses=Coalesce(Subquery(counted[:1]), 0, output_field=IntegerField()),
        exported_at=Subquery(EXPORTED.values("ended_at")[:1], output_field=DateTimeField()),
        health=Case(
            When(Exists(schema.exclude(error="")), then=Value(TABLES)),
            When(_has_stopped_run(), then=Value(STOPPED)),
            When(state=Circle.State.SUSPENDED, then=Value(PAUSED)),
            When(Q(at_step__lt=step) & ~Q(state__in=[Circle.State.CLOSED, Circle.State.OPENING]), then=Value(BEHIND)),
            default=Value(FINE),
            output_field=CharField(),
        ),
    )


def _has_stopped_run() -> Exists:
    return Exists(Run.objects.filter(circle_id=OuterRef("pk"), state=Run.State.STOPPED))


def _first(rows: QuerySet, field: str) -> Coalesce:
    return Coalesce(Subquery(rows.values(field)[:1]), Value(""), output_field=CharField())


def found(rows: QuerySet, words: str) -> QuerySet:
    """Those whose name, place, address or domain asked for has every word."""
    for word in words.split():
        here = Exists(Domain.objects.filter(tenant=OuterRef("pk"), domain__icontains=word))
        wanted = Exists(DomainClaim.objects.open().filter(circle_id=OuterRef("pk"), domain__icontains=word))
        told = Q(name__icontains=word) | Q(place__icontains=word) | Q(slug__icontains=word)
        rows = rows.filter(told | here | wanted)
    return rows


COLUMNS: Final = (
    Column("name", _("Circle"), ("name", "id")),
    Column("stage", _("Stage"), ("stage", "name")),
    Column("health", _("Health"), ("health", "name")),
    Column("version", _("Tables"), ("at_step", "name")),
    Column("copy", _("Last copy"), ("exported_at", "name")),
    Column("plan", _("Plan"), ("plan", "name")),
    Column("address", _("Address"), ("main_address", "name")),
)
CHOICES: Final = (
    Choice("state", _("Doors"), list(STATES.items()), narrowed_by("state")),
    Choice("stage", _("Stage"), list(Standing.Stage.choices), narrowed_by("stage")),
    Choice("health", _("Health"), list(HEALTH.items()), narrowed_by("health")),
    Choice(
        "copy", _("Last copy"), [(NO_COPY, _("not yet recorded"))], lambda rows, _value: rows.filter(exported_at=None)
    ),
    Choice("plan", _("Plan"), list(PlanChange.Plan.choices), narrowed_by("plan")),
)
