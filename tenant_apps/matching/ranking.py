"""In which order people come for an ask, and asks for an offer. By what is shown alone; what somebody keeps to
themselves can only leave them out, and is asked for apart.

A pool knows the order, which nothing hidden has a part in, and says of some of it who is ruled out by hidden facts.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, Sum

from kernel.time import now
from tenant_apps.matching.bands import is_told
from tenant_apps.matching.checking import with_what_may_be_done
from tenant_apps.matching.distances import Places, places
from tenant_apps.matching.explaining import QUARTER, quarters
from tenant_apps.matching.facts import need_of, terms_here
from tenant_apps.matching.figures import LOOKED_BACK
from tenant_apps.matching.models import Ask, Exclusion, Exposure, Offer, Pay
from tenant_apps.matching.moments import SHOWN
from tenant_apps.matching.shelf import ask_index
from tenant_apps.matching.standing import CAN_BE_SHOWN, OF_OFFER, Facts, cannot_bear, facts_of
from tenant_apps.people.models import today

AT_A_TIME: Final = 40
# So many of the best are looked at: among them turns are taken, and whoever is left out has a next one.
POOL: Final = 200
WORTH_COMING: Final = 30  # minutes that both have, for the way to be worth it
# Whose scores differ by less than this are as good as one another: among them, whoever was shown least comes first.
NEAR_EQUAL: Final = 50
FULL: Final = 1000
# From so many on, most who would suit stand on no list, and nothing can be concluded from it.
CROWD: Final = 2 * SHOWN


@dataclass(frozen=True)
class Pool:
    """Who comes in question, in their order, and a question about what is hidden."""

    order: Sequence[UUID]
    ruled_out: Callable[[Collection[UUID]], set[UUID]]

    def in_order(self) -> Iterator[list[UUID]]:
        """Some at a time, the best first."""
        for start in range(0, len(self.order), AT_A_TIME):
            yield list(self.order[start : start + AT_A_TIME])


def pool_for(thing: Ask | Offer, at: datetime) -> Pool:
    """Everybody whom an ask could be answered by; or all asks that an offer could answer."""
    return _givers(thing, at) if isinstance(thing, Ask) else _asks(thing, at)


def _givers(ask: Ask, at: datetime) -> Pool:
    asker = facts_of([ask.person_id])[ask.person_id]
    need, terms = need_of(ask, asker, _apart_from(ask.person_id), places([ask])), terms_here()
    scored = ask_index(lambda index: index.shortlist(need, terms, POOL))
    good = {each.key: each.score for each in scored}
    order = _fairly(good, _times_shown(good), f"{ask.pk}{at.date()}")
    home, is_a_crowd = asker.home | asker.hidden_home, len(order) >= CROWD

    def ruled_out(ids: Collection[UUID]) -> set[UUID]:
        known = facts_of(ids)
        return {each for each in ids if _forbids(home, known[each], is_a_crowd=is_a_crowd)}

    return Pool(order, ruled_out)


def _asks(own: Offer, at: datetime) -> Pool:
    (offer,) = with_what_may_be_done([own])
    rows = Ask.objects.open().filter(tasks__contained_by=offer.tasks).exclude(person=offer.person_id)
    asks = [each for each in rows.exclude(person__in=_apart_from(offer.person_id)) if _pay_agrees(each, offer)]
    there = places([offer, *asks])
    asks = [each for each in asks if there.is_within_reach(each, offer)]
    known = facts_of([offer.person_id, *(each.person_id for each in asks)])
    giver = known[offer.person_id]
    good = {
        each.pk: _score(each, offer, known[each.person_id], giver, there)
        for each in asks
        if _fits(each, offer, known[each.person_id], giver) and not cannot_bear(giver.all, known[each.person_id].home)
    }
    waited = {each.pk: -(at - (each.opened_at or at)).days for each in asks}
    order = _fairly(good, waited, f"{offer.pk}{at.date()}")
    homes = {each.pk: known[each.person_id].hidden_home for each in asks}
    return Pool(order, lambda ids: {each for each in ids if cannot_bear(giver.all, homes[each])})


def _apart_from(person: UUID) -> set[UUID]:
    """With whom somebody is not brought together, whoever of the two said so."""
    rows = Exclusion.objects.filter(Q(person=person) | Q(other=person)).values_list("person_id", "other_id")
    return {each for row in rows for each in row} - {person}


def _pay_agrees(ask: Ask, offer: Offer) -> bool:
    if {ask.pay, offer.pay} == {Pay.PAID, Pay.VOLUNTARY}:
        return False
    if ask.most_an_hour_minor is None or offer.least_an_hour_minor is None or offer.pay != Pay.PAID:
        return True
    return ask.pay == Pay.VOLUNTARY or offer.least_an_hour_minor <= ask.most_an_hour_minor


def _fits(ask: Ask, offer: Offer, asker: Facts, giver: Facts) -> bool:
    """What must be, as far as it is shown. A thing that must be and is not shown is as good as not there; and of what
    nobody can show, such as faith, nobody can be asked: whoever was left would be known by it."""
    if ask.week and offer.week and _minutes(ask, offer) < WORTH_COMING:
        return False
    return all(
        set(codes) <= set(giver.shown.get(facet, ()))
        for facet, codes in _must(ask.must).items()
        if facet in CAN_BE_SHOWN
    )


def _forbids(ask_home: frozenset[str], giver: Facts, *, is_a_crowd: bool) -> bool:
    """Whether something the giver keeps to themselves stands against it: where they said in their offer that they would
    not go; and, if so many come in question that one who is missing is not missed, what stands in their profile."""
    said = giver.hidden if is_a_crowd else {facet: giver.hidden[facet] for facet in OF_OFFER if facet in giver.hidden}
    return cannot_bear(said, ask_home)


def _must(said: Any) -> dict[str, list[str]]:
    return {facet: codes for facet, codes in said.items() if isinstance(codes, list) and codes}


def _score(ask: Ask, offer: Offer, asker: Facts, giver: Facts, there: Places) -> int:
    """How glad both would be: the harmonic mean of the two in whole thousandths, for it has to be good for both."""
    time = _share(_minutes(ask, offer), quarters(ask.week).bit_count() * QUARTER) if ask.week else FULL
    near = _near(ask, offer, there)
    liked = [code for codes in _must(ask.like).values() for code in codes]
    has = {code for facet in _must(ask.like) for code in giver.shown.get(facet, ())}
    wishes = _share(sum(code in has for code in liked), len(liked))
    common = _share(len(set(asker.shown.get("interests", ())) & set(giver.shown.get("interests", ()))), 2)
    glad = _share(len(set(ask.tasks) & set(offer.gladly)), len(ask.tasks))
    for_asker, for_giver = (
        (4 * time + 2 * near + 3 * wishes + common) // 10,
        (4 * glad + 3 * time + 2 * near + common) // 10,
    )
    return 2 * for_asker * for_giver // max(for_asker + for_giver, 1)


def _near(ask: Ask, offer: Offer, there: Places) -> int:
    """All of it where they are neighbours, nothing at the end of the giver's reach; half of it where nobody knows."""
    way = there.way(ask, offer)
    return FULL // 2 if way is None else FULL - _share(way.minutes, max(offer.reach_minutes, 1))


