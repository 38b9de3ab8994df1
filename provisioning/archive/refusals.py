"""Why an archive is not taken in, each in a sentence that whoever holds the file can act on."""

from typing import Final

import psycopg
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError
from django.utils.translation import gettext_lazy as _

from kernel.errors import RuleBroken, Sentence
from shared_apps.runs import kept

# What reading a value wrongly ends with, in Python and in the database. A full disk, a lost connection and the like are
# faults of the machine, and none of these.
_READ_WRONGLY: Final = (
    *(DataError, IntegrityError, psycopg.DataError, psycopg.IntegrityError),
    *(ValidationError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError),
)
_LIMITS: Final = "54"  # the class of what is too much for a statement, an index or the depth of a value


class NotTaken(RuleBroken):
    """This archive is not imported, and nothing of it was."""

    default_code = "archive"


def foreign() -> NotTaken:
    return NotTaken(
        _("This file is not an archive of a circle. Choose the file that ends in .coopbox."), code="foreign"
    )


def newer_format() -> NotTaken:
    return NotTaken(
        _("This archive was written by a newer Coopbox. Bring this one up to date, then try again."), code="newer"
    )


def newer(release: str) -> NotTaken:
    sentence = _("This archive comes from a newer release (%(release)s). Bring this Coopbox up to it, then try again.")
    return NotTaken(sentence % {"release": release}, code="newer")


def too_old(release: str) -> NotTaken:
    sentence = _(
        "This archive comes from an older release (%(release)s) whose tables cannot be made here any more. Import it"
        " into a Coopbox of that release, bring that one up to date step by step, and export it there again."
    )
    return NotTaken(sentence % {"release": release}, code="older")


def wrong_passphrase() -> NotTaken:
    return NotTaken(
        _("This passphrase does not open the archive. Check each letter; large and small letters differ."),
        code="passphrase",
    )


def cut() -> NotTaken:
    return NotTaken(_("The end of this archive is missing. Copy the file again, all of it."), code="cut")


def longer() -> NotTaken:
    return NotTaken(
        _("This archive goes on behind its end: something was added to the file. Copy it again."), code="longer"
    )


def damaged(where: Sentence = "") -> NotTaken:
    if where:
        sentence = _("This archive is damaged or was changed (%(where)s). Copy the file again.")
        return NotTaken(sentence % {"where": where}, code="damaged")
    return NotTaken(_("This archive is damaged or was changed. Copy the file again."), code="damaged")


def unsigned() -> NotTaken:
    return NotTaken(
        _("The signature of this archive is wrong: it was changed, or another circle signed it. Get it anew."),
        code="signature",
    )


def too_big(what: Sentence) -> NotTaken:
    return NotTaken(_("This archive holds more than is taken in: %(what)s.") % {"what": what}, code="too_big")


def unreadable(fault: Exception) -> NotTaken:
    return NotTaken(_(kept.UNREADABLE) % {"error": type(fault).__name__}, code="unreadable")


def no_such_zone(zone: str) -> NotTaken:
    return NotTaken(_(kept.NO_SUCH_ZONE) % {"zone": zone}, code="time_zone")


def no_such_language(language: str) -> NotTaken:
    return NotTaken(_(kept.NO_SUCH_LANGUAGE) % {"language": language}, code="language")


def lies_in_the_archive(fault: Exception) -> bool:
    """Whether this went wrong because of what an archive holds, and will each time it is tried."""
    if isinstance(fault, _READ_WRONGLY):
        return True
    said_by = fault if isinstance(fault, psycopg.Error) else fault.__cause__
    return isinstance(said_by, psycopg.Error) and (said_by.sqlstate or "").startswith(_LIMITS)
