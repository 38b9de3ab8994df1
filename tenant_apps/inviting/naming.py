"""Asking somebody from outside to come in and hold an office: nobody here until they say yes, and forgotten if not."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed
from kernel.time import now, zone
from tenant_apps.inviting import policies
from tenant_apps.inviting.events import InvitationLapsed
from tenant_apps.inviting.models import Invitation
from tenant_apps.inviting.services import send_out
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Hat, Person
from tenants.context import current_circle

STEWARD = Hat.Kind.STEWARD.value
NOT_AGAIN_FOR: Final = timedelta(days=30)
NOT_AGAIN_YET: Final = _(
    "This address was asked not long ago. They said no, or the question was taken back. You can ask again from %(day)s;"
    " until then, talk to them yourself."
)


@transaction.atomic
def ask_to_hold(
    name: str, email: str, *, by: Actor, hats: Sequence[str] = (STEWARD,), language: str = ""
) -> Invitation:
    """Ask somebody who is not in the circle whether they will hold an office in it, by e-mail.

    All that is kept is the name and address they were asked by, until they say yes, or else two weeks. Coopbox asks
    too, for those who start a circle or run the house. Who holds an office starts the circle, so trying out is no bar.
    """
    if not policies.can_invite(require(by)) or not all(policies.can_ask_to_hold(by, kind) for kind in hats):
        raise NotAllowed(_("Only a steward can ask somebody to hold an office."))
    if last := asked_in_vain(email):
        day = (last + NOT_AGAIN_FOR).astimezone(zone(current_circle().time_zone)).date()
        raise Conflict(NOT_AGAIN_YET % {"day": date_format(day, "j E Y")}, code="asked_in_vain")
    hand = hand_of(by)
    invited_by = hand if isinstance(hand, Person) else None
    asked = Invitation(how=Invitation.How.EMAIL, name=name, email=email, hats=sorted(set(hats)), invited_by=invited_by)
    return send_out(asked, language=language, by=by)


def asked_in_vain(email: str) -> datetime | None:
    """When this address last said no to an office here, or was asked no longer, if that is not long ago."""
    found = Invitation.objects.asked_in_vain(email, now() - NOT_AGAIN_FOR)
    return found.order_by("-forgotten_at").values_list("forgotten_at", flat=True).first()


def forget_what_lapsed(at: datetime | None = None) -> int:
    """Forget whom an office was to be for that nobody said yes to in time. Returns how many. Safe to repeat.

    What an address is known again by that said no goes, too, once it may be asked again.
    """
    done = 0
    over = Invitation.objects.filter(no_hash__isnull=False, forgotten_at__lte=(at or now()) - NOT_AGAIN_FOR)
    over.update(no_hash=None)
    for found in Invitation.objects.lapsed(at or now()).values_list("pk", flat=True):
        done += _forget(found, at or now())
    return done


@transaction.atomic
def _forget(pk: object, at: datetime) -> bool:
    invitation = Invitation.objects.lapsed(at).select_for_update().filter(pk=pk).first()
    if invitation is None:
        return False  # answered a moment ago
    invitation.save(update_fields=invitation.forget())
    announce(InvitationLapsed(invitation_id=invitation.pk), by=SYSTEM)
    return True
