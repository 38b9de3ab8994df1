"""The verbs of bringing in a list: begin, say the columns, look through, choose, confirm, drop, undo, forget."""

from tenant_apps.importing.services.beginning import begin, drop, say_columns, want
from tenant_apps.importing.services.bringing import bring, confirm
from tenant_apps.importing.services.looking import look_through
from tenant_apps.importing.services.undoing import ask_undo, forget_what_is_old, take_out

__all__ = [
    "ask_undo",
    "begin",
    "bring",
    "confirm",
    "drop",
    "forget_what_is_old",
    "look_through",
    "say_columns",
    "take_out",
    "want",
]
