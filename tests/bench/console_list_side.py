"""A register of many circles with all that the console shows of each, and its list asked for as an officer would."""

from __future__ import annotations

import statistics
from typing import Any

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.actors import SYSTEM
from kernel.ids import schema_name, uuid7
from kernel.time import now
from provisioning import migrate, owner
from shared_apps.console.models import PlanChange
from shared_apps.console.services import officers
from shared_apps.console.sessions import Bearer, ConsoleSessionStore
from shared_apps.federation.models import Standing
from shared_apps.federation.services.facts import today
from shared_apps.identity.proof import Proof
from shared_apps.runs.models import Run
from tenants.context import in_console, in_federation
from tenants.models import Circle, Domain, SchemaState
from tests.bench import asking

REPEATS = 15
_kept: dict[str, str] = {}


def build() -> None:
    """Make the tables, and sign a director in."""
    migrate.migrate_all()
    with in_console():
        given = {"name": "Nadia", "email": "nadia@federation.example", "hat": "director"}
        officer = officers.give(**given, by=SYSTEM, said_yes=True).officer
        session = ConsoleSessionStore()
        session.sign_in(Bearer(officer.account_id, 1, Proof(now(), ("code", "app"))))
        session.save()
    _kept["cookie"] = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def grow(to: int) -> None:
    """Enter circles into the register until there are so many, each with what the list shows of it."""
    with in_federation():
        have = Circle.objects.count()
        rows = [_circle(number) for number in range(have, to)]
        Circle.objects.bulk_create(rows)
        Domain.objects.bulk_create(Domain(domain=f"{r.slug}.localhost", tenant=r, is_primary=True) for r in rows)
        stages = Standing.Stage.values
        Standing.objects.bulk_create(
            Standing(circle_id=r.pk, stage=stages[n % len(stages)], since=now()) for n, r in enumerate(rows)
        )
        Run.objects.bulk_create(_run(r, kind, n) for n, r in enumerate(rows) for kind in ("open", "export"))
        PlanChange.objects.bulk_create(
            PlanChange(circle_id=r.pk, plan="hosted", from_on=today()).noted(now(), SYSTEM) for r in rows
        )
    SchemaState.objects.using(owner.ALIAS).bulk_create(SchemaState(schema_name=r.schema_name, at_step=1) for r in rows)
    owner.send("ANALYZE")


def _circle(number: int) -> Circle:
    circle_id = uuid7()
    facts = {"slug": f"circle-{number}", "name": f"Care Circle {number}", "place": f"Valley {number % 40}"}
    return Circle(id=circle_id, schema_name=schema_name(circle_id), state=Circle.State.OPEN, **facts)


def _run(circle: Circle, kind: str, number: int) -> Run:
    state = Run.State.STOPPED if number % 50 == 0 and kind == "open" else Run.State.DONE
    about = {"circle_id": circle.pk, "subject": circle.slug, "key": f"{kind}:{circle.pk}"}
    return Run(kind=kind, state=state, asked_by_kind="system", due_at=now(), ended_at=now(), **about)


def measure(path: str) -> dict[str, Any]:
    """Milliseconds for the page (median), and how often it asks the database."""
    host, cookie = settings.CONSOLE_HOST, _kept["cookie"]
    asking.get(host, path, cookie=cookie)
    took = [asking.seconds_for(1, host, path, cookie=cookie, says=b"in this list") for _ in range(REPEATS)]
    with CaptureQueriesContext(connection) as queries:
        asking.get(host, path, cookie=cookie)
    return {"ms": statistics.median(took) * 1000, "queries": len(queries)}
