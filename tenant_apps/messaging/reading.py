"""What somebody sees of conversations: the list with what is new, one conversation, and what they look for."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, UUIDField, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from kernel.actors import Actor, OnBehalf
from kernel.errors import Sentence
from kernel.time import now
from tenant_apps.messaging.gatherings import About, Gathering, all_kinds, gathering_of, kind_called
from tenant_apps.messaging.models import Earlier, Mention, Nod, Post, Seat, Thread
from tenant_apps.messaging.policies import can_close, voice_in
from tenant_apps.people.models import Person
from tenant_apps.teams.naming import Names

# Messages on one page of a conversation.
A_PAGE: Final = 50
MOST_FOUND: Final = 50
MOST_NEW: Final = 99
# What is older is not new to anybody any more, also to whoever came yesterday.
NEW_FOR: Final = timedelta(days=30)
NO_ID: Final = UUID(int=0)


@dataclass
class Line:
    """One conversation in the list."""

    thread: Thread
    called: str
    icon: str
    new: int = 0
    is_meant: bool = False
    is_muted: bool = False
    newest: Post | None = None
    by: str = ""


@dataclass
class Group:
    """The people somebody talks with: the circle, a team, two; and their conversations."""

    kind: Gathering
    about: About
    called: str
    # The one without a title, where it has begun.
    common: Line | None = None
    topics: list[Line] = field(default_factory=list)

    @property
    def key(self) -> str:
        return str(self.about or "all")


def groups_of(by: Actor, reader: Person) -> list[Group]:
    """Everywhere this reader talks, with what is new; in a fixed number of questions, however many there are."""
    groups: dict[tuple[str, About], Group] = {}
    for kind in all_kinds():
        mine = kind.mine(by)
        called = kind.called(by, mine) if mine else {}
        groups |= {(kind.kind, about): Group(kind, about, called.get(about, "")) for about in mine}
    threads = _with_news(threads_in(groups), reader)
    newest = {post.thread_id: post for post in _newest(threads)}
    names = Names(by, [post.author_id for post in newest.values()])
    for thread in threads:
        group = groups[thread.kind, thread.about]
        post = newest.get(thread.pk)
        line = Line(
            thread=thread,
            called=thread.title or group.called,
            icon=group.kind.icon,
            new=0 if thread.muted else min(thread.unread, MOST_NEW),
            is_meant=thread.meant,
            is_muted=thread.muted,
            newest=post,
            by=said_by(names, post) if post else "",
        )
        if thread.title:
            group.topics.append(line)
        else:
            group.common = line
    return sorted(groups.values(), key=_order, reverse=True)


def _order(group: Group) -> tuple[bool, Any]:
    """Teams and two before the whole circle, and where something was said last, first."""
    lines = [line for line in (group.common, *group.topics) if line]
    return group.about is not None, max((line.thread.newest_at.timestamp() for line in lines), default=0.0)


def threads_in(places: Any) -> "QuerySet[Thread]":
    """The conversations of these people, given as pairs of a kind and an id."""
    by_kind: dict[str, list[About]] = defaultdict(list)
    for kind, about in places:
        by_kind[kind].append(about)
    wanted = Q(pk__in=[])
    for kind, abouts in by_kind.items():
        ids = [about for about in abouts if about is not None]
        wanted |= Q(kind=kind, about__in=ids) | (Q(kind=kind, about=None) if None in abouts else Q(pk__in=[]))
    return Thread.objects.filter(wanted).in_order()


def readable_threads(by: Actor) -> "QuerySet[Thread]":
    """Every conversation this actor may read."""
    return threads_in([(kind.kind, about) for kind in all_kinds() for about in kind.mine(by)])


def _with_news(threads: "QuerySet[Thread]", reader: Person) -> list[Any]:
    """With how much is new for them in each: after what they read last, and not older than `NEW_FOR`."""
    seat = Seat.objects.filter(thread=OuterRef("pk"), person=reader)
    oldest = Value(_first_id_at(now() - NEW_FOR), output_field=UUIDField())
    read_to = Greatest(Subquery(seat.values("read_to")[:1]), oldest)
    after = Post.objects.standing().filter(thread=OuterRef("pk"), id__gt=OuterRef("read_to"))
    unread = after.exclude(author=reader).order_by().values("thread").annotate(n=Count("pk")).values("n")
    meant = Mention.objects.filter(
        person=reader, post__thread=OuterRef("pk"), post__id__gt=OuterRef("read_to"), post__withdrawn_at=None
    )
    return list(
        threads.annotate(read_to=read_to).annotate(
            unread=Coalesce(Subquery(unread), 0),
            meant=Exists(meant),
            muted=Exists(seat.exclude(muted_at=None)),
        )
    )


def _first_id_at(at: datetime) -> UUID:
    """The lowest id a message of this instant can have: ids begin with the milliseconds since 1970 (RFC 9562)."""
    return UUID(int=int(at.timestamp() * 1000) << 80)


def _newest(threads: list[Any]) -> list[Post]:
    """The last message of each."""
    last = Post.objects.filter(thread=OuterRef("pk")).order_by("-id").values("pk")[:1]
    rows = Thread.objects.filter(pk__in=[each.pk for each in threads]).annotate(last=Subquery(last))
    return list(Post.objects.filter(pk__in=rows.values("last")))


def how_many_are_new(person: Person) -> int:
    """In how many conversations something is new for them: for their first page."""
    threads = _with_news(readable_threads(person), person)
    return sum(1 for each in threads if each.meant or (each.unread and not each.muted))


# --- one conversation


@dataclass
class Said:
    """A message as this reader sees it."""

    post: Post
    called: str
    is_mine: bool
    typed_by: str
    answers: Post | None
    answers_called: str
    nods: list[dict[str, Any]]
    is_new: bool
    is_meant: bool


@dataclass
class Talk:
    """One conversation: who is in it, what stands at the top, and one page of what was said, the oldest first."""

    thread: Thread
    kind: Gathering
    called: str
    voice: Person
    why_quiet: Sentence | None
    said: list[Said]
    pinned: list[Said]
    earlier: UUID | None
    later: UUID | None
    is_muted: bool
    can_close: bool
    first_new: UUID | None

    @property
    def is_closed(self) -> bool:
        return self.thread.closed_at is not None

    @property
    def leads_to(self) -> str:
        """Where these people are otherwise."""
        return self.kind.page(self.thread.about)


def talk_of(thread: Thread, by: Actor, *, before: UUID | None = None, around: UUID | None = None) -> Talk | None:
    """The newest page of a conversation, or the one before a message, or the one with a message in its midst; None for
    whoever does not take part. The number of questions does not grow with what was said."""
    voice, kind = voice_in(by, thread), gathering_of(thread)
    if voice is None:
        return None
    seat = Seat.objects.filter(thread=thread, person=voice).first()
    page, earlier, later = _page(thread, before, around)
    pinned = list(_told(thread.posts.exclude(pinned_at=None).order_by("pinned_at")))
    everybody = {post.author_id for post in (*page, *pinned)} | {post.hand_id for post in (*page, *pinned)}
    everybody |= {post.answers.author_id for post in page if post.answers}
    everybody |= {nod.person_id for post in page for nod in post.nods.all()}
    names = Names(by, everybody)
    read_to = (seat.read_to if seat else None) or NO_ID
    said = [_said(post, names, voice, read_to) for post in page]
    return Talk(
        thread=thread,
        kind=kind,
        called=kind.called(by, [thread.about]).get(thread.about, ""),
        voice=voice,
        why_quiet=kind.why_quiet(thread.about),
        said=said,
        pinned=[_said(post, names, voice, read_to) for post in pinned],
        earlier=earlier,
        later=later,
        is_muted=bool(seat and seat.muted_at),
        can_close=can_close(by, thread),
        first_new=next((each.post.pk for each in said if each.is_new), None),
    )


def _told(posts: "QuerySet[Post]") -> "QuerySet[Post]":
    return posts.select_related("answers").prefetch_related(
        Prefetch("nods", Nod.objects.order_by("id")),
        Prefetch("earlier", Earlier.objects.order_by("id")),
        Prefetch("mentions", Mention.objects.order_by("id")),
    )


def _page(thread: Thread, before: UUID | None, around: UUID | None) -> tuple[list[Post], UUID | None, UUID | None]:
    """The messages of one page in order, and from which message the pages before and after it are asked for."""
    posts = _told(thread.posts.all())
    if around is not None:
        first = list(posts.filter(id__lte=around).order_by("-id")[: A_PAGE // 2 + 1])
        then = list(posts.filter(id__gt=around).order_by("id")[: A_PAGE // 2])
        has_more, page = len(first) > A_PAGE // 2, [*reversed(first[: A_PAGE // 2]), *then]
    else:
        wanted = posts.filter(id__lt=before) if before else posts
        found = list(wanted.order_by("-id")[: A_PAGE + 1])
        has_more, page = len(found) > A_PAGE, list(reversed(found[:A_PAGE]))
    if not page:
        return [], None, None
    is_last = before is None and around is None
    later = None if is_last else thread.posts.filter(id__gt=page[-1].pk).order_by("id").values_list("pk", flat=True)
    following = list(later[:1]) if later is not None else []
    return page, page[0].pk if has_more else None, following[0] if following else None


def _said(post: Post, names: Names, voice: Person, read_to: UUID) -> Said:
    nods: dict[str, dict[str, Any]] = {}
    for nod in post.nods.all():
        row = nods.setdefault(
            nod.says, {"says": nod.says, "words": nod.get_says_display(), "who": [], "is_mine": False}
        )
        row["who"].append(_("you") if nod.person_id == voice.pk else called_there(names, nod.person_id))
        row["is_mine"] = row["is_mine"] or nod.person_id == voice.pk
    is_mine = post.author_id == voice.pk
    return Said(
        post=post,
        called=said_by(names, post),
        is_mine=is_mine,
        typed_by=called_there(names, post.hand_id) if post.hand_id else "",
        answers=post.answers,
        answers_called=said_by(names, post.answers) if post.answers else "",
        nods=list(nods.values()),
        is_new=not is_mine and post.pk > read_to and post.withdrawn_at is None,
        is_meant=any(each.person_id == voice.pk for each in post.mentions.all()),
    )


def said_by(names: Names, post: Post) -> str:
    """Who says it, as far as this reader may know."""
    return "Coopbox" if post.is_from_coopbox else called_there(names, post.author_id)


def called_there(names: Names, person_id: UUID | None) -> str:
    """A name as far as this reader may know it. Whoever keeps theirs to fewer people is somebody of the circle."""
    return (names.known(person_id) or _("Somebody of the circle")) if person_id else _("Somebody who left")


# --- looking for something


def found_by(words: str, by: Actor) -> list[Said]:
    """Messages with all these words, or words that begin so, the newest first; only where this reader reads anyway."""
    threads = {thread.pk: thread for thread in readable_threads(by)}
    posts = Post.objects.saying(words).filter(thread__in=threads.keys()).order_by("-id")[:MOST_FOUND]
    found = list(_told(posts))
    names = Names(by, [post.author_id for post in found])
    called = _called(threads.values(), by)
    told = []
    for post in found:
        post.thread = threads[post.thread_id]
        said = _said(post, names, Person(pk=NO_ID), NO_ID)
        said.answers_called = post.thread.title or called.get((post.thread.kind, post.thread.about), "")
        told.append(said)
    return told


def _called(threads: Any, by: Actor) -> dict[tuple[str, About], str]:
    abouts: dict[str, set[About]] = defaultdict(set)
    for thread in threads:
        abouts[thread.kind].add(thread.about)
    return {
        (kind, about): words
        for kind, each in abouts.items()
        if (found := kind_called(kind)) is not None
        for about, words in found.called(by, each).items()
    }


def reader_on(by: Actor, person: Person) -> Person | None:
    """For whom marks of reading are kept: the person themselves. Whoever acts for somebody reads nothing away."""
    return None if isinstance(by, OnBehalf) else person
