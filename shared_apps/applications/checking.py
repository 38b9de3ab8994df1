"""Whether what a group said of its circle can stand: each answer by itself, and its name beside other circles."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kernel.errors import RuleBroken
from kernel.words import refuse_what_is_no_name
from shared_apps.applications.models import Application
from shared_apps.federation.modes import Mode
from shared_apps.federation.services.facts import slipped, today
from tenants import naming
from tenants.models import Circle


def check(application: Application) -> None:
    """Raises RuleBroken, with a sentence for each answer that makes no sense."""
    try:
        application.full_clean(validate_unique=False, validate_constraints=False)
        _check_names(application)
        _check_days(application)
    except ValidationError as wrong:
        told = wrong.message_dict
        raise RuleBroken(" ".join(" ".join(said) for said in told.values()), code="bad_answer", errors=told) from wrong


def _check_names(application: Application) -> None:
    """What goes into letters to those who are named must be names. Raises ValidationError at the answers."""
    called = {
        "name": [application.name],
        "place": [application.place],
        "places": application.places,
        "stewards": [steward["name"] for steward in application.stewards],
    }
    wrong: dict[str, list[ValidationError]] = {}
    for field, names in called.items():
        for name in names:
            try:
                refuse_what_is_no_name(name)
            except ValidationError as no:
                wrong.setdefault(field, []).append(no)
    if wrong:
        raise ValidationError(wrong)


def _check_days(application: Application) -> None:
    """A registration is a thing that happened; when to begin may be planned. Raises ValidationError at the answers."""
    happened = {"mode_since": application.mode == Mode.REGISTERED, "society_since": True}
    wrong: dict[str, str] = {}
    for field, is_past in happened.items():
        day: date | None = getattr(application, field)
        if day is not None and (no := slipped(day)):
            wrong[field] = no
        elif day is not None and is_past and day > today():
            wrong[field] = _("That day has not come yet.")
    if wrong:
        raise ValidationError(wrong)


def check_society(application: Application) -> None:
    """Raises RuleBroken when the kind of circle needs a society that it does not have: each may be changed alone."""
    if application.mode == Mode.REGISTERED and application.society != "own":
        raise RuleBroken(needs_own_society(), code="needs_own_society", errors={"society": [needs_own_society()]})


def needs_own_society() -> str:
    return _("A circle with its own registration needs a society of its own.")


def check_free_name(application: Application, **otherwise: object) -> None:
    """Raises RuleBroken when the circle cannot be called that where it is, or would not be if it said `otherwise`."""
    said = {field: otherwise.get(field, getattr(application, field)) for field in ("name", "place", "places")}
    if said["name"]:
        called = naming.Called(said["name"], said["place"], tuple(said["places"]))
        naming.check(called, _others(application.circle_id, application.pk))


def check_called(name: str, place: str, places: tuple[str, ...] = (), *, by: UUID | None = None) -> None:
    """Raises RuleBroken when a circle (`by`, or one still to be opened) cannot be called that where it is, whoever
    names it: a group, its stewards or the national co-op."""
    naming.check(naming.Called(name, place, places), _others(by, None))


def _others(circle_id: UUID | None, application_id: UUID | None) -> Iterator[naming.Called]:
    """Every other circle, and those that were sent and are still to be opened."""
    circles = Circle.objects.exclude(state=Circle.State.CLOSED).exclude(pk=circle_id)
    held = Application.objects.holding_an_address().exclude(pk=application_id).filter(circle_id=None)
    for found in (circles, held):
        for name, place, places in found.values_list("name", "place", "places"):
            yield naming.Called(name, place, tuple(places))
