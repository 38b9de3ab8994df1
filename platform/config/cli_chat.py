"""`coopbox chat selftest`: try a chat server with people who were made up, before a circle talks in it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from config import cli_secrets
from config.cli_output import Answer

if TYPE_CHECKING:
    from tenant_apps.chat.selftest import Told, Tried

PAID = {True: "with a paid licence", False: "without a paid licence", None: "and does not tell about a paid licence"}
NOT_TRIED = (
    "Not tried, for it takes people: that what somebody says there comes to Coopbox, and signing in there in a browser."
)


def add_to(commands: Any, command: Callable[..., ArgumentParser]) -> None:
    """The words an operator types."""
    group = command(commands, "chat", "Try a chat server before a circle talks in it.")
    verbs = group.add_subparsers(metavar="VERB", required=True)
    tries = command(
        verbs, "selftest", "Try a Rocket.Chat server with made-up people, and remove all that was made.", selftest
    )
    tries.add_argument("address", metavar="ADDRESS", help="its web address, such as https://chat.example.org")
    tries.add_argument("--user-id", required=True, metavar="ID", help="of the administrator there that is Coopbox")
    tries.add_argument("--token-file", metavar="FILE", help="read that user's token here (default: type it)")
    tries.add_argument("--secret-file", metavar="FILE", help="read CREATE_TOKENS_FOR_USERS_SECRET here (from 8 on)")
    tries.add_argument(
        "--sign-in", choices=("token", "oidc", "link"), default="token", help="how people will come in (default token)"
    )


def selftest(args: Namespace) -> Answer:
    """Exit code 1 when something does not work, or something could not be removed."""
    from tenant_apps.chat.selftest import try_server

    token = cli_secrets.read(args.token_file, called="token", option="--token-file")
    secret = cli_secrets.read(args.secret_file, called="secret", option="--secret-file") if args.secret_file else ""
    told = try_server(
        args.address, user_id=args.user_id, token=token.strip(), secret=secret.strip(), sign_in=args.sign_in
    )
    return Answer(_facts(args.address, told), list(_lines(args.address, told)), ok=told.works)


def _lines(address: str, told: "Told") -> Any:
    yield _what_it_is(address, told)
    if told.health is not None and not told.health.is_shut:  # else they are said with what does not work
        yield from (str(each) for each in told.health.consequences)
    yield ""
    for step in told.steps:
        if step.works is not None:
            yield f"{'works' if step.works else 'DOES NOT':8}  {_said(step)}"
    if untried := [step.sentence for step in told.steps if step.works is None]:
        yield f"Because of that it could not be tried: {', '.join(untried)}."
    yield ""
    yield NOT_TRIED
    if told.left:
        yield "This may be left there. Delete it by hand: " + "; ".join(told.left) + "."
    elif told.health is not None:
        yield "Nothing that was made there is left."
    yield _in_short(told)


def _what_it_is(address: str, told: "Told") -> str:
    if told.health is None:
        return f"Nothing is known of {address}."
    version = told.health.version or "of an unknown version"
    return f"{address} is Rocket.Chat {version}, {PAID[told.health.is_paid]}."


def _said(step: "Tried") -> str:
    from tenant_apps.chat.services import why

    if step.works is False and step.why != "wrong":
        return f"{step.sentence}. {why(step.why)} ({step.why})"
    return step.sentence + (" It had to be asked more than once." if step.works and step.tries > 1 else "")


def _in_short(told: "Told") -> str:
    bad = sum(step.works is False for step in told.steps)
    if not bad:
        return "A circle can talk there." if not told.left else "A circle can talk there, once that is deleted."
    return f"A circle cannot talk there as it should: {bad} {'thing does' if bad == 1 else 'things do'} not work."


def _facts(address: str, told: "Told") -> dict[str, Any]:
    health = told.health
    return {
        "address": address,
        "version": health.version if health else None,
        "is_paid": health.is_paid if health else None,
        "consequences": [str(each) for each in health.consequences] if health else [],
        "works": told.works,
        "steps": [
            {"step": each.code, "works": each.works, "sentence": _said(each), "code": each.why, "tries": each.tries}
            for each in told.steps
        ],
        "left": told.left,
    }
