"""What the peer can be asked to do: django-tenants as it comes, with the same apps."""

from __future__ import annotations

import os
import time

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from kernel.ids import schema_name, uuid7
from provisioning import blueprint
from tenants.models import Circle, Domain


def build() -> None:
    """The shared tables."""
    call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)


def open_circle(slug: str) -> float:
    """Open a circle as django-tenants does: its row, its address, its schema made by every migration in turn."""
    began = time.perf_counter()
    circle = _register(slug)
    circle.create_schema(check_if_exists=True, verbosity=0)
    return time.perf_counter() - began


def _register(slug: str) -> Circle:
    circle_id = uuid7()
    circle = Circle(
        id=circle_id, schema_name=schema_name(circle_id), slug=slug, name=f"Circle {slug}", state=Circle.State.OPEN
    )
    circle.save()
    Domain(domain=f"{slug}.localhost", tenant=circle, is_primary=True).save()
    return circle


def copy_circles(slugs: list[str]) -> None:
    """Open circles with the tables and the history of the first one, fast: only what follows is measured."""
    first = Circle.objects.order_by("created_at").values_list("schema_name", flat=True)[0]
    made = [_register(slug).schema_name for slug in slugs]
    with psycopg.connect(os.environ["PEER_URL"], autocommit=True) as admin:
        plan = blueprint.read(first, admin).sql()
        for schema in made:
            admin.execute(
                f"BEGIN; CREATE SCHEMA {schema}; SET LOCAL search_path = {schema}; {plan};"
                f"INSERT INTO django_migrations (app, name, applied)"
                f" SELECT app, name, applied FROM {first}.django_migrations; COMMIT".encode()
            )


def next_release() -> None:
    """The code of the next release: one room has one more column."""
    settings.MIGRATION_MODULES = {"plum": "tests.plum.one_column"}


def migrate_everything() -> dict[str, float]:
    """Bring every circle to the code's state."""
    began = time.perf_counter()
    call_command("migrate_schemas", tenant=True, interactive=False, verbosity=0)
    took = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
            " WHERE a.attname = 'ripe' AND c.relname = 'plum_plum'"
        )
        (migrated,) = cursor.fetchone()
    return {"seconds": took, "migrated": migrated}
