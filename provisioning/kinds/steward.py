"""Give a circle a steward again whose last one has vanished. Only then: otherwise its own stewards ask somebody.

Facts: reason, stewards [{name, email}]. Name and address are taken out of the record as soon as they stand in the
circle, or nothing comes of it.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from provisioning import circles, stewards, telling
from provisioning.running import RefusedForGood, Step, Work, kind
from tenants.models import Circle

HAS_ONE: Final = _("Somebody who can sign in is steward of this circle. They can ask another one themselves.")


def _look(work: Work) -> None:
    """Before anybody is welcomed, and never again: whoever is welcomed halfway would count as the one it has."""
    circle = circles.of_run(work)
    if circle.state != Circle.State.OPEN or stewards.has_steward(circle):
        work.forget("stewards")
        raise RefusedForGood(HAS_ONE if circle.state == Circle.State.OPEN else _("This circle is not open."))


def _steward(work: Work) -> None:
    circle = circles.of_run(work)
    for each in work.facts.get("stewards", []):
        stewards.welcome(circle, name=each["name"], email=each["email"], hats=("steward",))
    work.forget("stewards")


def _tell(work: Work) -> None:
    """Whoever can sign in, and the new steward with them, reads that somebody was made steward, and why."""
    telling.tell(work, circles.of_run(work), telling.STEWARD, reason=work.facts.get("reason", ""))


STEWARD = kind(
    "steward",
    _("Give a circle a steward again"),
    Step("look", _("Looking whether it has a steward"), _look),
    Step("steward", _("Welcoming the steward"), _steward),
    Step("tell", _("Writing to everybody in the circle"), _tell),
)
