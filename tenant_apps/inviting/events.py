"""What happens to invitations. Ids only: who was invited, and at which address, is looked up by whoever may see it."""

from uuid import UUID

from tenant_apps.journal.events import Code, Event


class PersonInvited(Event):
    """Somebody was invited (`how`: email, card)."""

    invitation_id: UUID
    how: Code


class InvitationSentAgain(Event):
    """The same invitation goes out once more, with a new last day."""

    invitation_id: UUID


class CardMadeAnew(Event):
    """A card was made again; the one before opens nothing any more."""

    invitation_id: UUID


class InvitationTakenUp(Event):
    """Somebody who holds an invitation wants to say who they are; the account of their address is needed now."""

    invitation_id: UUID


class InvitationAccepted(Event):
    """Somebody who was invited came in, and is a person of the circle."""

    invitation_id: UUID
    person_id: UUID


class InvitationDeclined(Event):
    """Somebody who was invited said no."""

    invitation_id: UUID


class InvitationWithdrawn(Event):
    """An invitation was taken back; it opens nothing any more."""

    invitation_id: UUID


class InvitationLapsed(Event):
    """Nobody answered in time whether they would hold an office; whom it was for is forgotten."""

    invitation_id: UUID
