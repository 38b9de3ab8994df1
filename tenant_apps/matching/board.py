"""The co-ordinators' board: who has waited longest, and whose offer nobody has seen. One page of rows at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from kernel.errors import Sentence
from kernel.sections import Purpose
from kernel.time import now
from tenant_apps.matching.bands import band
from tenant_apps.matching.figures import LOOKED_BACK
from tenant_apps.matching.models import Ask, Exposure, Offer, Pay, Shortlist
from tenant_apps.people.models import Person, today
from tenant_apps.privacy.doors import masked_many
from tenant_apps.profiles.questions import FACETS

ASKS, OFFERS = "asks", "offers"
WEEKS: Final = (0, 4, 8, 12)
TASKS: Final = {term.code: term.label for term in FACETS["tasks"].terms}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the board is narrowed to: asks or offers, a task, paid or not, for how many weeks at least."""

    what: str = ASKS
    task: str = ""
    pay: str = ""
    weeks: int = 0

    @property
    def is_narrowed(self) -> bool:
        return bool(self.task or self.pay or self.weeks)


def wanted_by(sent: Mapping[str, str]) -> Wanted:
    """Out of an address; whatever is not known there narrows nothing."""
    weeks = sent.get("weeks", "")
    return Wanted(
        what=OFFERS if sent.get("what") == OFFERS else ASKS,
        task=sent.get("task", "") if sent.get("task") in TASKS else "",
        pay=sent.get("pay", "") if sent.get("pay") in Pay.values else "",
        weeks=int(weeks) if weeks.isdecimal() and int(weeks) in WEEKS else 0,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One ask or offer that waits, with what to call whose it is, if this reader may know."""

    thing: Ask | Offer
    called: str
    tasks: list[Sentence]
    since: datetime | None
    found: Sentence | None


def rows_of(wanted: Wanted) -> "QuerySet[Any]":
    """What waits, the longest first. Of offers, those that stood on no list in the last four weeks."""
    rows: QuerySet[Any] = (Ask if wanted.what == ASKS else Offer).objects.open()
    if wanted.task:
        rows = rows.filter(tasks__contains=[wanted.task])
    if wanted.pay:
        rows = rows.filter(pay=wanted.pay)
    if wanted.weeks:
        rows = rows.filter(opened_at__lte=now() - timedelta(weeks=wanted.weeks))
    if wanted.what == OFFERS:
        since = today() - LOOKED_BACK
        rows = rows.filter(~Exists(Exposure.objects.filter(person=OuterRef("person"), on__gt=since, times__gt=0)))
    return rows.select_related("person").order_by("opened_at", "id")


def told(page: list[Any], reader: Person) -> list[Row]:
    """A page of these for somebody who brings people together."""
    people = {each.person_id: each.person for each in page}
    seen = {each.pk: each for each in masked_many(reader, list(people.values()), Purpose.MATCH, ["people.name"])}
    lists = _newest([each.pk for each in page if isinstance(each, Ask)])
    return [
        Row(
            thing=each,
            called=seen[each.person_id].called,
            tasks=[TASKS.get(code, code) for code in each.tasks],
            since=each.opened_at,
            found=_how_many(lists.get(each.pk)) if isinstance(each, Ask) else None,
        )
        for each in page
    ]


def _newest(asks: list[UUID]) -> dict[UUID | None, Shortlist]:
    rows = Shortlist.objects.filter(ask__in=asks).order_by("ask", "-made_at", "-id").distinct("ask")
    return {each.ask_id: each for each in rows}


def _how_many(shortlist: Shortlist | None) -> Sentence | None:
    """How many were found when somebody last looked, in words; nothing when nobody has looked."""
    if shortlist is None:
        return None
    return band(len(shortlist.found)) if shortlist.found else _("nobody")
