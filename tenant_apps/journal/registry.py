"""Who wants to be told what. The answer to "what happens when ...?" is the list of listeners.

    @listens_to(PersonLeft)
    def end_their_hats(event: PersonLeft, told: Told) -> None: ...

`listens_to`: changes this circle's database, and that change happens exactly once. `sends_for`: does something outside
it (mail, a bank, the federation's tables); it may be called again after a crash, always with the same `told.key`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import module_has_submodule

from tenant_apps.journal.events import Event

_MODULES: Final = ("events", "listeners")


@dataclass(frozen=True, slots=True)
class Told:
    """What a listener learns besides the event. `key` is the same however often this one thing is told to it."""

    key: UUID
    entry_id: UUID
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    on_behalf_of: UUID | None
    authority: UUID | None
    attempt: int


Tellable = Callable[[Any, Told], None]


@dataclass(frozen=True, slots=True)
class Listener:
    """A function to be told of some events. `name` stands in delivery rows, so renaming one strands those waiting."""

    name: str
    events: tuple[type[Event], ...]
    call: Tellable
    is_sender: bool


_listeners: dict[str, Listener] = {}


def listens_to(*events: type[Event], name: str | None = None) -> Callable[[Tellable], Tellable]:
    """Tell this function of these events, in one transaction with its own effect on the circle's database."""
    return _register(events, name, is_sender=False)


def sends_for(*events: type[Event], name: str | None = None) -> Callable[[Tellable], Tellable]:
    """Tell this function of these events, outside every transaction and at least once; `told.key` knows it again."""
    return _register(events, name, is_sender=True)


def _register(events: tuple[type[Event], ...], name: str | None, *, is_sender: bool) -> Callable[[Tellable], Tellable]:
    if not events:
        raise TypeError("Say which events to listen to.")

    def keep(call: Tellable) -> Tellable:
        called = name or f"{_app_of(call.__module__)}.{call.__name__}"
        twin = _listeners.get(called)
        if twin is not None and twin.call.__module__ != call.__module__:
            raise TypeError(f"Two listeners are called {called}.")
        _listeners[called] = Listener(called, events, call, is_sender)
        return call

    return keep


def _app_of(module: str) -> str:
    *above, last = module.split(".")
    return above[-1] if last == "listeners" and above else last


def listeners_of(event: type[Event]) -> Iterator[Listener]:
    """Everybody to be told of this event."""
    return (listener for listener in _listeners.values() if event in listener.events)


def listener_called(name: str) -> Listener:
    return _listeners[name]


def names(*, of_senders: bool) -> list[str]:
    """The names of all listeners, or of all senders, that this process knows."""
    return [listener.name for listener in _listeners.values() if listener.is_sender is of_senders]


def known_names() -> list[str]:
    return list(_listeners)


def discover() -> None:
    """Load the `events` and `listeners` of every circle app, so that nobody misses what is announced."""
    for app in apps.get_app_configs():
        if app.name not in settings.TENANT_APPS:
            continue
        for module in _MODULES:
            if app.module is not None and module_has_submodule(app.module, module):
                import_module(f"{app.name}.{module}")
