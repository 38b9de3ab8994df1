"""An office is taken off somebody else: asked for with a reason, told at once, and done after some days of notice."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.people.models.person import Hat, Person
from tenants.rows import CircleModel


class HatRemovalQuerySet(models.QuerySet["HatRemoval"]):
    def waiting(self) -> "HatRemovalQuerySet":
        """Those in their days of notice."""
        return self.filter(outcome="")

    def due(self, at: datetime) -> "HatRemovalQuerySet":
        """Those whose days of notice are over."""
        return self.waiting().filter(due_at__lte=at)

    def settled(self) -> "HatRemovalQuerySet":
        """Those of which something has come: done, stopped or taken back."""
        return self.exclude(outcome="")

    def newest_first(self) -> "HatRemovalQuerySet":
        return self.order_by("-asked_at", "-id")

    def soonest_first(self) -> "HatRemovalQuerySet":
        return self.order_by("due_at", "id")


class HatRemoval(CircleModel):
    """A steward wants an office taken off somebody.

    The wearer and all stewards are told at once, with the reason. Until `due_at` the wearer or another steward may
    object, which stops it; another steward's yes makes it happen at once. `closed_by` is whoever did either, or took
    the question back.
    """

    class Outcome(models.TextChoices):
        DONE = "done", _("Taken off after the days of notice")
        AGREED = "agreed", _("Taken off: a second steward said yes")
        OBJECTED = "objected", _("Stopped: somebody objected")
        TAKEN_BACK = "taken_back", _("Taken back")
        LAPSED = "lapsed", _("No longer needed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hat = models.ForeignKey(Hat, on_delete=models.CASCADE, related_name="removals")
    reason = models.TextField(_("Why"), max_length=1000, validators=[MaxLengthValidator(1000)])
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    due_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    closed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    hat_id: UUID
    asked_by_id: UUID
    objects = HatRemovalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("hat",),
                name="people_one_waiting_removal_of_a_hat",
                condition=Q(outcome=""),
                violation_error_message=_("That is asked already, and in its days of notice."),
            ),
            models.CheckConstraint(
                name="people_removal_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why: they are told."),
            ),
            models.CheckConstraint(
                name="people_removal_closed_with_a_date",
                condition=Q(outcome="", closed_at=None) | (~Q(outcome="") & Q(closed_at__isnull=False)),
                violation_error_message=_("An end has a date."),
            ),
        ]

    def __str__(self) -> str:
        return f"removal {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.outcome == ""
