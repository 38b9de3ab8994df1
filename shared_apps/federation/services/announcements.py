"""Tell stewards something: all circles or some, from a moment until another."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.actors import Actor, require
from kernel.errors import NotAllowed, RuleBroken
from kernel.time import now
from shared_apps.federation import policies
from shared_apps.federation.models import Announcement
from tenants.models import Circle


@transaction.atomic
def announce(
    title: str,
    words: str,
    *,
    by: Actor,
    circle_ids: Collection[UUID] | None = None,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
) -> Announcement:
    """A notice to the stewards of these circles, or of all of them; from now on unless said otherwise."""
    if not policies.can_announce(require(by)):
        raise NotAllowed(_("Only the national co-op sends announcements."))
    at = now()
    notice = Announcement(title=title.strip(), words=words.strip(), from_at=from_at or at, until_at=until_at)
    notice.is_for_all, notice.circle_ids = circle_ids is None, known_circles(circle_ids or ())
    if not notice.is_for_all and not notice.circle_ids:
        raise RuleBroken(code="nobody", errors={"circle_ids": [_("Choose at least one circle.")]})
    notice.noted(at, by).full_clean()
    notice.save(force_insert=True)
    return notice


@transaction.atomic
def withdraw(notice: Announcement, *, by: Actor) -> Announcement:
    """Take a notice back: nobody sees it any more. Twice is once."""
    if not policies.can_announce(require(by)):
        raise NotAllowed(_("Only the national co-op takes announcements back."))
    notice = Announcement.objects.select_for_update().get(pk=notice.pk)
    if notice.withdrawn_at is None:
        notice.withdrawn_at = now()
        notice.save(update_fields=["withdrawn_at"])
    return notice


def shown_to(circle_id: UUID, *, at: datetime | None = None) -> list[Announcement]:
    """What the circle's stewards see at that moment, the newest first."""
    return list(Announcement.objects.shown(at or now()).for_circle(circle_id))


def known_circles(circle_ids: Collection[UUID]) -> list[UUID]:
    """Those of these ids that are circles, each once, in a fixed order."""
    return sorted(Circle.objects.filter(pk__in=circle_ids).values_list("pk", flat=True))
