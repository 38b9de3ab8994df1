"""What runs wrote down, in the language of whoever reads it.

A worker speaks English to nobody in particular, so what it says is kept in English and put into words again on the page
that shows it. Sentences with something in them stand here, so that they are found again; those without are their own
key. What nobody wrote down as a sentence of ours (a trouble of the database, a word somebody typed) stays as it is.
"""

import re
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

ARCHIVE_WRITTEN: Final = _("%(rows)s rows and %(files)s files, %(size)s bytes.")
ARCHIVE_READ: Final = _("%(rows)s rows and %(files)s files, of release %(release)s.")
LIVES_HERE: Final = _(
    "This circle lives here already, at %(host)s. What comes in is a second one beside it, so nobody is told that it"
    " moved."
)
LET_IN: Final = _("People who can sign in: %(people)s. Addresses that could not be used: %(left)s.")
HANDED_IN: Final = _("E-mails handed in: %(n)s.")
STAGE_STAYS: Final = _("Its stage stays: %(stage)s.")
NOT_TICKED: Final = _("Not ticked by then: %(item)s")
UNFORESEEN: Final = _("Something went wrong that was not foreseen (%(error)s). It can be tried again.")
STAYS_PAUSED: Final = _("It stays paused, as it was before.")
TRIED_AGAIN: Final = _("Asked to try again.")
TABLES: Final = _("Its tables could not be brought up to date: %(why)s")
DAMAGED: Final = _("This archive is damaged or was changed (%(where)s). Copy the file again.")
NEWER: Final = _("This archive comes from a newer release (%(release)s). Bring this Coopbox up to it, then try again.")
TOO_BIG: Final = _("This archive holds more than is taken in: %(what)s.")
ADDRESS_TAKEN: Final = _("The web address “%(slug)s” is taken. Choose another.")
UNREADABLE: Final = _(
    "Something in this archive makes no sense here (%(error)s), so nothing of it was taken in. Have it written anew"
    " where it comes from."
)
NO_SUCH_ZONE: Final = _("The circle lives by the clocks of “%(zone)s”, and this server knows no such time zone.")
NO_SUCH_LANGUAGE: Final = _("The circle speaks a language (%(language)s) that this Coopbox does not.")
GIVEN_UP: Final = _("Given up: %(why)s")
LOOK_ALIKE: Final = _("“%(slug)s” is too easily mistaken for “%(other)s”, another circle. Choose another.")
LAST_STEWARD: Final = _("You are the last steward of %(circle)s who can sign in. Find another steward there first.")

_HOLE: Final = re.compile(r"%\\\((\w+)\\\)s")  # as it looks in a sentence made safe for a pattern
_FILLED: Final = tuple(
    (sentence, re.compile(_HOLE.sub(r"(?P<\1>.+?)", re.escape(sentence)), re.DOTALL))
    for sentence in (
        *(ARCHIVE_WRITTEN, ARCHIVE_READ, LIVES_HERE, LET_IN, HANDED_IN, STAGE_STAYS, NOT_TICKED, UNFORESEEN),
        *(TABLES, DAMAGED, NEWER, TOO_BIG, ADDRESS_TAKEN, LOOK_ALIKE),
        *(UNREADABLE, NO_SUCH_ZONE, NO_SUCH_LANGUAGE, GIVEN_UP, LAST_STEWARD),
    )
)


def in_words(kept: str) -> str:
    """A sentence as it was kept, in the language in force."""
    if not kept:
        return ""
    for sentence, pattern in _FILLED:
        if found := pattern.fullmatch(kept):
            return gettext(sentence) % {name: in_words(value) for name, value in found.groupdict().items()}
    return gettext(kept)
