"""The verbs of teams."""

from tenant_apps.teams.services.covering import let_stand_in
from tenant_apps.teams.services.ending import end_team
from tenant_apps.teams.services.founding import found_for, found_team, step_back
from tenant_apps.teams.services.joining import join
from tenant_apps.teams.services.places import (
    accept,
    agree,
    ask_to_go,
    bring_up,
    end_places_of,
    leave,
    mind_the_time,
    remind,
    say_no,
    take_back,
)
from tenant_apps.teams.services.second import ask_over

__all__ = [
    "accept",
    "agree",
    "ask_over",
    "ask_to_go",
    "bring_up",
    "end_places_of",
    "end_team",
    "found_for",
    "found_team",
    "join",
    "leave",
    "let_stand_in",
    "mind_the_time",
    "remind",
    "say_no",
    "step_back",
    "take_back",
]
