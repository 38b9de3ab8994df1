"""Where circles write to. Each keeps an address of its own for each person; its owner lets it take the account's.

No circle learns of another address by itself: a person may want their old one to stay known there. What they choose is
carried into each circle by a run of its own, so that one circle that cannot be entered just now holds up no other. See
decision 26.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM
from kernel.errors import NotFound
from kernel.ids import uuid7
from kernel.time import now
from provisioning import owner
from provisioning.accounts.ending import circles_with
from provisioning.closing import is_kept
from provisioning.register import numbered
from provisioning.running import CalledOff, NotYet
from shared_apps.identity.addresses import fingerprint
from shared_apps.identity.models import Account
from shared_apps.identity.services import circles_of, proven_address
from shared_apps.runs import services as runs
from shared_apps.runs.models import Run
from tenant_apps.people import accounts
from tenants import directory
from tenants.context import CircleRef, in_circle

WRITE_TO: Final = "write-to"
A_MOMENT: Final = timedelta(seconds=5)
A_DAY: Final = timedelta(days=1)
ENTERED: Final = ("open", "closing", "suspended")


@dataclass(frozen=True)
class Place:
    """A circle of somebody, the address it writes to, and whether it is about to hear of another one."""

    circle: CircleRef
    address: str
    is_being_told: bool


def places_of(account: Account) -> list[Place]:
    """Where each circle of this account writes to its person."""
    waiting = Run.objects.under_way().filter(kind=WRITE_TO, facts__account_id=str(account.pk))
    told = {facts["circle_id"] for facts in waiting.values_list("facts", flat=True)}
    places = []
    for circle in circles_with(account):
        if circle.state not in ENTERED:
            continue
        with in_circle(circle):
            address = accounts.address_written_to(account.pk)
        if address is not None:
            places.append(Place(circle, address, str(circle.id) in told))
    return places


def take_address(account: Account, circle_ids: Collection[UUID]) -> list[Run]:
    """These circles of theirs shall write to the address this account signs in with now."""
    return [_ask(account, circle_id) for circle_id in circles_of(account) if circle_id in circle_ids]


def take_back(account: Account, addresses: Collection[str]) -> list[Run]:
    """These addresses of the account were not its owner's wish: circles that write to one of them forget it again."""
    undone = [fingerprint(each) for each in addresses]
    return [_ask(account, circle_id, instead_of=undone) for circle_id in circles_of(account)]


def _ask(account: Account, circle_id: UUID, **more: list[str]) -> Run:
    """The record keeps no address: what is to be taken is the account's own, and a fingerprint says which it was."""
    facts = {"account_id": str(account.pk), "circle_id": str(circle_id), "address": fingerprint(account.email), **more}
    return runs.ask(WRITE_TO, by=account, key=f"{WRITE_TO}:{uuid7()}", facts=facts)


def tell_circle(facts: dict[str, str | list[str]]) -> bool:
    """What a worker does: one circle takes the address, if the account has it still. Says whether anything changed.

    Whatever was asked for later about the same account has a run of its own; only one of them is carried out at a time,
    so that none writes what another has just taken back.
    """
    account_id, circle_id = UUID(str(facts["account_id"])), UUID(str(facts["circle_id"]))
    with owner.only_one(f"{WRITE_TO}:{account_id}") as mine:
        if not mine:
            raise NotYet(now() + A_MOMENT, _("Another address of the same account is being written down."))
        address = proven_address(account_id)
        if fingerprint(address) != facts["address"]:
            raise CalledOff(_("The account has another address by now."))
        circle = _circle(circle_id)
        undone = facts.get("instead_of")
        instead_of = None if undone is None else partial(_is_one_of, undone)
        with in_circle(circle):
            return accounts.take_proven_address(account_id, address, by=SYSTEM, instead_of=instead_of) is not None


def _is_one_of(undone: Collection[str], address: str) -> bool:
    return fingerprint(address) in undone


def _circle(circle_id: UUID) -> CircleRef:
    """The circle, paused or not. One that was put aside may come back, and is told then."""
    circle = directory.by_id(circle_id)
    if circle is not None and circle.state in ENTERED:
        return circle
    if circle is None and not _may_come_back(circle_id):
        raise CalledOff(_("This circle is not here any more."))
    raise NotYet(now() + A_DAY, _("The circle cannot be entered just now."))


def _may_come_back(circle_id: UUID) -> bool:
    try:
        return is_kept(numbered(circle_id))
    except NotFound:
        return False
