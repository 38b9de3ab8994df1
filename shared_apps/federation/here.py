"""What the circle we are in may do, by what is written down about it today.

While nobody has written down which kind of circle it is, it may do the least (`modes.UNKNOWN`). The answer is kept
beside the register, which is read anew whenever a fact is noted (`services.facts`): a change holds within a second.
"""

import json
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kernel.errors import NotFound
from shared_apps.federation.modes import Ability, Words, may, why_not
from shared_apps.federation.services.facts import today
from tenants import directory
from tenants.context import current_circle

NOT_WRITTEN_DOWN: Final = _(
    "The national co-op has not written down yet what kind of circle this is. Until then there is no paid work here."
)


def written_mode() -> str:
    """The mode in force in this circle; empty while nobody has written it down."""
    kept, key = directory.kept_beside(), ("mode", current_circle().id, today())
    if key not in kept:
        kept[key] = _asked()
    return kept[key]


def offers_paid_work() -> bool:
    """Whether the circle may tell of paid work: by employing workers, or by introducing them."""
    return _offers(written_mode())


def must_offer_paid_work() -> None:
    """Raises NotFound with the reason where the circle's mode has no place for paid workers."""
    mode = written_mode()
    if not _offers(mode):
        raise NotFound(no_paid_work(mode), code="not_in_this_mode")


def no_paid_work(mode: str) -> Words:
    """Why there is no paid work in a circle of this mode; an unwritten one is called nothing that it may not be."""
    return why_not(mode, Ability.INTRODUCE) if mode else NOT_WRITTEN_DOWN


def may_give_personal_care() -> bool:
    """Whether the circle may say of itself that it gives personal care, or is regulated."""
    return may(written_mode(), Ability.PERSONAL_CARE)


def _asked() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coop.federation_says()")
        [(found,)] = cursor.fetchall()
    said = found if isinstance(found, dict) else json.loads(found)
    return next((fact["value"] for fact in said["facts"] if fact["kind"] == "mode"), "")


def _offers(mode: str) -> bool:
    return may(mode, Ability.EMPLOY) or may(mode, Ability.INTRODUCE)
