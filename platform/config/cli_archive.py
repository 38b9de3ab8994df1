"""`coopbox circle export|import`: a circle taken along in one locked file, and brought in from one.

A passphrase is typed at the terminal or read from a file, and never an argument: arguments stand in the list of
processes and in the shell's history.
"""

import os
import shutil
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config import cli_secrets
from config.cli_circles import circle_facts
from config.cli_output import Answer
from config.cli_runs import go_on

if TYPE_CHECKING:
    from shared_apps.runs.models import Run

ENDING = ".coopbox"


def export(args: Namespace) -> Answer:
    from kernel import passphrases
    from provisioning import circles
    from tenants import exports

    circle = circles.ref_of(circles.find(args.slug))
    to = _new_file(args.to, circle.slug)
    locked = passphrases.lock(_passphrase(args, twice=True))
    run = _run("export", locked, circle_id=circle.id, subject=circle.slug)
    made = exports.path(circle.id, run.pk)
    with made.open("rb") as archive, os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        shutil.copyfileobj(archive, file, 1 << 20)
    made.unlink()
    told = {"file": str(to), "run": str(run.pk)} | {
        name: run.found[name] for name in ("size", "rows", "files", "fingerprint")
    }
    lines = [
        f"{circle.name} is in {to}: {told['rows']} rows, {told['files']} files, {told['size']} bytes.",
        f"Its key: {told['fingerprint']}",
        "Whoever imports it needs the file and the passphrase. Tell them the key, so that they see it is yours.",
        "Nobody can open it without the passphrase. We keep none.",
    ]
    return Answer(told, lines)


def import_(args: Namespace) -> Answer:
    from kernel.errors import NotFound
    from kernel.passphrases import Locked
    from provisioning import circles
    from provisioning.archive import arriving, sealing

    file = Path(args.file).expanduser().resolve()
    if not file.is_file():
        raise NotFound(f"There is no file {args.file}.")
    if args.slug is not None:
        arriving.check_address(args.slug)
    shell = sealing.look_at(file)
    key = shell.key(_passphrase(args, twice=False))
    signed_by = args.signed_by or ""
    slug = _address_it_had(file, key, signed_by) if args.slug is None else args.slug
    facts = {"file": str(file), "slug": slug, "signed_by": signed_by}
    run = _run("import", Locked(key, shell.salt, shell.slowness), subject=slug, **facts)
    circle = circles.ref_of(circles.numbered(run.circle_id))
    lines = [
        f"{circle.name} has moved in: {circle.url}",
        f"It was signed with this key: {run.found['fingerprint']}",
        "Its people sign in with the address they had. Its old home is as it was: close it there when all is well.",
    ]
    return Answer(circle_facts(circle) | {"fingerprint": run.found["fingerprint"], "run": str(run.pk)}, lines)


def _address_it_had(file: Path, key: bytes, signed_by: str) -> str:
    """The web address the archive tells, if the circle can have it here too."""
    from kernel.errors import RuleBroken
    from provisioning.archive import arriving, reading

    with reading.opened(file, key, signed_by=signed_by) as archive:
        slug = str(archive.said.circle.get("slug") or "")
    try:
        arriving.check_address(slug)
    except RuleBroken as no:
        raise RuleBroken(
            f"The circle had the address “{slug}” where it comes from. {no.sentence} Say --as and another one.",
            code=no.code,
        ) from None
    return slug


def _run(kind: str, locked: Any, *, subject: str, circle_id: Any = None, **facts: Any) -> "Run":
    """Ask for the run, with its key sealed, and carry it out here."""
    from kernel.actors import SYSTEM
    from kernel.ids import uuid7
    from shared_apps.runs import sealed, services
    from tenants.context import in_federation

    key = f"{kind}:{uuid7()}"
    with in_federation():
        sealed.keep(locked.to_bytes(), key)
        run = services.ask(kind, by=SYSTEM, key=key, circle_id=circle_id, subject=subject, facts=facts, wake=False)
    return go_on(run)


def _new_file(said: str, slug: str) -> Path:
    from kernel.errors import Conflict, NotFound

    path = Path(said).expanduser().resolve()
    path = path / f"{slug}{ENDING}" if path.is_dir() else path
    if path.exists():
        raise Conflict(f"There is a file {path} already. Name another one.", code="exists")
    if not path.parent.is_dir():
        raise NotFound(f"There is no folder {path.parent}.")
    return path


def _passphrase(args: Namespace, *, twice: bool) -> str:
    from kernel.errors import RuleBroken

    said = cli_secrets.read(args.passphrase_file, called="passphrase", option="--passphrase-file")
    if twice and not args.passphrase_file and cli_secrets.typed("Once more") != said:
        raise RuleBroken("These are two different passphrases. Begin again.", code="passphrase")
    return said
