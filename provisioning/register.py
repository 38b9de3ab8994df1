"""Finding a circle in the register, with the owner's login: by its web address, by its id, or as the one of a run."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kernel.errors import Conflict, NotFound, RuleBroken
from provisioning import owner
from provisioning.running import Work
from tenants.context import CircleRef
from tenants.models import Circle, Domain


def find(slug: str, *, lock: bool = False) -> Circle:
    """The circle with this web address. Raises NotFound with a sentence."""
    circles = Circle.objects.using(owner.ALIAS).exclude(state=Circle.State.CLOSED)
    if lock:
        circles = circles.select_for_update()
    circle = circles.filter(slug=slug).first()
    if circle is None:
        raise NotFound(f"There is no circle called “{slug}” here. `coopbox circle list` shows them all.")
    return circle


def find_even_closed(slug: str) -> Circle:
    """The circle with this web address, though it may be closed and only kept. Raises NotFound with a sentence."""
    circle = Circle.objects.using(owner.ALIAS).filter(slug=slug).first()
    if circle is None:
        raise NotFound(f"There is no circle called “{slug}” here. `coopbox circle list --closed` shows those kept.")
    return circle


def slug_of(circle_id: UUID | None) -> str:
    """The web address of a circle, or nothing when there is none."""
    circles = Circle.objects.using(owner.ALIAS).filter(pk=circle_id)
    return circles.values_list("slug", flat=True).first() or ""


def numbered(circle_id: UUID | None, *, lock: bool = False) -> Circle:
    """The circle with this id, closed or not. Raises NotFound when it was never here or is gone for good."""
    circles = Circle.objects.using(owner.ALIAS)
    circle = (circles.select_for_update() if lock else circles).filter(pk=circle_id).first()
    if circle is None:
        raise NotFound(_("This circle is not here any more."))
    return circle


def check(circle: Circle) -> None:
    """Raises RuleBroken, with a sentence for each, when what is said of a circle makes no sense."""
    try:
        circle.full_clean(exclude=["schema_name"], validate_unique=False)
    except ValidationError as wrong:
        told = [
            f"{field.replace('_', ' ').capitalize()}: {' '.join(said)}" for field, said in wrong.message_dict.items()
        ]
        raise RuleBroken(" ".join(told), code="bad_facts", errors=wrong.message_dict) from wrong


def of_run(work: Work) -> CircleRef:
    """The circle a run is about. Raises Conflict when it was closed while the run waited."""
    circle = numbered(work.run.circle_id)
    if circle.state == Circle.State.CLOSED:
        raise Conflict(_("This circle was closed meanwhile."), code="closed_meanwhile")
    return ref_of(circle)


def ref_of(circle: Circle) -> CircleRef:
    host = Domain.objects.using(owner.ALIAS).filter(tenant=circle, is_primary=True).values_list("domain", flat=True)
    return circle.ref(host.first() or "")
