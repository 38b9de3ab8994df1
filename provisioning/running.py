"""Carries runs out: step after step, each one remembered when it is done, so that a run goes on where it stopped.

A worker that dies in the middle of a step leaves the run marked as under way. Its lease ends, another worker takes it
up, and that step is done again: every step must be safe to repeat. Two workers never have one run: a lock of the
database, which goes when its process dies, is held while steps are carried out.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import Truncator

from kernel.errors import Refusal
from kernel.time import now
from provisioning import owner
from shared_apps.runs.kept import UNFORESEEN
from shared_apps.runs.models import GIVEN_UP, REFUSED, Run, RunLine, RunStep
from tenants.context import in_federation

log = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=2)


class NotYet(Exception):
    """A step has to wait: the run sleeps until then, and the step is done again. `words` say what it waits for."""

    def __init__(self, until: datetime, words: str | Promise) -> None:
        self.until, self.words = until, words
        super().__init__(words)


class CalledOff(Exception):
    """A run has become pointless, because somebody called it off meanwhile: it ends, and nothing is tried again."""

    def __init__(self, words: str | Promise) -> None:
        self.words = words
        super().__init__(words)


class RefusedForGood(CalledOff):
    """What was asked for is refused, and no repeat can mend it: it has to be put right and asked for anew."""


@dataclass
class Work:
    """What a step gets: the run, what was asked for, what earlier steps found, and a way to say how far it is."""

    run: Run
    step: RunStep
    facts: dict[str, Any]
    found: dict[str, Any]

    def say(self, words: str) -> None:
        """Write a line into the run's log. Never a name or an address of a person."""
        RunLine.objects.create(run=self.run, step=self.step.name, words=words[:1000])

    def got_to(self, part: int, of: int) -> None:
        """Tell whoever is watching how far this step is, and keep the run for another while."""
        with transaction.atomic():
            RunStep.objects.filter(pk=self.step.pk).update(part=part, of=of)
            Run.objects.filter(pk=self.run.pk).update(held_until=now() + LEASE)

    def belongs_to(self, circle_id: UUID) -> None:
        """Say which circle this run is about, once it is known."""
        self.run.circle_id = circle_id
        Run.objects.filter(pk=self.run.pk).update(circle_id=circle_id)

    def forget(self, fact: str) -> None:
        """Take something personal out of the record, once it stands where it belongs."""
        if fact in self.facts:
            del self.facts[fact]
            Run.objects.filter(pk=self.run.pk).update(facts=self.facts)

    def keep(self) -> None:
        """Write down now what was found, for a step that goes on for a while and may be killed in the middle."""
        Run.objects.filter(pk=self.run.pk).update(found=self.found, held_until=now() + LEASE)


Do = Callable[[Work], None]
Undo = Callable[[Run], None]


@dataclass(frozen=True)
class Step:
    """One thing to do. `words` tell people what is happening; `do` may be called again after any crash."""

    name: str
    words: str | Promise
    do: Do


@dataclass(frozen=True)
class Kind:
    """An operation on a circle, and its steps in order. `undo` takes back what a run left that somebody gave up.

    It may be called again after any crash, and refuses when what was done has to stay.
    """

    name: str
    words: str | Promise
    steps: tuple[Step, ...]
    undo: Undo | None = None


@dataclass
class _Register:
    kinds: dict[str, Kind] = field(default_factory=dict)


_register = _Register()


def kind(name: str, words: str | Promise, *steps: Step, undo: Undo | None = None) -> Kind:
    """Declare an operation; once, when its module is imported."""
    made = Kind(name, words, steps, undo)
    if _register.kinds.setdefault(name, made) != made:
        raise ValueError(f"There are two kinds of run called {name}.")
    return made


def kind_of(run: Run) -> Kind:
    """What is to be done for a run. Raises LookupError for a kind that this release does not know."""
    from provisioning.kinds import declare

    if run.kind not in _register.kinds:
        declare(run.kind)
    return _register.kinds[run.kind]


def carry_out(run_id: UUID) -> Run:
    """Do what is left of a run. Returns it as it then is; a run that somebody else has in hand is left to them."""
    # What it says is kept, so it is said in the one language `shared_apps.runs.kept` knows.
    with translation.override(settings.LANGUAGE_CODE), in_federation(), owner.only_one(f"run:{run_id}") as mine:
        run = Run.objects.get(pk=run_id)
        if not mine or run.state not in (Run.State.WAITING, Run.State.RUNNING):
            return run
        if GIVEN_UP in run.facts:
            return _give_back(run)
        left = _begin(run)
        after = [*(row for row, _ in left[1:]), None]
        for (row, step), following in zip(left, after, strict=False):
            if not _do(run, row, step, following):
                break
        return run


