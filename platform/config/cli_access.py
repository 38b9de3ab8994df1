"""`coopbox access verify`: is every look at what is known of people still there, as it was written?"""

from argparse import Namespace

from config.cli_output import Answer, table
from kernel.errors import NotFound, RuleBroken


def verify(args: Namespace) -> Answer:
    """Go along the chain of looks of one circle, or of all."""
    from tenant_apps.privacy import chain
    from tenants import directory
    from tenants.context import in_circle

    if args.expect and not args.circle:
        raise RuleBroken("Say of which circle this is the end that was noted.", code="which_circle")
    circles = directory.all_living()
    if args.circle:
        found = directory.by_slug(args.circle)
        if found is None:
            raise NotFound(f"There is no circle called {args.circle}.")
        circles = [found]
    data, rows = [], []
    for circle in circles:
        with in_circle(circle):
            verdict = chain.verify(args.expect or "")
        said = verdict.fault or "whole"
        rows.append([circle.slug, verdict.links, verdict.waiting, said, verdict.head])
        data.append(
            {
                "circle": circle.slug,
                "links": verdict.links,
                "waiting": verdict.waiting,
                "whole": verdict.is_whole,
                "fault": verdict.fault,
                "event": str(verdict.event_id) if verdict.event_id else None,
                "end": verdict.head,
            }
        )
    lines = table(["circle", "looks", "waiting", "the chain is", "its end"], rows)
    lines += ["", "Note the ends where nobody who rules over the database can change them; --expect finds them again."]
    return Answer(data, lines, ok=all(each["whole"] for each in data))
