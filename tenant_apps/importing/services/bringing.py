"""Somebody says yes, and the list is written: entries and nothing more. No account, no hat, and nobody sees them but
those who look after the list."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of
from kernel.errors import Conflict
from kernel.time import now
from tenant_apps.importing.events import ImportConfirmed, PeopleImported
from tenant_apps.importing.models import Import, Row
from tenant_apps.importing.policies import can_import
from tenant_apps.importing.services.beginning import AT_ONCE, allowed, held
from tenant_apps.importing.services.looking import written_mark
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person, today
from tenant_apps.people.services import CORRECTABLE
from tenant_apps.privacy.models import Stance
from tenant_apps.privacy.words import Preset
from tenants.context import current_circle, in_circle
from tenants.locks import circle_lock

State = Import.State
WROTE = ["state", "person", "written"]


@transaction.atomic
def confirm(brought: Import, *, by: Actor) -> Import:
    """Bring it in. Asked twice, it is brought in once."""
    allowed(by)
    brought = held(brought, State.READY)
    if not to_bring(brought).exists():
        raise Conflict(_("There is nobody to bring in: everybody is here already, or has a problem."), code="nobody")
    hand = hand_of(by)
    assert isinstance(hand, Person)
    brought.state, brought.confirmed_by, brought.seen = State.BRINGING, hand, 0
    brought.save(update_fields=["state", "confirmed_by", "seen"])
    announce(ImportConfirmed(list_id=brought.pk), by=by)
    return brought


def to_bring(brought: Import) -> "QuerySet[Row]":
    """The rows that are written when it is confirmed, or were meant to be and are not yet."""
    new, alike = brought.rows.filter(state=Row.State.NEW), brought.rows.filter(state=Row.State.LIKE, wanted=True)
    return new | alike


def bring(list_id: UUID) -> None:
    """Safe to run again: what was written is not written twice, whoever died in between."""
    circle = current_circle()
    while True:
        with in_circle(circle):
            circle_lock("importing")  # of two lists with the same people, the second sees what the first wrote
            brought = Import.objects.select_for_update(of=["self"]).select_related("confirmed_by").get(pk=list_id)
            if brought.state != State.BRINGING or brought.confirmed_by is None:
                return
            rows = list(to_bring(brought).order_by("line")[:AT_ONCE]) if can_import(brought.confirmed_by) else []
            if not rows:
                _finish(brought, brought.confirmed_by)
                return
            brought.seen += _write(rows)
            brought.save(update_fields=["seen"])


def _write(rows: list[Row]) -> int:
    """Write these, but for lines that another list brought in meanwhile."""
    marks = {row.mark for row in rows}
    meanwhile = Row.objects.filter(mark__in=marks, state=Row.State.BROUGHT).exclude(person=None)
    already = set(meanwhile.values_list("mark", flat=True))
    people = []
    for row in rows:
        if row.mark in already and not row.wanted:
            row.state = Row.State.KNOWN
            continue
        person = _person(row.values)
        people.append(person)
        row.state, row.person, row.written = Row.State.BROUGHT, person, mark_of_person(person)
    Person.objects.bulk_create(people)
    # Nobody has asked them yet: until they say otherwise, only whoever looks after the list knows of them.
    Stance.objects.bulk_create(
        Stance(person=person, preset=Preset.VERY_PRIVATE.value, is_ours=True) for person in people
    )
    Row.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=WROTE)
    return len(rows)


def _person(values: dict[str, str]) -> Person:
    told = {column: values.get(column, "") for column in CORRECTABLE if column != "joined_on"}
    day = values.get("joined_on")
    return Person(**told, joined_on=date.fromisoformat(day) if day else today())


def mark_of_person(person: Person) -> str:
    return written_mark(getattr(person, column) for column in CORRECTABLE)


def _finish(brought: Import, by: Person) -> None:
    left_out = brought.rows.exclude(state=Row.State.BROUGHT)
    left_out.filter(state=Row.State.LIKE).update(state=Row.State.LEFT_OUT)
    brought.state, brought.done_at, brought.seen = State.DONE, now(), brought.how_many
    brought.save(update_fields=["state", "done_at", "seen"])
    written = brought.rows.filter(state=Row.State.BROUGHT)
    done = PeopleImported(list_id=brought.pk, brought=written.count(), left_out=left_out.count())
    announce(done, by=by)
    written.update(cells=[], values={})  # it stands in the list of people now
