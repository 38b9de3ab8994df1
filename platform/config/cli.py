"""`coopbox`: what an operator types. Every command speaks to people, and to programs with --json.

Exit codes: 0 done; 1 refused or failed, with a sentence; 2 mistyped; 130 interrupted.
"""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

from config import cli_chat, cli_postcodes
from config.cli_output import Answer, say_error

Command = Callable[[argparse.Namespace], Answer]
MISTYPED = "mistyped"


def main(argv: Sequence[str] | None = None) -> int:
    """The entry point of the `coopbox` command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    typed = sys.argv[1:] if argv is None else list(argv)
    if any(not _is_text(word) for word in typed):
        say_error(
            "What was typed holds signs that are no text. Type it again.", as_json="--json" in typed, code=MISTYPED
        )
        return 2
    args = parser().parse_args(typed)
    try:
        if typed[:1] != ["up"]:  # which says for itself that it runs with one kind of settings only
            _refuse_unknown_settings(os.environ["DJANGO_SETTINGS_MODULE"])
        return args.run(args)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 1
    except Exception as error:
        if (sentence := _sentence(error)) is None:
            raise
        say_error(sentence, as_json=getattr(args, "json", False), code=getattr(error, "code", None))
        return 1


def _refuse_unknown_settings(name: str) -> None:
    from importlib.util import find_spec

    from dev.place import CannotStart

    try:
        is_there = find_spec(name) is not None
    except (ImportError, ValueError):
        is_there = False
    if not is_there:
        raise CannotStart(
            f"DJANGO_SETTINGS_MODULE says {name!r}, and there are no such settings: unset it, or say"
            " config.settings.production."
        )


def _sentence(error: Exception) -> str | None:
    """What to tell a person about an expected failure; None when it is a fault of ours and needs its traceback."""
    import psycopg
    from django.core.exceptions import ImproperlyConfigured, ValidationError
    from django.core.management import CommandError
    from django.db import OperationalError

    from dev.place import CannotStart
    from kernel.errors import Refusal

    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, (OperationalError, psycopg.OperationalError)):
        return f"The database cannot be reached: {_first_line(error)}. Run `coopbox doctor` to see why."
    if isinstance(error.__cause__ or error, (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn)):
        return f"The database is not as this version needs it: {_first_line(error)}. Run `coopbox migrate`."
    expected = (Refusal, CannotStart, ImproperlyConfigured, CommandError)
    return str(error) if isinstance(error, expected) else None


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(".")


def _is_text(word: str) -> bool:
    """Whether what was typed is UTF-8: Python hands on other bytes as half letters, which nothing can keep."""
    return not any("\ud800" <= sign <= "\udfff" for sign in word)


class Parser(argparse.ArgumentParser):
    """Says what is mistyped: to programs as JSON when --json was said; to people with the commands there are."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        self.typed = list(sys.argv[1:] if args is None else args)
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        sentence = f"{message[:1].upper()}{message[1:].rstrip('.')}."
        if "--json" in self.typed:
            say_error(sentence, as_json=True, code=MISTYPED)
        elif self.typed:
            self.print_usage(sys.stderr)
            say_error(sentence, as_json=False)
        else:
            self.print_help(sys.stderr)
        self.exit(2)


def parser() -> argparse.ArgumentParser:
    top = Parser(
        prog="coopbox",
        description="A co-op in a box: run, look after and extend a federation of care circles.",
        epilog="Begin with `coopbox up`. When something is wrong, `coopbox doctor` looks and explains.",
    )
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    _engine_room(commands)
    _circles(commands)
    _runs(commands)
    _officers(commands)
    _keys(commands)
    _privacy(commands)
    _access(commands)
    cli_postcodes.add_to(commands, _command)
    cli_chat.add_to(commands, _command)
    _migrating(commands)
    _others(commands)
    return top


def _command(
    commands: "argparse._SubParsersAction", name: str, does: str, run: Command | None = None
) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=does, description=does)
    if run is not None:
        made.add_argument("--json", action="store_true", help="answer as JSON, for programs")
        made.set_defaults(run=lambda args: _with_database(run, args))
    return made


def _with_database(run: Command, args: argparse.Namespace) -> int:
    from config import waking

    with database(), waking.told_here() as tell:
        code = run(args).print(as_json=args.json)
        tell()
        return code


