"""What most rows here have in common: they are written once, and say when and by whom."""

from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from django.db import models

from kernel.actors import Actor, require


class Noted(models.Model):
    """A line that is added and never changed; the database refuses to (see the migration `only_grows`).

    Who it was is a kind and an id: an officer of the national co-op, a steward of the circle, or Coopbox itself.
    """

    append_only: ClassVar[bool] = True

    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    by_kind = models.CharField(max_length=20)
    by_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True, blank=True)

    class Meta:
        abstract = True

    def noted(self, at: datetime, by: Actor) -> Self:
        """Write down when, and who did it."""
        self.at, self.by_kind, self.by_id = at, require(by).kind, by.id
        return self
