"""Who reads, who writes, and who changes what was written."""

from kernel.actors import Actor
from tenant_apps.messaging.gatherings import gathering_of
from tenant_apps.messaging.models import Post, Thread
from tenant_apps.people.models import Person


def voice_in(by: Actor, thread: Thread) -> Person | None:
    """Whose word it is that this actor says there; None where they read nothing of it."""
    return gathering_of(thread).voice(by, thread.about)


def can_read(by: Actor, thread: Thread) -> bool:
    """Whoever belongs to the people who talk there, at this moment."""
    return voice_in(by, thread) is not None


def can_change(by: Actor, post: Post) -> bool:
    """Its author, also by whoever acts for them, while they read there at all."""
    voice = voice_in(by, post.thread)
    return voice is not None and voice.pk == post.author_id and post.withdrawn_at is None


def can_close(by: Actor, thread: Thread) -> bool:
    """Whoever began a conversation with a title, and whoever looks after those people."""
    voice = voice_in(by, thread)
    if voice is None or not thread.title:
        return False
    return voice.pk == thread.opened_by_id or gathering_of(thread).can_close(by, thread.about)
