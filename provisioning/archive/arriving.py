"""A circle moves in from an archive: a home at the archive's own state, its rows, its files; and out again without a
trace if anything is wrong.

Until the doors open the circle stands in the register as being opened, and belongs to the run that makes it. Whoever
takes up the run of a dead worker finds it there. Whatever is refused is undone.
"""

import json
import shutil
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import Conflict
from kernel.ids import parse_uuid, schema_name, uuid7
from provisioning import addresses, homes, names, owner, replay
from provisioning.archive import container, facts, keys, manifest, refusals, tables
from provisioning.archive.manifest import Entry, Manifest
from provisioning.archive.reading import Archive
from provisioning.archive.writing import folder
from shared_apps.identity.models import CircleLink
from shared_apps.identity.services import forget_unused_account, unlink_circle
from shared_apps.runs import kept
from tenants import directory
from tenants.models import Circle, Domain, MigrationStep, SchemaState

GotTo = Callable[[int], None]
ARRIVING = ".arriving"


def check_address(slug: str) -> None:
    """Raises RuleBroken with a sentence when a circle cannot have this address."""
    names.check_letters(slug)
    names.check_others(slug, addresses.had())


def number_for(wanted: UUID) -> UUID:
    """The id the circle gets here: its own, unless a circle or a home of that id is or was on this server."""
    schema = schema_name(wanted)
    there = owner.raw().execute(
        "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)"
        " OR EXISTS (SELECT FROM pg_namespace WHERE nspname IN (%s, 'trash_' || %s))",
        [homes.role_of(schema), schema, schema],
    )
    is_had = bool((there.fetchone() or (True,))[0])
    return uuid7() if is_had or Circle.objects.using(owner.ALIAS).filter(pk=wanted).exists() else wanted


def living_here(wanted: UUID) -> Circle | None:
    """The circle of this id, if people are at home in it on this server: an archive of it then moves nobody."""
    states = (Circle.State.OPEN, Circle.State.SUSPENDED)
    return Circle.objects.using(owner.ALIAS).filter(pk=wanted, state__in=states).first()


def make_home(said: Manifest, circle_id: UUID, slug: str, at_step: int) -> None:
    """A home, the register's row and the address, in one transaction. Safe to repeat.

    Raises RuleBroken when the address was taken meanwhile.
    """
    with owner.in_turn(f"open:{slug}"), transaction.atomic(using=owner.ALIAS):
        owner.send(addresses.one_at_a_time())
        if Circle.objects.using(owner.ALIAS).filter(pk=circle_id).exists():
            return
        check_address(slug)
        circle = facts.believed(said.circle, slug=slug)
        circle.id, circle.schema_name = circle_id, schema_name(circle_id)
        if at_step == _newest_step():
            homes.build(circle_id)
        else:
            homes.build_bare(circle_id)
        domain = Domain(domain=addresses.below(slug), tenant=circle, is_primary=True)
        Circle.objects.using(owner.ALIAS).bulk_create([circle])
        Domain.objects.using(owner.ALIAS).bulk_create([domain])


def _newest_step() -> int:
    return MigrationStep.objects.using(owner.ALIAS).order_by("-number").values_list("number", flat=True)[0]


def bring_to(circle: Circle, step: int | None = None) -> None:
    """Bring the tables of a home to this step, the newest by default. Raises Conflict with what stopped it."""
    state = SchemaState.objects.using(owner.ALIAS).get(schema_name=circle.schema_name)
    steps = MigrationStep.objects.using(owner.ALIAS).filter(number__gt=state.at_step).order_by("number")
    lacking = list(steps if step is None else steps.filter(number__lte=step))
    if lacking and (trouble := replay.bring(state, lacking)):
        raise Conflict(kept.TABLES % {"why": trouble}, code="tables")


def fill(circle: Circle, archive: Archive, got_to: GotTo) -> None:
    """Put every row in, all or none. Safe to repeat. Raises NotTaken for rows that do not fit."""
    schema = circle.schema_name
    _pass_by(archive, archive.said.summaries)
    with transaction.atomic(using=owner.ALIAS):
        tables.empty(schema)
        for entry in archive.said.all_keys():
            keys.put(circle, b"".join(container.pieces(archive.opener, entry, got_to)).splitlines())
        tables.stage(schema)
        for table in archive.said.tables:
            tables.fill(schema, table, container.pieces(archive.opener, table, got_to))
        tables.unstage(schema)
        tables.all_keys_lead_somewhere()
    tables.count(schema, [table.table for table in archive.said.tables])


def _pass_by(archive: Archive, entries: Iterable[Entry]) -> None:
    for entry in entries:
        for _piece in container.pieces(archive.opener, entry):
            pass


def accounts(archive: Archive) -> list[tuple[UUID, str]]:
    """Who signs in with which address, as far as it makes sense."""
    _pass_by(archive, (*archive.said.summaries, *archive.said.all_keys(), *archive.said.tables))
    lines = b"".join(container.pieces(archive.opener, archive.said.accounts)).splitlines()
    said = [(parse_uuid(row["person"]), row["email"]) for row in map(json.loads, lines)]
    return [(person, email) for person, email in said if person is not None and isinstance(email, str)]


def put_files(circle: Circle, archive: Archive, got_to: GotTo) -> None:
    """Put the circle's files where its own are. Safe to repeat: they lie beside, and appear together."""
    home = folder(circle)
    beside = home.with_name(home.name + ARRIVING)
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    said = archive.said
    _pass_by(archive, (*said.summaries, *said.all_keys(), *said.tables, said.accounts))
    for entry in archive.said.files:
        place = beside / entry.name.removeprefix(manifest.FILES)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as file:
                for piece in container.pieces(archive.opener, entry, got_to):
                    file.write(piece)
        except (FileExistsError, IsADirectoryError, NotADirectoryError) as wrong:
            raise refusals.damaged(entry.name) from wrong
    shutil.rmtree(home, ignore_errors=True)
    beside.replace(home)


def undo(circle_id: UUID, *, begun_at: datetime) -> None:
    """Nothing of it was ever here: home, role, row, address, files, and the accounts that were begun for it since then.

    Safe to repeat; an open circle is never touched.
    """
    circle = Circle.objects.using(owner.ALIAS).filter(pk=circle_id, state=Circle.State.OPENING).first()
    if circle is None:
        return
    home = folder(circle)
    for place in (home, home.with_name(home.name + ARRIVING)):
        shutil.rmtree(place, ignore_errors=True)
    for link in CircleLink.objects.filter(circle_id=circle_id):
        unlink_circle(account_id=link.account_id, circle_id=circle_id)
        forget_unused_account(link.account_id, begun_since=begun_at)
    with transaction.atomic(using=owner.ALIAS):
        homes.drop(circle.schema_name)
        Domain.objects.using(owner.ALIAS).filter(tenant=circle).delete()
        Circle.objects.using(owner.ALIAS).filter(pk=circle_id).delete()
        directory.bump()