def _begin(run: Run) -> list[tuple[RunStep, Step]]:
    """What is left of a run, which is under way from now on. One of which nothing is left is over."""
    steps = kind_of(run).steps
    with transaction.atomic():
        rows = {row.number: row for row in run.steps.all()}
        new = [RunStep(run=run, number=n, name=step.name) for n, step in enumerate(steps) if n not in rows]
        rows |= {row.number: row for row in RunStep.objects.bulk_create(new)}
        left = [(rows[n], step) for n, step in enumerate(steps) if rows[n].state != RunStep.State.DONE]
        run.state, run.did_nothing = Run.State.RUNNING, False
        _go_on(run, left[0][0] if left else None)
    return left


def _go_on(run: Run, row: RunStep | None) -> None:
    """This step is under way, and the run is ours for another while; without a step it is done."""
    if row is None:
        run.save(update_fields=["found"])
        _end(run, Run.State.DONE)
        return
    row.state, row.said, row.tries, row.began_at = RunStep.State.RUNNING, "", row.tries + 1, now()
    row.save(update_fields=["state", "said", "tries", "began_at"])
    run.held_until = now() + LEASE
    run.save(update_fields=["state", "held_until", "did_nothing", "found"])


def _do(run: Run, row: RunStep, step: Step, following: RunStep | None) -> bool:
    """One step. True when it is done; else the run is stopped with the sentence that says why.

    That it is done and that the next one is under way is one transaction: people wait for some runs, and each one waits
    for the disk.
    """
    work = Work(run, row, run.facts, run.found)
    try:
        step.do(work)
    except NotYet as wait:
        return _put_off(run, row, work, wait)
    except CalledOff as off:
        if isinstance(off, RefusedForGood):
            run.found[REFUSED] = True
            run.save(update_fields=["found"])
        return _stop(run, row, str(off.words), Run.State.CANCELLED)
    except Refusal as no:
        # What was refused at once has done nothing, and may be called off instead of tried again.
        run.did_nothing = not run.steps.filter(state=RunStep.State.DONE).exists()
        return _stop(run, row, str(no.sentence))
    except Exception as error:
        log.exception("A step of a run failed: %s of %s", step.name, run.kind)
        return _stop(run, row, UNFORESEEN % {"error": type(error).__name__})
    with transaction.atomic():
        row.state, row.ended_at = RunStep.State.DONE, now()
        row.save(update_fields=["state", "ended_at"])
        run.found = work.found
        _go_on(run, following)
    return True


def _give_back(run: Run) -> Run:
    """Undo what a run left that somebody gave up, and end it. What cannot be undone now is tried again later."""
    at = run.steps.exclude(state=RunStep.State.DONE).order_by("number").first()
    undo = kind_of(run).undo
    try:
        if undo is not None:
            undo(run)
    except Refusal as no:
        Work(run, at or RunStep(run=run), run.facts, run.found).forget(GIVEN_UP)  # it goes on from where it was
        return _not_given_back(run, at, str(no.sentence))
    except Exception as error:
        log.exception("A run of kind %s could not be undone", run.kind)
        return _not_given_back(run, at, UNFORESEEN % {"error": type(error).__name__})
    _end(run, Run.State.CANCELLED)
    return run


def _not_given_back(run: Run, at: RunStep | None, sentence: str) -> Run:
    if at is None:
        _end(run, Run.State.STOPPED)
    else:
        _stop(run, at, sentence)
    return run


def _stop(run: Run, row: RunStep, sentence: str, state: Run.State = Run.State.STOPPED) -> bool:
    with transaction.atomic():
        row.state, row.said = RunStep.State.STOPPED, Truncator(sentence).chars(500)
        row.save(update_fields=["state", "said"])
        _end(run, state)
    return False


def _put_off(run: Run, row: RunStep, work: Work, wait: NotYet) -> bool:
    with transaction.atomic():
        row.state, row.said = RunStep.State.WAITING, Truncator(str(wait.words)).chars(500)
        row.save(update_fields=["state", "said"])
        run.state, run.due_at, run.held_until, run.found = Run.State.WAITING, wait.until, None, work.found
        run.save(update_fields=["state", "due_at", "held_until", "found"])
    return False


def _end(run: Run, state: Run.State) -> None:
    run.state, run.ended_at, run.held_until = state, now(), None
    run.save(update_fields=["state", "ended_at", "held_until", "did_nothing"])


def carry_out_what_is_due(at_most: int = 20) -> int:
    """Take up the runs that wait or were left in the middle. Returns how many were looked at."""
    due = list(Run.objects.to_be_done(now()).values_list("pk", flat=True)[:at_most])
    for run_id in due:
        carry_out(run_id)
    return len(due)
