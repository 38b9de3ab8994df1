"""Whether two entries may be put together at all: asked when somebody asks for it, and again when it is done."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, RuleBroken
from kernel.time import now
from tenant_apps.merging.models import Merge
from tenant_apps.people.models import Hat, Person, today


def locked_both(kept: Person, gone: Person) -> tuple[Person, Person]:
    """Both as they are now, held in the order of their ids, so that two stewards cannot wait for each other."""
    wanted = Person.objects.select_for_update(of=["self"]).filter(pk__in=[kept.pk, gone.pk])
    both = {each.pk: each for each in wanted.order_by("id")}
    return both[kept.pk], both[gone.pk]


def check_fit(kept: Person, gone: Person) -> None:
    """What must hold when it is asked, and again when it is done."""
    if kept.pk == gone.pk:
        raise RuleBroken(_("Choose two different entries."), code="same_entry")
    if not kept.is_present:
        raise Conflict(
            _("The entry that stays must be of somebody who is here. Choose the other one."), code="has_left"
        )
    if gone.restricted_at is not None:
        raise Conflict(_("One of them was forgotten, or put together with somebody already."), code="out_of_sight")
    if kept.is_suspended or gone.is_suspended:
        raise Conflict(_("One of them is on hold. End that first."), code="on_hold")
    if gone.hats.worn(today()).filter(kind__in=Hat.OFFICES).exists():
        raise Conflict(
            _("The entry that goes holds an office. Choose the other one, or take it off first."), code="office"
        )
    if gone.account_id is not None and kept.account_id is None:
        # Else what they write meanwhile would stay with the other entry, were these two people after all.
        raise Conflict(
            _("Somebody signs in as the entry that goes, and as the other nobody does. Choose the other way round."),
            code="signs_in",
        )
    if Merge.objects.recent(now()).about(kept.pk, gone.pk).exists():
        raise Conflict(
            _("One of them was put together with another entry in the last seven days. Wait until that is over."),
            code="too_soon",
        )
