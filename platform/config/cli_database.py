"""`coopbox migrate`, `drift`, `seed`, `shell`, `api schema`, `prepare-database`, `manage`."""

import secrets
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import SplitResult, quote, urlsplit

import psycopg

from config.cli_output import Answer, table
from kernel.errors import Conflict, NotAllowed, RuleBroken


def migrate(args: Namespace) -> Answer:
    from provisioning import migrate as migrating

    if args.status:
        return _status()
    say = (lambda line: None) if args.json else print
    if args.recapture:
        captured = migrating.recapture_step(*args.recapture, say=say)
        said = "It is captured as it is now. `coopbox migrate` brings it to the circles."
        return Answer({"captured": captured}, [said])
    outcome = migrating.migrate_all(say=say, several=args.several)
    data = {"captured": outcome.captured, "migrated": outcome.migrated, "failed": outcome.failed}
    if outcome.failed:
        said = f"{_circles(len(outcome.failed))} could not be brought up to date; the others were."
        do = [*map(str, outcome.edited)] or ["Put right what stopped them, and run `coopbox migrate` again."]
        return Answer(data | {"edited": list(map(str, outcome.edited))}, [said, *do], ok=False)
    return Answer(data, ["Everything is up to date."])


def _status() -> Answer:
    from provisioning import circles, homes, recapture
    from provisioning import migrate as migrating

    spares = dict.fromkeys(homes.spares(), "(a spare, for the next circle)")
    names = spares | circles.names_by_schema()
    standings = migrating.status()
    rows = [(names.get(s.schema, s.schema), s.behind or "up to date", s.error) for s in standings]
    told = [
        {
            "circle": None if s.schema in spares else names.get(s.schema),
            "schema": s.schema,
            "is_spare": s.schema in spares,
            "behind": s.behind,
            "error": s.error,
        }
        for s in standings
    ]
    new = migrating.waiting()
    edited = recapture.edited() if any(s.error for s in standings) else []
    lines = [*table(("circle", "migrations to do", "what stopped it"), rows), *map(str, edited)]
    lines += [f"Nobody has had yet: {', '.join(new)}. `coopbox migrate` brings them."] if new else []
    return Answer({"circles": told, "new": new}, lines, ok=not (new or any(s.behind for s in standings)))


def drift(args: Namespace) -> Answer:
    from provisioning import blueprint, circles, homes, owner

    template = blueprint.read(owner.TEMPLATE)
    wanted = [circles.find(args.circle).schema_name] if args.circle else list(circles.names_by_schema())
    names = circles.names_by_schema()
    found = {names[schema]: homes.drift(schema, template) for schema in wanted}
    lines = [f"{name}: {fact}" for name, facts in found.items() for fact in facts]
    same = f"{_circles(len(found))} {'is' if len(found) == 1 else 'are'} as the template is."
    return Answer(found, lines or [same], ok=not lines)


def _circles(number: int) -> str:
    return "One circle" if number == 1 else f"{number} circles"


def seed(args: Namespace) -> Answer:
    from provisioning import seed as seeding

    opened = seeding.seed(if_empty=args.if_empty)
    lines = [f"{circle.name}: {circle.url}" for circle in opened] or ["There was nothing to do."]
    return Answer([circle.slug for circle in opened], lines)


def prepare(args: Namespace) -> int:
    """Make logins and walls on a real server. New logins get fresh passwords, which are printed once; a login that is
    there already keeps its own unless --new-passwords is said."""
    parts = _server(args.admin)
    with _refusals():
        urls, kept = _prepared(args, parts)
    told = "Logins that were there keep their passwords." if kept else "Keep these two where your secrets are."
    lines = [f"The database is ready. {told}", *(f"{name}={value}" for name, value in urls.items())]
    return Answer(urls, lines).print(as_json=args.json)


