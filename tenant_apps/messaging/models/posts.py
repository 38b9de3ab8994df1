"""What was said: a message, what stood there before, who was meant, and who nodded."""

from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.messaging.models.threads import Thread
from tenant_apps.people.models import Person
from tenants.rows import CircleModel

Moment = models.DateTimeField
# In signs. A message is no letter, but somebody who tells a story is not cut short.
LONGEST: Final = 6000


class PostQuerySet(models.QuerySet["Post"]):
    def standing(self) -> "PostQuerySet":
        """Those that were not taken back."""
        return self.filter(withdrawn_at=None)

    def saying(self, words: str) -> "PostQuerySet":
        """Those in which all of these words stand, or words that begin so; in any language, for none is stemmed."""
        terms = ["".join(sign for sign in each if sign.isalnum()) for each in words.split()]
        wanted = " & ".join(f"{each}:*" for each in terms if each)
        if not wanted:
            return self.none()
        query = SearchQuery(wanted, config="simple", search_type="raw")
        return self.standing().annotate(found_in=SearchVector("words", config="simple")).filter(found_in=query)


class Post(CircleModel):
    """A message. `author` is whose word it is, `hand` who typed it where that is somebody else, under `authority`.
    Without an author Coopbox itself says it, or its author was forgotten.

    What is taken back leaves its place and time and no words. `sent_as` is the number the page gave to it before it was
    sent: the same number twice is the same message.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    author = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    hand = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    authority = models.UUIDField(null=True, blank=True)
    words = models.TextField(_("Your message"), max_length=LONGEST, blank=True)
    answers = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="answered_by")
    sent_as = models.UUIDField(null=True, blank=True)
    at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    changed_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    withdrawn_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    pinned_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    pinned_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    thread_id: UUID
    author_id: UUID | None
    hand_id: UUID | None
    answers_id: UUID | None
    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        indexes: ClassVar = [
            models.Index(fields=("thread", "id"), name="messaging_posts_in_order"),
            models.Index(fields=("thread",), name="messaging_posts_pinned", condition=Q(pinned_at__isnull=False)),
            GinIndex(SearchVector("words", config="simple"), name="messaging_posts_words"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("author", "sent_as"), name="messaging_sent_once"),
            models.CheckConstraint(
                name="messaging_says_something_or_was_taken_back",
                condition=Q(withdrawn_at=None) & ~Q(words="") | Q(withdrawn_at__isnull=False, words="", pinned_at=None),
                violation_error_message=_("Write something first."),
            ),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"

    @property
    def is_from_coopbox(self) -> bool:
        """Whether Coopbox itself says it. What somebody said who was forgotten has no words any more."""
        return self.author_id is None and self.withdrawn_at is None


class Earlier(CircleModel):
    """What a message said before its author changed it. Whoever reads the message can read this, too."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="earlier")
    words = models.TextField(max_length=LONGEST)
    until: "models.DateTimeField[datetime, datetime]" = Moment(default=now)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"earlier words {self.pk}"


class Mention(CircleModel):
    """A message is meant for somebody in particular: their name stands in it after an @."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    person_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("post", "person"), name="messaging_meant_once"),
        ]

    def __str__(self) -> str:
        return f"mention {self.pk}"


class Nod(CircleModel):
    """A short answer without a message: in words, for a small picture means something else to everybody."""

    class Says(models.TextChoices):
        SEEN = "seen", _("I have read it")
        YES = "yes", _("Yes")
        THANKS = "thanks", _("Thank you")
        GLAD = "glad", _("I am glad")
        SORRY = "sorry", _("I am sorry to hear it")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="nods")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    says = models.CharField(max_length=10, choices=Says.choices)
    at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)

    person_id: UUID

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("post", "person", "says"), name="messaging_nods_once"),
        ]

    def __str__(self) -> str:
        return f"nod {self.pk}"
