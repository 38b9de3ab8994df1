"""Numbers that circles choose to report, month by month. Only totals leave a circle."""

from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from shared_apps.federation.models.noted import Noted


class FigureChoice(Noted):
    """Which numbers a circle reports from now on, as its stewards decided; none of them until they do."""

    circle_id = models.UUIDField(db_index=True)
    kinds = ArrayField(models.CharField(max_length=30), default=list, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"choice of {self.circle_id}"


class FigureReport(models.Model):
    """What a circle reported for a month: a number for each kind it chose. Written once; the first report counts."""

    append_only: ClassVar[bool] = True

    circle_id = models.UUIDField()
    month: "models.DateField[date, date]" = models.DateField()  # its first day
    counts = models.JSONField()
    key = models.CharField(max_length=60, unique=True)
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ("-month", "circle_id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("circle_id", "month"), name="federation_one_report_a_month"),
            models.CheckConstraint(
                name="federation_month_is_its_first_day",
                condition=models.Q(month__day=1),
                violation_error_message=_("A month is named by its first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"figures of {self.circle_id} for {self.month:%Y-%m}"
