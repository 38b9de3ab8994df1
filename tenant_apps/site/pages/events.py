"""What happens to a circle's pages. What they say is on the pages."""

from uuid import UUID

from tenant_apps.journal.events import Event


class PagePublished(Event):
    """Everybody reads this version of a page now."""

    page_id: UUID
    number: int


class PageWithdrawn(Event):
    """A page is public no longer."""

    page_id: UUID


class PageRemoved(Event):
    """A page and its versions are gone."""

    page_id: UUID
