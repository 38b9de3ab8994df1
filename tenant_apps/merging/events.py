"""What happens when two entries turn out to be one person. Ids only."""

from uuid import UUID

from tenant_apps.journal.events import Event


class MergeAsked(Event):
    """Somebody thinks that two entries are one person."""

    merge_id: UUID
    person_id: UUID
    other_id: UUID


class MergeAgreed(Event):
    """A second steward agreed."""

    merge_id: UUID


class WordGiven(Event):
    """Whoever signs in as one of the two entries said that both are them."""

    merge_id: UUID
    person_id: UUID


class MergeRefused(Event):
    """It is not done: somebody concerned, or who looks after the list, said no."""

    merge_id: UUID


class PeopleMerged(Event):
    """Two entries were put together. `other_id` is the one that went; `stayed` counts what was in both."""

    merge_id: UUID
    person_id: UUID
    other_id: UUID
    stayed: int


class MergeUndone(Event):
    """They are two entries again. `left` counts what has been changed since, and stays as it is now."""

    merge_id: UUID
    person_id: UUID
    other_id: UUID
    left: int


class MergeSettled(Event):
    """It can no longer be undone, and what that would have needed is gone."""

    merge_id: UUID


class SaidApart(Event):
    """Two entries that seem alike are two people."""

    person_id: UUID
    other_id: UUID
