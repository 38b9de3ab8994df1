"""What was found, as it is kept: people by id, everything else by code and number, and nothing of how well they fit."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from tenant_apps.matching.engine.teams.choosing import Option, Trade
from tenant_apps.matching.engine.teams.hindering import Hindrance
from tenant_apps.matching.engine.teams.shape import Team
from tenant_apps.matching.planning import Week

# Told without how much: that would be a number on people.
UNCOUNTED = frozenset({Trade.GLADDER, Trade.LESS_GLAD})


def written(week: Week, found: Iterable[Option], why: Hindrance | None) -> dict[str, Any]:
    """As it goes into a row."""
    kept = list(found)
    return {
        "visits": [[visit.start, visit.quarters, visit.people] for visit in week.problem.visits],
        "people": sorted({str(key) for each in kept for key in each.team.members}),
        "options": [_option(each) | {"unpriced": len(week.unpriced & set(each.team.members))} for each in kept],
        "hindrance": None if why is None else _hindrance(why),
        "unchecked": list(week.unchecked),
    }


def _option(option: Option) -> dict[str, Any]:
    team = option.team
    return {
        "kind": option.kind.value,
        "how": option.outcome.how,
        "is_proven": option.outcome.is_proven,
        "least_faces": option.outcome.least_faces,
        "members": [str(key) for key in team.members],
        "shares": [[str(key) for key in comers] for comers in team.shares],
        "open": list(team.open),
        "unbacked": list(team.unbacked),
        "peak": team.peak,
        "pence_a_week": team.pence_a_week,
        "trades": [[trade.value, 0 if trade in UNCOUNTED else by] for trade, by in option.trades],
    }


def _hindrance(why: Hindrance) -> dict[str, Any]:
    return {
        "nobody": list(why.nobody),
        "open": list(why.open),
        "is_complete": why.is_complete,
        "helps": [
            {
                "what": each.change.what.value,
                "visit": each.change.visit,
                "by": each.change.by,
                "name": each.change.name,
                "still_open": each.still_open,
            }
            for each in why.helps[:3]
        ],
    }


def options_in(result: Mapping[str, Any]) -> list[Team]:
    """The teams of a row again, as far as they can be checked anew."""
    return [
        Team(
            members=tuple(UUID(key) for key in each["members"]),
            shares=tuple(tuple(UUID(key) for key in comers) for comers in each["shares"]),
            open=tuple(each["open"]),
            unbacked=tuple(each["unbacked"]),
            peak=each["peak"],
            liking=0,
            least_liking=0,
            pence_a_week=each["pence_a_week"],
        )
        for each in result.get("options", [])
    ]
