"""In which order people come for an ask, and asks for an offer. By what is shown alone; what somebody keeps to
themselves can only leave them out, and is asked for apart.

A pool knows the order, which nothing hidden has a part in, and says of some of it who is ruled out by hidden facts.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import DateField, Q, QuerySet, Sum, UUIDField

from tenant_apps.matching.bands import FIVE, is_told
from tenant_apps.matching.checking import with_what_may_be_done
from tenant_apps.matching.distances import places
from tenant_apps.matching.engine.fairness import spread
from tenant_apps.matching.engine.loop import hindrances, score
from tenant_apps.matching.engine.shape import EITHER, Need, Scored
from tenant_apps.matching.facts import HOME_BITS, KNOWN_CODES, bears, giver_of, mask, need_of, terms_here
from tenant_apps.matching.figures import LOOKED_BACK
from tenant_apps.matching.models import Ask, Exclusion, Exposure, Offer
from tenant_apps.matching.moments import SHOWN
from tenant_apps.matching.shelf import ask_index
from tenant_apps.matching.standing import CAN_BE_SHOWN, OF_OFFER, Facts, cannot_bear, facts_of
from tenant_apps.people.models import today
from tenants.questions import Question, Slot

AT_A_TIME: Final = 40
# So many asks are held in memory at once while somebody's offer is held against all of them.
READ_AT_A_TIME: Final = 1000
# So many of the best are looked at: among them turns are taken, and whoever is left out has a next one.
POOL: Final = 200
# From so many on, most who would suit stand on no list, and nothing can be concluded from it.
CROWD: Final = 2 * SHOWN


def _shown_since() -> "QuerySet[Exposure, Any]":
    since, day = Slot("since", DateField()), Slot("day", DateField())
    rows = Exposure.objects.filter(on__gt=since, on__lt=day, person__among=Slot("ids", UUIDField()))
    return rows.values_list("person").annotate(n=Sum("times")).order_by()


def _whom_each_would_rather_not() -> "QuerySet[Exclusion, Any]":
    person = Slot("person", UUIDField())
    return Exclusion.objects.filter(Q(person=person) | Q(other=person)).values_list("person_id", "other_id")


_SHOWN: Final = Question(_shown_since)
_APART: Final = Question(_whom_each_would_rather_not)


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
    need, terms = need_for(ask, asker), terms_here()
    scored = ask_index(lambda index: index.shortlist(need, terms, POOL))
    if own := own_codes(ask):
        known = facts_of([each.key for each in scored])
        scored = [each for each in scored if has(known[each.key], own)]
    order = _in_turn(scored, _times_shown([each.key for each in scored]), f"{ask.pk}{at.date()}")
    is_a_crowd = len(order) >= CROWD

    def ruled_out(ids: Collection[UUID]) -> set[UUID]:
        if not (asker.home or asker.hidden_home or asker.allergies):  # nothing there that could stand against anybody
            return set()
        known = facts_of(ids)
        return {each for each in ids if forbids(asker, known[each], is_a_crowd=is_a_crowd)}

    return Pool(order, ruled_out)


def need_for(ask: Ask, asker: Facts | None = None) -> Need:
    """An ask as the engine counts it."""
    facts = asker or facts_of([ask.person_id])[ask.person_id]
    return need_of(ask, facts, _apart_from(ask.person_id), places([ask]))


def _asks(own: Offer, at: datetime) -> Pool:
    """As for an ask, the other way round: the same must and the same gladness of both, counted by the same engine."""
    (offer,) = with_what_may_be_done([own])
    rows = Ask.objects.open().filter(tasks__contained_by=offer.tasks).exclude(person=offer.person_id)
    ids = list(rows.exclude(person__in=_apart_from(offer.person_id)).order_by("pk").values_list("pk", flat=True))
    me = facts_of([offer.person_id])[offer.person_id]
    scored: list[Scored] = []
    askers: dict[Any, Facts] = {}
    for start in range(0, len(ids), READ_AT_A_TIME):
        for found, asker in _suiting(ids[start : start + READ_AT_A_TIME], offer, me):
            scored.append(found)
            askers[found.key] = asker
    order = _in_turn(scored, {}, f"{offer.pk}{at.date()}")
    return Pool(order, lambda ids: {each for each in ids if _hides_against(askers[each], me)})


def _hides_against(asker: Facts, me: Facts) -> bool:
    """Whether something the asker keeps to themselves stands against whoever would come."""
    mine = me.home | me.hidden_home
    return cannot_bear(me.all, asker.hidden_home) or not asker.hidden_allergies.isdisjoint(mine)


def _suiting(ids: Collection[UUID], offer: Offer, me: Facts) -> Iterator[tuple[Scored, Facts]]:
    """Of these asks, those that the offer could answer, with what is known of the asker. Profiles are looked at only of
    those whose ask fits as it stands."""
    asks, terms = list(Ask.objects.filter(pk__among=ids)), terms_here()
    there = places([offer, *asks])
    # Of their own home and what they can bear everybody knows all; of the asker's, what is shown.
    brings = mask(me.home | me.hidden_home, HOME_BITS)
    giver = replace(giver_of(offer, me, there), bears=bears(me.all), brings=brings)
    plain = [(each, need_of(each, Facts(), (), there)) for each in asks]
    plain = [(each, need) for each, need in plain if not hindrances(need, giver, terms) and has(me, own_codes(each))]
    known = facts_of([each.person_id for each, _need in plain])
    for each, said in plain:
        facts = known[each.person_id]
        need = need_of(each, Facts(facts.shown), (), there) if facts.shown else said
        if need is said or not hindrances(need, giver, terms):
            yield replace(score(need, giver), key=each.pk, waiting_since=need.waiting_since), facts


def _in_turn(scored: Sequence[Scored], shown: Mapping[Any, int], salt: str) -> list[UUID]:
    """In the order in which they come today: among near-equals whoever was shown least, then whoever waited longest."""
    order = spread(scored, shown, salt=salt, most=len(scored))
    return [each.key for each in order if isinstance(each.key, UUID)]


def _apart_from(person: UUID) -> set[UUID]:
    """With whom somebody is not brought together, whoever of the two said so."""
    return {each for row in _APART.ask(person=person) for each in row} - {person}


def own_codes(ask: Ask) -> dict[str, set[str]]:
    """What must be of the words this circle made for itself: the engine has no bits for them."""
    found = {facet: set(codes) - KNOWN_CODES.get(facet, frozenset()) for facet, codes in _must(ask.must).items()}
    return {facet: codes for facet, codes in found.items() if codes and facet in CAN_BE_SHOWN}


def has(giver: Facts, wanted: Mapping[str, set[str]]) -> bool:
    """A thing that must be and is not shown is as good as not there; and of what nobody can show, such as faith, nobody
    can be asked: whoever was left would be known by it."""
    return all(codes <= set(giver.shown.get(facet, ())) for facet, codes in wanted.items())


def forbids(asker: Facts, giver: Facts, *, is_a_crowd: bool) -> bool:
    """Whether something the giver keeps to themselves stands against it: where they said in their offer that they would
    not go; and, if so many come in question that one who is missing is not missed, what stands in their profile."""
    home = asker.home | asker.hidden_home
    if is_a_crowd:
        return cannot_bear(giver.hidden, home) or not asker.allergies.isdisjoint(giver.hidden_home)
    return cannot_bear({facet: giver.hidden[facet] for facet in OF_OFFER if facet in giver.hidden}, home)


def _must(said: Any) -> dict[str, list[str]]:
    return {facet: codes for facet, codes in said.items() if isinstance(codes, list) and codes}


def _times_shown(people: Iterable[UUID]) -> dict[UUID, int]:
    """On how many lists they stood before today: what happens today changes nobody's place."""
    day = today()
    return dict(_SHOWN.ask(ids=list(people), since=day - LOOKED_BACK, day=day))


