"""One row at a time: what it says of a person, and what is wrong with it, in sentences that say what to do."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as say
from django.utils.translation import override

from kernel.words import tidy
from tenant_apps.importing.columns import FIELDS
from tenant_apps.merging.likeness import plain
from tenant_apps.people.models import Person

# What a spreadsheet takes for the beginning of a calculation.
SUMS: Final = ("=", "+", "-", "@", "\t", "\r")
_PHONE: Final = re.compile(r"\+?[\d\s()./-]+(?:\s*(?:x|ext)\.?\s*\d+)?", re.IGNORECASE)
_DAY: Final = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[./-](\d{1,2})[./-](\d{4}))(?:[ T]00:00(?::00)?)?")
CHOICES: Final = {"reach_by": Person.ReachBy, "how_joined": Person.HowJoined}


@dataclass(slots=True)
class Checked:
    """What a row says, as columns of a person; and its problems, as codes with the column and what was read."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, str]] = field(default_factory=list)

    def wrong(self, code: str, column: str = "", said: object = "") -> None:
        self.problems.append({"code": code, "column": column, "said": str(said)[:60]})


def check(cells: Sequence[str], columns: Mapping[str, str], wide: int, today: date) -> Checked:
    """Look through one row. Nothing of it is written anywhere."""
    found = Checked()
    if any(cell.strip() for cell in cells[wide:]):
        found.wrong("too_many_cells", said=len(cells))
    read = {what: _cell(cells, int(place)) for place, what in columns.items()}
    for what, text in read.items():
        if text.startswith(SUMS) and not (what == "phone" and _PHONE.fullmatch(text)):
            found.wrong("a_sum", what, text)
    read["name"] = read.get("name") or f"{read.pop('first_name', '')} {read.pop('last_name', '')}"
    read = {what: text for what, text in read.items() if what not in ("first_name", "last_name")}
    for what, text in read.items():
        found.values[what] = _READ.get(what, _text)(what, text, found, today)
    _as_a_person(found)
    return found


def _cell(cells: Sequence[str], place: int) -> str:
    """What stands there; without the apostrophe that spreadsheets put before what is no calculation."""
    text = cells[place].strip() if place < len(cells) else ""
    return text[1:] if text[:1] == "'" and text[1:2] in SUMS else text


def _text(what: str, text: str, found: Checked, _today: date) -> str:
    return text if what == "contact_note" else tidy(text)


def _phone(what: str, text: str, found: Checked, _today: date) -> str:
    if text and not any(each.isdigit() for each in text):
        found.wrong("no_digits", what, text)
    return tidy(text)


def _day(what: str, text: str, found: Checked, today: date) -> str:
    if not text:
        return ""
    parts = _DAY.fullmatch(text)
    try:
        year, month, day = parts.group(1, 2, 3) if parts and parts[1] else parts.group(6, 5, 4) if parts else ()
        read = date(int(year), int(month), int(day))
    except ValueError:
        found.wrong("no_day", what, text)
        return ""
    if read > today:
        found.wrong("future", what, text)
    return read.isoformat()


def _choice(what: str, text: str, found: Checked, _today: date) -> str:
    if not text:
        return ""
    code = _codes(what).get(plain(text), "")
    if not code:
        found.wrong("unknown_word", what, text)
    return code


@cache
def _codes(what: str) -> dict[str, str]:
    """Words in every language we speak, and our own codes, to codes."""
    known = {}
    for language, name in settings.LANGUAGES:
        if what == "language":
            known |= {
                plain(str(name)): language,
                plain(language): language,
                plain(language.partition("-")[0]): language,
            }
            continue
        with override(language):
            known |= {plain(str(choice.label)): choice.value for choice in CHOICES[what]}
    if what == "language":
        with override("en"):
            known |= {plain(english): code for code, english in ENGLISH.items() if code in dict(settings.LANGUAGES)}
        return known
    return known | {plain(choice.value): choice.value for choice in CHOICES[what]}


ENGLISH: Final = {"en-gb": "English", "cy": "Welsh", "pl": "Polish", "tr": "Turkish", "ur": "Urdu"}
_READ: Final = {"phone": _phone, "joined_on": _day, "reach_by": _choice, "how_joined": _choice, "language": _choice}


def _as_a_person(found: Checked) -> None:
    """What the list of people itself asks of every entry, so that nothing is refused when it is written."""
    values = {what: value for what, value in found.values.items() if what != "joined_on"}
    wrong = {each["column"] for each in found.problems}
    if not values.get("name"):
        found.wrong("no_name", "name")
        wrong.add("name")
    try:
        Person(**values).clean_fields(exclude={"joined_on", "account_id", *wrong})
    except ValidationError as refused:
        for column, errors in refused.error_dict.items():
            code = str(errors[0].code)
            found.wrong("too_long" if code == "max_length" else "invalid", column, values.get(column, ""))
    if "email" in values:
        found.values["email"] = str(values["email"]).strip().lower()


def sentence(problem: Mapping[str, str]) -> str:
    """What is wrong, and what to do about it."""
    told = {"column": str(FIELDS.get(problem["column"], "")), "said": problem.get("said", "")}
    return _sentences().get(problem["code"], say("This cannot be read.")) % told


def _sentences() -> dict[str, str]:
    return {
        "no_name": say("There is no name. Write one, or delete the line."),
        "too_long": say("“%(column)s” is too long. Make it shorter."),
        "invalid": say("“%(said)s” cannot stand in “%(column)s”. Put it right, or leave it empty."),
        "a_sum": say("“%(column)s” begins with a sign that spreadsheets calculate with (=, +, - or @). Remove it."),
        "no_digits": say("“%(said)s” is no telephone number. Put it right, or leave it empty."),
        "no_day": say("“%(said)s” is no day. Write it like 2026-05-31 or 31/05/2026."),
        "future": say("“%(said)s” lies in the future. Write the day they really joined."),
        "unknown_word": say("“%(said)s” is not one of the answers for “%(column)s”. Use one, or leave it empty."),
        "too_many_cells": say(
            "The line has more cells than the first line. Put a cell with a comma in quotation marks."
        ),
        "twice": say("The same person stands in line %(said)s already. This line is left out."),
    }
