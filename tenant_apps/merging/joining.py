"""Pointing everything that points to one entry to the other, step by step, and back again.

It goes over the foreign keys of all models of a circle, so that a table added tomorrow is carried tomorrow. A row that
may not stand at the other entry (it would be there twice) stays, and with it whatever hangs on it. What is locked for
one person is locked anew for the other.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction

from kernel.together import Parting, joins, parts, why_apart
from tenant_apps.merging.models import Merge, Step
from tenant_apps.people.models import Person
from tenant_apps.vault.fields import hand_over, sealed_fields
from tenants.checks import circle_models

Model = type[models.Model]
What = Step.What
AT_ONCE: Final = 500


class Joined:
    """Two entries while they become one."""

    def __init__(self, merge: Merge) -> None:
        self.merge, self.kept, self.gone, self.takes = merge, merge.kept_id, merge.gone_id, tuple(merge.takes)
        self._steps: list[Step] = []

    def change(self, row: models.Model, **values: Any) -> None:
        """Write other values into a row."""
        was = {name: getattr(row, name) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        self._note(What.CHANGED, row, was, values)

    def move(self, row: models.Model, column: str, to: UUID | None = None) -> bool:
        """Point a row to the entry that stays, or to another; False when it may not stand there."""
        to = to or self.kept
        field = type(row)._meta.get_field(column)
        assert isinstance(field, models.ForeignKey)
        was = getattr(row, field.attname)
        if not _point(row, field, to):
            return False
        self._note(What.MOVED, row, {column: was}, {column: to})
        return True

    def add(self, row: models.Model) -> None:
        row.save(force_insert=True)
        self._note(What.ADDED, row, {}, {})

    def remove(self, row: models.Model) -> None:
        was = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        self._note(What.REMOVED, row, was, {})
        row.delete()

    def _note(self, what: Step.What, row: models.Model, was: dict[str, Any], became: dict[str, Any]) -> None:
        step = Step(merge=self.merge, number=len(self._steps) + 1, what=what, model=row._meta.label, row=row.pk)
        step.was, step.became = _plain(was), _plain(became)
        self._steps.append(step)

    def write_down(self) -> None:
        Step.objects.bulk_create(self._steps, batch_size=AT_ONCE)


def carry_over(joined: Joined) -> int:
    """First what rooms do themselves, then everything else that points to the entry that goes. Says how much stays."""
    for join in joins():
        join(joined)
    stayed: dict[Model, set[UUID]] = {}
    for model in _parents_first(circle_models()):
        for column in columns_to_people(model):
            if why_apart(f"{model._meta.label}.{column.name}"):
                continue
            for row in models.QuerySet(model).filter(**{column.attname: joined.gone}).order_by("pk"):
                if _hangs_on(row, stayed) or not joined.move(row, column.name):
                    stayed.setdefault(model, set()).add(row.pk)
    return sum(map(len, stayed.values()))


def columns_to_people(model: Model) -> "list[models.ForeignKey[Any, Any]]":
    """The columns of a model that point to people; none of one whose rows are only ever added."""
    if getattr(model, "append_only", False):
        return []
    columns = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    return [field for field in columns if field.related_model is Person]


def _hangs_on(row: models.Model, stayed: dict[Model, set[UUID]]) -> bool:
    """Whether a row is a part of one that stayed."""
    return any(getattr(row, field.attname) in stayed.get(parent, ()) for field, parent in _wholes(type(row)))


def _wholes(model: Model) -> "Iterator[tuple[models.ForeignKey[Any, Any], Model]]":
    """The columns that say which row of which model a row is a part of: it would go together with it."""
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE:
            parent: Any = field.related_model
            if parent not in (model, Person):
                yield field, parent


def _parents_first(found: Collection[Model]) -> list[Model]:
    ordered: dict[Model, None] = {}

    def put(model: Model, above: tuple[Model, ...] = ()) -> None:
        for _field, parent in _wholes(model):
            if parent not in ordered and parent not in above:
                put(parent, (*above, model))
        ordered.setdefault(model)

    for model in found:
        put(model)
    return list(ordered)


def _point(row: models.Model, field: "models.ForeignKey[Any, Any]", to: UUID) -> bool:
    try:
        with transaction.atomic():
            if field.name in {each.whose for each in sealed_fields(type(row))}:
                hand_over(row, to)
            else:
                setattr(row, field.attname, to)
                models.QuerySet(type(row)).filter(pk=row.pk).update(**{field.attname: to})
    except IntegrityError:
        return False
    return True


# --- and back ---------------------------------------------------------------------------------------------------------


def take_apart(merge: Merge) -> int:
    """Undo each step, the last first. What has been changed since is left as it is now; says how much that was.

    What somebody wrote since is theirs who stayed: it does not go back with the rows it was written into.
    """
    assert merge.merged_at is not None
    steps = list(merge.steps.order_by("-number"))
    carried: dict[str, set[UUID]] = {}
    for step in steps:
        if step.what == What.MOVED and str(merge.kept_id) in step.became.values():
            carried.setdefault(step.model, set()).add(step.row)
    parting = Parting(merge.kept_id, merge.merged_at, carried)
    afterwards = [part(parting) for part in parts()]
    left = sum(not _undone(step) for step in steps)
    for then in afterwards:
        then()
    return left


def _undone(step: Step) -> bool:
    model = apps.get_model(step.model)
    row = models.QuerySet(model).filter(pk=step.row).first()
    if step.what == What.REMOVED:
        return row is None and _put_back(model, step)
    if row is None:
        return False
    if any(getattr(row, _attname(model, name)) != _value(model, name, value) for name, value in step.became.items()):
        return False
    if step.what == What.ADDED:
        row.delete()
        return True
    if step.what == What.MOVED:
        ((column, was),) = step.was.items()
        field: Any = model._meta.get_field(column)
        return _point(row, field, _value(model, column, was))
    for name, value in step.was.items():
        setattr(row, _attname(model, name), _value(model, name, value))
    row.save(update_fields=list(step.was))
    return True


def _put_back(model: Model, step: Step) -> bool:
    try:
        with transaction.atomic():
            model(**{name: _value(model, name, value) for name, value in step.was.items()}).save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _attname(model: Model, name: str) -> str:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field.attname


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Ids, numbers and codes as they stand in JSON; moments to the microsecond."""
    return {
        name: value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, UUID) else value
        for name, value in values.items()
    }


def _value(model: Model, name: str, value: Any) -> Any:
    """A value as it was, out of JSON."""
    field: Any = model._meta.get_field(name)
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field.to_python(value)
