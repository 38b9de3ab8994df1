"""Where a circle stands: its life stage, how it came there, and what has been ticked on the way."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shared_apps.federation.models.noted import Noted


class Standing(models.Model):
    """The life stage a circle is in now. One row for each circle; `StageChange` says how it came there."""

    class Stage(models.TextChoices):
        IDEA = "idea", _("An idea")
        FORMING = "forming", _("Forming")
        OPEN_HOSTED = "open_hosted", _("Open, with the national co-op")
        OPEN_SOCIETY = "open_society", _("Open, as a co-op of its own")
        CLOSING = "closing", _("Closing")
        CLOSED = "closed", _("Closed")

    circle_id = models.UUIDField(primary_key=True)
    stage = models.CharField(max_length=16, choices=Stage.choices)
    since: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="federation_stage_is_known",
                condition=Q(stage__in=["idea", "forming", "open_hosted", "open_society", "closing", "closed"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.circle_id} is {self.stage}"


class StageChange(Noted):
    """A circle moved from one stage to another: who moved it, and why. The first one comes from nowhere."""

    circle_id = models.UUIDField(db_index=True)
    from_stage = models.CharField(max_length=16, choices=Standing.Stage.choices, blank=True)
    to_stage = models.CharField(max_length=16, choices=Standing.Stage.choices)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.circle_id}: {self.from_stage} to {self.to_stage}"


class Tick(Noted):
    """Something on a checklist was ticked, or the tick was taken back. The last one of an item counts."""

    circle_id = models.UUIDField()
    item = models.CharField(max_length=60)
    side = models.CharField(max_length=12, choices=[("circle", _("Circle")), ("federation", _("National co-op"))])
    done = models.BooleanField(default=True)

    class Meta:
        ordering = ("id",)
        indexes: ClassVar = [models.Index(fields=("circle_id", "item", "-id"), name="federation_last_tick")]
        constraints: ClassVar = [
            models.CheckConstraint(name="federation_tick_has_a_side", condition=Q(side__in=["circle", "federation"]))
        ]

    def __str__(self) -> str:
        return f"{self.item} of {self.circle_id}"
