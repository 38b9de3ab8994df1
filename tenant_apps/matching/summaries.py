"""What other circles may read of an ask or an offer: tasks and times, and never who it is, where or for how much.

A summary is made as fine as it can be while at least five people here could have said the same; else coarser, down to
"somebody asks for support". Pure: it counts what it is given.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

# As many as must be alike before something is said: as in all figures that the federation shows.
FIVE: Final = 5

# Help with the body, or with medicines: a circle may do it or not, and people meet face to face before it. As in
# schedule 1 of the Health and Social Care Act 2008 (Regulated Activities) Regulations 2014, and medicines beside it.
PERSONAL: Final = ("eating", "getting-up", "washing", "toilet", "moving", "medicines", "end-of-life")
GROUPS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "company": ("company", "getting-out", "appointments", "paperwork", "computer"),
        "home": ("shopping", "cooking", "housework", "garden", "pets"),
        "personal": (*PERSONAL, "nights"),
    }
)
WEEKEND: Final = ("sat", "sun")
# When a part of the day begins, by the clock on the wall.
PARTS: Final = (("morning", "06:00"), ("afternoon", "12:00"), ("evening", "17:00"), ("night", "22:00"))

Summary = dict[str, list[str]]


def finest(tasks: Iterable[str], week: Mapping[str, Any], pay: str) -> Summary:
    """Which tasks, in which parts of the day, paid or not."""
    return {"tasks": sorted(tasks), "times": _times(week), "pay": [pay]}


def _grouped(tasks: Iterable[str], week: Mapping[str, Any], pay: str) -> Summary:
    return {"groups": _groups(tasks), "days": sorted({_kind_of_day(day) for day, spans in week.items() if spans})}


def _groups_only(tasks: Iterable[str], week: Mapping[str, Any], pay: str) -> Summary:
    return {"groups": _groups(tasks)}


LEVELS: Final[tuple[Callable[[Iterable[str], Mapping[str, Any], str], Summary], ...]] = (
    finest,
    _grouped,
    _groups_only,
)

Said = tuple[Iterable[str], Mapping[str, Any], str]
"""Tasks, week and pay of one ask or offer."""


def alike(mine: Said, all_here: Iterable[Said]) -> Summary:
    """The finest summary of `mine` that at least five of all those here share; `all_here` has mine among them."""
    others = list(all_here)
    for level in LEVELS:
        said = level(*mine)
        if sum(level(*each) == said for each in others) >= FIVE:
            return said
    return {}


def _groups(tasks: Iterable[str]) -> list[str]:
    wanted = set(tasks)
    return [group for group, inside in GROUPS.items() if wanted.intersection(inside)]


def _kind_of_day(day: str) -> str:
    return "weekend" if day in WEEKEND else "weekday"


def _times(week: Mapping[str, Any]) -> list[str]:
    """`weekday-morning` and the like: each part of a day in which a span begins."""
    found = {f"{_kind_of_day(day)}-{_part(span[0])}" for day, spans in week.items() for span in spans}
    return sorted(found)


def _part(begins: str) -> str:
    return next((name for name, hour in reversed(PARTS) if begins >= hour), "night")
