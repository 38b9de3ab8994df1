"""What happens to keys."""

from uuid import UUID

from tenant_apps.journal.events import Code, Event


class PersonShredded(Event):
    """Somebody's key was destroyed: what was locked for them can be read by nobody any more."""

    person_id: UUID


class KeysRotated(Event):
    """One layer of the circle's keys was changed, and the old ones are gone."""

    rotation_id: UUID
    layer: Code
    done: int
