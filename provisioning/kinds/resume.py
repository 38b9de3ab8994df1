"""Let a paused circle go on as before: open, or closing if that was under way."""

from django.utils.translation import gettext_lazy as _

from provisioning import chronicle, circles
from provisioning.kinds.close import closing_of
from provisioning.kinds.suspend import everywhere
from provisioning.running import Step, Work, kind
from tenants.models import Circle


def _doors(work: Work) -> None:
    circle = circles.of_run(work)
    state = Circle.State.CLOSING if closing_of(circle.id) else Circle.State.OPEN
    circles.change_state(circle.id, state, was={Circle.State.SUSPENDED}, suspended_at=None)


def _journal(work: Work) -> None:
    chronicle.note(work, circles.of_run(work), "resumed")


RESUME = kind(
    "resume",
    _("Let a circle go on"),
    Step("doors", _("Opening the doors again"), _doors),
    Step("journal", _("Writing it into the circle's journal"), _journal),
    Step("everywhere", _("Waiting until it holds everywhere"), everywhere),
)
