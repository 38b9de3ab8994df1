"""Take a copy along: the whole circle in one encrypted archive, for whoever has the passphrase.

Facts: none. The key made of the passphrase waits in `shared_apps.runs.sealed` under the run's own key, and is forgotten
as soon as the archive is written. What was found (size, rows, files, fingerprint) says nothing of anybody.
"""

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.passphrases import Locked
from kernel.time import now
from provisioning import chronicle, circles
from provisioning.archive.writing import FileChanged, write
from provisioning.running import NotYet, Step, Work, kind
from shared_apps.runs import kept, sealed
from shared_apps.runs.models import Run
from tenants import exports

QUIET_IN: Final = timedelta(seconds=20)
MANY_TRIES: Final = 5


def _write(work: Work) -> None:
    """The archive appears when it is whole. A file that changes under our hands is let be for a moment."""
    circle = circles.of_run(work)
    path = exports.path(circle.id, work.run.pk)
    try:
        written = write(
            circles.numbered(circle.id), Locked.from_bytes(sealed.fetch(work.run.key)), path, got_to=work.got_to
        )
    except FileChanged as moving:
        if work.step.tries >= MANY_TRIES:
            raise
        raise NotYet(now() + QUIET_IN, moving.sentence) from moving
    exports.note_key(circle.id, written.fingerprint)
    work.found |= {
        "size": written.size,
        "rows": written.rows,
        "files": written.files,
        "fingerprint": written.fingerprint,
        "until": (now() + exports.kept_for()).isoformat(),
    }
    work.say(kept.ARCHIVE_WRITTEN % {"rows": written.rows, "files": written.files, "size": written.size})


def _forget(work: Work) -> None:
    sealed.forget(work.run.key)


def _journal(work: Work) -> None:
    chronicle.note(work, circles.of_run(work), "exported")


def _undo(run: Run) -> None:
    """There is no copy, and no passphrase is kept for one."""
    if run.circle_id is not None:
        exports.remove(run.circle_id, run.pk)
    sealed.forget(run.key)


EXPORT = kind(
    "export",
    _("Take a copy along"),
    Step("write", _("Writing everything into one locked file"), _write),
    Step("passphrase", _("Forgetting the passphrase"), _forget),
    Step("journal", _("Writing it into the circle's journal"), _journal),
    undo=_undo,
)
