"""Which tasks need a check that is in order and in date, and what that means for an offer.

Until then somebody does not offer those tasks, for anybody: who looks on sees the same as of somebody who would
rather not do them, and so nobody learns how their checks stand. They themselves are told, and by when to see to it.
"""

from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shared_apps.federation import here
from tenant_apps.matching.models import Offer
from tenant_apps.matching.summaries import PERSONAL
from tenant_apps.people.models import today
from tenant_apps.profiles.models import Answer, Check
from tenant_apps.profiles.questions import GENDER

Kind, State = Check.Kind, Check.State


@dataclass(frozen=True, slots=True)
class Rule:
    """For which tasks which check is needed, since when, and where that stands."""

    tasks: frozenset[str]
    kind: str
    since: date
    source: str


# To be confirmed by the circle. It holds where the circle gives personal care itself: there each of these is regulated
# activity, paid or not. Elsewhere nobody may be asked for a check with the barred lists at all.
RULES: Final = (
    Rule(
        frozenset(PERSONAL),
        Kind.DBS_BARRED,
        date(2012, 9, 10),
        "Safeguarding Vulnerable Groups Act 2006, schedule 4, paragraph 7, as changed by section 66 of the"
        " Protection of Freedoms Act 2012",
    ),
)
GOOD: Final = (State.IN_ORDER, State.TALKED_OVER)
# So long before it is over somebody is told: an enhanced check takes up to eight weeks.
AHEAD: Final = timedelta(days=56)


def rules_here(day: date) -> tuple[Rule, ...]:
    """The rules that hold in this circle on a day."""
    return tuple(each for each in RULES if each.since <= day) if here.may_give_personal_care() else ()


def with_what_may_be_done(offers: Iterable[Offer]) -> list[Offer]:
    """These offers with the tasks that may be suggested today, to be read and never saved."""
    found = list(offers)
    day = today()
    rules = [each for each in rules_here(day) if any(each.tasks & set(offer.tasks) for offer in found)]
    if rules:
        held = in_order({each.person_id for each in found}, {each.kind for each in rules}, day)
        return [_without(offer, _barred(rules, held[offer.person_id])) for offer in found]
    return found


def _without(offer: Offer, barred: frozenset[str]) -> Offer:
    if barred.isdisjoint(offer.tasks):
        return offer
    less = copy(offer)
    less.tasks = [code for code in offer.tasks if code not in barred]
    less.gladly = [code for code in offer.gladly if code not in barred]
    return less


def may_do(tasks: Iterable[str], offers: Iterable[Offer]) -> list[Offer]:
    """Of these offers, those of people who may do all of these tasks today, as far as checks go."""
    found = list(offers)
    allowed = who_may_do(tasks, {each.person_id for each in found})
    return [each for each in found if each.person_id in allowed]


def who_may_do(tasks: Iterable[str], people: Collection[UUID]) -> set[UUID]:
    """Of these people, those who may."""
    rules = [each for each in rules_here(today()) if each.tasks & set(tasks)]
    if not rules:
        return set(people)
    kinds = {each.kind for each in rules}
    return {person for person, held in in_order(people, kinds, today()).items() if kinds <= set(held)}


def in_order(people: Collection[UUID], kinds: Collection[str], day: date) -> dict[UUID, dict[str, date | None]]:
    """Which of these checks each has that are in order and in date, and until when.

    The newest word counts, whichever way it was asked for; that another one was asked for takes nothing away.
    """
    rows = Check.objects.filter(person__among=set(people), kind__in=kinds).exclude(state=State.ASKED)
    found: dict[UUID, dict[str, date | None]] = {each: {} for each in people}
    for person, kind, state, until in rows.order_by("on", "id").values_list("person_id", "kind", "state", "renew_on"):
        if state in GOOD and (until is None or until >= day):
            found[person][kind] = until
        else:
            found[person].pop(kind, None)
    return found


def _barred(rules: Iterable[Rule], held: Mapping[str, date | None]) -> frozenset[str]:
    return frozenset(code for rule in rules if rule.kind not in held for code in rule.tasks)


def _on_gender(offer: Offer) -> Iterable[str]:
    """Who does not say it is not found by whoever asks for it; they should know, and need not change it."""
    said = Answer.objects.filter(person=offer.person_id, question=GENDER.code, is_shown=True)
    if not set(PERSONAL).isdisjoint(offer.tasks) and not said.exists():
        yield _(
            "Some people want a woman, or a man, for help with their body. They find you if you say on your profile"
            " which you are, and let everybody in the circle read it. You need not."
        )


def told_to_giver(offer: Offer) -> list[str]:
    """What whoever gives has to know of their checks: what is missing for which they are not suggested, or runs out."""
    day = today()
    found = list(_on_gender(offer))
    for rule in rules_here(day):
        if not rule.tasks & set(offer.tasks):
            continue
        held, check = in_order([offer.person_id], [rule.kind], day)[offer.person_id], Kind(rule.kind).label
        if rule.kind not in held:
            found.append(
                _(
                    "For help with washing, moving, eating or medicines the law wants this check, in order and in date:"
                    " %(check)s. Until your co-ordinator has seen it, we suggest you for everything else. Ask them."
                )
                % {"check": check}
            )
        elif (until := held[rule.kind]) is not None and until <= day + AHEAD:
            found.append(
                _(
                    "%(check)s: it has to be done again by %(day)s. After that we do not suggest you for washing,"
                    " moving, eating or medicines until a new one was seen. Speak with your co-ordinator now."
                )
                % {"check": check, "day": date_format(until)}
            )
    return found
