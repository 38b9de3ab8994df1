"""Whose hand it was: officers by their names; stewards and Coopbox by what they are."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kernel.actors import SYSTEM_KIND
from shared_apps.console.models import Officer
from shared_apps.federation.actors import OFFICER


class Who(dict[UUID | None, str]):
    """Names by id, for templates; somebody we have no name for is said by their kind."""

    def said(self, kind: str, one: UUID | None) -> str:
        if kind == OFFICER and one in self:
            return self[one]
        return {SYSTEM_KIND: _("Coopbox"), OFFICER: _("An officer"), "steward": _("A steward")}.get(
            kind, _("The group")
        )


def names_of(ids: Iterable[UUID | None]) -> Who:
    """The names of these officers, in one question."""
    wanted = {one for one in ids if one is not None}
    return Who(Officer.objects.filter(pk__in=wanted).values_list("pk", "name"))


def tell_who(*lists: Iterable[Any]) -> None:
    """Give every line of these lists its `by_whom`, in one question."""
    lines = [line for lines in lists for line in lines]
    who = names_of(line.by_id for line in lines)
    for line in lines:
        line.by_whom = who.said(line.by_kind, line.by_id)
