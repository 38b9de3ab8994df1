"""A room for the trial of walls: pages that read, write, fall back to a savepoint and fail, in whichever circle.

Every row carries the word of the circle it was written for, which is the first word of the host. The n-th row of every
circle has the same key, so a statement that strays finds a row there, too. What was read is counted at once: a page
that fails afterwards has still read.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.plum.models import Plum, Tree

PLUMS = 20
HEAVIEST = 100  # beyond it a constraint of the room speaks up
handler400 = handler403 = handler404 = handler500 = "tests.bench.mixed_urls.fault"


class OnPurpose(Exception):
    """What a faulty view raises."""


class Tally:
    """How many rows were read, and how many of them belonged to somebody else."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.read = self.foreign = 0

    def see(self, word: str, plums: Iterable[Plum]) -> None:
        words = [plum.colour for plum in plums]
        with self._lock:
            self.read += len(words)
            self.foreign += sum(found != word for found in words)


tally = Tally()


def key(number: int) -> UUID:
    return UUID(f"01990000-0000-7000-8000-{number:012x}")


def plant(word: str) -> None:
    """The first rows of a circle, with the keys every circle has."""
    tree = Tree.objects.create(id=key(0), name=f"{word} tree")
    Plum.objects.bulk_create(Plum(id=key(number), tree=tree, colour=word) for number in range(1, PLUMS + 1))


def reading(request: HttpRequest, number: int) -> HttpResponse:
    """Two questions without a transaction of their own, as most pages ask."""
    tally.see(_word(request), Plum.objects.select_related("tree")[:PLUMS])
    tally.see(_word(request), [Plum.objects.get(pk=key(1 + number % PLUMS))])
    return HttpResponse("read")


def writing(request: HttpRequest, number: int) -> HttpResponse:
    """A row is added, another changed, and both read back."""
    word = _word(request)
    with transaction.atomic():
        added = Plum.objects.create(tree_id=key(0), colour=word, weight=_weight(number))
        Plum.objects.filter(pk=key(1 + number % PLUMS)).update(weight=_weight(number))
        tally.see(word, Plum.objects.filter(pk__in=[added.pk, key(1 + number % PLUMS)]))
    return HttpResponse("written")


def jotting(request: HttpRequest, number: int) -> HttpResponse:
    """One row is added, without a transaction of its own, and read back."""
    word = _word(request)
    added = Plum.objects.create(tree_id=key(0), colour=word)
    tally.see(word, Plum.objects.filter(pk=added.pk))
    return HttpResponse("jotted down")


def falling_back(request: HttpRequest, number: int) -> HttpResponse:
    """Something inside goes wrong and is undone to a savepoint; the page goes on."""
    word = _word(request)
    with transaction.atomic():
        tally.see(word, [Plum.objects.get(pk=key(1 + number % PLUMS))])
        try:
            with transaction.atomic():
                Plum.objects.filter(pk=key(2)).update(weight=_weight(number))
                Plum.objects.create(id=key(1), tree_id=key(0), colour=word)  # this key is taken
        except IntegrityError:
            pass
        tally.see(word, Plum.objects.all()[:PLUMS])
    return HttpResponse("fell back and went on")


def failing(request: HttpRequest, number: int) -> HttpResponse:
    """A page writes, reads, and breaks."""
    word = _word(request)
    with transaction.atomic():
        Plum.objects.filter(pk=key(1 + number % PLUMS)).update(weight=_weight(number))
        tally.see(word, Plum.objects.all()[:5])
        raise OnPurpose


def fault(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse("fault", status=500)


def _weight(number: int) -> int:
    return 1 + number % HEAVIEST


def _word(request: HttpRequest) -> str:
    return request.get_host().split(".")[0]


KINDS = ("reading", "reading", "writing", "jotting", "falling-back", "failing")
urlpatterns = [
    path("reading/<int:number>/", reading),
    path("writing/<int:number>/", writing),
    path("jotting/<int:number>/", jotting),
    path("falling-back/<int:number>/", falling_back),
    path("failing/<int:number>/", failing),
]
