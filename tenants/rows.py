"""Rows that remember which circle they came from."""

from collections.abc import Collection, Sequence
from typing import Any, Self

from django.db import models

from tenants.context import CircleRef, NoCircle, current


class WrongCircle(RuntimeError):
    """A row of one circle was about to be written in another."""


class CircleModel(models.Model):
    """The base of every model of a circle.

    A job that goes from circle to circle may still hold a person of the last one. Saved here, that person would be a
    stranger in somebody else's house; so a row is written only in the circle it was read or first saved in.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._stay_home()
        super().save(*args, **kwargs)

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        self._stay_home()
        super().save_base(*args, **kwargs)

    def _prepare_related_fields_for_save(self, *args: Any, **kwargs: Any) -> None:
        """Django asks every row this before it is saved, by itself or in bulk."""
        self._stay_home()
        super()._prepare_related_fields_for_save(*args, **kwargs)  # type: ignore[misc]

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._stay_home()
        return super().delete(*args, **kwargs)

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Sequence[Any]) -> Self:  # type: ignore[override]
        row = super().from_db(db, field_names, values)
        here = current()
        if isinstance(here, CircleRef):
            row._state.circle = here.id  # type: ignore[attr-defined]
        return row

    def _stay_home(self) -> None:
        here, home = current(), getattr(self._state, "circle", None)
        if isinstance(here, CircleRef):
            if home not in (None, here.id):
                raise WrongCircle(f"This {self._meta.verbose_name} belongs to another circle. Read it again here.")
            self._state.circle = here.id  # type: ignore[attr-defined]
        elif home is not None:
            raise NoCircle(f"This {self._meta.verbose_name} belongs to a circle, and no circle has been entered.")
