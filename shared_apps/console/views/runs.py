"""Runs: what is being done to circles' homes, step by step, and what stopped."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.time import now
from shared_apps.console.forms import GiveUpForm
from shared_apps.console.gate import ConsoleRequest, officer_required
from shared_apps.console.hats import RUNS
from shared_apps.console.kinds import KINDS, STEPS, Words, kind_in_words
from shared_apps.console.listing import Choice, Column, listing, narrowed_by
from shared_apps.console.pages import ask, show
from shared_apps.console.services import verbs
from shared_apps.console.who import names_of
from shared_apps.runs.kept import in_words
from shared_apps.runs.models import Run

COLUMNS: Final = (
    Column("what", gettext_lazy("What"), ("kind", "-id")),
    Column("circle", gettext_lazy("Circle"), ("subject", "-id")),
    Column("state", gettext_lazy("State"), ("state", "-id")),
    Column("asked", gettext_lazy("Asked"), ("asked_at",)),
    Column("ended", gettext_lazy("Ended"), ("ended_at",)),
)
CHOICES: Final = (
    Choice("state", gettext_lazy("State"), list(Run.State.choices), narrowed_by("state")),
    Choice("kind", gettext_lazy("What"), list(KINDS.items()), narrowed_by("kind")),
)
LINES: Final = 300
SOON: Final = timedelta(minutes=2)


def _found(rows: QuerySet, words: str) -> QuerySet:
    return rows.filter(subject__icontains=words)


@require_safe
@officer_required()
def all_runs(request: ConsoleRequest) -> HttpResponse:
    """Every run, the newest first."""
    rows = listing(
        request, Run.objects.defer("facts", "found"), columns=COLUMNS, choices=CHOICES, search=_found, sort="-asked"
    )
    for run in rows.page:
        run.words = kind_in_words(run.kind)
    return show(request, "console/runs.html", {"list": rows})


@require_safe
@officer_required()
def one_run(request: ConsoleRequest, run_id: UUID) -> HttpResponse:
    """One run with its steps and its log."""
    return show(request, "console/run.html", _facts(request, run_id))


@require_safe
@officer_required()
def progress(request: ConsoleRequest, run_id: UUID) -> HttpResponse:
    """How far a run is, for a page that is open on it."""
    facts = _facts(request, run_id)
    request.about.is_noted = False  # the page it belongs to is written down
    return show(request, "console/run_progress.html", facts)


def _facts(request: ConsoleRequest, run_id: UUID) -> dict[str, Any]:
    run = get_object_or_404(Run.objects.defer("facts", "found"), pk=run_id)
    request.about.circle_id, request.about.subject = run.circle_id, run.kind
    steps: list[Any] = list(run.steps.all())
    for step in steps:
        step.words, step.sentence = STEPS.get(step.name, step.name), in_words(step.said)
    asked_by = names_of([run.asked_by_id]).said(run.asked_by_kind, run.asked_by_id)
    return {
        "run": run,
        "words": kind_in_words(run.kind),
        "steps": steps,
        "lines": [(line.at, in_words(line.words)) for line in run.lines.order_by("-id")[:LINES]],
        "asked_by": asked_by,
        "is_under_way": _moves_soon(run),
        "can_act": RUNS in request.desk.powers,
    }


def _moves_soon(run: Run) -> bool:
    """Whether it is worth watching. A closing waits for a month, and nobody watches that."""
    return run.state == Run.State.RUNNING or (run.state == Run.State.WAITING and run.due_at <= now() + SOON)


@require_POST
@officer_required(RUNS)
def retry(request: ConsoleRequest, run_id: UUID) -> HttpResponse:
    """Let a run that stopped go on."""
    return _done(request, verbs.retry(_run(request, run_id), by=request.officer), _("It goes on where it stopped."))


@require_POST
@officer_required(RUNS)
def cancel(request: ConsoleRequest, run_id: UUID) -> HttpResponse:
    """Call off a run that has not begun."""
    return _done(request, verbs.cancel(_run(request, run_id), by=request.officer), _("It is called off."))


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(RUNS)
def give_up(request: ConsoleRequest, run_id: UUID) -> HttpResponse:
    """End a run for good that stopped, with a reason; a worker undoes what it left."""
    run = _run(request, run_id)

    def do(answers: Mapping[str, Any]) -> tuple[str, Words]:
        verbs.give_up(run, why=answers["why"], by=request.officer)
        request.about.words = answers["why"]
        return f"/runs/{run.pk}/", _("It is given up. What it left is undone in a moment.")

    return ask(
        request,
        GiveUpForm,
        do,
        heading=_("Give it up: %(what)s") % {"what": kind_in_words(run.kind)},
        intro=_("It ends for good. What it left is undone, and the passphrase typed for it is forgotten."),
        button=_("Give it up"),
        back_url=f"/runs/{run.pk}/",
        is_grave=True,
    )


def _run(request: ConsoleRequest, run_id: UUID) -> Run:
    run = get_object_or_404(Run, pk=run_id)
    request.about.circle_id, request.about.subject = run.circle_id, run.kind
    return run


def _done(request: ConsoleRequest, run: Run, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect(f"/runs/{run.pk}/")
