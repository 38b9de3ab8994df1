"""What the circle we are in may do, by what is written down about it today. Asked anew each time: changes hold at once.

While nobody has written down which kind of circle it is, nothing is hidden: that is the national co-op's to find out,
and its checklist asks for it before a circle opens.
"""

import json

from django.db import connection

from kernel.errors import NotFound
from shared_apps.federation.modes import Ability, may, why_not


def written_mode() -> str:
    """The mode in force in this circle; empty while nobody has written it down."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coop.federation_says()")
        [(found,)] = cursor.fetchall()
    said = found if isinstance(found, dict) else json.loads(found)
    return next((fact["value"] for fact in said["facts"] if fact["kind"] == "mode"), "")


def offers_paid_work() -> bool:
    """Whether the circle may tell of paid work: by employing workers, or by introducing them."""
    return _offers(written_mode())


def must_offer_paid_work() -> None:
    """Raises NotFound with the reason where the circle's mode has no place for paid workers."""
    mode = written_mode()
    if not _offers(mode):
        raise NotFound(why_not(mode, Ability.INTRODUCE), code="not_in_this_mode")


def _offers(mode: str) -> bool:
    return not mode or may(mode, Ability.EMPLOY) or may(mode, Ability.INTRODUCE)
