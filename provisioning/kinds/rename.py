"""Give a circle another name, another web address, or both. The old address leads there still.

Facts: name, slug; what is not said stays as it is.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, RuleBroken
from kernel.words import tidy
from provisioning import addresses, chronicle, circles, owner, register
from provisioning.kinds.suspend import everywhere
from provisioning.running import Step, Work, kind
from tenants import directory, naming
from tenants.models import Circle

SETTLED = (Circle.State.OPEN, Circle.State.SUSPENDED)


def _register(work: Work) -> None:
    name, slug = tidy(str(work.facts.get("name", ""))), str(work.facts.get("slug", ""))
    if not name and not slug:
        raise RuleBroken(_("Say how the circle is to be called, or its new web address."), code="no_name")
    with transaction.atomic(using=owner.ALIAS):
        circle = circles.numbered(circles.of_run(work).id, lock=True)
        if circle.state not in SETTLED:
            raise Conflict(
                _("%(circle)s is %(state)s.") % {"circle": circle.name, "state": circle.get_state_display().lower()},
                code="wrong_state",
            )
        if slug and slug != circle.slug:
            addresses.move(circle, slug)
        if name and name != circle.name:
            _must_be_free(name, circle)
        circle.name = name or circle.name
        register.check(circle)
        circle.save(using=owner.ALIAS)
        directory.bump()


def _must_be_free(name: str, circle: Circle) -> None:
    """Raises RuleBroken when nobody may be called that, or another circle is."""
    others = Circle.objects.using(owner.ALIAS).exclude(state=Circle.State.CLOSED).exclude(pk=circle.pk)
    known = (naming.Called(*said) for said in others.values_list("name", "place", "places"))
    naming.check(naming.Called(name, circle.place, tuple(circle.places)), known)


def _journal(work: Work) -> None:
    chronicle.note(work, circles.of_run(work), "renamed")


RENAME = kind(
    "rename",
    _("Rename a circle"),
    Step("register", _("Writing down the new name and address"), _register),
    Step("journal", _("Writing it into the circle's journal"), _journal),
    Step("everywhere", _("Waiting until it holds everywhere"), everywhere),
)
