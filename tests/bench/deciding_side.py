"""Five thousand people of one circle with mixed choices, read through the doors and without them."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.actors import SYSTEM
from kernel.sections import Audience, Purpose, Relation, section_called, sections
from kernel.time import now
from provisioning import circles, migrate, owner
from provisioning.stewards import welcome
from tenant_apps.people.models import Hat, Person
from tenant_apps.privacy.decide import decide_all, judge
from tenant_apps.privacy.doors import masked_many, shown, visible
from tenant_apps.privacy.models import Choice, Stance
from tenant_apps.privacy.relations import Standing
from tenant_apps.privacy.words import Preset
from tenant_apps.teams.models import Place, Team
from tenants.context import CircleRef, in_circle

REPEATS = 15
SHOWN = ("people.name", "people.contact", "people.hats", "people.membership")
_home: list[CircleRef] = []


def build(people: int) -> int:
    """A circle with so many people, and one member who reads."""
    migrate.migrate_all()
    made = circles.open_circle(slug="benchmark", name="Benchmark Care Circle", place="Benchmark", by=SYSTEM)
    _home.append(made)
    chance = random.Random(7)
    reader = welcome(made, name="Robin Reader", email="robin@bench.example", hats=())
    with in_circle(made):
        rows = [
            Person(name=f"Person {number:05d}", email=f"p{number}@bench.example", phone=f"{number:08d}", joined_on=DAY)
            for number in range(people - Person.objects.count())
        ]
        Person.objects.bulk_create(rows, batch_size=1000)
        chose = rows[: people // 2]
        Choice.objects.bulk_create(
            Choice(person=person, section=code, audience=chance.choice(section_called(code).choices))
            for person in chose
            for code in SHOWN
        )
        stances = rows[people // 2 : 3 * people // 4]
        Stance.objects.bulk_create(Stance(person=each, preset=chance.choice(list(Preset)).value) for each in stances)
        Hat.objects.bulk_create(Hat(person=p, kind="supporter", from_on=DAY, consented_at=now()) for p in rows[::3])
        _team(reader, chance.sample(rows, 40))
        total = Person.objects.count()
    for table in ("people_person", "people_hat", "privacy_choice", "privacy_stance"):
        owner.send(f"VACUUM ANALYZE {owner.quoted(made.schema)}.{table}")
    return total


DAY = date(2026, 1, 5)


def _team(reader: Person, members: list[Person]) -> None:
    team, moment = Team.objects.create(owner=reader, founded_by=reader), now()
    both = {"agreed_at": moment, "agreed_by": reader, "accepted_at": moment, "began_at": moment}
    Place.objects.bulk_create(Place(team=team, person=p, kind="friend", accepted_by=p, **both) for p in members)


def query(kind: str) -> dict[str, Any]:
    """A query through the doors, beside the same query with no policy."""
    with in_circle(_home[0]):
        reader = Person.objects.get(name="Robin Reader")
        everybody = Person.objects.order_by("name", "id")
        found = visible(reader, everybody, "people.contact").count()
        ours, plain, says = {
            "list": (
                lambda: list(visible(reader, everybody, "people.contact")),
                lambda: list(everybody[:found]),
                "a list",
            ),
            "count": (lambda: visible(reader, everybody, "people.contact").count(), everybody.count, "a count"),
            "search": (
                lambda: list(visible(reader, everybody, "people.contact").filter(phone__contains="0123")),
                lambda: list(everybody.filter(phone__contains="0123")),
                "a search by phone",
            ),
            "sort": (
                lambda: list(everybody.annotate(seen=shown(reader, "phone")).order_by("seen", "id")[:100]),
                lambda: list(everybody.order_by("phone", "id")[:100]),
                "the first hundred, sorted by a phone that is not always shown",
            ),
        }[kind]
        return {"says": says, "found": found, **_beside(ours, plain)}


def masking(many: int) -> dict[str, Any]:
    """The masked door beside reading the rows; what is written down is undone each time."""
    with in_circle(_home[0]):
        reader = Person.objects.get(name="Robin Reader")
        people = list(Person.objects.order_by("-id")[:many])
        ids = [person.pk for person in people]
        return _beside(
            lambda: masked_many(reader, people, Purpose.VIEW, SHOWN),
            lambda: list(Person.objects.filter(pk__in=ids)),
        )


def decisions() -> dict[str, float]:
    """How many answers a second: the law by itself, and with its facts."""
    with in_circle(_home[0]):
        reader = Person.objects.get(name="Robin Reader")
        people, every = list(Person.objects.all()), sections()
        took, _found = _timed(lambda: decide_all(reader, people, every))
        loaded = len(people) * len(every) / took
        standing = Standing(frozenset({Relation.CIRCLE, Relation.ANYONE}))
        law, times = every[0], 200_000
        started = time.perf_counter()
        for _number in range(times):
            judge(law, Audience.CIRCLE, standing, Purpose.VIEW)
        return {"judge": times / (time.perf_counter() - started), "loaded": loaded}


def _beside(ours: Callable[[], Any], peer: Callable[[], Any]) -> dict[str, Any]:
    """Medians of both, taken in turn, and how many questions each asks."""
    with CaptureQueriesContext(connection) as asked:
        ours()
    with CaptureQueriesContext(connection) as peer_asked:
        peer()
    repeats = REPEATS
    mine, theirs = [], []
    for _turn in range(repeats):
        mine.append(_timed(ours)[0])
        theirs.append(_timed(peer)[0])
    return {
        "ours": statistics.median(mine),
        "peer": statistics.median(theirs),
        "questions": len(asked),
        "peer_questions": len(peer_asked),
    }


def _timed(deed: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    found = deed()
    return time.perf_counter() - started, found
