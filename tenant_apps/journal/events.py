"""An event says what happened, in the past tense, with ids and plain values and nothing personal.

    class PersonAdded(Event):
        person_id: UUID

Deriving from `Event` is all: the class becomes a frozen dataclass with keyword arguments, known as `people.PersonAdded`
after its app and its own name. Entries are kept for years and read by whoever may read the journal, so an event cannot
even be declared with a field for a name, an address or free text.
"""

import dataclasses
import re
import types
from datetime import date, datetime
from enum import Enum
from typing import Any, ClassVar, Final, NewType, Self, Union, dataclass_transform, get_args, get_origin, get_type_hints
from uuid import UUID

Code = NewType("Code", str)
"""A short word of a fixed vocabulary (a state, a kind, a currency). Never something that people typed."""

_CODE = re.compile(r"[A-Za-z0-9_.:-]{1,60}")
_PERSONAL = re.compile(
    r"(^|_)(name|names|known_as|e?mail|phone|mobile|address|postcode|birth|born|note|notes|text|body|message|reason"
    r"|comment|description|title|diagnosis|health|token|secret|password|answer)(_|$)"
)
_PLAIN: Final = (UUID, bool, int, date, datetime)

_known: dict[str, type["Event"]] = {}


class PersonalContent(TypeError):
    """An event was declared or made with content that does not belong in the journal."""


class UnknownEvent(LookupError):
    """An entry tells of an event this version of Coopbox does not know."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Event:
    """The base of everything that is announced. Fields: UUID, int, bool, date, datetime, Code, an Enum of words;
    any of these `| None`; a tuple of any one of them.

    `class AudienceChosen(Event, own=True)` is somebody's own business: it has a `person_id`, and of those who read the
    journal only they and whoever did it are told.
    """

    event_name: ClassVar[str]
    own: ClassVar[bool] = False

    def __init_subclass__(cls, *, own: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.own = own
        dataclasses.dataclass(frozen=True, kw_only=True)(cls)
        cls.event_name = f"{_app_of(cls.__module__)}.{cls.__name__}"
        twin = _known.get(cls.event_name)
        if twin is not None and twin.__module__ != cls.__module__:
            raise TypeError(f"Two events are called {cls.event_name}.")
        for name, kind in _kinds(cls).items():
            if _PERSONAL.search(name):
                raise PersonalContent(f"{cls.event_name}.{name} sounds personal. Announce the id of what holds it.")
            _check_kind(cls.event_name, name, kind)
        if own and "person_id" not in _kinds(cls):
            raise TypeError(f"{cls.event_name} is somebody's own and does not say whose: it needs a person_id.")
        _known[cls.event_name] = cls

    def to_json(self) -> dict[str, Any]:
        """Its fields as plain JSON values. Raises PersonalContent for a Code that reads like prose."""
        return {name: _written(getattr(self, name), f"{self.event_name}.{name}") for name in _kinds(type(self))}

    @classmethod
    def from_json(cls, payload: dict[str, Any]) -> Self:
        """The event again. Fields it has lost since are passed over; a new one needs a default."""
        kinds = _kinds(cls)
        return cls(**{name: _read(payload[name], kind) for name, kind in kinds.items() if name in payload})


def event_called(name: str) -> type[Event]:
    """The class of an event by its name. Raises UnknownEvent."""
    try:
        return _known[name]
    except KeyError:
        raise UnknownEvent(name) from None


def own_events() -> list[str]:
    """The names of those that are somebody's own business."""
    return [name for name, event in _known.items() if event.own]


def _app_of(module: str) -> str:
    *above, last = module.split(".")
    return above[-1] if last == "events" and above else last


def _kinds(cls: type) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in dataclasses.fields(cls)}


def _inner(kind: Any) -> tuple[Any, bool]:
    """The kind within a tuple or beside None, and whether it was a tuple of them."""
    if get_origin(kind) in (Union, types.UnionType):
        beside = [each for each in get_args(kind) if each is not type(None)]
        return _inner(beside[0]) if len(beside) == 1 else (kind, False)
    if get_origin(kind) is tuple and get_args(kind)[1:] == (Ellipsis,):
        return get_args(kind)[0], True
    return kind, False


def _check_kind(event: str, name: str, kind: Any) -> None:
    inner, _many = _inner(kind)
    if inner is Code or inner in _PLAIN or (isinstance(inner, type) and issubclass(inner, Enum)):
        return
    raise PersonalContent(f"{event}.{name} may be an id, a number, a date, a Code or an Enum, not {inner}.")


def _written(value: Any, where: str) -> Any:
    if isinstance(value, tuple):
        return [_written(each, where) for each in value]
    plain = value.value if isinstance(value, Enum) else value
    if isinstance(plain, datetime) and plain.utcoffset() is None:
        raise ValueError(f"{where} is a time without a zone.")
    if plain is None or isinstance(plain, (bool, int)):
        return plain
    if isinstance(plain, date):
        return plain.isoformat()
    if isinstance(plain, UUID) or (isinstance(plain, str) and _CODE.fullmatch(plain)):
        return str(plain)
    raise PersonalContent(f"{where} is neither an id, a number, a date nor a short code.")


def _read(value: Any, kind: Any) -> Any:
    if value is None:
        return None
    inner, many = _inner(kind)
    if many:
        return tuple(_read(each, inner) for each in value)
    if inner in (date, datetime):
        return inner.fromisoformat(value)
    if inner in (int, bool) or inner is Code:
        return value
    return inner(value)