@contextmanager
def database() -> Iterator[None]:
    """Django with a database behind it: the one DATABASE_URL names, else the embedded one, started if it is not up."""
    from dev import own_server

    if own_server.is_named() or os.environ["DJANGO_SETTINGS_MODULE"] != "config.settings.dev":
        _set_up()
        yield
        return
    from config.home import coopbox_home
    from dev import cluster

    with cluster.reachable(coopbox_home()) as addresses:
        os.environ.update(addresses)
        _set_up()
        try:
            yield
        finally:
            from django.db import connections

            for connection in connections.all(initialized_only=True):
                connection.close()
                if getattr(connection, "pool", None):
                    connection.close_pool()


def _set_up() -> None:
    import django
    from django.apps import apps

    if apps.ready:
        return
    gc.disable()  # nothing that is loaded now is rubbish: looking for some took an eighth of a short command's time
    try:
        django.setup()
    finally:
        gc.freeze()
        gc.enable()


def _engine_room(commands: "argparse._SubParsersAction") -> None:
    from dev import doctor, supervisor

    up = _command(commands, "up", "Run everything: database, website, worker; with two example circles at first.")
    supervisor.add_arguments(up)
    up.set_defaults(run=supervisor.run)
    look = _command(commands, "doctor", "Look at this installation and explain what is wrong with it.")
    doctor.add_arguments(look)
    look.set_defaults(run=doctor.run)


def _steward(verbs: "argparse._SubParsersAction") -> None:
    from config import cli_circles as circles

    asked = _command(verbs, "steward", "Ask somebody to be a steward of a circle that is there.", circles.steward)
    asked.add_argument("slug", metavar="CIRCLE", help="its web address")
    asked.add_argument("email", metavar="EMAIL", help="their e-mail address, with which they sign in")
    asked.add_argument("--name", help="their name, if the circle does not know them (default: from the address)")
    asked.add_argument(
        "--at-once", action="store_true", help="do not ask: they are steward now (as where a circle has none any more)"
    )
    asked.add_argument("--because", metavar="WHY", help="with --at-once: why, for the federation's record. Name nobody")


def _circles(commands: "argparse._SubParsersAction") -> None:
    from config import cli_archive as archive
    from config import cli_circles as circles
    from config import cli_life as life

    group = _command(commands, "circle", "Open circles and look after them.")
    verbs = group.add_subparsers(metavar="VERB", required=True)
    opened = _command(verbs, "open", "Open a new circle.", circles.open_)
    opened.add_argument("slug", help="its web address: SLUG.federation")
    opened.add_argument("--name", help="what people call it (default: from the web address)")
    opened.add_argument("--place", default="", help="where it is, in people's words")
    opened.add_argument("--brand", default="#0f766e", help="its colour, like #0f766e")
    opened.add_argument("--accent", default="#d97706", help="its second colour")
    opened.add_argument("--recipe", default="simple", help="what it starts with: simple, equal-care or community")
    opened.add_argument(
        "--kind",
        default="community",
        help="what it is before the law: community (default), introductory, hosted or registered",
    )
    opened.add_argument("--like", metavar="CIRCLE", help="copy the public set-up of a circle that allows it")
    opened.add_argument("--sandbox", action="store_true", help="with invented people, until `circle go-live`")
    opened.add_argument("--steward", metavar="EMAIL", help="e-mail of its first steward, who can then sign in")
    opened.add_argument("--steward-name", metavar="NAME", help="the first steward's name")
    _steward(verbs)
    listed = _command(verbs, "list", "List every circle.", circles.list_)
    listed.add_argument("--closed", action="store_true", help="those that are closed and can be brought back")
    for verb, does, run in [
        ("show", "Show one circle: addresses, state, how far its tables are.", circles.show),
        ("suspend", "Pause a circle: nobody gets in, nothing is lost.", life.suspend),
        ("resume", "Let a paused circle go on.", life.resume),
        ("rename", "Give a circle another name, another web address, or both.", life.rename),
        ("clone", "Set a circle up like another one that allows it: colours, words, public texts.", life.clone),
        ("stage", "Move a circle to another stage of its life, if its checklist is met.", life.stage),
        ("go-live", "Let a circle that tried things out go live: the invented people leave.", life.go_live),
        ("own-login", "Give a circle a database login of its own: the strongest wall.", circles.own_login),
        ("close", "Close a circle: with notice, read-only until then, and a way back for a while.", life.close),
        ("recover", "Call a closing off, or bring a closed circle back.", life.recover),
    ]:
        made = _command(verbs, verb, does, run)
        made.add_argument("slug", metavar="CIRCLE", help="its web address")
        if verb == "suspend":
            made.add_argument("--reason", required=True, help="why, for those who ask")
        if verb == "rename":
            made.add_argument("--name", help="what people call it from now on")
            made.add_argument("--address", metavar="SLUG", help="its new web address; the old one leads there still")
        if verb == "clone":
            made.add_argument("--from", dest="model", metavar="OTHER", required=True, help="the circle to look like")
        if verb == "stage":
            made.add_argument("stage", metavar="STAGE", help="forming, open_hosted, open_society, closing or closed")
            made.add_argument("--why", required=True, help="in a sentence, for the record")
        if verb == "close":
            made.add_argument("--days", type=int, help="days of notice (default: CLOSING_DAYS); 0 for none")
            made.add_argument("--because", default="", help="why, if it is the federation that closes it")
        if verb == "own-login":
            made.add_argument("--undo", action="store_true", help="let the application's login reach it again")
        if verb in ("close", "own-login"):
            made.add_argument("--yes", action="store_true", help="do not ask; for programs")
        made.description = f"{does} {MORE.get(verb, '')}".strip()
    taken = _command(verbs, "export", "Take a circle along: everything it keeps, in one locked file.", archive.export)
    taken.add_argument("slug", metavar="CIRCLE", help="its web address")
    taken.add_argument("--to", metavar="FILE", required=True, help="the file to write, or a folder")
    brought = _command(verbs, "import", "Bring a circle in from such a file.", archive.import_)
    brought.add_argument("file", metavar="FILE", help="the file")
    brought.add_argument("--as", dest="slug", metavar="SLUG", help="its web address here (default: the one it had)")
    brought.add_argument("--signed-by", metavar="KEY", help="take it only if this key signed it, as the export told")
    for made in (taken, brought):
        made.add_argument("--passphrase-file", metavar="FILE", help="read the passphrase here (default: type it)")


