"""Change the circle's keys while people go on working, one layer at a time, a few rows at a time.

    deployment   the circle's keys are locked anew with the deployment's newest key
    circle       the circle gets new keys; people's keys are locked with them, and look-ups made with them
    person       everybody gets a new key, and everything of theirs is locked anew with it

Each step is one transaction of its own and counts itself. Whoever dies leaves the rotation to be taken up: what is left
to do is seen from the rows. An old key goes when nothing needs it, and nobody who is just locking with it has to fear:
whoever locks holds the key until they are done, and we never wait for them with something in hand.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from time import monotonic, sleep
from typing import Any, Final
from uuid import UUID

from django.db import OperationalError, models
from django.db.models import Q

from kernel.actors import SYSTEM
from kernel.time import now
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.vault import deployment, fields, keyring
from tenant_apps.vault.events import KeysRotated
from tenant_apps.vault.models import CircleKey, PersonKey, Rotation
from tenants.context import CircleRef, in_circle
from tenants.locks import circle_lock

MANY: Final = 100
PATIENCE: Final = timedelta(minutes=10)
Layer = Rotation.Layer
GotTo = Callable[[int, int], None]


class StillInUse(RuntimeError):
    """Somebody has been locking with an old key for long. Say the command again later; it goes on from here."""


def rotate(circle: CircleRef, layer: str, *, got_to: GotTo = lambda done, of: None) -> Rotation:
    """Change one layer of a circle's keys, or go on where somebody was stopped. To be called outside a transaction."""
    with in_circle(circle):
        rotation = _begun(layer)
    for done in _STEPS[rotation.layer](circle, rotation):
        with in_circle(circle):
            rotation.done += done
            rotation.save(update_fields=["done"])
        got_to(rotation.done, rotation.of)
    with in_circle(circle):
        rotation.finished_at = now()
        rotation.save(update_fields=["finished_at"])
        announce(KeysRotated(rotation_id=rotation.pk, layer=Code(rotation.layer), done=rotation.done), by=SYSTEM)
    return rotation


def _begun(layer: str) -> Rotation:
    """The rotation of this layer that was left in the middle, or a new one."""
    circle_lock("vault")
    found = Rotation.objects.filter(layer=layer, finished_at=None).first()
    if found is not None:
        return found
    for key in CircleKey.objects.all():
        keyring.circle_key_bytes(key)  # whoever cannot open what is there changes nothing, and begins nothing
    rotation = Rotation(layer=layer)
    if layer == Layer.CIRCLE:
        for purpose in CircleKey.Purpose.values:
            newest = CircleKey.objects.filter(purpose=purpose).order_by("-number").first()
            if newest is not None:
                keyring.make_circle_key(purpose, newest.number + 1)
    rotation.of = _COUNTS[Layer(layer)](rotation)
    rotation.save(force_insert=True)
    return rotation


# --- the deployment's key ---------------------------------------------------------------------------------------------


def behind_deployment() -> models.QuerySet[CircleKey]:
    """The circle's keys that are still locked with an older key of the deployment."""
    return CircleKey.objects.exclude(locked_by=deployment.newest().mark)


def _deployment_layer(circle: CircleRef, _rotation: Rotation) -> Iterator[int]:
    with in_circle(circle):
        rows = list(behind_deployment().select_for_update())
        for row in rows:
            keyring.lock_circle_key(row, keyring.circle_key_bytes(row))
            row.save(update_fields=["locked_by", "wrapped"])
    yield len(rows)


# --- the circle's keys ------------------------------------------------------------------------------------------------


def _circle_layer(circle: CircleRef, _rotation: Rotation) -> Iterator[int]:
    yield from _until_none(circle, _lock_people_anew)
    for model in _models_with_lookups():
        for field in fields.lookup_fields(model):
            yield from _until_none(circle, partial(_make_lookups_anew, model, field))
    _patiently(circle, _remove_old_circle_keys)


def _newest_number(purpose: str) -> int:
    return CircleKey.objects.filter(purpose=purpose).aggregate(newest=models.Max("number"))["newest"] or 0


def _behind_circle() -> models.QuerySet[PersonKey]:
    newest = _newest_number(keyring.WRAP)
    return PersonKey.objects.filter(shredded_at=None).exclude(circle_key__number=newest)


def _lock_people_anew() -> int:
    rows = list(_behind_circle().select_related("circle_key").select_for_update(of=["self"], no_key=True)[:MANY])
    for row in rows:
        keyring.lock_person_key(row, keyring.person_key_bytes(row))
        row.save(update_fields=["circle_key", "wrapped"])
    return len(rows)


def _models_with_lookups() -> list[type[models.Model]]:
    return [model for model, _fields in fields.sealed_models() if fields.lookup_fields(model)]


def _behind_lookup(model: type[models.Model], field: fields.LookupField) -> models.QuerySet[Any]:
    newest = fields.number_bytes(_newest_number(keyring.LOOKUP))
    made_with = fields.NumberOf(field.attname, of_lookup=True)
    rows = model._base_manager.alias(made_with=made_with).exclude(**{field.attname: None})
    return rows.exclude(made_with=newest)


def _make_lookups_anew(model: type[models.Model], field: fields.LookupField) -> int:
    rows = list(_behind_lookup(model, field).select_for_update(of=["self"], skip_locked=True)[:MANY])
    whose = {getattr(row, each.whose_column(model)) for row in rows for each in fields.sealed_fields(model)}
    keyring.take_up(whose)
    for row in rows:
        model._base_manager.filter(pk=row.pk).update(**{field.attname: field.made_for(row)})
    return len(rows)


