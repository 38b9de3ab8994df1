"""Bring the database to this version and, when there is no circle yet, open the example federation.

A process of its own, so that the supervisor stays small. Leaves in the home which circles there are and who may sign
in as whom, for the supervisor to tell.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

WHO_IS_HERE = "who_is_here.json"
SEEDING = "seeding"  # stands in the home while the example is being opened: a start that was killed half way goes on


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.prepare")
    parser.add_argument("--no-seed", action="store_true")
    args = parser.parse_args()
    home = Path(os.environ["COOPBOX_HOME"])

    import django
    from django.db import OperationalError

    django.setup()
    try:
        prepare(home, with_example=not args.no_seed)
    except OperationalError as trouble:  # a full disk, a server that went away: nothing a traceback would explain
        _say(f"PostgreSQL says: {str(trouble).strip().splitlines()[0]}")
        return 1
    return 0


def prepare(home: Path, *, with_example: bool) -> None:
    """Migrate, open the example if it is wanted, and leave word of who is here."""
    for circle, error in migrate().items():
        _say(f"{circle} could not be brought up to date and stays as it was: {error}")
    if with_example:
        seed(home)
    (home / WHO_IS_HERE).write_text(json.dumps(who_is_here()))


def migrate() -> dict[str, str]:
    """Every schema to the code's state; answers with the circles that could not be, and why."""
    from provisioning.migrate import migrate_all

    return migrate_all(say=_say).failed


def seed(home: Path) -> None:
    """Open the example circles in an empty federation, and finish opening them if that was interrupted."""
    from provisioning.seed import seed as open_example

    begun = home / SEEDING
    if not begun.exists():
        if not _is_empty():
            return
        begun.touch()
    _say("Opening the example federation")
    for circle in open_example():
        _say(f"  {circle.name}")
    begun.unlink()


def who_is_here() -> dict[str, object]:
    """Federation and open circles with their addresses, and those of the example's people who belong to one."""
    from django.conf import settings

    from provisioning.seed import CONSOLE, SIGN_IN_AS
    from tenants import directory
    from tenants.context import address_of

    circles = directory.all_open()
    places = {circle.slug for circle in circles}
    people = [person for person in SIGN_IN_AS if places & set(person[3].lower().split())]
    if people:  # the example's officers came with its circles
        desk = address_of(settings.CONSOLE_HOST)
        people += [(*person[:3], f"{CONSOLE}: {desk}") for person in SIGN_IN_AS if person[3] == CONSOLE]
    return {
        "federation": address_of(settings.FEDERATION_DOMAIN),
        "circles": [(circle.name, circle.url) for circle in circles][:12],
        "people": list(people),
    }


def _is_empty() -> bool:
    from provisioning.circles import everyone

    return not everyone()


def _say(line: str) -> None:
    print(f"          {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
