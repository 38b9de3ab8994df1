"""What our side can be asked to do. Every answer that is a time is in seconds."""

from __future__ import annotations

import time

from django.conf import settings
from django.db import connections, transaction

from kernel.actors import SYSTEM
from kernel.ids import uuid7
from provisioning import blueprint, circles, homes, migrate, owner
from provisioning.stewards import welcome
from shared_apps.identity.models import Account
from tenant_apps.entry.sessions import Bearer, CircleSessionStore
from tenants.context import in_circle, in_federation
from tenants.models import MigrationStep, Spare
from tests.bench import asking


def build() -> dict[str, int]:
    """Make all tables. Says how many a circle has, how many indexes, and how many migrations made them."""
    migrate.migrate_all()
    found = owner.raw().execute(
        "SELECT count(*) FILTER (WHERE relkind = 'r'), count(*) FILTER (WHERE relkind = 'i') FROM pg_class"
        " WHERE relnamespace = %s::regnamespace",
        [owner.TEMPLATE],
    )
    tables, indexes = found.fetchone() or (0, 0)
    return {"tables": tables, "indexes": indexes, "migrations": MigrationStep.objects.using(owner.ALIAS).count()}


def make_spares(count: int) -> None:
    homes.refill_spares(count)


def open_circle(slug: str) -> float:
    """Open a circle, register, address and recipe included; in a spare, if there is one."""
    began = time.perf_counter()
    circles.open_circle(slug=slug, name=f"Circle {slug}", by=SYSTEM)
    return time.perf_counter() - began


def take_spare() -> float:
    """Only the home, before anybody registers it: one that is ready."""
    began = time.perf_counter()
    with transaction.atomic(using=owner.ALIAS):
        assert homes.take_spare()
    return time.perf_counter() - began


def build_home() -> float:
    """Only the home, before anybody registers it: its tables built from the template."""
    assert not Spare.objects.using(owner.ALIAS).exists()
    began = time.perf_counter()
    homes.build(uuid7())
    return time.perf_counter() - began


def forget_template() -> None:
    """As a process that has built no home yet."""
    homes.forget_template()


def make_tables_only() -> float:
    """The least a home can take: the statements that make its tables, one message, one commit. Nothing stays."""
    said = blueprint.read(owner.TEMPLATE).sql()
    began = time.perf_counter()
    owner.send(f"BEGIN; CREATE SCHEMA floor; SET LOCAL search_path = floor; {said}; COMMIT")
    took = time.perf_counter() - began
    owner.send("DROP SCHEMA floor CASCADE")
    return took


def least_for_a_spare() -> float:
    """The least a warm spare can take: six messages that ask nothing, two of them waiting for the disk."""
    owner.send("CREATE TABLE IF NOT EXISTS public.jotter (x int)")
    began = time.perf_counter()
    for _ in range(4):
        owner.send("SELECT 1")
    for _ in range(2):
        owner.send("INSERT INTO public.jotter VALUES (1)")
    return time.perf_counter() - began


def next_release() -> None:
    """The code of the next release: one room has one more column."""
    settings.MIGRATION_MODULES = {"plum": "tests.plum.one_column"}


def migrate_everything() -> dict[str, float]:
    """Bring every circle to the code's state."""
    began = time.perf_counter()
    outcome = migrate.migrate_all()
    took = time.perf_counter() - began
    assert not outcome.failed, outcome.failed
    return {"seconds": took, "migrated": outcome.migrated}


def behind() -> int:
    return sum(bool(standing.behind) for standing in migrate.status())


def drifted() -> int:
    """How many circles differ from the template."""
    template = blueprint.read(owner.TEMPLATE)
    return sum(bool(blueprint.drift(schema, template)) for schema in circles.names_by_schema())


def sign_in(slug: str, name: str) -> str:
    """Open a circle with one member and give them a session. Returns their cookie."""
    circle = circles.open_circle(slug=slug, name=f"{slug.title()} Care Circle", by=SYSTEM)
    person = welcome(circle, name=name, email=f"{slug}@example.org", hats=("supporter",))
    with in_federation():
        epoch = Account.objects.values_list("epoch", flat=True).get(pk=person.account_id)
    with in_circle(circle):
        session = CircleSessionStore()
        session.sign_in(Bearer(person_id=person.pk, account_id=person.account_id, epoch=epoch))
    connections["owner"].close()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def seconds_for(count: int, slug: str, path: str, cookie: str, says: str) -> float:
    return asking.seconds_for(count, f"{slug}.localhost", path, cookie=cookie, says=says.encode())
