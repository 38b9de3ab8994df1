"""A lost telephone and no recovery code: two people in office vouch, two days pass, and only then is the way free.

Nobody gets past the second step by this. It takes the code from the e-mail, two people of a circle of theirs who heard
or saw them and did their own second step, and two days in which every mail to the address can call it off. Whoever is
in office sets up a new second step before they get anywhere.
"""

from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Final
from uuid import UUID

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict
from kernel.time import now
from shared_apps.identity.adapter import ALPHABET
from shared_apps.identity.models import Account, CircleLink, LostStep, Office, Vouch
from shared_apps.identity.offices import grace
from shared_apps.identity.services import hashed
from tenants.context import in_federation
from tenants.models import Circle

VOUCHES_NEEDED: Final = 2
WAIT: Final = timedelta(days=2)
LIVES: Final = timedelta(days=14)
KNOWN_AFTER: Final = timedelta(days=30)


def asked_for(account: Account) -> LostStep | None:
    """What this account has asked for, unless it is so old that it no longer counts."""
    return LostStep.objects.filter(account=account, asked_at__gt=now() - LIVES).first()


@transaction.atomic
def ask(account: Account) -> tuple[LostStep, str]:
    """Ask for help: returns what others need to vouch (`reference`), and the secret that calls it off."""
    secret = token_urlsafe(32)
    LostStep.objects.filter(account=account).delete()
    reference = get_random_string(8, allowed_chars=ALPHABET)
    return LostStep.objects.create(account=account, reference=reference, stop_hash=hashed(secret)), secret


def vouch(*, reference: str, voucher_id: UUID, circle_id: UUID | None, key: str = "") -> Account | None:
    """Somebody in office says that it is really them. Returns whom it was for, or None when it does not count.

    It counts when the one who vouches is in office in that circle and is somebody else, and the other has long been
    known there. Without a circle it is the national co-op's staff, for one another. Safe to say twice.
    """
    with in_federation():
        wanted = normalize_user_code(reference).upper()
        lost = LostStep.objects.filter(reference=wanted, asked_at__gt=now() - LIVES).first()
        if lost is None or lost.account_id == voucher_id:
            return None
        if not Office.objects.held().filter(account_id=voucher_id, circle_id=circle_id).exists():
            return None
        if not _is_known_to(circle_id, lost.account_id):
            return None
        Vouch.objects.get_or_create(lost=lost, voucher_id=voucher_id)
        return lost.account


def _is_known_to(circle_id: UUID | None, account_id: UUID) -> bool:
    """Whether the people of a circle, or the national co-op's staff, can know who somebody is.

    Anybody may start a circle and name anybody in it. So a circle that is trying things out knows nobody, and another
    knows those who hold an office there or have belonged to it for a while. Staff are known to staff alone.
    """
    is_staff = Office.objects.held().filter(account_id=account_id, circle_id=None).exists()
    if circle_id is None or is_staff:
        return is_staff and circle_id is None
    if not Circle.objects.filter(pk=circle_id, is_sandbox=False, state=Circle.State.OPEN).exists():
        return False
    in_office = Office.objects.held().filter(account_id=account_id, circle_id=circle_id)
    member = CircleLink.objects.filter(account_id=account_id, circle_id=circle_id, created_at__lte=now() - KNOWN_AFTER)
    return in_office.exists() or member.exists()


def free_from(lost: LostStep) -> datetime | None:
    """When the second step may go: two days after it was asked for, and not before two have vouched."""
    return lost.asked_at + WAIT if lost.vouches.count() >= VOUCHES_NEEDED else None


@transaction.atomic
def let_go(account: Account) -> None:
    """Take the second step away. Whoever is in office is asked at once to set up a new one."""
    Account.objects.select_for_update().get(pk=account.pk)
    lost = LostStep.objects.select_for_update().filter(account=account, asked_at__gt=now() - LIVES).first()
    free = free_from(lost) if lost is not None else None
    if lost is None or free is None or free > now():
        raise Conflict(_("Two people must vouch for you, and two days must pass."), code="not_yet")
    lost.delete()
    Authenticator.objects.filter(user=account).delete()
    account.offices.update(since_on=(now() - grace()).date())


def call_off(secret: str) -> Account | None:
    """Whoever reads the mail did not ask for it: it ends here. None when there is nothing to call off."""
    lost = LostStep.objects.filter(stop_hash=hashed(secret)).select_related("account").first()
    if lost is None:
        return None
    lost.delete()
    return lost.account


def is_asked_for(secret: str) -> bool:
    return LostStep.objects.filter(stop_hash=hashed(secret), asked_at__gt=now() - LIVES).exists()
