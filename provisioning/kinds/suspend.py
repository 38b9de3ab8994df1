"""Pause a circle: its pages say so, nobody gets in, nothing of its own runs, nothing is lost.

Facts: reason. What else is done to the circle meanwhile goes on: a pause only closes the doors.
"""

from django.utils.translation import gettext_lazy as _

from kernel.errors import RuleBroken
from kernel.time import now
from kernel.words import tidy
from provisioning import chronicle, circles
from provisioning.running import Step, Work, kind
from tenants import directory
from tenants.models import Circle


def _doors(work: Work) -> None:
    reason = tidy(str(work.facts.get("reason", "")))
    if not reason:
        raise RuleBroken(_("Say why, in a sentence."), code="no_reason")
    circle = circles.of_run(work)
    circles.change_state(
        circle.id, Circle.State.SUSPENDED, was=circles.PAUSABLE, reason=reason[:300], suspended_at=now()
    )


def everywhere(work: Work) -> None:
    """Wait until every process has learned what the register says now."""
    directory.until_known()


def _journal(work: Work) -> None:
    chronicle.note(work, circles.of_run(work), "suspended")


SUSPEND = kind(
    "suspend",
    _("Pause a circle"),
    Step("doors", _("Closing the doors"), _doors),
    Step("journal", _("Writing it into the circle's journal"), _journal),
    Step("everywhere", _("Waiting until it holds everywhere"), everywhere),
)
