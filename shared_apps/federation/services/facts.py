"""Note what a circle is before the law, from which day and how we know; put it right by adding a line."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now, today_in
from shared_apps.federation import policies
from shared_apps.federation.facts import VALUES
from shared_apps.federation.models import CircleFact
from shared_apps.federation.modes import Meaning, meaning_of
from tenants import directory

Known = Mapping[str, CircleFact]

# The federation's day is the day in the place its law is from.
HOME = "Europe/London"


def today() -> date:
    return today_in(HOME)


# A year outside of these is a slip of the finger, not a plan or a history.
OLDEST: Final = date(1900, 1, 1)
AHEAD: Final = timedelta(days=2 * 366)
FAR: Final = timedelta(days=30 * 366)  # what ends by itself one day: a lease, a registration


def slipped(day: date, *, ahead: timedelta = AHEAD) -> str:
    """The sentence for a day whose year nobody meant; nothing for any other."""
    return "" if OLDEST <= day <= today() + ahead else _("Look at the year again.")


@transaction.atomic
def note(
    circle_id: UUID,
    kind: str,
    value: str,
    *,
    by: Actor,
    from_on: date,
    evidence: str,
    until_on: date | None = None,
    details: str = "",
    source: str = "",
) -> CircleFact:
    """Write down a fact of a circle from a day on, with how we know it and where that can be seen."""
    fact = CircleFact(circle_id=circle_id, kind=kind, value=value, from_on=from_on, until_on=until_on)
    fact.details, fact.evidence, fact.source = details.strip(), evidence.strip(), source.strip()
    return _added(fact, by)


@transaction.atomic
def correct(
    fact: CircleFact,
    *,
    by: Actor,
    evidence: str,
    value: str | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
    details: str | None = None,
    source: str = "",
    withdraw: bool = False,
) -> CircleFact:
    """Put a fact right: a new line stands in its place, and the old one can still be read.

    What is not said anew stays, but for the last day, which is as given. With `withdraw` the fact was never so.
    """
    fact = CircleFact.objects.select_for_update(of=["self"]).get(pk=fact.pk)
    if CircleFact.objects.filter(corrects=fact).exists():
        raise Conflict(_("This was put right already. Look at the newer line."), code="corrected_already")
    line = CircleFact(circle_id=fact.circle_id, kind=fact.kind, corrects=fact, is_withdrawn=withdraw)
    line.value = fact.value if value is None else value
    line.from_on, line.until_on = from_on or fact.from_on, until_on
    line.details = fact.details if details is None else details.strip()
    line.evidence, line.source = evidence.strip(), source.strip()
    return _added(line, by)


def _added(fact: CircleFact, by: Actor) -> CircleFact:
    if not policies.can_note_facts(require(by)):
        raise NotAllowed(_("Only the national co-op writes this down."))
    if fact.value not in VALUES.get(fact.kind, {}):
        raise RuleBroken(code="value", errors={"value": [_("Choose one of the answers.")]})
    for field, day, ahead in (("from_on", fact.from_on, AHEAD), ("until_on", fact.until_on, FAR)):
        if day is not None and not fact.is_withdrawn and (no := slipped(day, ahead=ahead)):
            raise RuleBroken(code="year", errors={field: [no]})
    fact.noted(now(), by)
    fact.full_clean()
    fact.save(force_insert=True)
    directory.bump(using="default")  # what every process knows of the circle by heart is out of date now
    return fact


def known(circle_id: UUID, *, on: date | None = None) -> dict[str, CircleFact]:
    """What is so on that day, by kind; today by default. A fact that started later has taken over from earlier ones."""
    day = on or today()
    latest = {f.kind: f for f in CircleFact.objects.of_circle(circle_id).believed().filter(from_on__lte=day)}
    return {kind: fact for kind, fact in latest.items() if fact.until_on is None or day < fact.until_on}


def history(circle_id: UUID) -> list[CircleFact]:
    """Every line ever written about the circle, corrected ones too, by the day it speaks of."""
    return list(CircleFact.objects.of_circle(circle_id).select_related("corrected_by"))


def mode_of(circle_id: UUID, *, on: date | None = None) -> Meaning:
    """What kind of circle it is on that day; the least while nobody has written it down."""
    fact = known(circle_id, on=on).get(CircleFact.Kind.MODE)
    return meaning_of(fact.value if fact else "")
