"""What each does for themselves in a conversation: read it, keep it quiet, and nod."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, NotAllowed
from kernel.time import now
from tenant_apps.messaging.models import Nod, Post, Seat, Thread
from tenant_apps.messaging.policies import voice_in
from tenant_apps.messaging.services.saying import refuse_where_it_is_quiet
from tenant_apps.people.models import Person


@transaction.atomic
def mark_read(thread: Thread, to: UUID, *, by: Person) -> None:
    """They have seen everything up to this message. It never goes back: two windows, and the further one counts."""
    seat, is_new = Seat.objects.get_or_create(thread=thread, person=by, defaults={"read_to": to})
    if not is_new:
        Seat.objects.filter(Q(read_to=None) | Q(read_to__lt=to), pk=seat.pk).update(read_to=to)


@transaction.atomic
def keep_quiet(thread: Thread, *, is_quiet: bool, by: Person) -> None:
    """Nothing in this conversation counts as new for them, until they say otherwise; a message to them by name does."""
    if voice_in(require(by), thread) is None:
        raise NotAllowed(_("You do not take part in this conversation."))
    seat, _is_new = Seat.objects.get_or_create(thread=thread, person=by)
    Seat.objects.filter(pk=seat.pk).update(muted_at=now() if is_quiet else None)


@transaction.atomic
def nod(post: Post, says: Nod.Says, *, is_said: bool, by: Actor) -> None:
    """A short answer in words, or none after all. Saying it twice says it once."""
    voice = voice_in(require(by), post.thread)
    if voice is None:
        raise NotAllowed(_("You do not take part in this conversation."))
    mine = Nod.objects.filter(post=post, person=voice, says=says)
    if not is_said:
        mine.delete()
        return
    refuse_where_it_is_quiet(post.thread)
    if post.withdrawn_at is not None:
        raise Conflict(_("This was taken back."), code="withdrawn")
    Nod.objects.get_or_create(post=post, person=voice, says=says)
