"""The built-in conversations as a chat. Who is in them is asked of the circle each time, so nothing can drift."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from tenant_apps.chat.port import Changes, Flaw, Gone, Health, Heard, Place, Refused, Role, Said, Who
from tenant_apps.messaging.gatherings import Gathering, kind_called
from tenant_apps.messaging.models import Post
from tenant_apps.messaging.reading import how_many_are_new
from tenant_apps.messaging.services import say_for_coopbox
from tenant_apps.people.models import Person
from tenants.context import CircleRef, in_circle


class BuiltIn:
    """The conversations of one circle. A room is called by its kind and the id of what it is about."""

    kind: ClassVar = "builtin"
    keeps_itself: ClassVar = True

    def __init__(self, circle: CircleRef) -> None:
        self.circle = circle

    def health(self) -> Health:
        return Health()

    def ensure_user(self, who: Who) -> str:
        with in_circle(self.circle):
            if not Person.objects.signing_in().filter(pk=who.id).exists():
                raise Refused("not_of_the_circle")
        return str(who.id)

    def suspend_user(self, remote_id: str) -> None:
        """Whoever may not come into the circle comes into no conversation of it."""

    def erase_user(self, who: Who, rooms: Iterable[str]) -> None:
        """What they said here is forgotten with all else that the circle knows of them."""

    def ensure_room(self, place: Place) -> str:
        self._found(name := f"{place.kind}:{place.about or ''}")
        return name

    def flaws_of(self, place: Place) -> frozenset[Flaw]:
        """What people are called, and whether they talk, is asked of the circle each time."""
        self._found(place.remote_id)
        return frozenset()

    def mend_room(self, place: Place, flaws: frozenset[Flaw]) -> frozenset[Flaw]:
        return self.flaws_of(place)

    def members(self, room: str) -> set[str]:
        gathering, about = self._found(room)
        with in_circle(self.circle):
            people = gathering.people(about).exclude(account_id=None)
            return {str(each) for each in people.values_list("pk", flat=True)}

    def set_members(self, room: str, wanted: Mapping[str, Role], was: Mapping[str, Role]) -> Changes:
        self._found(room)
        return Changes()

    def remove_member(self, room: str, remote_id: str) -> bool:
        return remote_id not in self.members(room)

    def archive_room(self, room: str) -> None:
        """What these people say of themselves closes it: a team that ended, one that rests."""

    def post(self, room: str, key: UUID, words: str) -> str:
        gathering, about = self._found(room)
        with in_circle(self.circle):
            return str(say_for_coopbox(gathering, about, words, sent_as=key).pk)

    def login_url(self, who: Who) -> str:
        return f"{self.circle.url}/messages/"

    def unread(self, who: Who) -> int | None:
        with in_circle(self.circle):
            return how_many_are_new(Person.objects.get(pk=who.id))

    def export(self, room: str) -> Iterator[Said]:
        gathering, about = self._found(room)
        with in_circle(self.circle):
            posts = Post.objects.standing().filter(thread__kind=gathering.kind, thread__about=about, thread__title="")
            told = [Said(str(post.pk), str(post.author_id or ""), post.words, post.at) for post in posts.order_by("id")]
        yield from told

    def clean(self, room: str, before: datetime) -> None:
        """How long these are kept, the rooms they belong to say."""

    def listen(self, url: str) -> None:
        """There is nothing to be told: what is said is here."""

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> Heard:
        raise Refused("forged")

    def _found(self, room: str) -> tuple[Gathering, UUID | None]:
        kind, _colon, about = room.partition(":")
        gathering = kind_called(kind)
        if gathering is None:
            raise Gone("error-room-not-found")
        about_id = UUID(about) if about else None
        try:
            with in_circle(self.circle):
                gathering.people(about_id)
        except ObjectDoesNotExist:
            raise Gone("error-room-not-found") from None
        return gathering, about_id