HINTS: Final = ("times", "must", "tasks", "pay")


def would_open(ask: Ask) -> set[str]:
    """Which single change would open an ask that nobody fits to at least five people, by what is shown alone.

    The ask is looked up once and the engine is asked once, of each change; so whoever fits then is whoever would stand
    on its list.
    """
    need, terms, own = need_for(ask), terms_here(), own_codes(ask)
    ways = [(code, way) for code, changed in _changes(need).items() for way in changed]
    most = POOL if own else FIVE
    found = ask_index(lambda index: [(code, [s.key for s in index.shortlist(way, terms, most)]) for code, way in ways])
    known = facts_of({key for _code, keys in found for key in keys}) if own else {}
    return {
        code for code, keys in found if is_told(sum(not own or code == "must" or has(known[key], own) for key in keys))
    }


def _changes(need: Need) -> dict[str, list[Need]]:
    """The ask as it might be said instead: with no times, nothing that must be, one task alone, any way of paying."""
    tasks = [1 << bit for bit in range(need.tasks.bit_length()) if need.tasks >> bit & 1]
    return {
        "times": [replace(need, week=0)],
        "must": [replace(need, languages=0, training=0, gender=0)],
        "tasks": [replace(need, tasks=each) for each in tasks] if len(tasks) > 1 else [],
        "pay": [replace(need, pay=EITHER, most_pence=None)],
    }
