"""`coopbox circle ...`: doors to provisioning.circles."""

import json
import sys
import time
from argparse import Namespace
from typing import Any

from config.cli_output import Answer, table


def _facts(circle: Any) -> dict[str, Any]:
    names = ("id", "slug", "name", "place", "state", "url", "schema")
    return {name: str(getattr(circle, name)) for name in names}


def open_(args: Namespace) -> Answer:
    from kernel.actors import SYSTEM
    from provisioning import circles, homes, stewards

    email = stewards.address(args.steward) if args.steward is not None else ""
    steward_name = args.steward_name or stewards.name_from(email)
    if email:
        stewards.check(name=steward_name, email=email)
    name = args.name or args.slug.replace("-", " ").title()
    start = time.perf_counter()
    circle = circles.open_circle(
        slug=args.slug, name=name, by=SYSTEM, recipe=args.recipe, place=args.place, brand=args.brand, accent=args.accent
    )
    took = time.perf_counter() - start
    if email:
        stewards.welcome(circle, email=email, name=steward_name, hats=("steward",))
    lines = [f"{circle.name} is open ({took * 1000:.0f} ms): {circle.url}"]
    lines.append(
        f"{email} is its steward and can sign in there."
        if email
        else f"Nobody can sign in yet. Name its first steward: `coopbox circle steward {circle.slug} EMAIL`."
    )
    facts = _facts(circle) | {"milliseconds": round(took * 1000, 1)}
    return Answer(facts, lines, afterwards=homes.refill_spares)  # a worker would, but there may be none


def steward(args: Namespace) -> Answer:
    from kernel.errors import Conflict
    from provisioning import circles, stewards

    circle = circles.ref_of(circles.find(args.slug))
    if circle.state == "opening":
        raise Conflict(f"{circle.name} is not open yet. Finish opening it first: `coopbox circle open {circle.slug}`.")
    email = stewards.address(args.email)
    name = args.name or stewards.name_from(email)
    person = stewards.welcome(circle, email=email, name=name, hats=("steward",))
    said = f"{email} is a steward of {circle.name} and can sign in there: {circle.url}"
    return Answer({"circle": circle.slug, "person": str(person.pk)}, [said])


def list_(args: Namespace) -> Answer:
    from provisioning import circles

    found = circles.everyone()
    rows = [(c.slug, c.name, c.state, c.url) for c in found]
    lines = (
        table(("circle", "name", "state", "address"), rows) if rows else ["No circle yet. `coopbox seed` opens two."]
    )
    return Answer([_facts(c) for c in found], lines)


def show(args: Namespace) -> Answer:
    from provisioning import circles

    facts = circles.facts(args.slug)
    width = max(map(len, facts))
    return Answer(facts, [f"{name.ljust(width)}  {value}" for name, value in facts.items()])


def suspend(args: Namespace) -> Answer:
    from kernel.actors import SYSTEM
    from provisioning import circles

    circle = circles.suspend(args.slug, reason=args.reason, by=SYSTEM)
    return Answer(_facts(circle), [f"{circle.name} is paused. `coopbox circle resume {circle.slug}` lets it go on."])


def resume(args: Namespace) -> Answer:
    from kernel.actors import SYSTEM
    from provisioning import circles

    circle = circles.resume(args.slug, by=SYSTEM)
    return Answer(_facts(circle), [f"{circle.name} is open again: {circle.url}"])


def close(args: Namespace) -> Answer:
    from kernel.actors import SYSTEM
    from kernel.errors import NotAllowed
    from provisioning import circles

    circle = circles.ref_of(circles.find(args.slug))
    if not args.yes:
        if not sys.stdin.isatty():
            raise NotAllowed("Closing a circle needs a yes: say --yes, or answer at a terminal.", code="not_confirmed")
        print(
            f"This closes {circle.name} for everybody. Type its web address ({circle.slug}) to go on: ",
            end="",
            flush=True,
        )
        if sys.stdin.readline().strip() != circle.slug:
            raise NotAllowed(f"{circle.name} stays open.", code="not_confirmed")
    trash = circles.close(args.slug, by=SYSTEM)
    return Answer(_facts(circle) | {"state": "closed", "trash": trash}, [f"{circle.name} is closed."])


def own_login(args: Namespace) -> Answer:
    from kernel.actors import SYSTEM
    from provisioning import circles

    found = circles.own_login(args.slug, undo=args.undo, by=SYSTEM)
    if args.undo:
        return Answer({}, ["The circle is reached by the application's login again. Take it out of CIRCLE_LOGINS."])
    told = "Add this to the JSON file that CIRCLE_LOGINS names, and start every process again:"
    return Answer(found, [told, json.dumps(found)])