def _runs(commands: "argparse._SubParsersAction") -> None:
    from config import cli_runs as runs

    group = _command(commands, "run", "See what is done to circles, step by step, and try again what stopped.")
    verbs = group.add_subparsers(metavar="VERB", required=True)
    listed = _command(verbs, "list", "List what is under way, waits or has stopped.", runs.list_)
    listed.add_argument("--all", action="store_true", help="also what is over")
    listed.add_argument("--circle", metavar="CIRCLE", help="only what is about this circle")
    listed.add_argument("--many", type=int, default=runs.MANY, metavar="N", help=f"at most (default {runs.MANY})")
    for verb, does, run in [
        ("show", "Show one run: its steps, what stopped it, its log.", runs.show),
        ("retry", "Let a run that stopped, or was left in the middle, go on from there.", runs.retry),
        ("cancel", "Call a run off that has not begun.", runs.cancel),
        ("give-up", "End an import or an export that stopped, and undo what it left.", runs.give_up),
    ]:
        said = _command(verbs, verb, does, run)
        said.add_argument("number", metavar="RUN", help="its number, from `run list`")
        if verb == "give-up":
            said.add_argument("--reason", required=True, metavar="WHY", help="why; it is kept, so name nobody")


MORE = {
    "suspend": "Every process learns of it within a second, and the command waits for that; what was asked for before"
    " is still finished.",
    "own-login": "THIS TAKES THE CIRCLE OFFLINE, and so does --undo: nobody can sign in or work there, every page that"
    " needs its tables answers 503, and none of its jobs runs, until every process has been started again with"
    " CIRCLE_LOGINS changed. It asks first, then says what to do next. Said again, it gives a new password, and the old"
    " one ends.",
}


def _officers(commands: "argparse._SubParsersAction") -> None:
    from config import cli_officers as officers

    hats = ("director", "operator", "support", "standards")
    verbs = _command(commands, "officer", "Say who works at the national co-op's desk, the console.").add_subparsers(
        metavar="VERB", required=True
    )
    added = _command(verbs, "add", "Ask somebody to be an officer of the national co-op.", officers.add)
    added.add_argument("email", metavar="EMAIL", help="their e-mail address, with which they sign in")
    added.add_argument("hat", choices=hats, help="what they do: a director gives hats to others")
    added.add_argument("--name", help="their name (default: from the address)")
    added.add_argument("--until", metavar="DAY", help="the day before which the term ends (default: in a year)")
    added.add_argument("--said-yes", action="store_true", help="they have agreed already, so do not ask")
    _command(verbs, "list", "List the officers of the national co-op and their hats.", officers.list_)
    vouched = _command(verbs, "vouch", "An officer vouches for somebody who lost their second step.", officers.vouch)
    vouched.add_argument("email", metavar="EMAIL", help="the officer's e-mail address; a second one says so, too")
    vouched.add_argument("reference", metavar="LETTERS", help="the eight letters that the person read out")
    vouched.add_argument("--because", required=True, metavar="WHY", help="how they know them, for the record. No names")
    ended = _command(verbs, "end", "End an officer's hat before its term is over.", officers.end)
    ended.add_argument("email", metavar="EMAIL", help="their e-mail address")
    ended.add_argument("hat", choices=hats, help="which hat")
    ended.add_argument("--why", required=True, help="why, for the record")


