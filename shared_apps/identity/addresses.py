"""Another address for an account: proved at the new one, told to the old one, and undone from there for some days."""

from datetime import timedelta
from secrets import token_urlsafe
from typing import Final

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, NotAllowed
from kernel.time import now
from shared_apps.identity.models import Account, AddressChange, LostStep, Ticket
from shared_apps.identity.services import check_address, hashed

CAN_BE_UNDONE: Final = timedelta(days=7)


def fingerprint(address: str) -> str:
    """What may be kept of an address where none may stand: it is known again by it, and cannot be read from it."""
    return salted_hmac("identity.address", address, algorithm="sha256").hexdigest()


def is_taken(address: str, *, but: Account) -> bool:
    """Whether somebody else signs in with this address, or did so until some days ago and may want it back."""
    reserved = AddressChange.objects.filter(old=address, undo_until__gt=now()).exclude(account=but)
    return Account.objects.filter(email=address).exclude(pk=but.pk).exists() or reserved.exists()


@transaction.atomic
def change_address(account: Account, address: str, *, by: Actor) -> str:
    """From now on this account signs in with another address, which must be proved. Returns the secret that undoes it.

    Every other browser stays signed in: their owner changed an address and lost nothing.
    """
    if require(by).id != account.pk:
        raise NotAllowed(_("Only you can change your address."))
    address = check_address(address)
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.email == address:
        raise Conflict(_("That is your address already."), code="same_address")
    if is_taken(address, but=account):
        raise Conflict(
            _("Another account has that address. If it is yours too, you can make the two into one."),
            code="address_taken",
        )
    secret, old = token_urlsafe(32), account.email
    AddressChange.objects.create(account=account, old=old, undo_hash=hashed(secret), undo_until=now() + CAN_BE_UNDONE)
    # Nothing on its way to the old address may be used any more.
    LostStep.objects.filter(account=account).delete()
    account.email = address
    account.save(update_fields=["email"])
    return secret


def change_to_undo(secret: str) -> AddressChange | None:
    """The change that this secret undoes, while it can be undone."""
    living = AddressChange.objects.filter(undo_hash=hashed(secret), undo_until__gt=now())
    return living.select_related("account").first()


def addresses_undone(change: AddressChange) -> list[str]:
    """Every address that undoing this change takes back: the one of now, and those there were in between."""
    later = change.account.address_changes.filter(changed_at__gt=change.changed_at)
    return sorted({change.account.email, *later.values_list("old", flat=True)} - {change.old})


@transaction.atomic
def undo_change(secret: str) -> Account:
    """Give an account its former address back, because whoever reads mail there did not want the change.

    Somebody else may have been in it: every session ends, and what was set up since the change goes.
    """
    found = AddressChange.objects.select_for_update().filter(undo_hash=hashed(secret), undo_until__gt=now()).first()
    if found is None:
        raise Conflict(_("This can no longer be undone: it was undone before, or is too long ago."), code="too_late")
    account = Account.objects.select_for_update().get(pk=found.account_id)
    account.email = found.old
    account.epoch = F("epoch") + 1
    account.set_unusable_password()
    account.save(update_fields=["email", "epoch", "password"])
    Authenticator.objects.filter(user=account, created_at__gte=found.changed_at).delete()
    AddressChange.objects.filter(account=account, changed_at__gte=found.changed_at).delete()
    LostStep.objects.filter(account=account).delete()
    Ticket.objects.filter(account=account).delete()
    account.browsers.filter(ended_at=None).update(ended_at=now())
    account.refresh_from_db()
    return account
