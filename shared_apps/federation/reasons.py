"""Why something was written down of a circle, where nobody but Coopbox says it.

Kept in English, like all that is kept, and read in the language of whoever reads it. Reasons that people typed stay as
they typed them.
"""

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

APPLIED: Final = _("Its first stewards applied.")
AS_APPLIED: Final = _("As the circle said in its application.")
NO_APPLICATION: Final = _("It was opened without an application.")
AS_OPENED: Final = _("As it was said when the circle was opened without an application.")
MOVED_IN: Final = _("It moved in from another deployment, where it stood here.")
NOTICE_GIVEN: Final = _("Notice of its closing was given.")
NOTICE_ENDED: Final = _("Its notice had ended.")
CALLED_OFF: Final = _("Its closing was called off.")
AN_EXAMPLE: Final = _("An example.")
OURS: Final = frozenset(
    {APPLIED, AS_APPLIED, NO_APPLICATION, AS_OPENED, MOVED_IN, NOTICE_GIVEN, NOTICE_ENDED, CALLED_OFF, AN_EXAMPLE}
)


def in_words(kept: str) -> str:
    """A reason of ours in the language in force; one that somebody typed as it was typed."""
    return gettext(kept) if kept in OURS else kept
