"""What somebody said in conversations, told for a copy, and what becomes of it."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.answers import Line, Other, Piece, answers_for, forgets
from kernel.time import now
from tenant_apps.matching.models import Introduction
from tenant_apps.messaging.models import Earlier, Mention, Nod, Post, Seat, Thread
from tenant_apps.teams.models import Team


@answers_for("messaging", _("What you said in conversations"), "messaging.Post", "messaging.Earlier")
def said(person_id: UUID) -> Iterator[Piece]:
    theirs = Post.objects.filter(Q(author=person_id) | Q(hand=person_id))
    for post in theirs.select_related("thread").prefetch_related("earlier").order_by("id").iterator(chunk_size=500):
        lines = (
            Line(_("Conversation"), post.thread.title),
            Line(_("What was said"), post.words, of_others=post.author_id != person_id),
            *(Line(_("Before"), each.words) for each in post.earlier.all() if post.author_id == person_id),
            Line(_("Typed by"), Other(post.hand_id) if post.hand_id and post.hand_id != person_id else None),
            Line(_("Taken back"), post.withdrawn_at),
        )
        yield Piece(f"messaging.post.{post.pk}", _("A message"), lines, post.at)


@answers_for(
    "messaging.rest", _("What else is kept of you in conversations"),
    "messaging.Thread", "messaging.Seat", "messaging.Mention", "messaging.Nod",
)  # fmt: skip
def rest(person_id: UUID) -> Iterator[Piece]:
    for thread in Thread.objects.filter(Q(opened_by=person_id) | Q(closed_by=person_id)).order_by("id"):
        lines = (Line(_("Conversation"), thread.title), Line(_("Closed"), thread.closed_at))
        yield Piece(f"messaging.thread.{thread.pk}", _("You began or closed a conversation"), lines, thread.opened_at)
    for seat in Seat.objects.filter(person=person_id).select_related("thread").order_by("id"):
        quiet = (Line(_("Conversation"), seat.thread.title), Line(_("Kept quiet since"), seat.muted_at))
        yield Piece(f"messaging.seat.{seat.pk}", _("A conversation you read"), quiet)
    for nod in Nod.objects.filter(person=person_id).order_by("id"):
        yield Piece(
            f"messaging.nod.{nod.pk}", _("A short answer of yours"), (Line("", nod.get_says_display()),), nod.at
        )
    for meant in Mention.objects.filter(person=person_id).select_related("post").order_by("id"):
        words = (Line(_("What was said"), meant.post.words, of_others=True),)
        yield Piece(f"messaging.mention.{meant.pk}", _("A message to you by name"), words, meant.post.at)


@forgets(
    "messaging.said",
    _("What you said in conversations"),
    *(
        "messaging.Thread",
        "messaging.Seat",
        "messaging.Post",
        "messaging.Earlier",
        "messaging.Mention",
        "messaging.Nod",
    ),
)
def forget(person_id: UUID) -> int:
    """Their own words are gone from every conversation, and what others said stays readable. The conversations of their
    own team, and those with whom they got to know, are theirs as a whole."""
    gone = _of_their_own(person_id).delete()[0]
    posts = Post.objects.filter(author=person_id)
    for rows in (
        Earlier.objects.filter(post__in=posts),
        Mention.objects.filter(Q(person=person_id) | Q(post__in=posts)),
        Nod.objects.filter(Q(person=person_id) | Q(post__in=posts)),
        Seat.objects.filter(person=person_id),
    ):
        gone += rows.delete()[0]
    Post.objects.filter(hand=person_id).update(hand=None)
    Post.objects.filter(pinned_by=person_id).update(pinned_by=None)
    Thread.objects.filter(opened_by=person_id).update(opened_by=None)
    Thread.objects.filter(closed_by=person_id).update(closed_by=None)
    emptied = {"words": "", "author": None, "sent_as": None, "pinned_at": None, "pinned_by": None}
    posts.filter(withdrawn_at=None).update(withdrawn_at=now(), **emptied)
    return gone + posts.update(**emptied)


def _of_their_own(person_id: UUID) -> "QuerySet[Thread]":
    """Also those whose team or introduction was forgotten a moment before."""
    met = Introduction.objects.filter(Q(asker=person_id) | Q(giver=person_id))
    of_teams = Q(about__in=Team.objects.filter(owner=person_id).values("pk")) | ~Q(about__in=Team.objects.values("pk"))
    of_two = Q(about__in=met.values("pk")) | ~Q(about__in=Introduction.objects.values("pk"))
    return Thread.objects.filter(Q(kind="team") & of_teams | Q(kind="introduction") & of_two)
