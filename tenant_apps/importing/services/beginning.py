"""Somebody brings a list, says what its columns are, and what to do with those who seem to be here already."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed
from tenant_apps.importing.columns import checked, guessed
from tenant_apps.importing.events import CheckWanted, ListBrought, ListDropped
from tenant_apps.importing.models import Import, Row
from tenant_apps.importing.policies import can_import
from tenant_apps.importing.reading import decoded, table_of
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person

AT_ONCE = 500
State = Import.State


@transaction.atomic
def begin(content: bytes | str, *, called: str = "", by: Actor) -> Import:
    """A list is taken down as it is. When its columns name themselves, it is looked through at once."""
    allowed(by)
    table = table_of(decoded(content) if isinstance(content, bytes) else content)
    hand = hand_of(by)
    assert isinstance(hand, Person)
    made = Import(made_by=hand, called=called[:120], header=table.header, how_many=len(table.lines))
    made.columns = guessed(table.header)
    made.save(force_insert=True)
    Row.objects.bulk_create(
        (Row(brought=made, line=line.number, cells=line.cells) for line in table.lines), batch_size=AT_ONCE
    )
    announce(ListBrought(list_id=made.pk, rows=made.how_many), by=by)
    return made


@transaction.atomic
def say_columns(brought: Import, columns: Mapping[str, str], *, by: Actor) -> Import:
    """Say which column is what. The list is looked through in the background; nothing is written."""
    allowed(by)
    brought = held(brought, State.COLUMNS, State.READY)
    brought.columns = checked(columns, brought.header)
    brought.state, brought.seen, brought.round = State.CHECKING, 0, brought.round + 1
    brought.save(update_fields=["columns", "state", "seen", "round"])
    announce(CheckWanted(list_id=brought.pk, round=brought.round), by=by)
    return brought


@transaction.atomic
def want(brought: Import, rows: Collection[UUID], *, by: Actor) -> int:
    """Of those who seem to be here already, these are other people, and are brought in. The rest is left out."""
    allowed(by)
    brought = held(brought, State.READY)
    alike = brought.rows.filter(state=Row.State.LIKE)
    alike.exclude(pk__in=rows).update(wanted=False)
    return alike.filter(pk__in=rows).update(wanted=True)


@transaction.atomic
def drop(brought: Import, *, by: Actor) -> None:
    """The list is not brought in, and what it said is gone at once."""
    allowed(by)
    brought = held(brought, State.COLUMNS, State.READY)
    brought.rows.all().delete()
    brought.state, brought.header, brought.columns = State.DROPPED, [], {}
    brought.save(update_fields=["state", "header", "columns"])
    announce(ListDropped(list_id=brought.pk), by=by)


def allowed(by: Actor) -> None:
    if not can_import(require(by)):
        raise NotAllowed(_("Only a steward or a co-ordinator can bring in a list of people."))


def held(brought: Import, *states: State) -> Import:
    """The list as it is now, held until the transaction ends; refused when it is somewhere else on its way."""
    brought = Import.objects.select_for_update(of=["self"]).get(pk=brought.pk)
    if brought.state not in states:
        raise Conflict(_("This list is somewhere else on its way by now. Load the page again."), code="wrong_state")
    return brought
