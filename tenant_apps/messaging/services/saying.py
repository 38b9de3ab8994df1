"""Saying something, changing it, taking it back, and letting it stand at the top."""

import unicodedata
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, OnBehalf, hand_of, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now
from kernel.words import can_be_kept
from tenant_apps.journal.services import announce
from tenant_apps.messaging.events import PostChanged, PostPinned, PostSent, PostUnpinned, PostWithdrawn
from tenant_apps.messaging.gatherings import Gathering, gathering_of
from tenant_apps.messaging.mentions import mention_whom_it_names
from tenant_apps.messaging.models import LONGEST, Earlier, Post, Seat, Thread
from tenant_apps.messaging.policies import can_change, voice_in
from tenant_apps.messaging.services.threads import open_thread
from tenant_apps.people.models import Person

# At the top of a conversation there is room for what everybody should find, and not for everything.
MOST_PINNED: Final = 10
# What is put right within a minute was never said: nobody needs to be shown the slip.
SLIP: Final = timedelta(minutes=1)


@transaction.atomic
def say(thread: Thread, words: str, *, answers: Post | None = None, sent_as: UUID | None = None, by: Actor) -> Post:
    """Somebody says something. The same number (`sent_as`) of the same author gives the message that is there already,
    so a page that is sent twice, or a telephone that tries again for an hour, says it once."""
    thread, voice = _held(thread, by)
    if sent_as is not None and (known := Post.objects.filter(author=voice, sent_as=sent_as).first()):
        return known
    refuse_where_it_is_quiet(thread)
    hand = hand_of(by)
    assert isinstance(hand, Person)
    post = Post(thread=thread, author=voice, words=_kept(words), sent_as=sent_as)
    if hand.pk != voice.pk:
        post.hand = hand
        post.authority = by.authority if isinstance(by, OnBehalf) else None
    if answers is not None and answers.thread_id == thread.pk:
        post.answers = answers
    post.full_clean(validate_unique=False, validate_constraints=False)
    post.save(force_insert=True)
    mention_whom_it_names(post, by)
    Thread.objects.filter(pk=thread.pk).update(newest_at=post.at)
    if not isinstance(by, OnBehalf):
        Seat.objects.update_or_create(thread=thread, person=voice, defaults={"read_to": post.pk})
    announce(PostSent(post_id=post.pk, thread_id=thread.pk), by=by)
    return post


@transaction.atomic
def say_for_coopbox(kind: Gathering, about: UUID | None, words: str, *, sent_as: UUID) -> Post:
    """Coopbox itself says something to all of them, once for each number. Never anything about anybody."""
    found, _is_new = Thread.objects.get_or_create(kind=kind.kind, about=about, title="")
    thread = Thread.objects.select_for_update(of=["self"], no_key=True).get(pk=found.pk)
    if known := thread.posts.filter(author=None, sent_as=sent_as).first():
        return known
    post = Post(thread=thread, words=_kept(words), sent_as=sent_as)
    post.save(force_insert=True)
    Thread.objects.filter(pk=thread.pk).update(newest_at=post.at)
    announce(PostSent(post_id=post.pk, thread_id=thread.pk), by=SYSTEM)
    return post


@transaction.atomic
def begin_topic(
    kind: Gathering, about: UUID | None, title: str, words: str, *, sent_as: UUID | None = None, by: Actor
) -> Post:
    """A conversation about one thing, with its first message: both, or neither."""
    return say(open_thread(kind, about, title, by=by), words, sent_as=sent_as, by=by)


@transaction.atomic
def change_words(post: Post, words: str, *, by: Actor) -> Post:
    """Its author says it in other words. What stood there before can still be read, but for a slip of a minute."""
    found = _held_post(post, by)
    kept, at = _kept(words), now()
    if kept == found.words:
        return found
    refuse_where_it_is_quiet(found.thread)
    if at - found.at > SLIP:
        Earlier.objects.create(post=found, words=found.words, until=at)
        found.changed_at = at
    found.words = kept
    found.save(update_fields=["words", "changed_at"])
    mention_whom_it_names(found, by)
    announce(PostChanged(post_id=found.pk, thread_id=found.thread_id), by=by)
    return found


