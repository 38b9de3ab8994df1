"""Where each part of a postcode district lies, and what it was loaded from. No postcode of a home is kept."""

from datetime import datetime

from django.db import models

from kernel.time import now


class Area(models.Model):
    """A postcode sector (`HX7 8`, some thousand homes) or a whole district (`HX7`), and the middle of its postcodes.

    `east` and `north` are metres on one map: good for how far it is from one to the other, and for nothing else.
    """

    code = models.CharField(max_length=6, primary_key=True)
    east = models.IntegerField()
    north = models.IntegerField()

    def __str__(self) -> str:
        return self.code


class Loading(models.Model):
    """When postcodes were loaded, and from what. The newest is the one in force; there is always all of it or none."""

    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    source = models.CharField(max_length=200)
    postcodes = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField()
    areas = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"loading {self.pk}"
