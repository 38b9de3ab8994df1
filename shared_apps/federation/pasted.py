"""An agreement as an officer pastes it: read, or refused with what is wrong in it and where."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from kernel.errors import RuleBroken
from shared_apps.federation.agreement import Wording, clauses_from_json

LISTS: Final = ("full", "plain", "easy")
_LINE: Final = re.compile(r"at line (\d+)")


def read_wording(text: str, *, from_on: date) -> Wording:
    """A wording written as TOML, in force from a day that it may name itself. Raises RuleBroken at `wording`."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        at = _LINE.search(str(wrong))
        where = at[1] if at else str(text.count("\n") + 1)
        raise _no(_("Line %(n)s cannot be read. Is a quotation mark or a bracket missing?") % {"n": where}) from wrong
    if not isinstance(found.get("title"), str) or not found["title"].strip():
        raise _no(_("It has no title. Its first line says: title = …"))
    clauses = found.get("clauses")
    if not isinstance(clauses, list) or not clauses:
        raise _no(_("It has no clauses. Each begins with [[clauses]]."))
    for number, clause in enumerate(clauses, start=1):
        _check(number, clause)
    said = found.get("from_on")
    return Wording(found["title"], said if isinstance(said, date) else from_on, clauses_from_json(clauses))


def _check(number: int, clause: Any) -> None:
    if not isinstance(clause, Mapping):
        raise _no(_("It has no clauses. Each begins with [[clauses]]."))
    for name in ("key", "heading"):
        if not isinstance(clause.get(name), str) or not clause[name].strip():
            raise _missing(number, name)
    for name in LISTS:
        if not isinstance(clause.get(name), list) or not clause[name]:
            raise _missing(number, name)
    if not all(isinstance(line, str) for name in ("full", "plain") for line in clause[name]):
        raise _no(_("Clause %(n)s: each line of “full” and “plain” is a sentence in quotation marks.") % {"n": number})
    if not all(isinstance(line, Mapping) and {"icon", "line"} <= line.keys() for line in clause["easy"]):
        raise _no(
            _(
                "Clause %(n)s: its Easy Read lines have no pictures. Is this a translation? Publish the English"
                " wording; translations stand beside it."
            )
            % {"n": number}
        )


def _missing(number: int, name: str) -> RuleBroken:
    return _no(_("Clause %(n)s has no “%(name)s”.") % {"n": number, "name": name})


def _no(sentence: str) -> RuleBroken:
    return RuleBroken(code="wording", errors={"wording": [sentence]})
