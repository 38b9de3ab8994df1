"""Iris asks for company, Sol offers it, and both can be brought as far as a test needs them."""

from datetime import timedelta

import pytest

from kernel.time import now
from tenant_apps.matching.models import Ask, Introduction, Offer, Shortlist
from tenant_apps.matching.services import coming_in, introductions, trying
from tests.teams.conftest import inside as here

__all__ = ["HERE", "ask", "asked", "back", "here", "offer", "talking", "to_reviewed", "to_trial"]
HERE = "/match/introductions/"
WEEK = {"tue": [["10:00", "12:00"]]}


def wants(person, tasks=("company",), people=1) -> Ask:
    said = {"tasks": list(tasks), "week": WEEK, "pay": "either", "people": people}
    return Ask.objects.create(person=person, title="Chess", state="open", opened_at=now(), **said)


def gives(person, tasks=("company", "garden")) -> Offer:
    return Offer.objects.create(person=person, tasks=list(tasks), week=WEEK, state="open", opened_at=now())


def suggest(ask, giver) -> None:
    """Each stood on a list of the other's, as they do before anybody says anything."""
    Shortlist.objects.create(person=ask.person, ask=ask, number=ask.number, found=[str(giver.pk)])
    offer = Offer.objects.filter(person=giver).first()
    if offer is not None:
        Shortlist.objects.create(person=giver, offer=offer, number=offer.number, found=[str(ask.pk)])


def bring_up(ask, giver, *, by) -> Introduction:
    """Somebody likes whom they were shown."""
    suggest(ask, giver)
    return introductions.bring_up(ask, giver, by=by)


@pytest.fixture
def ask(here, cast):
    return wants(cast.iris)


@pytest.fixture
def offer(here, cast):
    return gives(cast.sol)


@pytest.fixture
def asked(ask, offer, cast):
    """Iris would be glad to get to know Sol, and he is asked."""
    return bring_up(ask, cast.sol, by=cast.iris)


@pytest.fixture
def talking(asked, cast):
    """Both would be glad to, and would like to talk."""
    introductions.glad(asked, cast.sol, by=cast.sol)
    trying.talk(asked, cast.iris, "01632 960 011", by=cast.iris)
    return trying.talk(asked, cast.sol, "", by=cast.sol)


def to_trial(row, iris, sol, *, by_iris=None, ticked=()):
    """Both agree on a first visit the day after tomorrow, at Iris's."""
    at = now() + timedelta(days=2)
    suggested = trying.suggest_trial(
        row, iris, at, is_paid=False, where="At the green door", ticked=tuple(ticked), by=by_iris or iris
    )
    return trying.agree_trial(row, sol, suggested.trial_number, by=sol)


def to_reviewed(row, iris, sol):
    """The first visit has been, and both told how it was."""
    to_trial(row, iris, sol)
    Introduction.objects.filter(pk=row.pk).update(trial_at=now() - timedelta(hours=3))
    for person in (iris, sol):
        trying.review(row, person, went_well="We laughed", differently="", agree_on="", by=person)
    return Introduction.objects.get(pk=row.pk)


def to_team(row, iris, sol):
    """Both would like to go on."""
    to_reviewed(row, iris, sol)
    coming_in.confirm(row, sol, by=sol)
    return coming_in.confirm(row, iris, by=iris)


def back(row, **ago):
    """So much earlier, everything that has a time."""
    span = timedelta(**ago)
    found = Introduction.objects.get(pk=row.pk)
    for name in ("began_at", "stage_at", "due_at", "closed_at", "shows_at", "joined_at", "worries_until", "trial_at"):
        if (at := getattr(found, name)) is not None:
            setattr(found, name, at - span)
    found.save()
    return found
