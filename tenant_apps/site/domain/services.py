"""What stewards do about the circle's own domain. Each goes through a narrow door, with its entry in the journal."""

import secrets
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken, TooMany
from kernel.ids import uuid7
from kernel.lookalikes import look
from shared_apps.federation.domain_names import in_letters, normal_domain
from shared_apps.identity.guesses import may_guess
from tenant_apps.journal.services import announce
from tenant_apps.site.domain.events import DomainAsked, DomainGivenUp, DomainLookWished
from tenant_apps.site.domain.says import own_domain
from tenant_apps.site.setting_up.policies import can_set_up
from tenants.context import current_circle

LOOKS_A_MINUTE: Final = 6
WHY_NOT: Final = {
    "not_open": _("This circle is not open just now, so its address stays as it is."),
    "sandbox": _("You can bring your own domain as soon as the circle is live."),
    "has_one": _("This circle has a domain already. Give that one up first."),
    "taken": _("Another circle uses this domain. If it is yours, write to the national co-op."),
    "look_alike": _("This is too easily mistaken for the domain of another circle."),
}


@transaction.atomic
def ask_for_domain(typed: str, *, by: Actor) -> UUID:
    """A steward asks that the circle may go by a domain of its own. Returns the claim's id.

    Raises RuleBroken for what is no domain a circle could have, Conflict when it cannot have this one.
    """
    _may(by)
    domain = normal_domain(typed)
    claim_id = uuid7()
    said = _tell(
        "coop.ask_domain(%s, %s, %s, %s, %s)",
        claim_id,
        domain,
        look(in_letters(domain)),
        secrets.token_urlsafe(24),
        hand_of(by).id,
    )
    if said == "too_many":
        raise TooMany(_("You have asked for many domains today. Go on tomorrow."), code="too_many_domains")
    if said in ("taken", "look_alike"):
        raise RuleBroken(WHY_NOT[said], code=said, errors={"domain": [WHY_NOT[said]]})
    if said != "asked":
        raise Conflict(WHY_NOT[said], code=said)
    announce(DomainAsked(claim_id=claim_id), by=by)
    return claim_id


@transaction.atomic
def wish_for_look(*, by: Actor) -> None:
    """A steward wants the DNS looked at now."""
    _may(by)
    domain = own_domain()
    if domain is None:
        raise NotFound
    if not may_guess("domain-look", str(current_circle().id), most=LOOKS_A_MINUTE, seconds=60):
        raise TooMany(_("We are looking already. Wait a minute, then look again."), retry_after=60)
    announce(DomainLookWished(claim_id=domain.id), by=by)


@transaction.atomic
def give_up_domain(claim_id: UUID, *, by: Actor) -> None:
    """A steward gives the domain up. Within a minute the circle goes by its old address again."""
    _may(by)
    domain = own_domain()
    if domain is None or domain.id != claim_id:
        raise NotFound
    if _tell("coop.give_up_domain(%s)", claim_id):
        announce(DomainGivenUp(claim_id=claim_id), by=by)


def _may(by: Actor) -> None:
    if not can_set_up(require(by)):
        raise NotAllowed(_("Only a steward can change the circle's address."))


def _tell(call: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}", values)
        [(said,)] = cursor.fetchall()
    return said
