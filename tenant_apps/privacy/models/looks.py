"""Who looked at what of whom. Looks are only ever added; each is a link in a chain, so that none can go missing."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM_KIND
from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.journal.models import NeverEdited
from tenant_apps.people.models import Person
from tenant_apps.privacy.models.glass import Withholding
from tenants.rows import CircleModel


class OnlyAdded(models.QuerySet):
    def update(self, **kwargs: Any) -> int:
        raise NeverEdited("Who looked is never edited.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise NeverEdited("Who looked is never removed.")


class OnlyAddedModel(CircleModel):
    """A row that is written once. The circle's role has no right to change or remove it: provisioning.homes."""

    append_only: ClassVar[bool] = True

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise NeverEdited("Who looked is never edited.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise NeverEdited("Who looked is never removed.")


class AccessEventQuerySet(OnlyAdded):
    def about(self, person: Person) -> "AccessEventQuerySet":
        """At somebody, under whichever of their entries: two may have turned out to be one."""
        return self.filter(subject_id__in=Person.objects.known_as_one(person.pk).values("pk"))

    def told(self, person: Person) -> "AccessEventQuerySet":
        """Those that somebody may know of, the newest first: all but what was looked at to keep people safe and is
        withheld from them for a recorded reason."""
        withheld = Withholding.objects.standing().keeping_from(person.pk).order_by().values("glass")
        return self.about(person).exclude(pk__in=AccessEvent.objects.about(person).filter(glass_id__in=withheld))


class AccessEvent(OnlyAddedModel):
    """Somebody looked at sections of somebody else: which, what for, and on what basis; never what stood there.

    People are kept by id alone, so that a person can be forgotten without the log losing its shape.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.UUIDField(null=True, blank=True)
    on_behalf_of = models.UUIDField(null=True, blank=True)
    authority = models.UUIDField(null=True, blank=True)
    subject_id = models.UUIDField()
    sections = models.JSONField(default=list)
    purpose = models.CharField(max_length=20)
    basis = models.CharField(max_length=20)
    glass_id = models.UUIDField(null=True, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    objects = AccessEventQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="privacy_someone_looked",
                condition=Q(actor_kind=SYSTEM_KIND, actor_id=None)
                | ~Q(actor_kind=SYSTEM_KIND) & Q(actor_id__isnull=False),
                violation_error_message=_("Someone always looks: a person with an id, or Coopbox itself."),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=("subject_id", "-at"), name="privacy_looks_at_somebody"),
            models.Index(fields=("actor_id", "-at"), name="privacy_looks_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"look {self.pk}"


class AccessLink(OnlyAddedModel):
    """One link of the chain: the number of a look, and a digest of it together with all before it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveBigIntegerField(unique=True)
    event = models.OneToOneField(AccessEvent, on_delete=models.PROTECT, related_name="link")
    digest = models.CharField(max_length=64)

    event_id: UUID
    objects = OnlyAdded.as_manager()

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"link {self.number}"


class AccessWaiting(CircleModel):
    """A look that was written down while somebody else held the end of the chain; it is linked within a minute."""

    event = models.OneToOneField(AccessEvent, on_delete=models.PROTECT, primary_key=True, related_name="+")

    event_id: UUID

    def __str__(self) -> str:
        return f"waiting {self.event_id}"


class DoubtQuerySet(models.QuerySet["Doubt"]):
    def open(self) -> "DoubtQuerySet":
        return self.filter(answered_at=None).order_by("at")


class Doubt(CircleModel):
    """Somebody does not recognise a look, and asks what it was. Stewards look into it and answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event = models.OneToOneField(AccessEvent, on_delete=models.PROTECT, related_name="doubt")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("What worries you?"), max_length=1000, blank=True, validators=[MaxLengthValidator(1000)])
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    answer = models.TextField(_("What was it?"), max_length=1000, blank=True, validators=[MaxLengthValidator(1000)])
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)

    person_id: UUID
    event_id: UUID
    objects = DoubtQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="privacy_doubt_answered_in_words",
                condition=Q(answered_at=None, answer="", answered_by=None)
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                violation_error_message=_("An answer has words, a day, and somebody who gave it."),
            )
        ]

    def __str__(self) -> str:
        return f"doubt {self.pk}"
