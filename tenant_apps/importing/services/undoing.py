"""A list is taken out again, but for people of whom something has been written since; and old lists are forgotten."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of
from kernel.errors import Conflict
from kernel.time import now
from tenant_apps.importing.events import ImportUndone, UndoWanted
from tenant_apps.importing.models import KEPT_FOR, Import, Row
from tenant_apps.importing.services.beginning import AT_ONCE, allowed, held
from tenant_apps.importing.services.bringing import mark_of_person
from tenant_apps.journal.services import announce
from tenant_apps.merging.joining import columns_to_people
from tenant_apps.people.models import Person
from tenant_apps.privacy.models import Choice, Stance
from tenants.checks import circle_models
from tenants.context import current_circle, in_circle

State = Import.State
# What an import writes itself, and what only speaks of it, is no sign that somebody was changed since.
OURS = (
    "importing.Row.person",
    "importing.Row.like",
    "merging.Apart.first",
    "merging.Apart.second",
    "privacy.Stance.person",
)


@transaction.atomic
def ask_undo(brought: Import, *, by: Actor) -> Import:
    """Take the people of this list out again, for seven days after they came."""
    allowed(by)
    brought = held(brought, State.DONE)
    if not brought.can_be_undone(now()):
        raise Conflict(_("This can no longer be undone: more than seven days have passed."), code="too_late")
    hand = hand_of(by)
    brought.state, brought.seen = State.UNDOING, 0
    brought.undone_by = hand if isinstance(hand, Person) else None
    brought.save(update_fields=["state", "seen", "undone_by"])
    announce(UndoWanted(list_id=brought.pk), by=by)
    return brought


def take_out(list_id: UUID) -> None:
    """Safe to run again."""
    circle = current_circle()
    while True:
        with in_circle(circle):
            brought = Import.objects.select_for_update(of=["self"]).select_related("undone_by").get(pk=list_id)
            if brought.state != State.UNDOING or brought.undone_by is None:
                return
            rows = list(brought.rows.filter(state=Row.State.BROUGHT).order_by("line")[:AT_ONCE])
            if not rows:
                _finish(brought, brought.undone_by)
                return
            _take_out(rows)
            brought.seen += len(rows)
            brought.save(update_fields=["seen"])


def _take_out(rows: list[Row]) -> None:
    wanted = Person.objects.select_for_update(of=["self"]).filter(pk__in=[row.person_id for row in rows])
    people = {person.pk: person for person in wanted.order_by("id")}
    touched = changed_since(rows, people)
    stay = [row.pk for row in rows if row.person_id in touched]
    go = [row.pk for row in rows if row.person_id not in touched]
    gone = [pk for pk in people if pk not in touched]
    Row.objects.filter(pk__in=stay).update(state=Row.State.STAYED)
    Row.objects.filter(pk__in=go).update(state=Row.State.UNDONE, person=None, mark="", written="")
    Stance.objects.filter(person__in=gone).delete()
    Person.objects.filter(pk__in=gone).delete()


def changed_since(rows: Collection[Row], people: dict[UUID, Person]) -> set[UUID]:
    """Those who can sign in, were put right, paused or left, or of whom any room has written something since."""
    written = {row.person_id: row.written for row in rows}
    touched = {
        pk
        for pk, person in people.items()
        if person.account_id is not None or not person.may_come_in or mark_of_person(person) != written[pk]
    }
    for model in circle_models():
        for column in columns_to_people(model):
            if f"{model._meta.label}.{column.name}" in OURS:
                continue
            found: Any = models.QuerySet(model).filter(**{f"{column.attname}__in": list(people)})
            touched.update(found.values_list(column.attname, flat=True))
    stances = Stance.objects.filter(person__in=people, is_ours=False)
    touched.update(stances.values_list("person_id", flat=True))
    return touched | set(Choice.objects.filter(person__in=people).values_list("person_id", flat=True))


def _finish(brought: Import, by: Person) -> None:
    brought.state, brought.undone_at, brought.seen = State.UNDONE, now(), brought.how_many
    brought.save(update_fields=["state", "undone_at", "seen"])
    gone, stayed = (brought.rows.filter(state=each).count() for each in (Row.State.UNDONE, Row.State.STAYED))
    announce(ImportUndone(list_id=brought.pk, gone=gone, stayed=stayed), by=by)


def forget_what_is_old() -> int:
    """A week after a list came, what it said is gone; which people came with it is still known."""
    at, how_many = now(), 0
    for brought in Import.objects.with_words(at - KEPT_FOR).order_by("id"):
        with transaction.atomic():
            brought.rows.filter(person=None).delete()
            brought.rows.update(cells=[], values={}, problems=[])
            brought.header, brought.columns, brought.called, brought.forgotten_at = [], {}, "", at
            if brought.state in (State.COLUMNS, State.READY):
                brought.state = State.DROPPED
            brought.save()
            how_many += 1
    return how_many
