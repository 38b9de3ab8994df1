"""When nobody is found: what may help, in coarse words.

The same words whether somebody was left out or nobody was there: they are made from what is shown to the circle alone,
and a change is only named when it would open the ask to at least five people.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.errors import Sentence
from tenant_apps.matching.models import Ask
from tenant_apps.matching.ranking import HINTS, would_open

IN_WORDS: Final[dict[str, Sentence]] = {
    "times": _("Times that can move a little help most."),
    "must": _("Ask for fewer things that must be so. Say of some that you would like them."),
    "tasks": _("Ask for fewer things at once. Another person may do the rest."),
    "pay": _("Look again at what you can pay, or say that either is fine."),
}
ALWAYS: Final[tuple[Sentence, ...]] = (
    _("Say more times that would suit you."),
    _("Look at what must be so: is there something you would like, but do not need?"),
)


def hints_for(ask: Ask) -> list[Sentence]:
    """What may help most, at most two things; else what helps in general."""
    would = would_open(ask)
    found = [IN_WORDS[code] for code in HINTS if code in would]
    return found[:2] or list(ALWAYS)
