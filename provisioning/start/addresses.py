"""Is a web address free? Said while somebody types, and again when they save; opening the circle has the last word."""

from collections.abc import Iterator
from typing import Final

from django.conf import settings

from kernel.errors import RuleBroken
from provisioning import names
from provisioning.addresses import had
from shared_apps.applications.models import Application

ENDINGS: Final = ("circle", "care", "neighbours", "together", "co-op")
OFFERED: Final = 3


def tidied(typed: str) -> str:
    """What somebody typed as an address is written: small letters, no spaces, without the part that is ours."""
    plain = typed.strip().lower().removeprefix("https://").removeprefix("http://").strip("/")
    plain = plain.removesuffix(f".{settings.FEDERATION_DOMAIN}")
    return "-".join(plain.replace("_", "-").split())


def check_free(slug: str, application: Application) -> None:
    """Raises RuleBroken with a sentence when this application cannot have the address."""
    names.check_letters(slug)
    names.check_others(slug, _others(application))


def is_free(slug: str, application: Application) -> bool:
    try:
        check_free(slug, application)
    except RuleBroken:
        return False
    return True


def offers(application: Application) -> list[str]:
    """A few addresses that are free, made of the circle's name and place."""
    found: list[str] = []
    for slug in _ideas(application):
        if slug not in found and is_free(slug, application):
            found.append(slug)
        if len(found) == OFFERED:
            break
    return found


def _ideas(application: Application) -> Iterator[str]:
    place = names.slug_from(application.place.split(",")[0])
    name = names.slug_from(application.name)
    yield from (place, name, name.replace("-care-circle", "").replace("-circle", ""))
    for ending in ENDINGS:
        yield f"{place or name}-{ending}"[: names.LONGEST]
    yield f"{name}-{place}"[: names.LONGEST].strip("-")


def _others(application: Application) -> Iterator[str]:
    yield from had(using="default", but_by=application.circle_id)
    held = Application.objects.holding_an_address().exclude(pk=application.pk)
    yield from held.filter(circle_id=None).values_list("slug", flat=True)
