"""What somebody said yes to. It is apart from what they let others see: a wish is not a lawful basis."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from tenant_apps.people.models import Person
from tenants.rows import CircleModel


class Channel(models.TextChoices):
    """In which way somebody told us something."""

    SCREEN = "screen", _("On the screen")
    VOICE = "voice", _("By word of mouth or telephone")
    PAPER = "paper", _("On paper")


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self) -> "ConsentQuerySet":
        """Those that were not taken back."""
        return self.filter(withdrawn_at=None)


class Consent(CircleModel):
    """Somebody said yes to one use of what is known about them; and perhaps took it back since.

    `wording` is the sentence as it stood before their eyes, in their language. `by` is whoever wrote it down: they
    themselves, somebody who acts for them (then with `authority`), or whoever heard it or holds the paper.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    wording = models.TextField(max_length=1000)
    language = models.CharField(max_length=10)
    easy_read = models.BooleanField(default=False)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    given_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    authority = models.UUIDField(null=True, blank=True)
    withdrawn_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_how = models.CharField(max_length=10, choices=Channel.choices, blank=True)

    person_id: UUID
    by_id: UUID
    withdrawn_by_id: UUID | None
    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ("-given_at", "-id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person", "purpose"),
                name="rights_one_standing_yes_for_each",
                condition=Q(withdrawn_at=None),
                violation_error_message=_("They have said yes to this already."),
            ),
            models.CheckConstraint(
                name="rights_no_comes_after_yes",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_how="")
                | Q(withdrawn_at__gte=F("given_at"), withdrawn_by__isnull=False) & ~Q(withdrawn_how=""),
                violation_error_message=_("A yes that was taken back says when, how, and by whom."),
            ),
            models.CheckConstraint(
                name="rights_yes_to_some_words",
                condition=~Q(wording=""),
                violation_error_message=_("A yes is to some words."),
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"

    @property
    def is_standing(self) -> bool:
        return self.withdrawn_at is None
