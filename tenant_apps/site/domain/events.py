"""What happens to the circle's own domain. Which domain it is stands with the federation."""

from uuid import UUID

from tenant_apps.journal.events import Code, Event


class DomainAsked(Event):
    """A steward asked that the circle may go by a domain of its own."""

    claim_id: UUID


class DomainLookWished(Event):
    """A steward wants to know at once what stands in the DNS."""

    claim_id: UUID


class DomainGivenUp(Event):
    """A steward gave the domain up; the circle goes by its address below the federation again."""

    claim_id: UUID


class DomainNews(Event):
    """Something became of the domain: it is in use, something is missing, it stopped. `what` says which."""

    claim_id: UUID
    what: Code
    run_id: UUID
