"""A circle's chat server, what stands for rooms and people there, what still has to be told to it, and what it said."""

from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.people.models import Person
from tenants.rows import CircleModel

Moment = models.DateTimeField


class Server(CircleModel):
    """The chat server a circle chose. There is one at a time, and none while it talks in the built-in conversations.

    `sealed` holds what opens it, for this deployment alone. One that was left (`left_at`) is still told who must go,
    and asked for what was said, until nothing is owed to it any more (`settled_at`).
    """

    class Kind(models.TextChoices):
        ROCKETCHAT = "rocketchat", _("Rocket.Chat")

    class SignIn(models.TextChoices):
        OIDC = "oidc", _("With the circle’s own sign-in")
        TOKEN = "token", _("By a press here: Coopbox opens the door")
        LINK = "link", _("By themselves, with a password there")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    address = models.CharField(max_length=200)
    sign_in = models.CharField(max_length=10, choices=SignIn.choices)
    # The tool of the circle by which people sign in there, for the first way.
    tool_id = models.UUIDField(null=True, blank=True)
    sealed = models.TextField()
    keep_days = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(3650)])
    chosen_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    chosen_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    left_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    settled_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    # How it was when somebody looked last.
    version = models.CharField(max_length=40, blank=True)
    is_paid = models.BooleanField(null=True, blank=True)
    seen_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    trouble = models.CharField(max_length=60, blank=True)
    trouble_since: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    next_try_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    # Whoever works for it holds it until then, so that nobody else does at the same time.
    held_until: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    looked_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("left_at",),
                name="chat_one_server_at_a_time",
                nulls_distinct=False,
                violation_error_message=_("The circle has a chat server already. Leave that one first."),
            ),
            models.CheckConstraint(
                name="chat_settled_after_it_was_left",
                condition=Q(settled_at=None) | Q(left_at__isnull=False),
                violation_error_message=_("A chat that is in use is not settled."),
            ),
        ]

    def __str__(self) -> str:
        return f"chat server {self.pk}"


class Room(CircleModel):
    """A room there for people who belong together here. `remote_id` is what the server calls it, whatever its name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    server = models.ForeignKey(Server, on_delete=models.CASCADE, related_name="rooms")
    kind = models.CharField(max_length=20)
    about = models.UUIDField(null=True, blank=True)
    number = models.PositiveIntegerField()
    remote_id = models.CharField(max_length=120, blank=True)
    # Who was given which role there, by the server's ids.
    roles = models.JSONField(default=dict, blank=True)
    archived_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    # Up to when all that was said has been brought here.
    fetched_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    server_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("server", "kind", "about"), nulls_distinct=False, name="chat_one_room_for_each"
            ),
            models.UniqueConstraint(fields=("server", "number"), name="chat_rooms_are_numbered"),
            models.UniqueConstraint(
                fields=("server", "remote_id"), condition=~Q(remote_id=""), name="chat_rooms_are_not_shared"
            ),
        ]

    def __str__(self) -> str:
        return f"chat room {self.pk}"


class Login(CircleModel):
    """Somebody's user there. `agreed_at`: when they said that the server may know them by name, and have their e-mail
    address where people sign in there by themselves."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    server = models.ForeignKey(Server, on_delete=models.CASCADE, related_name="logins")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    username = models.CharField(max_length=80)
    remote_id = models.CharField(max_length=120, blank=True)
    agreed_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    suspended_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    server_id: UUID
    person_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("server", "person"), name="chat_one_login_each"),
            models.UniqueConstraint(fields=("server", "username"), name="chat_usernames_are_not_shared"),
        ]

    def __str__(self) -> str:
        return f"chat login {self.pk}"


class Errand(CircleModel):
    """Something a server still has to be told, or asked. Done in order of `rank`, then of `id`, one after the other.

    What a room or a user should be is worked out when the errand is run, so one that waits stands for all that changed
    meanwhile. Once it was taken up, what changes next makes a new one.
    """

    class What(models.TextChoices):
        ROOM = "room", _("Bring a room into step")
        OUT = "out", _("Show somebody out of a room")
        PERSON = "person", _("Bring a user into step")
        POST = "post", _("Say something in a room")
        ERASE = "erase", _("Forget somebody")
        HOOK = "hook", _("Ask it to tell us what is said")
        FETCH = "fetch", _("Bring home what was said")

    class Rank(models.IntegerChoices):
        AT_ONCE = 0, _("at once")
        IN_TURN = 1, _("in turn")
        LOOK = 2, _("when there is time")

    # How often one that the server refuses is brought up again, in later rounds, before it is given up.
    MOST_TRIES: Final = 5

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    server = models.ForeignKey(Server, on_delete=models.CASCADE, related_name="errands")
    what = models.CharField(max_length=10, choices=What.choices)
    rank = models.PositiveSmallIntegerField(choices=Rank.choices, default=Rank.IN_TURN)
    room_kind = models.CharField(max_length=20, blank=True)
    about = models.UUIDField(null=True, blank=True)
    person = models.UUIDField(null=True, blank=True)
    # For what is said, and for whom to forget: nothing that could not be read in the room anyway.
    data = models.JSONField(default=dict, blank=True)
    made_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    taken_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    failed = models.CharField(max_length=60, blank=True)

    server_id: UUID

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("server", "rank", "id"), condition=Q(done_at=None), name="chat_errands_in_order")
        ]

    def __str__(self) -> str:
        return f"errand {self.pk}"


class Drift(CircleModel):
    """A nightly look found something there that was not as it should be, and put it right."""

    class What(models.TextChoices):
        MISSING = "missing", _("Somebody was missing in a room")
        SURPLUS = "surplus", _("Somebody was in a room who should not be")
        ROOM_GONE = "room_gone", _("A room was gone")
        RENAMED = "renamed", _("A room had another name")
        CLOSED = "closed", _("A room was closed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    server = models.ForeignKey(Server, on_delete=models.CASCADE, related_name="drifts")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=10, choices=What.choices)
    how_many = models.PositiveIntegerField(default=1)
    at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"drift {self.pk}"


class Word(CircleModel):
    """A message that was said in a room there, kept so that it is not lost when the circle talks elsewhere one day.

    `author` is nobody where the server knows them and we do not.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="words")
    remote_id = models.CharField(max_length=120)
    author = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    at: "models.DateTimeField[datetime, datetime]" = Moment()

    room_id: UUID
    author_id: UUID | None

    class Meta:
        ordering = ("at", "id")
        indexes: ClassVar = [models.Index(fields=("room", "at"), name="chat_words_in_order")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("room", "remote_id"), name="chat_words_once"),
        ]

    def __str__(self) -> str:
        return f"chat message {self.pk}"
