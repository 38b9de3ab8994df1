"""The verbs of profiles."""

from tenant_apps.profiles.services.checks import note_check
from tenant_apps.profiles.services.paper import find_form, make_form
from tenant_apps.profiles.services.reading_back import take_as_read_back, waiting_to_be_read
from tenant_apps.profiles.services.showings import keep_showing, remove_showing, show_showing
from tenant_apps.profiles.services.terms import retire_term, set_term
from tenant_apps.profiles.services.writing import (
    AnswerChanged,
    Chosen,
    Hand,
    choose_between,
    hide_answer,
    keep_answer,
    put_back,
    say_still_right,
    show_answers,
)

__all__ = [
    "AnswerChanged",
    "Chosen",
    "Hand",
    "choose_between",
    "find_form",
    "hide_answer",
    "keep_answer",
    "keep_showing",
    "make_form",
    "note_check",
    "put_back",
    "remove_showing",
    "retire_term",
    "say_still_right",
    "set_term",
    "show_answers",
    "show_showing",
    "take_as_read_back",
    "waiting_to_be_read",
]
