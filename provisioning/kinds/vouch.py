"""An officer has heard or seen somebody who lost their second step, and in whose circle too few could vouch.

Facts: reference, officer_account_id, reason. It is a run because the desk itself cannot look into accounts.
"""

from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.time import now
from provisioning.running import NotYet, RefusedForGood, Step, Work, kind
from provisioning.telling import AGAIN_IN, MAIL_IS_STUCK
from shared_apps.identity.lost_by_staff import vouch_by_staff

NOT_VOUCHED: Final = _(
    "Nothing was done. Either nobody waits with these letters, or the officer asked for themselves, or two people in"
    " office in a circle of theirs can vouch."
)


def _vouch(work: Work) -> None:
    reference = work.facts.get("reference", "")
    try:
        account = vouch_by_staff(reference=reference, officer_id=UUID(work.facts["officer_account_id"]))
    except OSError as stuck:  # nothing counts untold
        raise NotYet(now() + AGAIN_IN, MAIL_IS_STUCK) from stuck
    if account is None:
        work.forget("reference")
        raise RefusedForGood(NOT_VOUCHED)


def _forget(work: Work) -> None:
    """Only once it is written down that it counted: without the letters it could not be done again."""
    work.forget("reference")


VOUCH = kind(
    "vouch",
    _("Vouch for somebody who lost their second step"),
    Step("vouch", _("Writing to everybody concerned"), _vouch),
    Step("forget", _("Forgetting the letters"), _forget),
)