def _remove_old_circle_keys() -> bool:
    """Whether no old key of the circle is left. Nobody who is using one is waited for."""
    if _behind_circle().exists():
        _lock_people_anew()
        return False
    for model in _models_with_lookups():
        for field in fields.lookup_fields(model):
            if _behind_lookup(model, field).exists():
                _make_lookups_anew(model, field)
                return False
    for purpose in (keyring.WRAP, keyring.LOOKUP):
        old = CircleKey.objects.filter(purpose=purpose, number__lt=_newest_number(purpose))
        held = [row.pk for row in old.select_for_update(nowait=True)]
        CircleKey.objects.filter(pk__in=held).delete()
    return True


# --- people's keys ----------------------------------------------------------------------------------------------------


def _behind_person(rotation: Rotation) -> models.QuerySet[PersonKey]:
    """People's keys that are older than the rotation."""
    return PersonKey.objects.filter(shredded_at=None, made_at__lt=rotation.begun_at)


def _person_layer(circle: CircleRef, rotation: Rotation) -> Iterator[int]:
    """Some people at a time: new keys for all of them, then their texts, then the old keys away."""
    while True:
        with in_circle(circle):
            behind = _behind_person(rotation).order_by("person_id").values_list("person_id", flat=True).distinct()
            people = list(behind[:MANY])
            newest = _new_keys(people, rotation)
        if not people:
            return
        for number in sorted(set(newest.values())):
            group = [person for person in people if newest.get(person) == number]
            for model, its_fields in fields.sealed_models():
                for field in its_fields:
                    for _done in _until_none(circle, partial(_reseal, model, field, group, number)):
                        pass
            _patiently(circle, partial(_remove_old_person_keys, group, number))
        yield len(people)


def _new_keys(people: list[UUID], rotation: Rotation) -> dict[UUID, int]:
    """Each of them gets a new key, unless one was made in this rotation already. Says its number."""
    newest: dict[UUID, PersonKey] = {}
    for person in people:
        keyring.lock_person(person)
    for key in PersonKey.objects.filter(person__in=people, shredded_at=None).order_by("number"):
        newest[key.person_id] = key
    for person, key in newest.items():
        if key.made_at < rotation.begun_at:
            newest[person] = keyring.make_person_key(person, key.number + 1)
    return {person: key.number for person, key in newest.items()}


def _locked_before(
    model: type[models.Model], field: fields.SealedTextField, people: list[UUID], number: int
) -> models.QuerySet[Any]:
    """Rows of these people in which this column was locked with an older key."""
    rows = model._base_manager.alias(locked_with=fields.NumberOf(field.attname))
    theirs = Q(**{f"{field.whose_column(model)}__in": people}) & Q(locked_with__lt=fields.number_bytes(number))
    return rows.filter(theirs).exclude(locked_with=b"").exclude(**{f"{field.attname}__isnull": True})


def _reseal(model: type[models.Model], field: fields.SealedTextField, people: list[UUID], number: int) -> int:
    """Lock some of them with the newest key. A row that somebody is just changing is left for the next time."""
    rows = list(_locked_before(model, field, people, number).select_for_update(of=["self"], skip_locked=True)[:MANY])
    keyring.take_up({getattr(row, field.whose_column(model)) for row in rows})
    for row in rows:
        sealed = field.sealed(getattr(row, field.attname), row)
        model._base_manager.filter(pk=row.pk).update(**{field.attname: sealed.data})
    return len(rows)


def _remove_old_person_keys(people: list[UUID], number: int) -> bool:
    """Whether nobody needs an older key of these people any more, and they are gone."""
    old = PersonKey.objects.filter(person__in=people, number__lt=number, shredded_at=None)
    held = [row.pk for row in old.select_for_update(nowait=True)]
    for model, its_fields in fields.sealed_models():
        for field in its_fields:
            if _locked_before(model, field, people, number).exists():
                _reseal(model, field, people, number)
                return False
    PersonKey.objects.filter(pk__in=held).delete()
    return True


# --- a few at a time --------------------------------------------------------------------------------------------------


def _until_none(circle: CircleRef, some: Callable[[], int]) -> Iterator[int]:
    """Do some, each time in a transaction of its own, until there are none."""
    while True:
        with in_circle(circle):
            done = some()
        if not done:
            return
        yield done


def _patiently(circle: CircleRef, is_done: Callable[[], bool]) -> None:
    """Try until it is done, and let go of everything in between, so that nobody waits for us while we wait for them."""
    began = monotonic()
    while True:
        try:
            with in_circle(circle):
                if is_done():
                    return
        except OperationalError as busy:  # somebody holds the key just now
            if getattr(busy.__cause__, "sqlstate", "") != "55P03":
                raise
        if monotonic() - began > PATIENCE.total_seconds():
            raise StillInUse
        sleep(0.05)


def _count_lookups() -> int:
    return sum(
        _behind_lookup(model, field).count()
        for model in _models_with_lookups()
        for field in fields.lookup_fields(model)
    )


_STEPS: Final[dict[str, Callable[[CircleRef, Rotation], Iterator[int]]]] = {
    Layer.DEPLOYMENT: _deployment_layer,
    Layer.CIRCLE: _circle_layer,
    Layer.PERSON: _person_layer,
}
_COUNTS: Final[dict[str, Callable[[Rotation], int]]] = {
    Layer.DEPLOYMENT: lambda rotation: behind_deployment().count(),
    Layer.CIRCLE: lambda rotation: _behind_circle().count() + _count_lookups(),
    Layer.PERSON: lambda rotation: _behind_person(rotation).values("person_id").distinct().count(),
}
