from tenant_apps.chat.services.choosing import (
    agree,
    choose_server,
    consequences_of,
    go_in,
    leave_server,
    look_at_it,
    reconnect,
    signs_in_by_themselves,
    way_in,
    why,
)
from tenant_apps.chat.services.errands import server_in_use
from tenant_apps.chat.services.hearing import hear
from tenant_apps.chat.services.looking import begin_to_look
from tenant_apps.chat.services.working import Round, work

__all__ = [
    "Round",
    "agree",
    "begin_to_look",
    "choose_server",
    "consequences_of",
    "go_in",
    "hear",
    "leave_server",
    "look_at_it",
    "reconnect",
    "server_in_use",
    "signs_in_by_themselves",
    "way_in",
    "why",
    "work",
]
