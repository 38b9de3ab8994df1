"""A circle beside the two of every test, to do things to by runs, and to sweep out afterwards."""

from collections.abc import Callable, Collection, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import transaction

from kernel.actors import SYSTEM
from provisioning import circles, copying, homes, owner, running
from provisioning.stewards import welcome
from shared_apps.federation.models import Standing
from shared_apps.identity.models import Account, CircleLink
from shared_apps.runs import services as runs
from shared_apps.runs.models import Run
from tenants import directory
from tenants.context import CircleRef, in_federation
from tenants.models import Circle, Domain
from tests import world

STEWARDS = [{"name": "Cora May", "email": "cora@tod.example"}, {"name": "Fin Rowe", "email": "fin@tod.example"}]


def sweep_out(slugs: Collection[str]) -> None:
    """Take circles out of the house of every test as if they had never been there, with all that was done to them."""
    with in_federation():
        for circle in Circle.objects.using("owner").filter(slug__in=slugs):
            owner.send(f'DROP SCHEMA IF EXISTS "trash_{circle.schema_name}" CASCADE')
            homes.drop(circle.schema_name)
            CircleLink.objects.filter(circle_id=circle.pk).delete()
            Domain.objects.using("owner").filter(tenant=circle).delete()
            Standing.objects.using("owner").filter(circle_id=circle.pk).delete()
            Circle.objects.using("owner").filter(pk=circle.pk).delete()
        Account.objects.filter(email__endswith="@tod.example").delete()
        Run.objects.all().delete()
        with transaction.atomic(using="owner"):
            directory.bump()


@pytest.fixture
def todmorden(committed, settings) -> Iterator[CircleRef]:
    """An open circle beside the two of every test, with two stewards; swept out afterwards, whatever it is called."""
    settings.RUN_WAKER = ""
    sweep_out(())
    circle = circles.open_circle(slug="todmorden", name="Todmorden Care Circle", place="Todmorden", by=SYSTEM)
    try:
        for steward in STEWARDS:
            welcome(circle, **steward, hats=("steward",))
        yield circle
    finally:
        slugs = Circle.objects.using("owner").exclude(slug__in=("calderdale", "clapton")).values_list("slug", flat=True)
        sweep_out(list(slugs))


@pytest.fixture
def told() -> Callable[[str], list[list[str]]]:
    """Who was written to with this subject."""
    return lambda subject: [message.to for message in mail.outbox if message.subject.endswith(subject)]


@pytest.fixture
def generous(committed) -> Iterator[CircleRef]:
    """Calderdale lets others copy how it is set up, and has words and texts to copy."""
    rows = Circle.objects.using("owner").filter(slug="calderdale")
    before = rows.values(
        "brand", "accent", "strapline", "about", "words", "features", "contact_email", "places", "languages"
    ).get()
    rows.update(
        brand="#7c3aed",
        accent="#db2777",
        strapline="Care and company.",
        about="We began round a kitchen table.",
        words={"team": "bubble"},
        features=[copying.MAY_BE_COPIED, "letters"],
        contact_email="hello@calderdale.example",
        places=["Hebden Bridge"],
        languages=["en-gb", "pl"],
    )
    yield world.circle("calderdale")
    rows.update(**before)


def do(kind: str, circle: CircleRef | None = None, **facts: Any) -> Run:
    """Ask for a run and carry it out at once, as far as it goes."""
    with in_federation():
        run = runs.ask(kind, by=SYSTEM, key=str(uuid4()), circle_id=circle and circle.id, facts=facts, wake=False)
        return running.carry_out(run.pk)


def go_on(run: Run) -> Run:
    """The sweep comes by after the run's time has come."""
    with in_federation():
        return running.carry_out(run.pk)


def said(run: Run) -> str:
    """The sentence a run stopped with."""
    with in_federation():
        return " ".join(run.steps.exclude(said="").values_list("said", flat=True))