@transaction.atomic
def withdraw(post: Post, *, by: Actor) -> Post:
    """Its author takes it back: the words are gone, also those of before; that something stood there is seen."""
    if post.withdrawn_at is not None:
        return post
    found = _held_post(post, by)
    found.words, found.withdrawn_at = "", now()
    found.pinned_at = found.pinned_by = None
    found.save(update_fields=["words", "withdrawn_at", "pinned_at", "pinned_by"])
    for rows in (found.earlier, found.nods, found.mentions):
        rows.all().delete()
    announce(PostWithdrawn(post_id=found.pk, thread_id=found.thread_id), by=by)
    return found


@transaction.atomic
def pin(post: Post, *, by: Actor) -> Post:
    """It stands at the top, for everybody who reads there. Anybody of them may say so."""
    thread, voice = _held(post.thread, by)
    found = Post.objects.select_for_update(of=["self"], no_key=True).get(pk=post.pk)
    if found.withdrawn_at is not None:
        raise Conflict(_("This was taken back."), code="withdrawn")
    if found.pinned_at is not None:
        return found
    if thread.posts.exclude(pinned_at=None).count() >= MOST_PINNED:
        raise Conflict(_("Ten messages stand at the top already. Take one down first."), code="too_many")
    found.pinned_at, found.pinned_by = now(), voice
    found.save(update_fields=["pinned_at", "pinned_by"])
    announce(PostPinned(post_id=found.pk, thread_id=thread.pk), by=by)
    return found


@transaction.atomic
def unpin(post: Post, *, by: Actor) -> Post:
    """It stands only where it was said."""
    thread, _voice = _held(post.thread, by)
    found = Post.objects.select_for_update(of=["self"], no_key=True).get(pk=post.pk)
    if found.pinned_at is not None:
        found.pinned_at = found.pinned_by = None
        found.save(update_fields=["pinned_at", "pinned_by"])
        announce(PostUnpinned(post_id=found.pk, thread_id=thread.pk), by=by)
    return found


def refuse_where_it_is_quiet(thread: Thread) -> None:
    """Raises Conflict where nobody can write now, with the reason."""
    if thread.closed_at is not None:
        raise Conflict(_("This conversation is closed. What was said can be read."), code="closed")
    if why := gathering_of(thread).why_quiet(thread.about):
        raise Conflict(why, code="quiet")


def _kept(words: str) -> str:
    """What was typed, in one spelling and without empty lines around it. Raises RuleBroken with a sentence."""
    kept = unicodedata.normalize("NFC", words.replace("\r\n", "\n")).strip()
    if not kept:
        raise RuleBroken(code="says_nothing", errors={"words": [_("Write something first.")]})
    if not can_be_kept(kept):
        raise RuleBroken(
            code="odd_signs", errors={"words": [_("This holds signs that cannot be kept. Type it again.")]}
        )
    if len(kept) > LONGEST:
        too_long = _("This is too long for one message: %(most)d signs fit, and it has %(has)d. Send it in parts.")
        raise RuleBroken(code="too_long", errors={"words": [too_long % {"most": LONGEST, "has": len(kept)}]})
    return kept


def _held(thread: Thread, by: Actor) -> tuple[Thread, Person]:
    found = Thread.objects.select_for_update(of=["self"], no_key=True).get(pk=thread.pk)
    voice = voice_in(require(by), found)
    if voice is None:
        raise NotAllowed(_("You do not take part in this conversation."))
    return found, voice


def _held_post(post: Post, by: Actor) -> Post:
    rows = Post.objects.select_for_update(of=["self"], no_key=True).select_related("thread")
    found = rows.get(pk=post.pk)
    if found.withdrawn_at is not None:
        raise Conflict(_("This was taken back."), code="withdrawn")
    if not can_change(require(by), found):
        raise NotAllowed(_("Only whoever wrote this can change it."))
    return found
