"""`coopbox postcodes`: where postcodes lie, so that people can be told how far it is without asking anybody outside."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.cli_output import Answer

if TYPE_CHECKING:
    from shared_apps.postcodes.models import Loading

NONE = "No postcodes are loaded. People are told that somebody is near where the first halves are alike, else nothing."
HOW = "Load some with `coopbox postcodes load FILE`."


def add_to(commands: Any, command: Callable[..., ArgumentParser]) -> None:
    """The words an operator types."""
    group = command(commands, "postcodes", "Say which postcodes are loaded, for how far it is.", status)
    verbs = group.add_subparsers(metavar="VERB")
    loads = command(verbs, "load", "Load postcodes from open files, in the place of those there are.", load)
    loads.add_argument("files", nargs="+", metavar="FILE", help="CSV: ONS directory, Code-Point Open, or a plain list")


def status(args: Namespace) -> Answer:
    """How many there are, and from when."""
    from shared_apps.postcodes import services
    from tenants.context import in_federation

    with in_federation():
        found = services.loaded()
    if found is None:
        return Answer({"postcodes": 0, "areas": 0, "loaded_at": None, "source": None}, [NONE, HOW])
    return Answer(_facts(found), [_told(found)])


def load(args: Namespace) -> Answer:
    """Load files of postcodes in the place of those that are there."""
    from kernel.actors import SYSTEM
    from shared_apps.postcodes import services
    from tenants.context import in_federation

    with in_federation():
        found = services.load([Path(each) for each in args.files], by=SYSTEM)
    lines = [_told(found)]
    if found.left_out:
        lines.append(f"{found.left_out:,} were left out: the file says that nobody knows where they lie.")
    return Answer(_facts(found), lines)


def _told(found: "Loading") -> str:
    return f"{found.postcodes:,} postcodes in {found.areas:,} areas, from {found.source}, loaded {found.at:%d %B %Y}."


def _facts(found: "Loading") -> dict[str, object]:
    return {
        "postcodes": found.postcodes,
        "areas": found.areas,
        "left_out": found.left_out,
        "loaded_at": found.at.isoformat(),
        "source": found.source,
    }
