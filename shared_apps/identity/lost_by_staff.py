"""The only steward of a circle has lost their second step: two of the national co-op's staff vouch, and all hear.

Each of them has heard or seen the person. From the second vouch on a day passes, in which the address, the one before
it, and everybody in office in the circles that know them can call it off.
"""

from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kernel.time import now
from shared_apps.identity import lost
from shared_apps.identity.models import Account, LostStep
from tenants.context import address_of, in_federation
from ui.language import spoken_or


def vouch_by_staff(*, reference: str, officer_id: UUID) -> Account | None:
    """One of the staff says that it is really them, and everybody concerned is written to. None when it does not count.

    Nothing counts untold: when a letter cannot be handed in, nobody has vouched.
    """
    with in_federation(), transaction.atomic():
        account = lost.vouch(reference=reference, voucher_id=officer_id, circle_id=None)
        if account is not None:
            tell_everybody(LostStep.objects.get(account=account), Account.objects.get(pk=officer_id))
        return account


def tell_everybody(step: LostStep, officer: Account) -> None:
    """To the address and the one before it; to everybody in office where they are known; and to whoever vouched."""
    who, language = step.account.email, step.account.language
    before = step.account.address_changes.filter(undo_until__gt=now()).values_list("old", flat=True)
    others = lost.others_in_office(step.account_id, lost.circles_that_know(step.account_id))
    to = {each.email: each.language for each in others} | dict.fromkeys([*before, who], language)
    to[officer.email] = officer.language
    for address, reads in to.items():
        with translation.override(spoken_or(reads, settings.LANGUAGE_CODE)):
            facts = {"who": who, "is_officer": address == officer.email, "url": _stop_url(step)}
            body = render_to_string("identity/mail/vouched_by_staff.txt", facts)
            subject = _("%(federation)s: somebody’s second step") % {"federation": settings.FEDERATION_NAME}
            send_mail(subject, body, None, [address])


def _stop_url(step: LostStep) -> str:
    path = reverse("stop_lost_step", args=[lost.stop_for_others(step)], urlconf="config.urls_identity")
    return f"{address_of(settings.SIGN_IN_HOST)}{path}"
