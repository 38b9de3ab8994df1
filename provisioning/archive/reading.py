"""Read an archive, from its first byte to its last, before anything of it is believed.

It is read twice: once to look at everything, and once to take it in. Whatever is taken in was authenticated and is
what the manifest says, the second time too; and the manifest must be the one that was looked at.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kernel.errors import NotFound
from kernel.ids import parse_uuid
from kernel.words import can_be_kept
from provisioning import owner
from provisioning.archive import container, manifest, refusals, signing, tables
from provisioning.archive.manifest import Manifest
from provisioning.archive.sealing import Opener
from tenants.models import MigrationStep

SPARE_SPACE = 64 << 20
Taken = Callable[[int], None]


@dataclass(frozen=True)
class Archive:
    """An archive that stands open at its second thing: what it says, and where to read on."""

    said: Manifest
    digest: str
    fingerprint: str
    opener: Opener


@contextmanager
def opened(path: Path, key: bytes, *, signed_by: str = "", digest: str = "") -> Iterator[Archive]:
    """Open an archive: its shell, its manifest, its signature. Raises NotTaken, NotFound.

    `digest` is that of the manifest somebody looked at before: another one is another archive.
    """
    if not path.is_file():
        raise NotFound(_("There is no file of this name."))
    with path.open("rb") as file:
        opener = Opener(file, key)
        first = container.expect(opener, manifest.NAME, manifest.MANIFEST_LIMIT)
        signature = signing.read(container.expect(opener, signing.NAME, signing.LIMIT))
        said = manifest.read(first)
        signing.check(signature, first, said.circle_id, signed_by=signed_by)
        found = sha256(first).hexdigest()
        if digest and digest != found:
            raise refusals.damaged()
        yield Archive(said, found, signature.fingerprint, opener)


def look_through(archive: Archive, *, taken: Taken = lambda size: None) -> None:
    """Read all of it and write nothing. Raises NotTaken with the first thing that is wrong."""
    accounts = (tables.Rows(archive.said.accounts, _is_an_account), archive.said.accounts)
    for entry in archive.said.summaries:
        for _piece in container.pieces(archive.opener, entry, taken):
            pass
    given = (*archive.said.all_keys(), *archive.said.tables)
    for rows, table in (*((tables.Rows(each), each) for each in given), accounts):
        for piece in container.pieces(archive.opener, table, taken):
            rows.look(piece)
        rows.finish()
    for file in archive.said.files:
        for _piece in container.pieces(archive.opener, file, taken):
            pass
    container.at_end(archive.opener)


def _is_an_account(row: dict[str, Any]) -> bool:
    """Who it is, and the address they sign in with. Whether that is one is seen when they are let in."""
    email = row["email"]
    return parse_uuid(row["person"]) is not None and isinstance(email, str) and can_be_kept(email)


def refuse_what_does_not_fit(said: Manifest) -> int:
    """How far the tables of a home for this archive must have come. Raises NotTaken when that cannot be done here."""
    steps = list(MigrationStep.objects.using(owner.ALIAS).order_by("number"))
    names = [(step.app, step.name) for step in steps]
    had = {(app, name) for app, name in said.migrations}
    if had - set(names):
        raise (refusals.newer if _is_newer(said.release) else refusals.too_old)(said.release)
    lead = next((at for at, name in enumerate(names) if name not in had), len(names))
    if len(had) != lead or not lead:
        raise refusals.too_old(said.release)
    known, here = tables.exported(), {table.table for table in said.tables}
    if here - set(known) or (lead == len(names) and here != set(known)):
        raise refusals.damaged(manifest.NAME)
    return steps[lead - 1].number


def _is_newer(release: str) -> bool:
    return _numbers(release) >= _numbers(version("coopbox"))


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split(".") if part.isdecimal())


def refuse_what_has_no_room(said: Manifest) -> None:
    """Raises NotTaken when the circle's files would fill the disk, or the archive is bigger than is taken here."""
    if said.size > settings.ARCHIVE_LIMIT:
        raise refusals.too_big(_("%(n)s GiB at most, see ARCHIVE_LIMIT_GB") % {"n": settings.ARCHIVE_LIMIT >> 30})
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    if sum(file.size for file in said.files) + SPARE_SPACE > shutil.disk_usage(root).free:
        raise refusals.too_big(_("there is not enough room on the disk for its files"))
