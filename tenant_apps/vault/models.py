"""Keys, each locked with the one above it: a person's with the circle's, the circle's with the deployment's."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.people.models import Person
from tenants.rows import CircleModel

Moment = models.DateTimeField


class CircleKey(CircleModel):
    """A key of the circle, locked with the deployment's: it locks people's keys, or makes what stands for a text in
    columns that can be searched. `origin` is what the circle is called in the vault, wherever it moves."""

    class Purpose(models.TextChoices):
        WRAP = "wrap", _("Locks people's keys")
        LOOKUP = "lookup", _("Finds what is locked")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    number = models.PositiveIntegerField()
    origin = models.UUIDField()
    # The eight bytes by which the deployment's key is known.
    locked_by = models.BinaryField(max_length=8)
    wrapped = models.BinaryField()
    made_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)

    class Meta:
        ordering = ("purpose", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("purpose", "number"), name="vault_one_circle_key_of_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} key {self.number}"


class PersonKey(CircleModel):
    """A key of one person, locked with the circle's. The newest locks; older ones open until all is locked anew.

    When it is shredded the row stays and the key is gone: so it is known that it was done, and not lost.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    circle_key = models.ForeignKey(CircleKey, on_delete=models.PROTECT, null=True, related_name="person_keys")
    wrapped = models.BinaryField(null=True)
    made_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    shredded_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    person_id: UUID
    circle_key_id: UUID | None

    class Meta:
        ordering = ("person", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("person", "number"), name="vault_one_person_key_of_a_number"),
            models.CheckConstraint(
                name="vault_shredded_means_gone",
                condition=Q(shredded_at=None, wrapped__isnull=False, circle_key__isnull=False)
                | Q(shredded_at__isnull=False, wrapped=None, circle_key=None),
                violation_error_message=_("A key is here, or it was shredded."),
            ),
        ]

    def __str__(self) -> str:
        return f"key {self.number} of person {self.person_id}"


class Rotation(CircleModel):
    """One layer of the circle's keys is being changed, or was. Whoever dies in the middle leaves it to be taken up."""

    class Layer(models.TextChoices):
        DEPLOYMENT = "deployment", _("The deployment's key")
        CIRCLE = "circle", _("The circle's keys")
        PERSON = "person", _("People's keys")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    layer = models.CharField(max_length=12, choices=Layer.choices)
    begun_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    finished_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("layer",), condition=Q(finished_at=None), name="vault_one_rotation_of_a_layer_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.layer} {self.pk}"
