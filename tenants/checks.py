"""What must hold of the apps for circles to stay apart and movable, told by `manage check` before anything runs."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import models

from tenants.roles import breaches
from tenants.router import app_is_in
from tenants.rows import CircleModel


def circle_apps() -> list[AppConfig]:
    """The apps whose tables every circle has for itself."""
    return [config for config in apps.get_app_configs() if app_is_in(config.label, settings.TENANT_APPS)]


def circle_models() -> list[type[models.Model]]:
    """Every model of a circle, with the ones Django made for many-to-many fields."""
    return [model for config in circle_apps() for model in config.get_models(include_auto_created=True)]


@register(Tags.models)
def circles_stay_apart(**kwargs: Any) -> list[CheckMessage]:
    """One list for each app, no key that leads out of a circle, and keys that clash with nobody's."""
    return [*_listed_twice(), *_same_names(), *_leading_out(), *_countable_keys(), *_forgetful()]


def _listed_twice() -> Iterator[CheckMessage]:
    for name in set(settings.SHARED_APPS) & set(settings.TENANT_APPS):
        yield Error(f"{name} is in SHARED_APPS and in TENANT_APPS: a table has one home.", id="tenants.E001")


def _same_names() -> Iterator[CheckMessage]:
    ours = circle_models()
    shared = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True) if model not in ours}
    for model in ours:
        if (twin := shared.get(model._meta.db_table)) is not None:
            yield Error(f"{model._meta.label} and {twin._meta.label} share a table name.", obj=model, id="tenants.E002")


def _leading_out() -> Iterator[CheckMessage]:
    ours = set(circle_models())
    for model in ours:
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model not in ours:
                yield Error(
                    f"{model._meta.label}.{field.name} points out of the circle.",
                    hint="Keep a UUID instead of a foreign key; only people.Person.account_id may.",
                    obj=model,
                    id="tenants.E003",
                )


def _countable_keys() -> Iterator[CheckMessage]:
    for model in circle_models():
        if not isinstance(model._meta.pk, (models.UUIDField, models.OneToOneField)):
            yield Error(
                f"{model._meta.label} counts its rows: its key must be a UUID made by kernel.ids.uuid7.",
                hint="Numbers clash when circles merge or move. Give a many-to-many field a model of its own.",
                obj=model,
                id="tenants.E004",
            )


def _forgetful() -> Iterator[CheckMessage]:
    for model in circle_models():
        if not issubclass(model, CircleModel):
            yield Error(
                f"{model._meta.label} does not remember its circle: derive it from tenants.rows.CircleModel.",
                obj=model,
                id="tenants.E005",
            )


@register(Tags.database)
def walls_stand(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """The side doors of the database are closed."""
    if "default" not in (databases or []):
        return []
    return [Error(sentence, id="tenants.E010") for sentence in breaches()]
