"""Circles with a database login of their own, and whether this process knows it.

`coopbox circle own-login` changes the database at once. A process learns of it from CIRCLE_LOGINS, when it starts; in
between it cannot enter the circle.
"""

from django.conf import settings
from django.db import OperationalError, connection

from kernel.errors import Conflict
from tenants.context import CircleRef, in_circle, in_federation


def own_logins() -> set[str]:
    """The roles of this server that may sign in by themselves, the circles' own logins among them."""
    with in_federation(), connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_catalog.pg_roles WHERE rolcanlogin")
        return {name for (name,) in cursor.fetchall()}


def has_own(circle: CircleRef) -> bool:
    return circle.role in own_logins()


def strangers_to(circles: list[CircleRef]) -> dict[str, str]:
    """Those of them this process cannot enter because of their login: why, in a sentence, by web address."""
    own = own_logins()
    told = {circle.slug: _why_not(circle, is_own=circle.role in own) for circle in circles}
    return {slug: sentence for slug, sentence in told.items() if sentence}


def must_reach(circle: CircleRef) -> None:
    """Raise Conflict with a sentence when this process cannot enter the circle because of its login."""
    if sentence := _why_not(circle, is_own=has_own(circle)):
        raise Conflict(f"{sentence} `coopbox doctor` says what to do.", code="own_login")


def _why_not(circle: CircleRef, *, is_own: bool) -> str:
    is_named = circle.schema in settings.CIRCLE_LOGINS
    if is_own and not is_named:
        return f"{circle.name} has a database login of its own, and CIRCLE_LOGINS does not tell this process about it."
    if is_named and not is_own:
        return f"CIRCLE_LOGINS names a login for {circle.name}, which has none of its own."
    if is_own and not _lets_in(circle):
        return f"The password CIRCLE_LOGINS has for {circle.name} does not open its database login."
    return ""


def _lets_in(circle: CircleRef) -> bool:
    try:
        with in_circle(circle), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return False
    return True
