"""A circle that tried things out with invented people goes live: they leave, and real people may come.

Facts: application_id, when the national co-op said yes to an application.
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict
from provisioning import chronicle, circles, invented, owner
from provisioning.kinds.suspend import everywhere
from provisioning.running import Step, Work, kind
from shared_apps.applications import opened
from shared_apps.runs.models import RunStep
from tenants import directory
from tenants.context import CircleRef
from tenants.models import Circle


def _people(work: Work) -> None:
    circle = circles.of_run(work)
    if circle.is_sandbox:
        invented.move_out(circle)
    elif not _went_live(circle):
        raise Conflict(_("This circle is for real people already: it never tried things out."), code="no_sandbox")


def _went_live(circle: CircleRef) -> bool:
    """Whether this run or an earlier one has opened it for real people: to ask for that twice is no mistake."""
    return RunStep.objects.filter(run__kind="go-live", run__circle_id=circle.id, name="live", tries__gt=0).exists()


def _live(work: Work) -> None:
    circle = circles.of_run(work)
    with transaction.atomic(using=owner.ALIAS):
        if Circle.objects.using(owner.ALIAS).filter(pk=circle.id, is_sandbox=True).update(is_sandbox=False):
            directory.bump()


def _facts(work: Work) -> None:
    if said := work.facts.get("application_id"):
        opened.note_what_it_is(UUID(said), circles.of_run(work).id)


def _journal(work: Work) -> None:
    chronicle.note(work, circles.of_run(work), "live")


GO_LIVE = kind(
    "go-live",
    _("Let a circle go live"),
    Step("people", _("Saying goodbye to the invented people"), _people),
    Step("live", _("Opening it for real people"), _live),
    Step("facts", _("Writing down what both sides agreed"), _facts),
    Step("journal", _("Writing it into the circle's journal"), _journal),
    Step("everywhere", _("Waiting until it holds everywhere"), everywhere),
)
