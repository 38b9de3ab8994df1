"""How matching goes in the circle as a whole: what many ask for and few offer, and whether everybody is shown.

Counts of people only in words, and from five. Pure but for `gather`, which reads each table once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.core.cache import cache
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from kernel.errors import Sentence
from tenant_apps.matching.bands import FIVE, band
from tenant_apps.matching.models import Ask, Exposure, Offer
from tenant_apps.matching.summaries import finest
from tenant_apps.people.models import today

LOOKED_BACK: Final = timedelta(days=28)
# Many ask and few offer: for two who ask there is not even one.
TIMES_MORE: Final = 2
FRESH_FOR: Final = 600
_KEPT: Final = "matching.figures"
TASK, TIME, AREA = "task", "time", "area"

Said = tuple[Sequence[str], Mapping[str, Any], str]
"""Tasks, week and postcode of an ask or an offer."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that many ask for and few offer. Numbers in words only."""

    kind: str
    code: str
    asked: Sentence
    offered: Sentence


@dataclass(frozen=True, slots=True)
class Spread:
    """How evenly people were shown in the last four weeks: `gini` is 0 when all were shown alike and 100 when one had
    everything; `never` is how many of a hundred were on no list."""

    gini: int
    never: int

    @property
    def in_words(self) -> Sentence:
        if self.never >= 25:
            return _("Many who offer were shown to nobody. Ask whether their times or areas could be wider.")
        if self.gini >= 50:
            return _("A few people stand on most lists. The others are shown, but less often.")
        return _("Nearly everybody who offers was shown to somebody, and nobody far more than the others.")


@dataclass(frozen=True, slots=True)
class Figures:
    gaps: tuple[Gap, ...]
    spread: Spread | None


def gather() -> Figures:
    """The figures of today, kept for a few minutes."""
    found = cache.get(_KEPT)
    if found is None:
        found = _gather()
        cache.set(_KEPT, found, FRESH_FOR)
    return found


def _gather() -> Figures:
    asks = list(Ask.objects.open().values_list("tasks", "week", "postcode"))
    offers = list(Offer.objects.open().values_list("person_id", "tasks", "week", "postcode"))
    since = today() - LOOKED_BACK
    shown = dict(Exposure.objects.filter(on__gt=since).values_list("person").annotate(n=Sum("times")).order_by())
    counts = [shown.get(person, 0) for person, *_rest in offers]
    return Figures(tuple(gaps(asks, [tuple(rest) for _person, *rest in offers])), spread(counts))


def gaps(asks: Iterable[Said], offers: Iterable[Said]) -> list[Gap]:
    """What at least five ask for, and not half as many offer; the widest gap first."""
    wanted, given = _counted(asks), _counted(offers)
    short = [(key, n, given[key]) for key, n in wanted.items() if n >= FIVE and n > TIMES_MORE * given[key]]
    short.sort(key=lambda row: (row[2] - row[1], row[0]))
    return [Gap(kind, code, band(asked), band(offered)) for (kind, code), asked, offered in short]


def _counted(said: Iterable[Said]) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for tasks, week, postcode in said:
        summary = finest(tasks, week, "")
        counts.update((TASK, each) for each in set(tasks))
        counts.update((TIME, each) for each in summary["times"])
        if area := outward(postcode):
            counts[AREA, area] += 1
    return counts


def outward(postcode: str) -> str:
    """The first half of a postcode, which some thousand homes share."""
    tidy = postcode.replace(" ", "").upper()
    return tidy[:-3] if len(tidy) > 4 else ""


def spread(counts: Sequence[int]) -> Spread | None:
    """How evenly these were shown; nothing for fewer than five, or when nobody was shown yet."""
    if len(counts) < FIVE or not any(counts):
        return None
    never = sum(1 for each in counts if each == 0)
    return Spread(gini(counts), round(100 * never / len(counts)))


def gini(counts: Sequence[int]) -> int:
    """The Gini coefficient of these counts, in whole hundredths."""
    total, n = sum(counts), len(counts)
    if not total:
        return 0
    weighted = sum(rank * each for rank, each in enumerate(sorted(counts), start=1))
    return round(100 * (2 * weighted - (n + 1) * total) / (n * total))


def never_shown(people: Iterable[UUID]) -> set[UUID]:
    """Of these people, those who were on no list in the last four weeks."""
    ids = list(people)
    since = today() - LOOKED_BACK
    seen = Exposure.objects.filter(on__gt=since, person__among=ids, times__gt=0).values_list("person_id", flat=True)
    return set(ids) - set(seen)
