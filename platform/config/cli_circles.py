"""`coopbox circle open|steward|list|show|own-login`: doors to provisioning. What changes a circle's life: cli_life."""

import json
import sys
import time
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from config.cli_output import Answer, table
from config.cli_runs import do, how_far, try_again

if TYPE_CHECKING:
    from shared_apps.runs.models import Run


def circle_facts(circle: Any) -> dict[str, Any]:
    names = ("id", "slug", "name", "place", "state", "url", "schema")
    return {name: str(getattr(circle, name)) for name in names}


def open_(args: Namespace) -> Answer:
    from provisioning import circles, homes, stewards

    email = stewards.address(args.steward) if args.steward is not None else ""
    named = [{"name": args.steward_name or stewards.name_from(email), "email": email}] if email else []
    facts = {
        "slug": args.slug,
        "name": args.slug.replace("-", " ").title() if args.name is None else args.name,
        "recipe": args.recipe,
        "mode": args.kind,
        "place": args.place,
        "brand": args.brand,
        "accent": args.accent,
        "is_sandbox": args.sandbox,
        "copy_of": str(circles.find(args.like).pk) if args.like else "",
        "stewards": named,
    }
    start = time.perf_counter()
    run = _opened(facts)
    took = time.perf_counter() - start
    circle = circles.ref_of(circles.numbered(run.circle_id))
    lines = [f"{circle.name} is open ({took * 1000:.0f} ms): {circle.url}"]
    lines.append(
        f"{email} is its steward and can sign in there."
        if email
        else f"Nobody can sign in yet. Name its first steward: `coopbox circle steward {circle.slug} EMAIL`."
    )
    if run.state != run.State.DONE:
        lines.append(how_far(run))
    told = circle_facts(circle) | {"milliseconds": round(took * 1000, 1), "run": str(run.pk)}
    return Answer(told, lines, afterwards=None if _has_worker() else homes.refill_spares)


def _has_worker() -> bool:
    """Whether `coopbox up` runs here: then its worker makes the next spare within a minute, and nobody waits for it."""
    from django.conf import settings

    from config.home import coopbox_home
    from dev import embedded

    return getattr(settings, "EMBEDDED", False) and embedded.is_held(coopbox_home() / "lock")


def _opened(facts: dict[str, Any]) -> "Run":
    """Open a circle, or go on with the opening of this very circle that was interrupted."""
    from kernel.errors import Conflict
    from provisioning import addresses
    from provisioning.kinds.open import check
    from shared_apps.runs.models import Run
    from tenants.context import in_federation

    wanted = check(facts)
    with in_federation():
        begun = Run.objects.under_way().filter(kind="open", subject=wanted.slug).first()
    if begun is None:
        addresses.check_free(wanted.slug, name=wanted.name, recipe=wanted.recipe)
        return do("open", subject=wanted.slug, **facts)
    if (begun.facts.get("name"), begun.facts.get("recipe")) != (facts["name"], facts["recipe"]):
        raise Conflict(
            f"Somebody began to open “{begun.facts.get('name', begun.subject)}” at this address and did not finish."
            f" Open it by that name, or close it: coopbox circle close {begun.subject}",
            code="unfinished",
        )
    return try_again(begun)


def steward(args: Namespace) -> Answer:
    """Ask somebody to be steward. At once only where nobody else could let them in, or for a reason written down."""
    from kernel.errors import Conflict, RuleBroken
    from provisioning import circles, stewards

    because = (args.because or "").strip()
    if args.at_once != bool(because):
        raise RuleBroken('Say both or neither: --at-once, and --because "why nobody is asked".', code="no_reason")
    circle = circles.ref_of(circles.find(args.slug))
    if circle.state == "opening":
        raise Conflict(f"{circle.name} is not open yet. Finish opening it first: `coopbox circle open {circle.slug}`.")
    email = stewards.address(args.email)
    name = args.name or stewards.name_from(email)
    if args.at_once or not stewards.has_steward(circle):
        return _made_steward(circle, name, email, because)
    asked = stewards.ask(circle, name=name, email=email)
    said = f"{email} is asked by e-mail to be a steward of {circle.name}, and is one when they say yes."
    if asked is None:
        said = f"{email} is a steward of {circle.name}, or asked to be one and has not answered. Nothing was changed."
    return Answer({"circle": circle.slug, "asked": asked is not None, "person": ""}, [said])


