"""Bring a circle in from an archive: the same circle, row by row and file by file, with the ids it had.

Facts: `file` (where it lies on this machine), `slug` (its address here), `signed_by` (the fingerprint of the circle's
key, if whoever exported it told it). The key made of the passphrase waits in `shared_apps.runs.sealed`, and is
forgotten when it is used up or the archive refused.

Everything is looked at before anything is made. What is refused leaves nothing behind: no home, no row, no address, no
file; and it is refused for good, for neither the file nor the address gets better by being tried again. Nothing that
was still to be sent where it comes from is sent from here: messages stay behind (`tenant_apps.journal.portability`),
and what is in the journal is history.
"""

import errno
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM
from kernel.errors import Refusal
from kernel.passphrases import Locked
from provisioning import addresses, chronicle, circles, opening, stages, telling
from provisioning.archive import arriving, facts, reading, refusals, tables
from provisioning.archive.reading import Archive
from provisioning.archive.writing import Progress
from provisioning.circles import of_run
from provisioning.running import Do, RefusedForGood, Step, Work, kind
from shared_apps.identity.services import account_for, link_circle
from shared_apps.runs import kept, sealed
from shared_apps.runs.models import Run
from tenant_apps.people.models import Person
from tenant_apps.people.services import link_account
from tenant_apps.vault.services import shred_again
from tenants.context import CircleRef, in_circle
from tenants.logins import must_reach
from tenants.models import Circle

log = logging.getLogger(__name__)

NO_ROOM: Final = _("there is not enough room on the disk")


def _or_nothing(do: Do) -> Do:
    """What is refused before the doors are open is undone, and the passphrase forgotten: the run is over."""

    @wraps(do)
    def careful(work: Work) -> None:
        try:
            do(work)
        except Refusal as no:
            _undo(work.run)
            raise RefusedForGood(no.sentence) from no
        except Exception as fault:
            refusal = _refusal_for(fault)
            if refusal is None:
                raise
            log.exception("An archive holds what cannot be taken in: step %s", work.step.name)
            _undo(work.run)
            raise RefusedForGood(refusal.sentence) from fault

    return careful


def _refusal_for(fault: Exception) -> refusals.NotTaken | None:
    """What to say when it is the archive's fault; None for one of the machine, after which it can be tried again."""
    if isinstance(fault, OSError):
        return refusals.too_big(NO_ROOM) if fault.errno == errno.ENOSPC else None
    return refusals.unreadable(fault) if refusals.lies_in_the_archive(fault) else None


def _undo(run: Run) -> None:
    """Nothing of it was ever here, and no passphrase is kept for it."""
    if (number := run.found.get("circle_id")) is not None:
        arriving.undo(UUID(number), begun_at=run.asked_at)
    sealed.forget(run.key)


@contextmanager
def _archive(work: Work) -> Iterator[Archive]:
    """The archive, which must be the one that was looked at first."""
    key = Locked.from_bytes(sealed.fetch(work.run.key)).key
    signed_by, digest = str(work.facts.get("signed_by") or ""), work.found.get("digest", "")
    with reading.opened(Path(str(work.facts.get("file"))), key, signed_by=signed_by, digest=digest) as archive:
        yield archive


def _progress(work: Work, archive: Archive) -> Callable[[int], None]:
    return Progress(archive.said.size, work.got_to).add


def _circle(work: Work) -> Circle:
    return circles.numbered(of_run(work).id)


@_or_nothing
def _look(work: Work) -> None:
    slug = str(work.facts.get("slug", ""))
    arriving.check_address(slug)
    with _archive(work) as archive:
        said = archive.said
        reading.refuse_what_has_no_room(said)
        step = reading.refuse_what_does_not_fit(said)
        facts.believed(said.circle, slug=slug)
        reading.look_through(archive, taken=_progress(work, archive))
        number, at_home = arriving.number_for(said.circle_id), arriving.living_here(said.circle_id)
    work.found |= {
        "digest": archive.digest,
        "fingerprint": archive.fingerprint,
        "step": step,
        "circle_id": str(number),
        "was": str(said.circle_id),
        "stage": facts.stage(said.circle),
    }
    rows = sum(table.rows for table in said.tables)
    work.say(kept.ARCHIVE_READ % {"rows": rows, "files": len(said.files), "release": said.release})
    if at_home is not None:
        work.found["beside"] = True
        work.say(kept.LIVES_HERE % {"host": addresses.below(at_home.slug)})