def _keys(commands: "argparse._SubParsersAction") -> None:
    from config import cli_keys as keys

    group = _command(commands, "keys", "Look after the keys that lock health notes, door codes and evidence.")
    verbs = group.add_subparsers(metavar="VERB", required=True)
    _command(verbs, "status", "Show how the keys of every circle stand.", keys.status)
    rotate = _command(verbs, "rotate", "Change one layer of keys while people go on working; resumes.", keys.rotate)
    rotate.add_argument("layer", choices=keys.LAYERS, help="which: the deployment's, circles' own, or people's")
    again = _command(
        verbs, "shred-again", "After a backup was put back, forget again who was forgotten.", keys.shred_again
    )
    for made in (rotate, again):
        made.add_argument("circle", nargs="?", metavar="CIRCLE", help="only this one")


def _privacy(commands: "argparse._SubParsersAction") -> None:
    from config import cli_privacy as privacy

    group = _command(commands, "privacy", "Say what is held of people, why, and what could go wrong.")
    verbs = group.add_subparsers(metavar="VERB", required=True)
    _command(verbs, "register", "Print the register of processing.", privacy.register)
    _command(verbs, "assessment", "Print the assessment of risks to people.", privacy.assessment)
    _command(verbs, "document", "Bring the table in docs/security/privacy.md into step.", privacy.document)


def _access(commands: "argparse._SubParsersAction") -> None:
    from config import cli_access as access

    group = _command(commands, "access", "Look after the log of who looked at what is known of people.")
    verbs = group.add_subparsers(metavar="VERB", required=True)
    verify = _command(verbs, "verify", "Check that every look is still there as it was written.", access.verify)
    verify.add_argument("circle", nargs="?", metavar="CIRCLE", help="only this one")
    verify.add_argument("--expect", metavar="END", help="the end of the chain as it was noted earlier")


def _migrating(commands: "argparse._SubParsersAction") -> None:
    from config import cli_database as database_commands

    migrate = _command(
        commands, "migrate", "Bring the federation and every circle to this version.", database_commands.migrate
    )
    migrate.add_argument("--status", action="store_true", help="only tell how far every circle is")
    migrate.add_argument("--several", type=int, default=4, metavar="N", help="circles at a time (default 4)")
    migrate.add_argument(
        "--recapture",
        nargs=2,
        metavar=("APP", "NAME"),
        help="take a migration's file as it is now, if no circle has had it yet",
    )
    drift = _command(commands, "drift", "Compare every circle's tables with the template.", database_commands.drift)
    drift.add_argument("circle", nargs="?", metavar="CIRCLE", help="only this one")
    seed = _command(commands, "seed", "Open the example federation: Calderdale and Clapton.", database_commands.seed)
    seed.add_argument("--if-empty", action="store_true", help="only when there is no circle yet")
    prepare = commands.add_parser(
        "prepare-database",
        help="Make logins, database and walls on a real PostgreSQL server.",
        description="Make logins, database and walls on a real PostgreSQL server. Safe to run again.",
    )
    prepare.add_argument(
        "admin", metavar="ADMIN_URL", help="a superuser's address: postgresql://postgres:...@host/postgres"
    )
    prepare.add_argument("--database", default="coopbox", help="its name (default coopbox)")
    prepare.add_argument("--new-passwords", action="store_true", help="give logins that are there new passwords")
    prepare.add_argument("--json", action="store_true", help="answer as JSON, for programs")
    prepare.set_defaults(run=database_commands.prepare)


def _others(commands: "argparse._SubParsersAction") -> None:
    from config import cli_database as database_commands

    shell = _command(commands, "shell", "A Python prompt inside one circle.", database_commands.shell)
    shell.add_argument("circle", metavar="CIRCLE", help="its web address")
    shell.add_argument("-c", "--command", help="run this and leave")
    api = _command(commands, "api", "About the API.").add_subparsers(metavar="VERB", required=True)
    schema = _command(api, "schema", "Print the OpenAPI description of /api/v1/.", database_commands.api_schema)
    schema.add_argument("--file", help="write it here instead")
    manage = commands.add_parser("manage", help="Any Django command, for those who write code.")
    manage.add_argument("words", nargs=argparse.REMAINDER)
    manage.set_defaults(run=database_commands.manage)


if __name__ == "__main__":
    sys.exit(main())
