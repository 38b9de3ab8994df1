"""What happens to enquiries and on the mailing list. Ids and states; who it is stands in the enquiry."""

from uuid import UUID

from tenant_apps.journal.events import Code, Event


class EnquiryCame(Event):
    """Somebody got in touch, and it is for stewards to see."""

    enquiry_id: UUID
    channel: Code


class StewardToTell(Event):
    """A steward or co-ordinator is to hear by e-mail that somebody got in touch."""

    enquiry_id: UUID
    person_id: UUID


class HeldBack(Event):
    """Something was held back since the last word about it, and waits for a look."""

    count: int


class StewardToTellOfHeld(Event):
    """A steward or co-ordinator is to hear by e-mail that something was held back."""

    person_id: UUID


class EnquiryMoved(Event):
    """An enquiry is in another state."""

    enquiry_id: UUID
    state: Code


class EnquiryBecamePerson(Event):
    """Whoever got in touch is a person of the circle now."""

    enquiry_id: UUID
    person_id: UUID


class EnquiriesForgotten(Event):
    """Enquiries whose time was over were removed."""

    count: int


class SubscriberAsked(Event):
    """Somebody typed an e-mail address for the mailing list; its owner is asked."""

    subscriber_id: UUID


class SubscriberConfirmed(Event):
    """The owner of an address wants the circle's news."""

    subscriber_id: UUID


class SubscriberLeft(Event):
    """Somebody does not want the circle's news any more. Their address is forgotten."""

    subscriber_id: UUID


class ListTaken(Event):
    """A steward took a copy of the mailing list."""

    count: int
