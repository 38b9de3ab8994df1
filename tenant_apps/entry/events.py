"""What happens at the door. Never the device, the address or the name of a token: ids only."""

from uuid import UUID

from tenant_apps.journal.events import Code, Event


class SignedIn(Event):
    """Somebody came in."""

    session_id: UUID


class SignedOut(Event):
    """Somebody went out, on one device or on all."""

    session_id: UUID


class VouchedForSomebody(Event):
    """Somebody in office said that a person who lost their second step is really who they say."""

    reference: Code
    voucher_account_id: UUID


class ProgramLetIn(Event):
    """An access token was made."""

    access_id: UUID
    scopes: tuple[Code, ...]


class ProgramShutOut(Event):
    """An access token was revoked."""

    access_id: UUID
