"""The verbs of putting two entries together: ask, agree, give one's word, refuse, undo, and say that they are two."""

from tenant_apps.merging.services.asking import agree, ask, give_word, refuse, say_apart
from tenant_apps.merging.services.doing import settle_what_is_due, undo

__all__ = ["agree", "ask", "give_word", "refuse", "say_apart", "settle_what_is_due", "undo"]
