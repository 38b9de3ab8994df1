"""When and in which ways somebody proved who they are. It travels with a ticket, so that others may ask for it fresh.

Payouts, exports and giving roles want a proof of the last five minutes; offices want one with a second step. The
sign-in host knows both, and neither the password nor the code nor the key ever leaves it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings

from kernel.time import now
from tenants.context import address_of

FRESH_FOR: Final = timedelta(minutes=5)
LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
ENTER: Final = "/enter/"


class Way(StrEnum):
    """One way to prove who one is."""

    CODE = "code"  # from an e-mail
    PASSWORD = "password"  # noqa: S105
    PASSKEY = "passkey"  # two in one: something one has, and its PIN, finger or face
    APP = "app"  # a code of an authenticator app
    RECOVERY = "recovery"  # a recovery code from paper


SECOND: Final = frozenset({Way.PASSKEY, Way.APP, Way.RECOVERY})


@dataclass(frozen=True)
class Proof:
    """What is known of whoever is signed in in one browser.

    `at`: when they last proved who they are; `methods`: in which ways, since they signed in; `browser_id`: the browser
    on the sign-in host, with which every session that comes of it ends.
    """

    at: datetime = LONG_AGO
    methods: tuple[str, ...] = ()
    browser_id: UUID | None = None

    def is_fresh(self, now: datetime, within: timedelta = FRESH_FOR) -> bool:
        """Whether it was within the last five minutes. A proof from the future is none."""
        return timedelta(0) <= now - self.at <= within

    @property
    def has_second_step(self) -> bool:
        return bool(SECOND.intersection(self.methods))


NOTHING_PROVED: Final = Proof()


def way_in(
    state: str,
    next: str,
    *,
    circle_id: UUID | None,
    fresh: bool = False,
    second: bool = False,
    since: datetime | None = None,
    language: Mapping[str, str] | None = None,
) -> str:
    """The address that leads through the sign-in host into a circle, or into the console when no circle is named.

    `state` is `states.state_of(secret)`, the secret being in a cookie of the host that asks. With `fresh`, whoever has
    not proved who they are within the last five minutes is asked again; with `second`, whoever has not done their
    second step is asked for it, and sets one up first if they have none. With `since`, whoever has not proved it since
    that moment is asked, were it a second ago. `language` is `ui.language.taken_along()`.
    """
    audience = {"console": "1"} if circle_id is None else {"circle": str(circle_id)}
    wishes = {name: "1" for name, wished in (("fresh", fresh), ("second", second)) if wished}
    moment = {"since": f"{since.timestamp():.6f}"} if since else {}
    facts = {**audience, "state": state, "next": next, **wishes, **moment, **(language or {})}
    return f"{address_of(settings.SIGN_IN_HOST)}{ENTER}?{urlencode(facts)}"


def read_moment(text: str) -> datetime | None:
    """The moment that stands in an address as seconds; None when it is none, or still to come."""
    try:
        moment = datetime.fromtimestamp(float(text), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment <= now() else None
