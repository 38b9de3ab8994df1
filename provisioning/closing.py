"""The end of a circle's home, and the way back while there is one: put aside, brought back, removed for good.

A home that is put aside lies under another name, and its role has no right to it. The circle keeps its row in the
register and, unless it is given away, its address, so that nobody else is met where people look for it.
"""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from kernel.actors import Actor, require
from kernel.errors import Conflict
from kernel.time import now
from provisioning import homes, owner
from provisioning.register import find, numbered
from shared_apps.identity.models import CircleLink
from tenants import directory
from tenants.context import circle_context
from tenants.models import Circle, Domain, SchemaState

TRASH = "trash_"
COMING_BACK = "It is being brought back."


def close(slug: str, *, by: Actor) -> str:
    """Close a circle at once and without notice, and let others have its address: for an opening that was given up.

    From this moment nobody reaches it. Returns the name its home lies under until `empty_trash` drops it.
    """
    require(by)
    circle = find(slug)
    put_aside(circle.pk, keep_address=False)
    return TRASH + circle.schema_name


def put_aside(circle_id: UUID, *, keep_address: bool = True) -> datetime:
    """From this moment nobody reaches the circle. Its schema is renamed out of the way, its role loses every right.

    Safe to repeat. Returns when that was; `TRASH_KEPT` later the home may be removed.
    """
    with transaction.atomic(using=owner.ALIAS):
        circle = numbered(circle_id, lock=True)
        if circle.state == Circle.State.CLOSED:
            return circle.closed_at or now()
        _refuse_half_migrated(circle)
        schema, role = owner.quoted(circle.schema_name), owner.quoted(homes.role_of(circle.schema_name))
        owner.send(f"REVOKE ALL ON SCHEMA {schema} FROM {role}; ALTER ROLE {role} NOLOGIN")
        owner.send(f"ALTER SCHEMA {schema} RENAME TO {owner.quoted(TRASH + circle.schema_name)}")
        SchemaState.objects.using(owner.ALIAS).filter(schema_name=circle.schema_name).delete()
        circle.state, circle.closed_at = Circle.State.CLOSED, now()
        if not keep_address:
            _give_address_away(circle)
        circle.save(using=owner.ALIAS)
        directory.bump()
    return circle.closed_at


def _refuse_half_migrated(circle: Circle) -> None:
    state = SchemaState.objects.using(owner.ALIAS).filter(schema_name=circle.schema_name).first()
    if state is not None and (state.begun or state.at_statement):
        raise Conflict(_("Its tables are being changed just now. Finish `coopbox migrate` first."), code="migrating")


def _give_address_away(circle: Circle) -> None:
    Domain.objects.using(owner.ALIAS).filter(tenant=circle).delete()
    circle.slug = f"closed-{circle.pk.hex}"[:40]


def bring_back(circle_id: UUID) -> None:
    """Let a home that was put aside be one again. Nobody is let in yet: its tables may be behind the others'.

    Safe to repeat. Raises Conflict when it was removed for good, or when its address is somebody else's.
    """
    with transaction.atomic(using=owner.ALIAS):
        circle = numbered(circle_id, lock=True)
        if circle.state != Circle.State.CLOSED:
            return
        if not is_kept(circle):
            raise Conflict(_("What this circle kept has been removed for good."), code="removed")
        if not Domain.objects.using(owner.ALIAS).filter(tenant=circle).exists():
            raise Conflict(
                _("This circle was closed without notice, and its address was given away."), code="no_address"
            )
        schema, role = owner.quoted(circle.schema_name), owner.quoted(homes.role_of(circle.schema_name))
        owner.send(f"ALTER SCHEMA {owner.quoted(TRASH + circle.schema_name)} RENAME TO {schema}")
        owner.send(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
        if not _app_may_become(circle.schema_name):
            owner.send(f"ALTER ROLE {role} LOGIN")  # it has a login of its own
        SchemaState.objects.using(owner.ALIAS).create(
            schema_name=circle.schema_name, at_step=_last_step_of(circle.schema_name)
        )
        circle.state, circle.state_reason, circle.closed_at = Circle.State.SUSPENDED, COMING_BACK, None
        circle.save(using=owner.ALIAS)
        directory.bump()


def is_kept(circle: Circle) -> bool:
    """Whether the home of a closed circle is still there to be brought back."""
    trash = TRASH + circle.schema_name
    return owner.raw().execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [trash]).fetchone() is not None


def _app_may_become(schema: str) -> bool:
    asked = owner.raw().execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [homes.app_login(), homes.role_of(schema)])
    return bool((asked.fetchone() or (False,))[0])


def _last_step_of(schema: str) -> int:
    """How far the tables of a home have come, by what its own history says."""
    asked = owner.raw().execute(
        "SELECT coalesce(max(step.number), 0) FROM public.tenants_migrationstep step"  # noqa: S608 (a name of ours)
        f" JOIN {owner.quoted(schema)}.django_migrations had ON had.app = step.app AND had.name = step.name"
    )
    return int((asked.fetchone() or (0,))[0])


def remove(circle_id: UUID) -> None:
    """Remove what a closed circle kept, for good: tables, role and files. Safe to repeat. Its row stays, as history."""
    circle = numbered(circle_id)
    if circle.state != Circle.State.CLOSED:
        raise Conflict(_("This circle is not closed."), code="wrong_state")
    owner.send(f"DROP SCHEMA IF EXISTS {owner.quoted(TRASH + circle.schema_name)} CASCADE")
    homes.drop(circle.schema_name)
    with circle_context(circle.ref("")):
        shutil.rmtree(Path(default_storage.path("")), ignore_errors=True)


def forget(circle_id: UUID) -> None:
    """Take the way to a removed circle off everybody's list, and let others have its address. Safe to repeat."""
    CircleLink.objects.filter(circle_id=circle_id).delete()
    with transaction.atomic(using=owner.ALIAS):
        circle = numbered(circle_id, lock=True)
        _give_address_away(circle)
        circle.save(using=owner.ALIAS)
        directory.bump()


def empty_trash(*, older_than: timedelta | None = None, at_most: int = 5) -> int:
    """Drop a few closed circles' homes for good, `TRASH_KEPT` after their closing. Returns how many.

    A few at a time: each drop locks everything in the schema.
    """
    before = now() - (settings.TRASH_KEPT if older_than is None else older_than)
    gone = dict(
        Circle.objects.using(owner.ALIAS)
        .filter(state=Circle.State.CLOSED, closed_at__lte=before)
        .values_list("schema_name", "pk")
    )
    there = owner.raw().execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE %s", ["trash\\_c\\_%"]).fetchall()
    due = [schema for (trash,) in sorted(there) if (schema := trash.removeprefix(TRASH)) in gone][:at_most]
    for schema in due:
        remove(gone[schema])
        if not Domain.objects.using(owner.ALIAS).filter(tenant_id=gone[schema]).exists():
            forget(gone[schema])  # closed without notice: no run is left to do it
    return len(due)
