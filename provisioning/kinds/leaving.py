"""Write to everybody that their circle may leave the federation, or that it stays.

Facts: `letter` (leaving or staying), `from_day` (an only steward waits until then; empty when a second one confirms).
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from provisioning import circles, telling
from provisioning.running import Step, Work, kind


def _tell(work: Work) -> None:
    if work.facts.get("letter") == "staying":
        telling.tell(work, circles.of_run(work), telling.STAYING)
        return
    day = work.facts.get("from_day")
    from_day = date.fromisoformat(day) if day else None
    telling.tell(work, circles.of_run(work), telling.LEAVING, alone=bool(day), from_day=from_day)


TELL = kind(
    "tell-leaving",
    _("Tell everybody about leaving"),
    Step("tell", _("Writing to its members"), _tell),
)
