"""Set a circle up like another one that allowed it: its colours, words, languages and public pages. None of its people.

Facts: from, the id of the circle whose set-up is copied.
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.errors import RuleBroken
from kernel.ids import parse_uuid
from provisioning import chronicle, circles, copying, copying_pages, owner, register
from provisioning.kinds.suspend import everywhere
from provisioning.running import Step, Work, kind
from tenants import directory
from tenants.context import CircleRef


def _model(work: Work) -> CircleRef:
    known: UUID | None = parse_uuid(work.facts.get("from"))
    if known is None or known == work.run.circle_id:
        raise RuleBroken(_("Say which other circle's set-up is to be copied."), code="no_model")
    return copying.allowed(known)


def _look(work: Work) -> None:
    model, circle = _model(work), circles.of_run(work)
    with transaction.atomic(using=owner.ALIAS):
        row = circles.numbered(circle.id, lock=True)
        for name, value in copying.public_look(model, language=row.language).items():
            setattr(row, name, value)
        register.check(row)
        row.save(using=owner.ALIAS)
        directory.bump()


def _pages(work: Work) -> None:
    copying_pages.copy_pages(work, _model(work), circles.of_run(work))


def _journal(work: Work) -> None:
    chronicle.note(work, circles.of_run(work), "set-up-copied")


CLONE = kind(
    "clone",
    _("Copy another circle's public set-up"),
    Step("look", _("Taking over colours, words and public texts"), _look),
    Step("pages", _("Taking over pages, as drafts"), _pages),
    Step("journal", _("Writing it into the circle's journal"), _journal),
    Step("everywhere", _("Waiting until it holds everywhere"), everywhere),
)
