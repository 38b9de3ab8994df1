"""What happens to a list that somebody brought. Ids and numbers only."""

from uuid import UUID

from tenant_apps.journal.events import Event


class ListBrought(Event):
    """Somebody brought a list of people."""

    list_id: UUID
    rows: int


class CheckWanted(Event):
    """The columns are known: the list is to be looked through."""

    list_id: UUID
    round: int


class ImportConfirmed(Event):
    """Somebody looked at what was found, and wants the list brought in."""

    list_id: UUID


class PeopleImported(Event):
    """The list was brought in. Nobody can sign in because of it, and nobody wears a hat."""

    list_id: UUID
    brought: int
    left_out: int


class UndoWanted(Event):
    """Somebody wants the people of a list taken out again."""

    list_id: UUID


class ImportUndone(Event):
    """They were taken out, but for those who have been changed since."""

    list_id: UUID
    gone: int
    stayed: int


class ListDropped(Event):
    """The list is not brought in; what it said is gone."""

    list_id: UUID
