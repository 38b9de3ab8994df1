"""An event holds ids and plain values, and cannot even be declared with anything personal."""

from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

import pytest

from kernel.ids import uuid7
from tenant_apps.journal.answers import told_by
from tenant_apps.journal.events import Code, Event, PersonalContent, UnknownEvent, _known, event_called


class Mood(StrEnum):
    HAPPY = "happy"
    WORRIED = "worried"


class Everything(Event):
    who: UUID
    minutes: int
    is_paid: bool
    on: date
    until: date | None
    at: datetime
    kind: Code
    mood: Mood
    others: tuple[UUID, ...]
    newer: int = 7


@pytest.fixture
def everything() -> Everything:
    return Everything(
        who=uuid7(),
        minutes=45,
        is_paid=True,
        on=date(2026, 5, 1),
        until=None,
        at=datetime(2026, 5, 1, 9, tzinfo=UTC),
        kind=Code("supporter"),
        mood=Mood.WORRIED,
        others=(uuid7(), uuid7()),
    )


def test_an_event_survives_being_written_down(everything: Everything):
    again = Everything.from_json(everything.to_json())
    assert again == everything
    assert (type(again.who), type(again.mood), type(again.others)) == (UUID, Mood, tuple)


def test_an_event_is_known_by_its_app_and_name(everything: Everything):
    assert Everything.event_name == "test_events.Everything"
    assert event_called("test_events.Everything") is Everything
    from tenant_apps.people.events import PersonAdded

    assert PersonAdded.event_name == "people.PersonAdded"
    with pytest.raises(UnknownEvent):
        event_called("people.PersonVanished")


def test_an_event_is_frozen_and_takes_keywords_only(everything: Everything):
    with pytest.raises(AttributeError):
        everything.minutes = 46  # type: ignore[misc]
    with pytest.raises(TypeError):
        Everything(uuid7())  # type: ignore[misc, call-arg]


def test_older_and_newer_entries_are_read(everything: Everything):
    payload = everything.to_json()
    del payload["newer"]
    assert Everything.from_json(payload | {"long_gone": 1}).newer == 7


@pytest.mark.parametrize("kind", [str, "str | None", dict, list, bytes, "tuple[str, ...]", "UUID | int"])
def test_free_text_and_shapeless_things_cannot_be_declared(kind: object):
    with pytest.raises(PersonalContent):
        type("Told", (Event,), {"__annotations__": {"what": kind}, "__module__": __name__})


@pytest.mark.parametrize("field", ["name", "first_name", "email", "phone", "note", "reason", "date_of_birth", "text"])
def test_fields_that_sound_personal_cannot_be_declared(field: str):
    with pytest.raises(PersonalContent, match=field):
        type("Told", (Event,), {"__annotations__": {field: Code}, "__module__": __name__})


@pytest.mark.parametrize("text", ["Iris fell ill", "iris@example.org", "", "x" * 61, "löwe"])
def test_a_code_is_a_short_word(everything: Everything, text: str):
    with pytest.raises(PersonalContent):
        Everything(**{**vars(everything), "kind": Code(text)}).to_json()


def test_a_time_without_a_zone_is_refused(everything: Everything):
    with pytest.raises(ValueError, match="without a zone"):
        Everything(**{**vars(everything), "at": datetime(2026, 5, 1)}).to_json()


def test_a_float_smuggled_in_is_refused(everything: Everything):
    with pytest.raises(PersonalContent):
        Everything(**{**vars(everything), "minutes": 1.5}).to_json()


def test_what_is_somebodys_own_business_says_whose():
    with pytest.raises(TypeError, match="needs a person_id"):

        class Whispered(Event, own=True):
            who: UUID


@pytest.mark.parametrize("event", [each for each in _known.values() if not each.__module__.startswith("tests.")])
def test_every_event_says_in_plain_words_what_happened_for_whoever_reads_their_copy(event):
    told = told_by(event)
    assert told.endswith(".")
    assert not set(told) & set("`_{}*="), told