def _server(address: str) -> SplitResult:
    """An administrator's address taken apart. What is no address is not repeated: it may be a password."""
    try:
        parts = urlsplit(address)
        if parts.scheme in ("postgres", "postgresql") and (parts.port is None or parts.port):
            return parts
    except ValueError:
        pass
    raise _no_address()


def _no_address() -> RuleBroken:
    return RuleBroken("ADMIN_URL must look like postgresql://postgres:password@host:5432/postgres.", code="bad_address")


@contextmanager
def _refusals() -> Iterator[None]:
    """What a server answers to somebody who may not prepare a database on it."""
    try:
        yield
    except psycopg.errors.InsufficientPrivilege as refusal:
        first = str(refusal).splitlines()[0].rstrip(".")
        raise NotAllowed(f"ADMIN_URL must be a superuser's: {first}.", code="no_superuser") from None
    except psycopg.OperationalError:
        raise  # it cannot be reached, which has its own sentence
    except psycopg.Error as refusal:
        if refusal.sqlstate is None:  # not the server's word: the address itself, and the message may quote it
            raise _no_address() from None
        first = next(iter(str(refusal).strip().splitlines()), type(refusal).__name__).rstrip(".")
        raise Conflict(f"The database could not be prepared: {first}.", code="not_prepared") from None


def _prepared(args: Namespace, parts: SplitResult) -> tuple[dict[str, str], set[str]]:
    """The addresses of both logins, and which of them were there before."""
    from dev import cluster
    from tenants.roles import logins_there, prepare_database

    kept = set() if args.new_passwords else logins_there(args.admin, cluster.OWNER, cluster.APP)
    passwords = {n: None if n in kept else secrets.token_urlsafe(24) for n in (cluster.OWNER, cluster.APP)}
    prepare_database(
        args.admin,
        database=args.database,
        owner=cluster.OWNER,
        owner_password=passwords[cluster.OWNER],
        app=cluster.APP,
        app_password=passwords[cluster.APP],
    )
    at = f"{parts.hostname or 'localhost'}:{parts.port or 5432}/{quote(args.database)}"
    urls = {
        name: f"postgresql://{login}:{passwords[login] or 'ITS-PASSWORD'}@{at}"
        for name, login in (("DATABASE_URL", cluster.APP), ("DATABASE_OWNER_URL", cluster.OWNER))
    }
    return urls, kept


def shell(args: Namespace) -> Answer:
    import code

    from django.apps import apps

    import config.celery  # noqa: F401  (a task that is asked for at the prompt finds our queue)
    from provisioning import circles
    from tenants.checks import circle_models
    from tenants.context import circle_context
    from tenants.logins import must_reach

    circle = circles.ref_of(circles.find(args.circle))
    must_reach(circle)
    names = {"circle": circle, "apps": apps} | {model.__name__: model for model in circle_models()}
    with circle_context(circle):
        if args.command:
            exec(args.command, names)  # noqa: S102 (the operator's own words, at their own prompt)
        else:
            code.interact(
                banner=f"Inside {circle.name}. Every statement is its own transaction.", local=names, exitmsg=""
            )
    return Answer({"circle": circle.slug})


def api_schema(args: Namespace) -> Answer:
    from django.conf import settings
    from drf_spectacular.generators import SchemaGenerator
    from drf_spectacular.renderers import OpenApiYamlRenderer

    description = SchemaGenerator(urlconf=settings.CIRCLE_URLCONF).get_schema(request=None, public=True)
    text = OpenApiYamlRenderer().render(description, renderer_context={}).decode()
    if args.file:
        try:
            Path(args.file).write_text(text, encoding="utf-8")
        except OSError as refusal:
            raise NotAllowed(f"{args.file} cannot be written: {refusal.strerror}.", code="not_written") from None
    return Answer(description, [f"Written to {args.file}." if args.file else text.rstrip()])


def manage(args: Namespace) -> int:
    from django.core.management import execute_from_command_line

    from config.cli import database

    with database():
        execute_from_command_line(["coopbox manage", *args.words])
    return 0
