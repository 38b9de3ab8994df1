"""Switch something on or off for a circle, with a note that tells its stewards what that does."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.actors import Actor, require
from kernel.errors import NotAllowed, NotFound, RuleBroken
from kernel.time import now
from shared_apps.federation import policies
from shared_apps.federation.features import feature_called
from shared_apps.federation.models import FeatureChange
from tenants import directory
from tenants.models import Circle


@transaction.atomic
def switch(circle_id: UUID, code: str, *, on: bool, note: str, by: Actor) -> Circle:
    """Switch a feature on or off for one circle. Its stewards read the note. Doing it twice is doing it once; another
    note about what is so already is told to them, too."""
    if not policies.can_switch(require(by)):
        raise NotAllowed(_("Only the national co-op switches this on and off."))
    circle = Circle.objects.select_for_update().filter(pk=circle_id).first()
    if circle is None or feature_called(code) is None:
        raise NotFound
    is_so = (code in circle.features) == on
    if is_so and (not note.strip() or _is_told(circle_id, code, note)):
        return circle
    if not note.strip():
        raise RuleBroken(code="note", errors={"note": [_("Tell the stewards what this does.")]})
    circle.features = sorted({*circle.features, code} if on else {*circle.features} - {code})
    circle.save(update_fields=["features"])
    change = FeatureChange(circle_id=circle_id, feature=code, is_on=on, note=note.strip()[:500])
    change.noted(now(), by).save(force_insert=True)
    directory.bump(using="default")
    return circle


def _is_told(circle_id: UUID, code: str, note: str) -> bool:
    last = FeatureChange.objects.filter(circle_id=circle_id, feature=code).order_by("-id").first()
    return last is not None and last.note == note.strip()[:500]


def history(circle_id: UUID) -> list[FeatureChange]:
    """Everything that was ever switched for the circle, the latest first."""
    return list(FeatureChange.objects.filter(circle_id=circle_id).order_by("-id"))
