"""A thousand circles in the register, and the same words looked for by our index and by plain icontains."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Q

from kernel.ids import schema_name, uuid7
from provisioning import migrate
from shared_apps.website.finding import Finder, matching
from tenants import directory
from tenants.context import CircleRef, in_federation
from tenants.models import Circle, Domain
from tests.bench import asking

FIRST = "Ash Beck Black Brad Cold Dun East Elm Fern Glen Hales Hart Hebden Kirk Lang Mill Nor Oak Pen Red Rush Sand"
LAST = "bourne bridge bury by combe dale field ford ham hurst leigh ley mere moor more port ridge stead ton wick worth"
PLACES = [f"{first}{last}" for first in FIRST.split() for last in LAST.split()]
REPEATS = 5


def build(count: int) -> int:
    """Enter circles into the register; nothing else of them is needed to be found."""
    migrate.migrate_all()
    chosen = random.Random(7)
    with in_federation():
        rows = []
        for number in range(count):
            circle_id, place = uuid7(), PLACES[number % len(PLACES)]
            near = chosen.sample(PLACES, 3)
            facts = {"slug": f"circle-{number}", "name": f"{place} Care Circle {number}", "place": ", ".join(near[:2])}
            facts |= {"places": near, "state": Circle.State.OPEN, "schema_name": schema_name(circle_id)}
            rows.append(Circle(id=circle_id, **facts))
        Circle.objects.bulk_create(rows)
        Domain.objects.bulk_create(Domain(domain=f"{r.slug}.localhost", tenant=r, is_primary=True) for r in rows)
        directory.bump(using="default")
        directory.forget()
        return len(directory.all_open())


def words(kind: str) -> list[tuple[str, str]]:
    """What is typed, and the place that is meant."""
    chosen = random.Random(kind)
    meant = chosen.sample(PLACES, 40)
    typed: dict[str, Callable[[str], str]] = {
        "as it is": str,
        "its beginning": lambda place: place[:5],
        "two letters changed places": lambda place: place[:3] + place[4] + place[3] + place[5:],
        "a letter too many": lambda place: place[:4] + place[3] + place[4:],
        "accents and capitals": lambda place: place.upper().replace("E", "É").replace("A", "Â"),
    }
    return [(typed[kind](place), place) for place in meant]


def measure(kind: str) -> dict[str, Any]:
    """Milliseconds for one search, by our index and by icontains, and how often each found the place that was meant."""
    asked = words(kind)
    with in_federation():
        matching(directory.all_open(), "warm")
        ours = [_timed(lambda typed=typed: matching(directory.all_open(), typed)) for typed, _ in asked]
        peers = [_timed(lambda typed=typed: _icontains(typed)) for typed, _ in asked]
    return {
        "ours_ms": statistics.median(took for took, _ in ours),
        "peer_ms": statistics.median(took for took, _ in peers),
        "asked": len(asked),
        "ours_found": sum(_is_there(found, place) for (_, found), (_, place) in zip(ours, asked, strict=True)),
        "peer_found": sum(_is_there(found, place) for (_, found), (_, place) in zip(peers, asked, strict=True)),
    }


def index_ms() -> float:
    """How long the index takes to be made, once for each change of the register."""
    with in_federation():
        circles = directory.all_open()
        return statistics.median(_timed(lambda: Finder(circles))[0] for _ in range(REPEATS))


def page_ms() -> float:
    """The whole front page with a search in it, through the WSGI handler."""
    host, path = settings.FEDERATION_DOMAIN, "/?near=Hebdenbridge"
    asking.get(host, path)
    took = [asking.seconds_for(1, host, path, cookie="", says=b"Hebdenbridge Care Circle") for _ in range(20)]
    return statistics.median(took) * 1000


def _icontains(typed: str) -> list[Circle]:
    """What a first version would do: each word somewhere in a name or a place."""
    found = Circle.objects.filter(state=Circle.State.OPEN)
    for word in typed.split():
        found = found.filter(Q(name__icontains=word) | Q(place__icontains=word))
    return list(found)


def _timed(do: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = do()
    return (time.perf_counter() - began) * 1000, found


def _is_there(found: list[Circle] | list[CircleRef], place: str) -> bool:
    return any(place in f"{each.name} {each.place}" for each in found)