@_or_nothing
def _home(work: Work) -> None:
    number = UUID(work.found["circle_id"])
    with _archive(work) as archive:
        arriving.make_home(archive.said, number, str(work.facts["slug"]), work.found["step"])
    work.belongs_to(number)


@_or_nothing
def _room(work: Work) -> None:
    """An older archive finds its tables as they were then; they are brought up to date when it has moved in."""
    arriving.bring_to(_circle(work), work.found["step"])


@_or_nothing
def _rows(work: Work) -> None:
    with _archive(work) as archive:
        arriving.fill(_circle(work), archive, _progress(work, archive))


@_or_nothing
def _files(work: Work) -> None:
    with _archive(work) as archive:
        arriving.put_files(_circle(work), archive, _progress(work, archive))


@_or_nothing
def _tables(work: Work) -> None:
    arriving.bring_to(_circle(work))
    circle = of_run(work)
    must_reach(circle)
    tables.all_can_be_read(circle)


@_or_nothing
def _rebuild(work: Work) -> None:
    circle = of_run(work)
    must_reach(circle)
    for each in tables.carried():
        if each.travel.how == "rebuild":
            with in_circle(circle):
                import_string(each.travel.by)()


@_or_nothing
def _forgotten(work: Work) -> None:
    """An old archive brings nobody back whose key was destroyed since."""
    with in_circle(of_run(work)):
        again = shred_again()
    if again:
        work.say(f"People who were forgotten since it was made, and are again: {again}.")


@_or_nothing
def _accounts(work: Work) -> None:
    """People can sign in again with the address they signed in with. Whose address makes no sense any more cannot."""
    circle = of_run(work)
    must_reach(circle)
    with _archive(work) as archive:
        found = arriving.accounts(archive)
    left_out = 0
    for number, (person_id, email) in enumerate(found, start=1):
        left_out += not _let_in(circle, person_id, email)
        work.got_to(number, len(found))
    work.say(kept.LET_IN % {"people": len(found) - left_out, "left": left_out})


def _forget(work: Work) -> None:
    sealed.forget(work.run.key)


def _let_in(circle: CircleRef, person_id: UUID, email: str) -> bool:
    """Whether this person can sign in now. Raises ValidationError for a person whose facts make no sense.

    The way to the circle is shown first: by it an account that is begun here is found, if all this has to be undone.
    """
    with in_circle(circle):
        person = Person.objects.present().filter(pk=person_id).first()
        if person is None:
            return False
        person.full_clean()
    try:
        account_id: UUID = account_for(email).pk
    except ValidationError:
        return False
    with in_circle(circle):
        if Person.objects.linked_to(account_id).exclude(pk=person_id).exists():
            return False
    link_circle(account_id=account_id, circle_id=circle.id)
    with in_circle(circle):
        link_account(person, account_id, by=SYSTEM)
    return True


def _doors(work: Work) -> None:
    opening.finish(of_run(work).id)


def _standing(work: Work) -> None:
    stages.begin_where_it_stood(of_run(work).id, work.found["stage"])


def _journal(work: Work) -> None:
    chronicle.note(work, of_run(work), "imported")


def _mail(work: Work) -> None:
    """Nobody moved where the circle they know goes on beside what came in."""
    if not work.found.get("beside"):
        telling.tell(work, of_run(work), telling.ARRIVED)


IMPORT = kind(
    "import",
    _("Bring a circle in"),
    Step("check", _("Looking through the archive"), _look),
    Step("home", _("Making a home and an address for the circle"), _home),
    Step("room", _("Making its tables as they were"), _room),
    Step("rows", _("Putting in everything that was written down"), _rows),
    Step("files", _("Putting in its files"), _files),
    Step("tables", _("Bringing its tables up to date"), _tables),
    Step("rebuild", _("Making anew what is worked out from the rest"), _rebuild),
    Step("forgotten", _("Forgetting again whoever was forgotten since"), _forgotten),
    Step("accounts", _("Letting its people sign in again"), _accounts),
    Step("passphrase", _("Forgetting the passphrase"), _forget),
    Step("doors", _("Opening the doors"), _doors),
    Step("standing", _("Beginning its record at the federation"), _standing),
    Step("journal", _("Writing it into the circle's journal"), _journal),
    Step("mail", _("Writing to its members"), _mail),
    undo=_undo,
)
