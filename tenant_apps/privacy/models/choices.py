"""What somebody said about who may see what. The rest follows their stance, or the default."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.sections import Audience
from kernel.time import now
from tenant_apps.people.models import Person
from tenant_apps.privacy.words import Preset
from tenants.rows import CircleModel


class Stance(CircleModel):
    """How open somebody is in general: what counts for every section they have not decided about by itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+", related_query_name="stance")
    preset = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Preset])
    # Coopbox set it for somebody nobody has asked yet: it protects them, and is no word of theirs.
    is_ours = models.BooleanField(default=False, db_default=False)
    chosen_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)

    person_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="privacy_stance_is_known",
                condition=Q(preset__in=[each.value for each in Preset]),
                violation_error_message=_("Choose one of the three."),
            )
        ]

    def __str__(self) -> str:
        return f"stance {self.pk}"


class Choice(CircleModel):
    """The widest audience that somebody lets see one section. `section` is its code."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", related_query_name="choice")
    section = models.CharField(max_length=60)
    audience = models.PositiveSmallIntegerField()
    chosen_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)

    person_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person", "section"),
                name="privacy_one_choice_a_section",
                violation_error_message=_("This has been chosen already."),
            ),
            models.CheckConstraint(
                name="privacy_audience_is_known",
                condition=Q(audience__in=[each.value for each in Audience]),
                violation_error_message=_("Choose who may see this."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("section", "audience", "person"), name="privacy_choice_by_section")]

    def __str__(self) -> str:
        return f"choice {self.pk}"


class NamedReader(CircleModel):
    """One of the people somebody chose by name for a section."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    choice = models.ForeignKey(Choice, on_delete=models.CASCADE, related_name="named")
    reader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    choice_id: UUID
    reader_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("choice", "reader"),
                name="privacy_named_once",
                violation_error_message=_("They are on the list already."),
            )
        ]

    def __str__(self) -> str:
        return f"named reader {self.pk}"