def _made_steward(circle: Any, name: str, email: str, because: str) -> Answer:
    """Give the hat without a question. That it was done, and why, goes into the federation's record first."""
    from kernel.actors import SYSTEM
    from provisioning import stewards
    from shared_apps.console.gate import About
    from shared_apps.console.models import Entry
    from shared_apps.console.services import audit
    from tenants.context import in_console

    stewards.check(name=name, email=email)
    with in_console():
        about = About(circle_id=circle.id, subject="steward", words=because or "It had no steward.")
        audit.note(Entry.Verb.DID, "steward_at_once", by=SYSTEM, about=about)
    person = stewards.welcome(circle, email=email, name=name, hats=("steward",))
    said = f"{email} is a steward of {circle.name} and can sign in there: {circle.url}"
    return Answer({"circle": circle.slug, "asked": False, "person": str(person.pk)}, [said])


def list_(args: Namespace) -> Answer:
    from provisioning import circles

    found = circles.everyone(closed=args.closed)
    rows = [(c.slug, c.name, c.state, c.url) for c in found]
    none = "No closed circle is kept." if args.closed else "No circle yet. `coopbox seed` opens two."
    lines = table(("circle", "name", "state", "address"), rows) if rows else [none]
    return Answer([circle_facts(c) for c in found], lines)


def show(args: Namespace) -> Answer:
    from provisioning import circles

    facts = circles.facts(args.slug)
    width = max(map(len, facts))
    return Answer(facts, [f"{name.ljust(width)}  {value}" for name, value in facts.items()])


def confirm(circle: Any, args: Namespace, doing: str, warning: str, otherwise: str) -> None:
    """Ask for the circle's web address, unless --yes was said. Raises NotAllowed when it is not typed.

    The question goes to the error output, so that --json stays JSON.
    """
    from kernel.errors import NotAllowed

    if args.yes:
        return
    if not sys.stdin.isatty():
        raise NotAllowed(f"{doing} needs a yes: say --yes, or answer at a terminal.", code="not_confirmed")
    question = f"{warning} Type its web address ({circle.slug}) to go on: "
    print(question, end="", flush=True, file=sys.stderr)
    if sys.stdin.readline().strip() != circle.slug:
        raise NotAllowed(otherwise, code="not_confirmed")


OFFLINE = (
    "It takes {name} offline until every process has been started again with CIRCLE_LOGINS changed: nobody can sign in"
    " or work there, every page that needs its tables answers 503, and none of its jobs runs."
)
AGAIN = "Start every process again: website, workers, beat. Until then {name} is offline."
LOOK = "`coopbox doctor` then says whether they fit together."


def own_login(args: Namespace) -> Answer:
    from provisioning import circles
    from tenants import logins

    circle = circles.ref_of(circles.find(args.slug))
    is_own = logins.has_own(circle)
    return _take_login_back(circle, args, is_own) if args.undo else _give_login(circle, args, is_own)


def _give_login(circle: Any, args: Namespace, is_own: bool) -> Answer:
    from kernel.actors import SYSTEM
    from provisioning import circles

    does = "a new password for the login it has; the old one ends" if is_own else "a database login of its own"
    warning = f"This gives {circle.name} {does}. {OFFLINE.format(name=circle.name)}"
    confirm(circle, args, "Giving a circle a login of its own", warning, "Nothing was changed.")
    found = circles.own_login(circle.slug, by=SYSTEM)
    steps = [
        "Put this into the JSON file that CIRCLE_LOGINS names, in the place of any older line for it. There is no such"
        " file yet? Make one that only Coopbox can read, with just this in it, and name it. The password is shown this"
        f" once: {json.dumps(found)}",
        AGAIN.format(name=circle.name),
        LOOK,
    ]
    return _with_steps(circle, f"{circle.name} has a database login of its own.", steps, circle_logins=found)


def _take_login_back(circle: Any, args: Namespace, is_own: bool) -> Answer:
    from kernel.actors import SYSTEM
    from provisioning import circles

    if not is_own:
        return _with_steps(circle, f"{circle.name} has no login of its own; nothing was changed.", [])
    warning = f"This takes the login of {circle.name} back. {OFFLINE.format(name=circle.name)}"
    confirm(circle, args, "Taking a circle's login back", warning, "Nothing was changed.")
    circles.own_login(circle.slug, undo=True, by=SYSTEM)
    steps = [
        f"Take the line of {circle.schema} out of the JSON file that CIRCLE_LOGINS names.",
        AGAIN.format(name=circle.name),
        LOOK,
    ]
    return _with_steps(circle, f"{circle.name} has no database login of its own any more.", steps)


def _with_steps(circle: Any, done: str, steps: list[str], **found: Any) -> Answer:
    data = {"circle": circle.slug, "schema": circle.schema, "offline": bool(steps), "next": steps} | found
    numbered = [f"{number}. {step}" for number, step in enumerate(steps, start=1)]
    return Answer(data, [done, *(["Now:"] if steps else []), *numbered])