def _share(part: int, whole: int) -> int:
    return FULL if whole <= 0 else min(FULL, FULL * part // whole)


def _minutes(ask: Ask, offer: Offer) -> int:
    return (quarters(ask.week) & quarters(offer.week)).bit_count() * QUARTER


def _times_shown(people: Iterable[UUID]) -> dict[UUID, int]:
    """On how many lists they stood before today: what happens today changes nobody's place."""
    day = today()
    rows = Exposure.objects.filter(on__gt=day - LOOKED_BACK, on__lt=day, person__among=list(people))
    return dict(rows.values_list("person").annotate(n=Sum("times")).order_by())


def _fairly(scores: Mapping[UUID, int], shown: Mapping[UUID, int], day: str) -> list[UUID]:
    """The gladdest first; among near-equals whoever was shown least, and then in an order that changes day by day."""

    def place(key: UUID) -> tuple[int, int, bytes]:
        lot = blake2b(f"{day}{key}".encode(), digest_size=8).digest()
        return -(scores[key] // NEAR_EQUAL), shown.get(key, 0), lot

    return sorted(scores, key=place)


HINTS: Final = ("times", "must", "tasks", "pay")


def would_open(ask: Ask) -> set[str]:
    """Which single change would open an ask that nobody fits to at least five people, by what is shown alone."""
    changes: dict[str, list[dict[str, Any]]] = {
        "times": [{"week": {}}],
        "must": [{"must": {}}],
        "tasks": [{"tasks": [each]} for each in ask.tasks] if len(ask.tasks) > 1 else [],
        "pay": [{"pay": Pay.EITHER, "most_an_hour_minor": None}],
    }
    at = now()
    return {
        code for code, ways in changes.items() if any(is_told(len(_givers(_with(ask, way), at).order)) for way in ways)
    }


def _with(ask: Ask, change: dict[str, Any]) -> Ask:
    """The ask as it would be, to be looked at and never saved."""
    changed = copy(ask)
    for field, value in change.items():
        setattr(changed, field, value)
    return changed
