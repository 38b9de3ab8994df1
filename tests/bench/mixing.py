"""The trial of walls as either side runs it: thousands of requests, several threads, another circle each time."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core import signals
from django.db import connection, connections

from tests.bench import asking
from tests.bench.mixed_urls import KINDS, OnPurpose, plant, tally

_IS_OURS = settings.DATABASES["default"]["ENGINE"] == "tenants.backend"
_broken: Counter[str] = Counter()


def build(words: list[str]) -> None:
    """Open a circle for each word, with rows that carry it."""
    if _IS_OURS:
        from tenants.context import in_circle
        from tests.bench import ours

        ours.build()
        for word in words:
            with in_circle(ours.circles.open_circle(slug=word, name=word, by=ours.SYSTEM)):
                plant(word)
    else:
        from tests.bench import django_tenants_as_it_comes as theirs

        theirs.build()
        for word in words:
            theirs.open_circle(word)
            connection.set_schema(theirs.Circle.objects.get(slug=word).schema_name)
            plant(word)
            connection.set_schema_to_public()
    for each in connections.all(initialized_only=True):
        each.close()


def requests(words: list[str], count: int, threads: int) -> dict[str, float]:
    """Send that many requests. Says what was read, what was foreign, what broke, and how long it took."""
    signals.got_request_exception.connect(_note_broken)
    sys.setswitchinterval(0.0005)  # threads meet one another more often
    read, foreign, broken = tally.read, tally.foreign, sum(_broken.values())
    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda seed: _one_thread(seed, words, count // threads), range(threads)))
    return {
        "seconds": time.perf_counter() - began,
        "read": tally.read - read,
        "foreign": tally.foreign - foreign,
        "broken": sum(_broken.values()) - broken,
        "how": dict(_broken.most_common(3)),  # type: ignore[dict-item]
    }


def _one_thread(seed: int, words: list[str], count: int) -> None:
    dice = random.Random(seed)
    for _ in range(count):
        asking.get(f"{dice.choice(words)}.localhost", f"/{dice.choice(KINDS)}/{dice.randrange(1000)}/")
    for each in connections.all(initialized_only=True):
        each.close()


def _note_broken(sender: object, **given: object) -> None:
    kind = sys.exc_info()[0]
    if kind is not OnPurpose:
        _broken[kind.__name__ if kind else "?"] += 1
