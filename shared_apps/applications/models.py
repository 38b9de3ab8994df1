"""Applications: what a group has told us so far, what passed between it and the national co-op, and what came of it.

They hold what somebody typed about themself and their first stewards: e-mail addresses and names. Nobody else's.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.words import refuse_control_signs
from shared_apps.federation.facts import VALUES
from shared_apps.federation.models import CircleFact
from shared_apps.federation.modes import Mode

FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "place": ("place", "places"),
    "address": ("slug",),
    "people": ("stewards",),
    "look": ("brand", "accent", "logo"),
    "kind": ("mode", "mode_since", "mode_evidence"),
    "society": ("society", "society_name", "society_number", "society_since", "society_evidence"),
    "recipe": ("recipe", "copy_of"),
    "agree": ("agreement", "wording", "shown_in", "agreed_by"),
}
"""The steps in their order, and what each of them asks for."""
SOCIETIES = list(VALUES[CircleFact.Kind.SOCIETY].items())
# Once a circle stands there, these are changed in the circle itself, or by the federation's own verbs.
SETTLED_BY_OPENING = ("name", "place", "address", "people", "look", "recipe")


class ApplicationQuerySet(models.QuerySet["Application"]):
    def of(self, email: str) -> "ApplicationQuerySet":
        """Those begun with this e-mail address (as it is kept), the newest first."""
        return self.filter(email=email).order_by("-begun_at")

    def undecided(self) -> "ApplicationQuerySet":
        """Those that were sent, and of which nobody knows yet what becomes of them."""
        return self.filter(state__in=[Application.State.SENT, Application.State.ASKED, Application.State.APPEALED])

    def waiting(self) -> "ApplicationQuerySet":
        """Those the national co-op has to look at, the oldest first."""
        return self.filter(state__in=[Application.State.SENT, Application.State.APPEALED]).order_by("sent_at")

    def sent(self) -> "ApplicationQuerySet":
        """Those that were ever sent, the newest first."""
        return self.exclude(sent_at=None).order_by("-sent_at")

    def holding_an_address(self) -> "ApplicationQuerySet":
        """Those whose web address nobody else may have meanwhile."""
        return self.filter(state__in=Application.HOLDING)


class Application(models.Model):
    """One group's wish to start a circle.

    `version` grows with every change, so that a decision is about what was really read. `steps` says at which version
    each step was last saved; a step that is not in it has not been answered. `typed` is what stood on a page that was
    left before it was right, by step and field: shown there again, and nowhere else.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Being filled in")
        SENT = "sent", _("With the federation")
        ASKED = "asked", _("The federation has a question")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        APPEALED = "appealed", _("Refused, and being looked at again")

    HOLDING: ClassVar[Sequence[str]] = (State.SENT, State.ASKED, State.APPROVED, State.APPEALED)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(db_index=True)
    language = models.CharField(max_length=10, default="en-gb")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    steps = models.JSONField(default=dict, blank=True)
    typed = models.JSONField(default=dict, blank=True, db_default=models.Value({}, models.JSONField()))

    name = models.CharField(max_length=80, blank=True, validators=[refuse_control_signs])
    place = models.CharField(max_length=120, blank=True, validators=[refuse_control_signs])
    places = ArrayField(models.CharField(max_length=60, validators=[refuse_control_signs]), default=list, blank=True)
    slug = models.CharField(max_length=40, blank=True)
    stewards = models.JSONField(default=list, blank=True)  # [{"name", "email"}], the first of them first
    brand = models.CharField(max_length=7, blank=True)
    accent = models.CharField(max_length=7, blank=True)
    logo = models.CharField(max_length=32, blank=True)  # which of its pictures, by fingerprint
    mode = models.CharField(max_length=20, choices=Mode.choices, blank=True)
    mode_since: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)
    mode_evidence = models.CharField(max_length=300, blank=True, validators=[refuse_control_signs])
    society = models.CharField(max_length=20, choices=SOCIETIES, blank=True)
    society_name = models.CharField(max_length=120, blank=True, validators=[refuse_control_signs])
    society_number = models.CharField(max_length=40, blank=True, validators=[refuse_control_signs])
    society_since: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)
    society_evidence = models.CharField(max_length=300, blank=True, validators=[refuse_control_signs])
    recipe = models.CharField(max_length=60, blank=True)
    copy_of: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True, blank=True)
    agreement = models.PositiveSmallIntegerField(null=True, blank=True)  # the number of the version agreed to
    wording = models.CharField(max_length=8, blank=True)  # in which wording it was read: full, plain or easy
    shown_in = models.CharField(max_length=10, blank=True, db_default="")  # and in which language
    agreed_by = models.CharField(max_length=120, blank=True, validators=[refuse_control_signs])

    is_sandbox = models.BooleanField(default=True)  # its circle opens with invented people, until it is approved
    circle_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True, blank=True, db_index=True)
    begun_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    sent_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    decided_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    decided_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True, blank=True)
    appealed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ("-begun_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("email",), condition=Q(state="draft"), name="applications_one_draft_an_address"
            ),
            models.UniqueConstraint(
                fields=("slug",),
                condition=Q(state__in=["sent", "asked", "approved", "appealed"]),
                name="applications_slug_held_once",
                violation_error_message=_("This web address was taken a moment ago. Choose another."),
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"

    def may_change(self, step: str) -> bool:
        """Whether the group can answer this step now: before it sends, and what is left open when it is asked back."""
        if self.state == self.State.DRAFT:
            return True
        if self.state == self.State.ASKED:
            return self.circle_id is None or step not in SETTLED_BY_OPENING
        return False

    def missing(self) -> list[str]:
        """The steps that have not been answered, in their order."""
        return [step for step in FIELDS if step not in self.steps]

    def unfinished(self) -> list[str]:
        """The steps that were left in the middle, in their order."""
        return [step for step in FIELDS if step in self.typed]

    @property
    def opening_key(self) -> str:
        """What the run that opens this circle is known by."""
        return f"open:{self.pk}"


class Logo(models.Model):
    """A picture a group has sent, made anew by us: a square PNG and nothing else in it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="logos")
    fingerprint = models.CharField(max_length=32)
    png = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("application", "fingerprint"), name="applications_logo_once")
        ]

    def __str__(self) -> str:
        return f"logo {self.pk}"


class Link(models.Model):
    """The way back to an application, sent by e-mail. Only its hash is kept: whoever has the link may go on."""

    hash = models.BinaryField(primary_key=True, max_length=32)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="links")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"link of application {self.application_id}"


class Message(models.Model):
    """One thing said between the group and the national co-op. What the co-op says is also sent by e-mail."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("A question from the federation")
        ANSWER = "answer", _("Your answer")
        APPROVAL = "approval", _("The federation said yes")
        REFUSAL = "refusal", _("The federation said no")
        APPEAL = "appeal", _("You asked us to look again")

    FROM_FEDERATION: ClassVar[Sequence[str]] = (Kind.QUESTION, Kind.APPROVAL, Kind.REFUSAL)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = models.TextField(max_length=4000, blank=True)
    by_kind = models.CharField(max_length=20)
    by_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    told_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"message {self.pk}"
