"""What happens in conversations. Ids only: what was said is looked up by whoever may read it."""

from uuid import UUID

from tenant_apps.journal.events import Event


class ThreadOpened(Event):
    """Somebody began a conversation about something."""

    thread_id: UUID


class ThreadClosed(Event):
    """Nobody can write in it any more."""

    thread_id: UUID


class ThreadReopened(Event):
    """It goes on."""

    thread_id: UUID


class PostSent(Event):
    """Something was said."""

    post_id: UUID
    thread_id: UUID


class PostChanged(Event):
    """Its author says it in other words; the earlier ones can be read."""

    post_id: UUID
    thread_id: UUID


class PostWithdrawn(Event):
    """Its author took it back. That something stood there is seen, what it was is gone."""

    post_id: UUID
    thread_id: UUID


class PostPinned(Event):
    """It stands at the top of the conversation."""

    post_id: UUID
    thread_id: UUID


class PostUnpinned(Event):
    """It stands there no more."""

    post_id: UUID
    thread_id: UUID
