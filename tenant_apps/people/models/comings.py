"""How people pause, go and come back. A person is one row for good; each time they go is a row here."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.people.models.person import Person
from tenants.rows import CircleModel


class Suspension(CircleModel):
    """Somebody may not come in for a while. They stay a member, and are told whom to talk to.

    `reason` is for stewards. `talk_to` is the person whose name the suspended one is told.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="suspensions")
    reason = models.TextField(_("Why"), max_length=1000, validators=[MaxLengthValidator(1000)])
    talk_to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("Whom to talk to"))
    suspended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    began_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    lifted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)

    person_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person",),
                name="people_one_suspension_at_a_time",
                condition=Q(ended_at=None),
                violation_error_message=_("They are suspended already."),
            ),
            models.CheckConstraint(
                name="people_suspension_ends_after_it_begins",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")),
                violation_error_message=_("A suspension cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"suspension {self.pk}"


class Parting(CircleModel):
    """Somebody left, or a steward ended their membership; and, if they came back, when.

    `ended_by` is the steward, or nobody when they left by themselves; `reason` is for stewards and is there whenever a
    steward ended it. `account_id` is kept for the days in which leaving can be undone by signing in, and no longer.
    Of whoever was said to have died these days are there too (`is_death`): a mistake is put right by signing in.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="partings")
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(_("Why"), max_length=1000, validators=[MaxLengthValidator(1000)], blank=True)
    account_id = models.UUIDField(null=True, blank=True, editable=False)
    undo_until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    returned_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)

    person_id: UUID
    ended_by_id: UUID | None

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person",),
                name="people_gone_once_at_a_time",
                condition=Q(returned_at=None),
                violation_error_message=_("They have left already."),
            ),
            models.CheckConstraint(
                name="people_ended_for_a_reason",
                condition=Q(ended_by=None) | ~Q(reason=""),
                violation_error_message=_("Say why: other stewards need to know."),
            ),
            models.CheckConstraint(
                name="people_account_kept_only_to_undo",
                condition=Q(account_id=None) | Q(undo_until__isnull=False),
                violation_error_message=_("An account is kept only while leaving can be undone."),
            ),
        ]

    def __str__(self) -> str:
        return f"parting {self.pk}"

    @property
    def is_death(self) -> bool:
        """Whether a steward said that they have died, and that can still be a mistake."""
        return bool(self.reason) and self.undo_until is not None

    def can_be_undone(self, at: datetime) -> bool:
        """Whether whoever left may still come back by simply signing in."""
        return self.returned_at is None and self.undo_until is not None and at < self.undo_until
