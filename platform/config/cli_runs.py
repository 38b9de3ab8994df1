"""`coopbox run ...`, and how every other command carries out what it asks for: by a run, here and now."""

import time
from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

from config.cli_output import Answer, table

if TYPE_CHECKING:
    from shared_apps.runs.models import Run

A_MOMENT = 0.5
MANY = 50
FOR_GOOD = "Nothing was made of it, and this run is over. Put that right, and give the whole command again."


def do(kind: str, *, circle_id: UUID | None = None, subject: str = "", **facts: Any) -> "Run":
    """Ask for a run and carry it out, as far as it goes now. Raises Conflict with the sentence it stopped with."""
    from kernel.actors import SYSTEM
    from kernel.ids import uuid7
    from shared_apps.runs import services
    from tenants.context import in_federation

    key = f"command:{uuid7()}"
    with in_federation():
        asked = services.ask(kind, by=SYSTEM, key=key, circle_id=circle_id, subject=subject, facts=facts, wake=False)
    return go_on(asked)


def go_on(run: "Run") -> "Run":
    """Carry a run out here; if a worker has it in hand already, wait for the worker."""
    from kernel.errors import Conflict
    from provisioning import running

    run = running.carry_out(run.pk)
    while _is_in_hand(run):
        time.sleep(A_MOMENT)
        run = running.carry_out(run.pk)
    if run.was_refused:
        raise Conflict(f"{_said(run)} {FOR_GOOD}", code="refused")
    if run.state == run.State.STOPPED:
        raise Conflict(f"{_said(run)} {_what_helps(run)}", code="stopped")
    return run


def _what_helps(run: "Run") -> str:
    from tenants.context import in_federation

    with in_federation():
        ends = f" `coopbox run give-up {run.pk} --reason WHY` undoes what it left." if run.can_be_given_up else ""
    return f"`coopbox run retry {run.pk}` goes on from there.{ends}"


def _is_in_hand(run: "Run") -> bool:
    from kernel.time import now

    return run.state == run.State.RUNNING or (run.state == run.State.WAITING and run.due_at <= now())


def _said(run: "Run") -> str:
    """The sentence of the step a run is at, if it left one."""
    from tenants.context import in_federation

    with in_federation():
        last = run.steps.exclude(said="").order_by("number").last()
    return last.said if last else ""


def list_(args: Namespace) -> Answer:
    from provisioning import circles
    from shared_apps.runs.models import Run
    from tenants.context import in_federation

    with in_federation():
        runs = Run.objects.all() if args.all else Run.objects.under_way()
        if args.circle:
            runs = runs.filter(circle_id=circles.find_even_closed(args.circle).pk)
        found = [_facts(run) for run in runs.order_by("-id").prefetch_related("steps")[: args.many]]
    rows = [(run["id"], run["kind"], run["circle"], run["state"], run["step"], run["asked"]) for run in found]
    head = ("run", "what", "circle", "state", "at step", "asked for")
    none = "Nothing was ever asked for." if args.all else "Nothing is under way. `--all` shows what is over, too."
    return Answer(found, table(head, rows) if rows else [none])


def show(args: Namespace) -> Answer:
    from tenants.context import in_federation

    run = _find(args.number)
    with in_federation():
        facts = _facts(run) | {"steps": list(_steps(run)), "lines": [_line(line) for line in run.lines.all()]}
    told = [f"{name.ljust(8)}  {value}" for name, value in facts.items() if isinstance(value, str) and value]
    rows = [(step["step"], step["state"], step["tries"], step["said"]) for step in facts["steps"]]
    lines = [*told, "", *table(("step", "state", "tries", "what it said"), rows)] if rows else told
    return Answer(facts, [*lines, *([""] if facts["lines"] else []), *facts["lines"]])


def retry(args: Namespace) -> Answer:
    """Let a run that stopped, or that a dead process left in the middle, go on here."""
    from tenants.context import in_federation

    run = try_again(_find(args.number))
    with in_federation():
        return Answer(_facts(run), [how_far(run)])


def try_again(run: "Run") -> "Run":
    """Go on with a run, wherever it is. Raises Conflict when it is over."""
    from kernel.actors import SYSTEM
    from kernel.errors import Conflict
    from shared_apps.runs import services
    from tenants.context import in_federation

    if run.was_refused:
        raise Conflict(f"{_said(run)} {FOR_GOOD}", code="refused")
    if run.state in (run.State.DONE, run.State.CANCELLED):
        raise Conflict("This is over, so there is nothing to try again.", code="not_stopped")
    if run.state == run.State.STOPPED:
        with in_federation():
            run = services.retry(run, by=SYSTEM, wake=False)
    return go_on(run)


def cancel(args: Namespace) -> Answer:
    from kernel.actors import SYSTEM
    from shared_apps.runs import services
    from tenants.context import in_federation

    with in_federation():
        run = services.cancel(_find(args.number), by=SYSTEM)
        return Answer(_facts(run), ["It is called off. Nothing of it was done."])


def give_up(args: Namespace) -> Answer:
    """End a run for good that stopped and need not succeed, and undo here what it left."""
    from kernel.actors import SYSTEM
    from shared_apps.runs import services
    from tenants.context import in_federation

    with in_federation():
        run = services.give_up(_find(args.number), why=args.reason, by=SYSTEM, wake=False)
    run = go_on(run)
    with in_federation():
        return Answer(_facts(run), ["It is given up. What it left is undone, and its passphrase is forgotten."])


def how_far(run: "Run") -> str:
    """One sentence on where a run has come."""
    said = _said(run)
    if run.state == run.State.WAITING:
        return f"It goes on at {run.due_at:%d %B %Y, %H:%M} UTC. {said}".strip()
    return "It is done." if run.state == run.State.DONE else f"{run.get_state_display()}."


def _find(text: str) -> "Run":
    from kernel.errors import NotFound
    from kernel.ids import parse_uuid
    from shared_apps.runs.models import Run
    from tenants.context import in_federation

    number = parse_uuid(text)
    with in_federation():
        run = Run.objects.filter(pk=number).first() if number else None
    if run is None:
        raise NotFound(f"There is no run “{text}” here. `coopbox run list --all` shows them all.")
    return run


def _facts(run: "Run") -> dict[str, Any]:
    from provisioning import circles

    at = next((step.name for step in run.steps.all() if step.state != step.State.DONE), "")
    return {
        "id": str(run.pk),
        "kind": run.kind,
        "circle": circles.slug_of(run.circle_id) or run.subject,
        "state": "refused" if run.was_refused else run.state,
        "step": at,
        "asked": f"{run.asked_at:%Y-%m-%d %H:%M}",
        "due": f"{run.due_at:%Y-%m-%d %H:%M}" if run.state == run.State.WAITING else "",
        "ended": f"{run.ended_at:%Y-%m-%d %H:%M}" if run.ended_at else "",
    }


def _steps(run: "Run") -> Iterator[dict[str, Any]]:
    for step in run.steps.all():
        yield {"step": step.name, "state": step.state, "tries": step.tries, "said": step.said}


def _line(line: Any) -> str:
    return f"{line.at:%Y-%m-%d %H:%M:%S}  {line.step or '-'}: {line.words}"
