"""`coopbox circle suspend|resume|rename|clone|stage|go-live|close|recover`: each asks for a run and carries it out.

The same runs as the wizard's and the console's; here nobody waits for a worker.
"""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from config.cli_circles import circle_facts, confirm
from config.cli_output import Answer
from config.cli_runs import do, how_far

if TYPE_CHECKING:
    from shared_apps.runs.models import Run


def suspend(args: Namespace) -> Answer:
    circle = _done("suspend", args, reason=args.reason)
    return _answer(circle, f"{circle.name} is paused. `coopbox circle resume {circle.slug}` lets it go on.")


def resume(args: Namespace) -> Answer:
    circle = _done("resume", args)
    closing = " It is still closing." if circle.state == "closing" else ""
    return _answer(circle, f"{circle.name} is open again: {circle.url}{closing}")


def rename(args: Namespace) -> Answer:
    from kernel.errors import RuleBroken

    if not args.name and not args.address:
        raise RuleBroken("Say --name, --address or both.", code="no_name")
    circle = _done("rename", args, name=args.name or "", slug=args.address or "")
    moved = f" {args.slug} leads there still." if args.slug != circle.slug else ""
    return _answer(circle, f"It is called {circle.name} now, at {circle.url}.{moved}")


def clone(args: Namespace) -> Answer:
    from provisioning import circles

    model = circles.find(args.model)
    circle = _done("clone", args, **{"from": str(model.pk)})
    return _answer(circle, f"{circle.name} looks like {model.name} now, and speaks in its words.")


def stage(args: Namespace) -> Answer:
    from provisioning import stages

    stages.check_stage(args.stage)  # a run that could never go on would only lie about
    circle = _done("stage", args, stage=args.stage, why=args.why)
    return _answer(circle, f"{circle.name} has moved on: {args.stage}.", stage=args.stage)


def go_live(args: Namespace) -> Answer:
    circle = _done("go-live", args)
    return _answer(circle, f"{circle.name} is live. The invented people have left.")


def close(args: Namespace) -> Answer:
    from django.conf import settings

    from provisioning import circles

    circle = circles.ref_of(circles.find(args.slug))
    days = settings.CLOSING_NOTICE.days if args.days is None else args.days
    warning = f"This closes {circle.name} for everybody. {_how(circle, days)}"
    confirm(circle, args, "Closing a circle", warning, f"{circle.name} stays open.")
    run = do("close", circle_id=circle.id, subject=circle.slug, days=days, **_because(args))
    return _closing(circles.numbered(circle.id), circle, run)


def _because(args: Namespace) -> dict[str, str]:
    return {"reason": args.because} if args.because else {}


def _how(circle: Any, days: int) -> str:
    if circle.state == "opening":
        return "It never opened, so nobody is told."
    if days == 0:
        return "Everything in it is locked away at once."
    return f"From now on it can only be read, and in {days} days it is locked away."


def _closing(row: Any, circle: Any, run: "Run") -> Answer:
    """What has happened, what comes next and when, and the way back until then."""
    facts = circle_facts(circle) | {"state": row.state}
    if circle.state == "opening":
        return Answer(facts, [f"{circle.name} is closed."])
    when = f"on {run.due_at:%d %B %Y at %H:%M} UTC" if run.state == run.State.WAITING else ""
    if row.state == "closing":
        said, then = f"{circle.name} is closing: it can be read, and not changed.", "It is locked away"
    else:
        said, then = f"{circle.name} is closed, and nobody gets in.", "What it kept is removed for good"
    back = f"`coopbox circle recover {circle.slug}` brings it back"
    return Answer(facts, [said, f"{then} {when}. Until then {back}." if when else f"{how_far(run)} {back}."])


def recover(args: Namespace) -> Answer:
    from provisioning import circles
    from provisioning.kinds.recover import check
    from shared_apps.runs.models import Run
    from tenants.context import in_federation

    found = circles.find_even_closed(args.slug)
    with in_federation():
        if not Run.objects.under_way().filter(kind="recover", circle_id=found.pk).exists():
            check(found)  # a run that could never go on would only lie about
    do("recover", circle_id=found.pk, subject=found.slug)
    circle = circles.ref_of(circles.numbered(found.pk))
    return _answer(circle, f"{circle.name} is {circle.state}: {circle.url}")


def _done(kind: str, args: Namespace, **facts: Any) -> Any:
    """The circle as it is after the run."""
    from provisioning import circles

    found = circles.find(args.slug)
    do(kind, circle_id=found.pk, subject=found.slug, **facts)
    return circles.ref_of(circles.numbered(found.pk))


def _answer(circle: Any, said: str, **more: Any) -> Answer:
    return Answer(circle_facts(circle) | more, [said])
