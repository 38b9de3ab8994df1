"""Look at circles' own domains in the DNS, and let them lead to the circle for as long as they are proved.

No proof, no traffic: a host is in the register only while its claim is live. What a look finds is asked outside every
transaction; what follows from it is one transaction with the register. Then a run tells the circle.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from kernel.actors import SYSTEM
from kernel.dns import DnsResolver, Resolver
from kernel.time import now
from shared_apps.federation import parameters
from shared_apps.federation.models import DomainClaim
from shared_apps.federation.services.facts import today
from shared_apps.runs import services as runs
from tenants import directory
from tenants.context import in_federation
from tenants.models import Circle, Domain

State, Found, Ended = DomainClaim.State, DomainClaim.Found, DomainClaim.Ended

OFTEN: Final = timedelta(minutes=10)
SELDOM: Final = timedelta(hours=6)
A_BREATH: Final = timedelta(seconds=5)


@dataclass(frozen=True)
class Look:
    """What the DNS said of a domain: its proof, where it points, and the addresses seen."""

    proof: str
    points: str
    seen: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        return self.proof == Found.OK and self.points == Found.OK


@cache
def _asking(servers: tuple[str, ...]) -> DnsResolver:
    return DnsResolver(servers)


def resolver() -> Resolver:
    """Whom this deployment asks."""
    return _asking(tuple(settings.DNS_SERVERS))


def right_addresses() -> tuple[str, ...]:
    """Where domains have to point. Empty when nobody could tell."""
    return tuple(settings.DOMAIN_ADDRESSES) or resolver().addresses(settings.DOMAIN_TARGET).values


def whose_it_was(host: str) -> UUID | None:
    """The circle that last went by this domain, for whoever still has a page of it open (`settings.FORMER_HOSTS`)."""
    used = DomainClaim.objects.filter(domain=host, live_at__isnull=False).order_by("-live_at")
    return used.values_list("circle_id", flat=True).first()


def look_up(claim: DomainClaim) -> Look:
    """Ask the DNS about a claim. Takes seconds; never call it inside a transaction of a circle's request."""
    texts = resolver().texts(claim.proof_name)
    here = resolver().addresses(claim.domain)
    right = set(right_addresses())
    proof = _found(texts.is_known, claim.proof_text in {text.strip() for text in texts.values})
    if not here.is_known or not right:
        points: str = Found.UNKNOWN
    elif not here.values:
        points = Found.MISSING
    else:
        points = Found.OK if set(here.values) <= right else Found.ELSEWHERE
    return Look(proof, points, here.values[:8])


def _found(is_known: bool, is_there: bool) -> str:
    if not is_known:
        return Found.UNKNOWN
    return Found.OK if is_there else Found.MISSING


def look_at(claim_id: UUID, *, of: UUID | None = None) -> DomainClaim | None:
    """Look at one claim now (of this circle, if said), and let follow what follows. Safe to repeat at any time."""
    with in_federation():
        claims = DomainClaim.objects.open().filter(pk=claim_id, **({"circle_id": of} if of else {}))
        claim = claims.first()
        if claim is None:
            return None
        is_over = claim.given_up_at is not None or _is_closed(claim.circle_id)
        if not is_over and claim.looked_at is not None and now() - claim.looked_at < A_BREATH:
            return claim
        return _settle(claim, None if is_over else look_up(claim))


def look_at_what_is_due(at_most: int = 50) -> int:
    """Look at every claim whose time has come. Returns how many."""
    with in_federation():
        due = list(DomainClaim.objects.to_be_looked_at(now()).values_list("pk", flat=True)[:at_most])
    for claim_id in due:
        look_at(claim_id)
    return len(due)


def _is_closed(circle_id: UUID) -> bool:
    return not Circle.objects.exclude(state=Circle.State.CLOSED).filter(pk=circle_id).exists()


@transaction.atomic
def _settle(seen: DomainClaim, look: Look | None) -> DomainClaim:
    """What a look means for the claim as it now is. Without a look it is over: given up, or the circle closed."""
    Circle.objects.select_for_update(no_key=True).filter(pk=seen.circle_id).first()
    claim = DomainClaim.objects.select_for_update().get(pk=seen.pk)
    if claim.state == State.LAPSED:
        return claim
    at = now()
    if look is None:
        _lapse(claim, at, Ended.GIVEN_UP if claim.given_up_at else Ended.CLOSED)
    else:
        claim.proof, claim.points, claim.seen, claim.looked_at = look.proof, look.points, list(look.seen), at
        if claim.state == State.LIVE:
            _while_live(claim, look, at)
        else:
            _before_live(claim, look, at)
    troubled = claim.state != State.LIVE or claim.missing_since is not None
    claim.look_next_at = at + (OFTEN if troubled else SELDOM)
    claim.full_clean(validate_constraints=False)
    claim.save()
    return claim


