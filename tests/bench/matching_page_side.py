"""A circle with very many who offer, and an asker who looks."""

from __future__ import annotations

import random
import statistics
import time
from datetime import date
from itertools import cycle
from typing import Any

from kernel.actors import SYSTEM
from kernel.time import now
from provisioning import circles, migrate, owner
from provisioning.stewards import welcome
from tenant_apps.matching.cards import people_on
from tenant_apps.matching.models import Ask, Offer
from tenant_apps.matching.services import shortlists
from tenant_apps.matching.summaries import PERSONAL
from tenant_apps.people.models import Person
from tenant_apps.profiles.facets.support import TASKS
from tenant_apps.profiles.models import Answer
from tenant_apps.profiles.questions import INTERESTS, LANGUAGES
from tenant_apps.profiles.shape import DAYS
from tenants import directory
from tenants.context import CircleRef, in_circle

DAY = date(2026, 1, 5)
REPEATS = 40
ASKERS = 10  # who ask in turn, so that nobody has asked for more than a few lists lately
CODES = [code for code, _label in TASKS]
EVERYDAY = [code for code in CODES if code not in PERSONAL]  # the others wait for a check that nobody here has
SPOKEN = ["en", "pl", "ur", "cy", "pa", "bn", "yi", "so"]
ENJOYED = ["games", "music", "gardening", "walking", "cooking", "reading", "football", "nature"]
_home: list[CircleRef] = []


def build(givers: int) -> int:
    """The circle, its people with answers and offers; the same each time."""
    migrate.migrate_all()
    made = circles.open_circle(slug="benchmark", name="Benchmark Care Circle", place="Benchmark", by=SYSTEM)
    _home.append(made)
    chance = random.Random(7)
    for number in range(ASKERS):
        welcome(made, name=f"Iris {number} Asker", email=f"iris{number}@bench.example", hats=())
    with in_circle(made):
        kept = {"is_shown": True, "shown_at": now(), "checked_on": DAY}
        likes = {"facets": {"interests": ["games", "music"]}}
        for iris in _askers():
            Answer.objects.create(person=iris, question=INTERESTS.code, plain_shown=likes, **kept)
        people = [Person(name=f"Giver {number:06d}", joined_on=DAY) for number in range(givers)]
        Person.objects.bulk_create(people, batch_size=2000)
        Offer.objects.bulk_create((_offer(each, chance) for each in people), batch_size=2000)
        for question, facet, terms in ((LANGUAGES, "languages", SPOKEN), (INTERESTS, "interests", ENJOYED)):
            rows = (
                Answer(
                    person=p, question=question.code, plain_shown={"facets": {facet: chance.sample(terms, 2)}}, **kept
                )
                for p in people
            )
            Answer.objects.bulk_create(rows, batch_size=2000)
        count = Offer.objects.count()
    for table in ("people_person", "matching_offer", "profiles_answer"):
        owner.send(f"VACUUM ANALYZE {owner.quoted(made.schema)}.{table}")
    return count


def _askers() -> list[Person]:
    return list(Person.objects.filter(name__endswith=" Asker").order_by("pk"))


def _offer(person: Person, chance: random.Random) -> Offer:
    tasks = chance.sample(CODES, 6)
    said = {"tasks": tasks, "gladly": tasks[:2], "week": _week(chance, 3), "state": "open", "opened_at": now()}
    return Offer(person=person, postcode=f"HX{chance.randrange(1, 9)} 1AA", **said)


def _week(chance: random.Random, days: int) -> dict[str, Any]:
    begins = chance.randrange(6, 16)
    return {day: [[f"{begins:02}:00", f"{begins + 5:02}:00"]] for day in chance.sample(DAYS, days)}


def measure(kind: str) -> dict[str, float]:
    """From the ask to its people in words: with a list made anew each time, or the same one once more."""
    chance, took, plain = random.Random(11), [], []
    with in_circle(_home[0]):
        askers = cycle(_askers())
        ids = list(Person.objects.values_list("pk", flat=True)[:20])
    ask: Ask | None = None
    listed, first = 0, 0.0
    for _number in range(REPEATS + 3):
        directory.all_open()  # as with each request: what the circle may do is known before it begins
        with in_circle(_home[0]):
            if ask is None or kind == "anew":
                iris = next(askers)
                ask = _ask(iris, chance)
            started = time.perf_counter()
            found = shortlists.look(ask, by=iris)
            if found.shortlist is not None:
                for card in people_on(found.shortlist, ask, by=iris):
                    card.told.written  # noqa: B018  (the words are made here)
            took.append((time.perf_counter() - started) * 1000)
            first = first or took[0]
            listed += len(found.shortlist.found) if found.shortlist is not None else 0
            started = time.perf_counter()
            list(Person.objects.filter(pk__in=ids))
            plain.append((time.perf_counter() - started) * 1000)
    measured = sorted(took[3:])
    return {
        "median": statistics.median(measured),
        "p95": measured[int(len(measured) * 0.95)],
        "plain": statistics.median(plain),
        "listed": listed / (REPEATS + 3),
        "first": first / 1000,
    }


def _ask(iris: Person, chance: random.Random) -> Ask:
    """An ask that is answered at once: it was written before the last fixed moment. One task, at times that may move,
    so that nearly all find twenty: a list of nobody is no measure of how long telling of people takes."""
    week = {day: [["09:00", "17:00"]] for day in chance.sample(DAYS, 2)}
    said = {"tasks": [chance.choice(EVERYDAY)], "week": week, "is_flexible": True, "like": {"interests": ["games"]}}
    long_ago = now().replace(year=2026, month=1, day=6)
    return Ask.objects.create(person=iris, state="open", opened_at=long_ago, changed_at=long_ago, **said)
