"""From an ask and the open offers to the plain numbers that whole teams are built from.

Only what both may know counts: what somebody does not share with whoever asks fits none of their must-haves. The
numbers stay in here and in the worker; of what was found, people are kept by id.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from kernel.sections import Purpose
from tenant_apps.matching.checking import with_what_may_be_done
from tenant_apps.matching.contradictions import is_personal
from tenant_apps.matching.distances import Places, places
from tenant_apps.matching.engine.teams.hindering import Change, What
from tenant_apps.matching.engine.teams.shape import WEEK, Candidate, Problem, Visit, lot, turned
from tenant_apps.matching.models import Ask, Exclusion, Offer
from tenant_apps.matching.models.asks import Pay
from tenant_apps.people.models import Person, today
from tenant_apps.privacy.doors import visible
from tenant_apps.profiles.finding import SIEVES, who_fit
from tenant_apps.profiles.models import Answer
from tenant_apps.profiles.questions import GENDER, PETS, SMOKING
from tenant_apps.profiles.shape import DAYS

A_DAY: Final = 96
HOUR: Final = 4
# So many are looked at: the gladdest of all, and for each visit enough of those who can come to it.
MOST_CANDIDATES: Final = 300
FOR_EACH_VISIT: Final = 12
KNOWN_MUSTS: Final = frozenset(sieve.code for sieve in SIEVES)
CHECKED: Final = KNOWN_MUSTS | {"gender"}


@dataclass(frozen=True)
class Week:
    """The visits an ask asks for, and who could come to them."""

    problem: Problem
    unchecked: tuple[str, ...] = ()  # must-haves that cannot be checked here


def spans(week: Mapping[str, Iterable[Iterable[str]]]) -> list[tuple[int, int]]:
    """A week as profiles write it, as beginnings and lengths in quarters, in order. Half a quarter counts whole."""
    found = []
    for day, name in enumerate(DAYS):
        for begin, end in week.get(name, ()):
            first, last = _minutes(begin), _minutes(end)
            if last <= first:
                last += 24 * 60
            start, stop = first // 15, -(-last // 15)
            found.append((day * A_DAY + start, stop - start))
    return sorted(found)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")[:2]
    return int(hours) * 60 + int(minutes)


def visits_of(ask: Ask) -> tuple[Visit, ...]:
    """Each time of the week is a visit. Times that run into one another are one visit."""
    merged: list[list[int]] = []
    for start, length in spans(ask.week):
        if merged and start < merged[-1][0] + merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], start + length - merged[-1][0])
        else:
            merged.append([start, length])
    if len(merged) > 1 and merged[-1][0] + merged[-1][1] > WEEK + merged[0][0]:
        first = merged.pop(0)
        merged[-1][1] = max(merged[-1][1], WEEK + first[0] + first[1] - merged[-1][0])
    return tuple(Visit(start, min(length, WEEK), ask.at_once) for start, length in merged)


def free_at(offer: Offer) -> int:
    """The quarters of the week at which somebody is free, as bits."""
    bits = 0
    for start, length in spans(offer.week):
        bits |= turned(((1 << length) - 1) << start)
    return bits


def week_of(
    ask: Ask,
    *,
    only: Iterable[UUID] | None = None,
    without: str = "",
    is_wider: bool = False,
    seed: int = 0,
) -> Week:
    """Who could come to what, with what must be so on both sides looked at: tasks, times, pay, place, must-haves, and
    that neither of them said no to the other. `without` leaves one must-have away; `is_wider` looks further away."""
    visits = visits_of(ask)
    offers = _offers(ask, only)
    musts = {
        code: tuple(codes) for code, codes in ask.must.items() if code in KNOWN_MUSTS and code != without and codes
    }
    fitting = offers
    if musts:
        people = who_fit(Person.objects.all(), musts, to=ask.person, purpose=Purpose.VIEW)
        fitting = offers.filter(person__in=people.values("pk"))
    if (wanted := ask.must.get("gender")) and is_personal(ask.tasks) and without != "gender":
        fitting = fitting.filter(person__in=_who_say_they_are(wanted[0], ask.person).values("pk"))
    day, home = today(), _home_of(ask)
    able = with_what_may_be_done(fitting)
    there = places([ask, *able])
    candidates = [
        made
        for offer in able
        if home.isdisjoint(offer.must.get("homes", ()))
        and _agrees(ask, offer, there, is_wider=is_wider)
        and (made := _candidate(ask, offer, visits, day)) is not None
    ]
    problem = Problem(
        visits, tuple(_most(candidates, len(visits), seed)), most_pence_a_week=ask.most_a_week_minor, seed=seed
    )
    unchecked = tuple(sorted(code for code, codes in ask.must.items() if codes and code not in CHECKED))
    return Week(problem, unchecked)


def _who_say_they_are(gender: str, asker: Person) -> "QuerySet[Person]":
    """Those who say it on their profile, and let whoever asks read it."""
    said = Answer.objects.filter(
        question=GENDER.code, is_shown=True, plain_shown__facets__contains={"gender": [gender]}
    )
    everybody: QuerySet[Person] = visible(asker, Person.objects.all(), GENDER.section, Purpose.VIEW)
    return everybody.filter(pk__in=said.order_by().values("person"))


def _offers(ask: Ask, only: Iterable[UUID] | None) -> "QuerySet[Offer]":
    """Open offers of others, where neither said that they do not want to be brought together."""
    apart = Exclusion.objects.filter(Q(person=ask.person_id) | Q(other=ask.person_id)).values_list("person", "other")
    kept_apart = {each for pair in apart for each in pair} | {ask.person_id}
    offers = Offer.objects.open().exclude(person__in=kept_apart)
    if only is not None:
        offers = offers.filter(person__in=list(only))
    columns = ("person", "tasks", "gladly", "week", "pay", "least_an_hour_minor", "most_minutes_a_week", "postcode")
    return offers.only(*columns, "travel", "reach_minutes", "must", "opened_at", "state").order_by("pk")


def _home_of(ask: Ask) -> frozenset[str]:
    """What there is at home that some cannot be with, as whoever asks tells others of it: a dog, a cat, smoke."""
    rows = Answer.objects.filter(person=ask.person_id, is_shown=True, question__in=[PETS.code, SMOKING.code])
    ticked = {code for row in rows for codes in row.plain_shown.get("facets", {}).values() for code in codes}
    return frozenset({"dog", "cat"} & ticked | ({"smoke"} if "inside" in ticked else set()))


def _agrees(ask: Ask, offer: Offer, there: Places, *, is_wider: bool) -> bool:
    """Whether what is asked and what is offered go together: every task, the pay, and the place."""
    if not set(ask.tasks) <= set(offer.tasks):
        return False
    if Pay.EITHER not in (ask.pay, offer.pay) and ask.pay != offer.pay:
        return False
    rate = _rate(ask, offer)
    if ask.most_an_hour_minor is not None and rate > ask.most_an_hour_minor:
        return False
    if is_wider or not ask.postcode or not offer.postcode:
        return True
    if there.metres(ask, offer) is not None:
        return there.is_within_reach(ask, offer)
    return _area(ask.postcode) == _area(offer.postcode)


def _rate(ask: Ask, offer: Offer) -> int:
    """What an hour costs, if these two agree: nothing where one of them says that it is unpaid."""
    is_paid = Pay.VOLUNTARY not in (ask.pay, offer.pay)
    return (offer.least_an_hour_minor or 0) if is_paid else 0


def _area(postcode: str) -> str:
    """The first half of a postcode, as it is said: HX7."""
    tight = "".join(postcode.split()).upper()
    return tight[:-3] if len(tight) > 4 else tight


def _candidate(ask: Ask, offer: Offer, visits: tuple[Visit, ...], day: date) -> Candidate | None:
    free = free_at(offer)
    moves = range(-HOUR, HOUR + 1) if ask.is_flexible else (0,)
    can = _can(free, visits, moves)
    earlier, later = _can(free, visits, (-HOUR,)), _can(free, visits, (HOUR,))
    if not (can or earlier or later):
        return None
    most = offer.most_minutes_a_week
    return Candidate(
        key=offer.person_id,
        can=can,
        most_quarters=WEEK if most is None else most // 15,
        pence_an_hour=_rate(ask, offer),
        liking=_liking(ask, offer, can.bit_count(), len(visits)),
        waiting=(day - offer.opened_at.date()).days if offer.opened_at else 0,
        earlier=earlier,
        later=later,
    )


def _can(free: int, visits: tuple[Visit, ...], moves: Iterable[int]) -> int:
    """To which visits somebody can come who is free then, each at the time it is asked for or moved by so much."""
    found = 0
    for number, visit in enumerate(visits):
        for by in moves:
            span = replace(visit, start=(visit.start + by) % WEEK).span
            if free & span == span:
                found |= 1 << number
                break
    return found


def _liking(ask: Ask, offer: Offer, can: int, visits: int) -> int:
    """How glad both would be, from 0 to 1000: the harmonic mean, so that it has to be good for both. For whoever gives
    it is what of the tasks they do gladly; for whoever asks it is at how many of the times somebody could be there."""
    gladly = 250 + 750 * len(set(ask.tasks) & set(offer.gladly)) // max(1, len(set(ask.tasks)))
    often = 250 + 750 * can // max(1, visits)
    return 2 * gladly * often // (gladly + often)


def _most(candidates: list[Candidate], visits: int, seed: int) -> list[Candidate]:
    """As many as can be looked through well: for each visit the first who can come to it, and then the gladdest."""
    if len(candidates) <= MOST_CANDIDATES:
        return candidates
    in_turn = sorted(candidates, key=lambda each: (-each.liking, -each.waiting, lot(seed, each.key)))
    chosen: dict[object, Candidate] = {}
    for number in range(visits):
        able = (each for each in in_turn if (each.can | each.earlier | each.later) >> number & 1)
        for _place, each in zip(range(FOR_EACH_VISIT), able, strict=False):
            chosen[each.key] = each
    for each in in_turn:
        if len(chosen) >= MOST_CANDIDATES:
            break
        chosen[each.key] = each
    return list(chosen.values())


def variants(ask: Ask, seed: int) -> Iterator[tuple[Change, Problem]]:
    """The changes that only whoever knows the ask can make: one must-have less, or people from further away."""
    for code in sorted(ask.must):
        counts = code in KNOWN_MUSTS or (code == "gender" and is_personal(ask.tasks))
        if counts and ask.must[code]:
            yield Change(What.MUST, name=code), week_of(ask, without=code, seed=seed).problem
    if ask.postcode:
        yield Change(What.AREA), week_of(ask, is_wider=True, seed=seed).problem
