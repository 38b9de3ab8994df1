from tenant_apps.messaging.services.minding import keep_quiet, mark_read, nod
from tenant_apps.messaging.services.saying import begin_topic, change_words, pin, say, say_for_coopbox, unpin, withdraw
from tenant_apps.messaging.services.threads import close_thread, open_thread, reopen_thread, the_thread

__all__ = [
    "begin_topic",
    "change_words",
    "close_thread",
    "keep_quiet",
    "mark_read",
    "nod",
    "open_thread",
    "pin",
    "reopen_thread",
    "say",
    "say_for_coopbox",
    "the_thread",
    "unpin",
    "withdraw",
]
