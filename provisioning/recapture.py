"""A migration whose file was changed after it was captured: notice it, say what to do, and capture it anew.

Circles get what was captured, not what stands in the file. Whoever mends a migration that failed in some circle would
change nothing there and never learn why. While no circle has it, the template can be made anew with the file as it is.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.db import transaction
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

from kernel.errors import Conflict, NotFound
from provisioning import homes, owner
from tenants.models import MigrationStep, SchemaState, Spare


@dataclass(frozen=True)
class Edited:
    """A step that some circle lacks and whose file is not what it was; and how many circles have the old one."""

    app: str
    name: str
    had_by: int

    def __str__(self) -> str:
        said = f"{self.app}.{self.name} was changed after it was captured, and circles get what was captured."
        if self.had_by:
            have = "One circle has" if self.had_by == 1 else f"{self.had_by} circles have"
            return f"{said} {have} it already: put the file back as it was, and write a new migration."
        return (
            f"{said} No circle has it yet: `coopbox migrate --recapture {self.app} {self.name}` takes it as it is now."
        )


def source_of(migration: Migration) -> str:
    """A checksum of a migration's file; "" where there is none to read."""
    path = getattr(sys.modules.get(type(migration).__module__), "__file__", None)
    return sha256(Path(path).read_bytes()).hexdigest() if path and path.endswith(".py") else ""


def edited() -> list[Edited]:
    """The steps whose files were changed before every circle had them. Python runs as it stands, so it is not among
    them."""
    at = _circles_at()
    if not at:
        return []
    ahead = (
        MigrationStep.objects.using(owner.ALIAS).filter(number__gt=min(at)).exclude(mode=MigrationStep.Mode.EXECUTOR)
    )
    steps = list(ahead.order_by("number"))
    if not steps:
        return []
    files = MigrationLoader(None).disk_migrations
    return [Edited(step.app, step.name, sum(n >= step.number for n in at)) for step in steps if _changed(step, files)]


def _changed(step: MigrationStep, files: dict[tuple[str, str], Migration]) -> bool:
    """Steps that were captured before checksums were kept are taken at their word."""
    file = files.get((step.app, step.name))
    return bool(step.source) and file is not None and source_of(file) != step.source


def _circles_at() -> list[int]:
    """How far every circle is: neither the template nor the empty spares."""
    spares = Spare.objects.using(owner.ALIAS).values("schema_name")
    states = SchemaState.objects.using(owner.ALIAS).exclude(schema_name=owner.TEMPLATE).exclude(schema_name__in=spares)
    return list(states.values_list("at_step", flat=True))


def forget(app: str, name: str, *, capture: Callable[[], list[str]]) -> list[str]:
    """Forget a step and what came after it, and make the template anew from the files. Returns what was captured.

    Raises NotFound when it was never captured; Conflict when a circle has it, or part of it, or when the file of an
    earlier one was changed too: the new template would not be what circles are.
    """
    step = MigrationStep.objects.using(owner.ALIAS).filter(app=app, name=name).first()
    if step is None:
        raise NotFound(f"{app}.{name} was never captured. `coopbox migrate` captures what is new.")
    _refuse_what_circles_have(step)
    with owner.moving_template():  # no home is built from a template that is half made
        with transaction.atomic(using=owner.ALIAS):
            MigrationStep.objects.using(owner.ALIAS).filter(number__gte=step.number).delete()
            SchemaState.objects.using(owner.ALIAS).filter(schema_name=owner.TEMPLATE).delete()
            owner.send(f"DROP SCHEMA {owner.TEMPLATE} CASCADE")
        for spare in Spare.objects.using(owner.ALIAS).values_list("schema_name", flat=True):
            homes.drop(spare)  # empty, and with the old one in it; the worker makes others
        return capture()


def _refuse_what_circles_have(step: MigrationStep) -> None:
    have = sum(number >= step.number for number in _circles_at())
    if have:
        raise Conflict(str(Edited(step.app, step.name, have)), code="circles_have_it")
    states = SchemaState.objects.using(owner.ALIAS).exclude(schema_name=owner.TEMPLATE)
    if step.mode == MigrationStep.Mode.LOOSE and states.filter(at_statement__gt=0).exists():
        said = (
            f"Some circle has part of {step.app}.{step.name}: put the file back as it was, and write a new migration."
        )
        raise Conflict(said, code="circles_have_it")
    files = MigrationLoader(None).disk_migrations
    earlier = MigrationStep.objects.using(owner.ALIAS).filter(number__lt=step.number)
    if also := next((before for before in earlier if _changed(before, files)), None):
        said = f"The file of {also.app}.{also.name}, which comes before it, was changed too: put that back first."
        raise Conflict(said, code="earlier_changed")
