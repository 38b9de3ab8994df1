"""Change what the register says of the circle, so that of two stewards neither overwrites the other unseen.

The register belongs to the federation. Inside a circle it is read and changed through two narrow functions of the
database, which know by the role in force whose row they may touch (decision 18). So a change holds at once, in one
transaction with its entry in the journal; pages of other processes follow within a second or two.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.words import refuse_what_is_no_name, refuse_what_is_no_phone
from tenant_apps.journal.events import Code
from tenant_apps.journal.models import Entry
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person
from tenant_apps.site.setting_up.events import SettingsChanged
from tenant_apps.site.setting_up.policies import can_set_up
from tenants import directory, naming
from tenants.context import current_circle

SetUp = Mapping[str, Any]
"""What the register says, by column: see COLUMNS."""
COLUMNS: Final = (
    "name",
    "place",
    "places",
    "strapline",
    "is_listed",
    "contact_email",
    "contact_phone",
    "contact_address",
    "brand",
    "accent",
    "logo",
    "words",
    "language",
    "languages",
    "may_be_copied",
)


@dataclass(frozen=True)
class Clash:
    """Somebody else changed this while the page was open: what it was, what they made of it, what was wanted."""

    column: str
    theirs: Any
    mine: Any


class SomebodyWasQuicker(Conflict):
    """Two stewards changed one thing. The first one's change holds; the second is shown both."""

    default_code = "changed_meanwhile"
    default_sentence = _("Somebody else changed this while your page was open. Look at both, then decide.")

    def __init__(self, clashes: list[Clash], now: SetUp) -> None:
        super().__init__()
        self.clashes, self.now = clashes, now


def set_up_now() -> dict[str, Any]:
    """What the register says of this circle at this moment; what a process remembers may be a second old."""
    return _ask("coop.circle_set_up(false)")


@transaction.atomic
def change_set_up(wanted: SetUp, *, seen: SetUp, by: Actor) -> tuple[str, ...]:
    """Stewards change some columns of the register. Returns those that are really new.

    `seen` is what the page showed. What was not touched there stays as others left it; in a column that holds many
    things (the circle's words) each thing counts by itself. Raises SomebodyWasQuicker when both touched the same.
    """
    if not can_set_up(require(by)):
        raise NotAllowed(_("Only a steward can change this."))
    if unknown := set(wanted) - set(COLUMNS):
        raise TypeError(f"Not a setting: {', '.join(sorted(unknown))}.")
    here = _ask("coop.circle_set_up(true)")
    merged = {column: _merged(column, wanted[column], seen.get(column), here[column]) for column in wanted}
    clashes = [clash for _value, clash in merged.values() if clash is not None]
    if clashes:
        raise SomebodyWasQuicker(clashes, here)
    changes = {column: value for column, (value, _clash) in merged.items() if value != here[column]}
    if current_circle().is_sandbox:  # they stand in letters to strangers, which nobody has looked at yet
        _refuse(refuse_what_is_no_name, changes, "name", "place", code="no_name")
    _refuse(refuse_what_is_no_phone, changes, "contact_phone", code="no_phone")
    if changes.keys() & {"name", "place", "places"}:
        _must_be_free({**here, **changes})
    if changes:
        if not _ask("coop.change_set_up(%s::jsonb)", json.dumps(changes)):
            raise Conflict(_("This cannot be changed while the circle is closing."), code="closing")
        transaction.on_commit(directory.forget)
        announce(SettingsChanged(columns=tuple(Code(column) for column in changes)), by=by)
    return tuple(changes)


def _must_be_free(wanted: SetUp) -> None:
    """Raises a refusal when nobody may be called that, or another circle is."""
    called = naming.Called(wanted["name"], wanted["place"], tuple(wanted["places"]))
    naming.check(called, map(naming.of_circle, directory.all_but(current_circle().id)))


def _refuse(refuse: Callable[[str], None], changes: SetUp, *columns: str, code: str) -> None:
    """Raises RuleBroken with a sentence for each of these columns that cannot become what it is to be."""
    wrong: dict[str, list[str]] = {}
    for column in columns:
        try:
            refuse(changes.get(column, ""))
        except ValidationError as no:
            wrong[column] = no.messages
    if wrong:
        raise RuleBroken(code=code, errors=wrong)


def last_change(column: str) -> tuple[Person | None, datetime] | None:
    """Who changed a setting last, and when; None when nobody in this circle has."""
    entry = (
        Entry.objects.filter(event=SettingsChanged.event_name, payload__columns__contains=[column])
        .order_by("-id")
        .first()
    )
    if entry is None:
        return None
    return (Person.objects.filter(pk=entry.actor_id).first() if entry.actor_id else None), entry.at


def _merged(column: str, mine: Any, seen: Any, theirs: Any) -> tuple[Any, Clash | None]:
    """What to write, and the clash if there is one."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return _merged_parts(column, mine, seen if isinstance(seen, dict) else {}, theirs)
    if mine == seen:
        return theirs, None
    if theirs in (seen, mine):
        return mine, None
    return mine, Clash(column, theirs, mine)


def _merged_parts(column: str, mine: dict, seen: dict, theirs: dict) -> tuple[Any, Clash | None]:
    result = dict(theirs)
    for key in {*mine, *seen}:
        wanted, was, now = (each.get(key) for each in (mine, seen, theirs))
        if wanted == was:
            continue
        if now not in (was, wanted):
            return mine, Clash(f"{column}.{key}", now or "", wanted or "")
        if wanted is None:
            result.pop(key, None)
        else:
            result[key] = wanted
    return result, None


def _ask(call: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}", values)
        [(found,)] = cursor.fetchall()
    return json.loads(found) if isinstance(found, str) else found
