"""The federation agreement: numbered versions in three wordings, and who signed which."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.words import refuse_control_signs
from shared_apps.federation.models.noted import Noted


class AgreementVersion(Noted):
    """One numbered version, as it was published. `clauses` holds each clause in full, plain and Easy Read wording."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=120)
    from_on: "models.DateField[date, date]" = models.DateField(_("In force from"))
    clauses = models.JSONField()
    what_changed = models.CharField(max_length=500, blank=True)
    is_material = models.BooleanField(default=True)  # a version with small changes need not be signed again
    digest = models.CharField(max_length=64)  # SHA-256 of the clauses, kept with each signature

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"agreement {self.number}"


class Signature(models.Model):
    """A person signed a version for a circle: their id there, and their name as they typed it. Kept for the record.

    It is the one place where the federation keeps the name of a person of a circle, because whoever signs an agreement
    is known to both who made it.
    """

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="signatures")
    circle_id = models.UUIDField(db_index=True)
    person_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True, blank=True)
    name = models.CharField(_("Your name"), max_length=120, validators=[refuse_control_signs])
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    digest = models.CharField(max_length=64)
    wording = models.CharField(
        max_length=8, choices=[("full", _("In full")), ("plain", _("Plain")), ("easy", _("Easy Read"))], default="plain"
    )
    language = models.CharField(max_length=10, blank=True, db_default="")  # of the words they read; none before 0008

    version_id: UUID

    class Meta:
        ordering = ("at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("version", "circle_id", "person_id"),
                name="federation_signed_once",
                condition=models.Q(person_id__isnull=False),
                violation_error_message=_("You have signed this version already."),
            ),
            models.UniqueConstraint(  # a founder signs before their circle knows anybody
                fields=("version", "circle_id", "name"),
                name="federation_founder_signed_once",
                condition=models.Q(person_id=None),
                violation_error_message=_("You have signed this version already."),
            ),
            models.CheckConstraint(name="federation_signature_has_a_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"