def _before_live(claim: DomainClaim, look: Look, at: datetime) -> None:
    if look.proof == Found.OK and claim.state == State.ASKED:
        if _is_somebody_elses(claim):
            _lapse(claim, at, Ended.TAKEN)
            return
        claim.state, claim.proved_at = State.PROVED, at
    elif look.proof == Found.MISSING and claim.state == State.PROVED:
        claim.state, claim.proved_at = State.ASKED, None
    if claim.state == State.PROVED and look.is_right:
        _go_live(claim, at)
    elif claim.state == State.ASKED and at - claim.asked_at > _days(parameters.DOMAIN_ASKED_FOR.on(today())):
        _lapse(claim, at, Ended.TOO_LATE)


def _while_live(claim: DomainClaim, look: Look, at: datetime) -> None:
    """A domain that was proved goes on for a while when its proof is gone, and for a short while when it leads
    elsewhere; what nobody could tell changes nothing."""
    if look.is_right:
        claim.missing_since, claim.stops_at, claim.warned = None, None, 0
        return
    if Found.MISSING not in (look.proof, look.points) and look.points != Found.ELSEWHERE:
        return
    claim.missing_since = claim.missing_since or at
    leads_away = look.points in (Found.MISSING, Found.ELSEWHERE)
    kept = timedelta(hours=parameters.DOMAIN_AWAY.on(today())) if leads_away else _kept()
    claim.stops_at = claim.missing_since + kept
    if at >= claim.stops_at:
        _stop(claim, look, at)
    elif (due := _warnings_due(claim.missing_since, claim.stops_at, at)) > claim.warned:
        claim.warned = due
        _tell(claim, f"warned{due}", claim.missing_since)


def _stop(claim: DomainClaim, look: Look, at: datetime) -> None:
    if look.proof == Found.OK:  # it is still theirs, and can come back by itself
        _take_from_register(claim)
        claim.state, claim.missing_since, claim.stops_at, claim.warned = State.PROVED, None, None, 0
        _tell(claim, "stopped", at)
    else:
        _lapse(claim, at, Ended.PROOF_GONE)


def _warnings_due(since: datetime, until: datetime, at: datetime) -> int:
    """At once, half way, and a day before: how many warnings are due by now."""
    moments = [since, since + (until - since) / 2]
    if until - since > timedelta(days=2):
        moments.append(until - timedelta(days=1))
    return sum(moment <= at for moment in moments)


def _is_somebody_elses(claim: DomainClaim) -> bool:
    """Whether another circle has proved this domain, or has one that looks like it. The last word is the table's."""
    held = DomainClaim.objects.filter(state__in=(State.PROVED, State.LIVE)).exclude(circle_id=claim.circle_id)
    domains = Domain.objects.exclude(tenant_id=claim.circle_id)
    return held.filter(look=claim.look).exists() or domains.filter(domain=claim.domain).exists()


def _go_live(claim: DomainClaim, at: datetime) -> None:
    """The circle goes by this domain from now on; its other addresses lead there."""
    try:
        with transaction.atomic():
            claim.state, claim.live_at = State.LIVE, at
            claim.missing_since, claim.stops_at, claim.warned = None, None, 0
            claim.save()
            Domain.objects.filter(tenant_id=claim.circle_id).update(is_primary=False)
            Domain.objects.create(domain=claim.domain, tenant_id=claim.circle_id, is_primary=True)
    except IntegrityError:  # somebody was quicker, at this very moment
        claim.proved_at = claim.live_at = None
        _lapse(claim, at, Ended.TAKEN)
        return
    directory.bump(using="default")
    _tell(claim, "live", at)


def _lapse(claim: DomainClaim, at: datetime, how: str) -> None:
    _take_from_register(claim)
    claim.state, claim.ended_at, claim.ended_how = State.LAPSED, at, how
    if how != Ended.CLOSED:
        _tell(claim, how, at)


def _take_from_register(claim: DomainClaim) -> None:
    """From now on nobody is led anywhere by this domain, and the circle goes by its address below the federation."""
    gone, _each = Domain.objects.filter(tenant_id=claim.circle_id, domain=claim.domain).delete()
    if not gone:
        return
    slug = Circle.objects.values_list("slug", flat=True).get(pk=claim.circle_id)
    ours = Domain.objects.filter(tenant_id=claim.circle_id)
    ours.filter(domain=f"{slug}.{settings.FEDERATION_DOMAIN}").update(is_primary=True)
    directory.bump(using="default")


def _tell(claim: DomainClaim, what: str, at: datetime) -> None:
    """Ask for the run that tells the circle; once for each thing that happened."""
    runs.ask(
        "domain",
        by=SYSTEM,
        key=f"domain:{claim.pk}:{what}:{at.timestamp():.0f}",
        circle_id=claim.circle_id,
        subject=claim.domain,
        facts={"claim": str(claim.pk), "what": what},
    )


def _kept() -> timedelta:
    return _days(parameters.DOMAIN_KEPT.on(today()))


def _days(number: int) -> timedelta:
    return timedelta(days=number)
