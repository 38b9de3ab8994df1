"""What an answer to a question may hold: words, things ticked, a list, a week. Pure: it knows no database.

An answer is plain JSON, the same in the table, in an export and on paper:

    {"words": {"good": "Sun and a chat"}, "facets": {"tasks": ["company"]},
     "rows": [{"name": "Adah", "phone": "01632 960 11"}], "week": {"mon": [["09:00", "12:30"]]}}
"""

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from kernel.errors import RuleBroken
from kernel.words import refuse_control_signs
from tenant_apps.people.models import today
from tenant_apps.profiles.shape import DAYS, Column, Field, Question

Answer = dict[str, Any]
Terms = Mapping[str, Collection[str]]

LONGEST_WORDS: Final = 4000
LONGEST_LINE: Final = 200
LIFETIME: Final = 130  # years; nobody is known to have lived longer
# Morning, midday, evening and night: as often as anybody comes to a home in a day.
MOST_SPANS: Final = 4
MOST_PENCE: Final = 1_000_000
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_NUL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def tidied(question: Question, said: Mapping[str, Any], terms: Terms) -> Answer:
    """The answer as it is kept: only what was asked, nothing empty. `terms` are the codes of each facet in this circle.

    Raises RuleBroken with a sentence for each field that is wrong, by its name in the form.
    """
    wrong: dict[str, list[str]] = {}
    answer: Answer = {
        "words": _words(question, said.get("words") or {}, wrong),
        "facets": _facets(question, said.get("facets") or {}, terms, wrong),
        "rows": _rows(question, said.get("rows") or [], terms, wrong),
        "week": _week(said.get("week") or {}, wrong) if question.has_week else {},
    }
    if wrong:
        raise RuleBroken(code="answer_wrong", errors=wrong)
    return {part: held for part, held in answer.items() if held}


def is_empty(answer: Answer | None) -> bool:
    return not answer


def joined(question: Question, one: Answer, other: Answer) -> Answer:
    """Two answers to one question as one: words below one another, what was ticked in either, all lines of the lists.

    Where only one can hold, such as the times of one day, it is the first's. Raises RuleBroken when it is too much.
    """
    words = dict(one.get("words", {}))
    for code, text in other.get("words", {}).items():
        mine = words.get(code, "")
        words[code] = mine if text in mine else text if mine in text else f"{mine}\n\n{text}"
    facets = {**other.get("facets", {}), **one.get("facets", {})}
    for facet in question.facets:
        if not facet.one_only and facet.code in facets:
            ticked = {code for each in (one, other) for code in each.get("facets", {}).get(facet.code, [])}
            facets[facet.code] = sorted(ticked)
    rows = list(one.get("rows", []))
    rows += [row for row in other.get("rows", []) if row not in rows]
    week = {**other.get("week", {}), **one.get("week", {})}
    if len(rows) > question.most_rows or any(len(text) > LONGEST_WORDS for text in words.values()):
        raise RuleBroken(_("Both together are too long for one answer. Take one, and add to it by hand."))
    both: Answer = {"words": words, "facets": facets, "rows": rows, "week": week}
    return {part: held for part, held in both.items() if held}


def _words(question: Question, said: Mapping[str, Any], wrong: dict[str, list[str]]) -> dict[str, str]:
    kept = {}
    for prompt in question.prompts:
        text = _NUL.sub("", str(said.get(prompt.code) or "").replace("\r\n", "\n")).strip()
        if len(text) > LONGEST_WORDS:
            wrong[f"words_{prompt.code}"] = [
                _("This is too long: it can have %(most)s letters.") % {"most": LONGEST_WORDS}
            ]
        elif text:
            kept[prompt.code] = text
    return kept


def _facets(
    question: Question, said: Mapping[str, Any], terms: Terms, wrong: dict[str, list[str]]
) -> dict[str, list[str]]:
    kept = {}
    for facet in question.facets:
        ticked = said.get(facet.code) or []
        codes = [str(code) for code in ([ticked] if isinstance(ticked, str) else ticked)]
        known = terms.get(facet.code, ())
        if any(code not in known for code in codes):
            wrong[f"facet_{facet.code}"] = [_("Choose from the answers shown. One of yours is not known here.")]
        elif facet.one_only and len(set(codes)) > 1:
            wrong[f"facet_{facet.code}"] = [_("Choose one answer only.")]
        elif codes:
            kept[facet.code] = [code for code in known if code in set(codes)]
    unknown = set(said) - {facet.code for facet in question.facets}
    if unknown:
        wrong[""] = [_("This question does not ask that.")]
    return kept


def _rows(question: Question, said: Any, terms: Terms, wrong: dict[str, list[str]]) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    if not question.rows:
        return kept
    if not isinstance(said, list) or len(said) > question.most_rows:
        wrong[""] = [_("A list can have twenty lines.") if question.most_rows > 1 else _("There is one line for this.")]
        return kept
    for number, row in enumerate(said):
        filled = {field.code: str(row.get(field.code) or "").strip() for field in question.rows}
        if not any(filled.values()):
            continue
        one: dict[str, Any] = {}
        for field in question.rows:
            try:
                held = _cell(field, filled[field.code], terms)
                _in_time(field, held, one.get(field.after))
            except RuleBroken as refused:
                wrong[f"row_{number}_{field.code}"] = [str(refused)]
                continue
            if held not in ("", None):
                one[field.code] = held
        kept.append(one)
    return kept


def _cell(field: Field, text: str, terms: Terms) -> Any:
    """One cell of a list as it is kept. Raises RuleBroken."""
    if not text:
        if field.required:
            raise RuleBroken(_("Fill in “%(field)s”.") % {"field": field.label})
        return ""
    if len(text) > LONGEST_LINE:
        raise RuleBroken(_("“%(field)s” is too long.") % {"field": field.label})
    if field.column is Column.CHOICE:
        if text not in terms.get(field.facet, ()):
            raise RuleBroken(_("Choose one of the answers shown for “%(field)s”.") % {"field": field.label})
        return text
    if field.column is Column.DAY:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise RuleBroken(_("“%(field)s” needs a day, like 25/11/2026.") % {"field": field.label}) from None
    if field.column is Column.MONEY:
        return _pence(field, text)
    return _line(field, text)


def _in_time(field: Field, day: str, before: str | None) -> None:
    """A day that has to have come has, in somebody's lifetime; and nothing ends before it begins. Raises RuleBroken."""
    if field.has_been and day > today().isoformat():
        raise RuleBroken(_("“%(field)s” lies in the future.") % {"field": field.label})
    if field.has_been and day and date.fromisoformat(day).year < today().year - LIFETIME:
        raise RuleBroken(_("“%(field)s” lies too long ago to be right.") % {"field": field.label})
    if field.after and day and before and day < before:
        raise RuleBroken(_("“%(field)s” lies before the day it began. Look at both again.") % {"field": field.label})


def _pence(field: Field, text: str) -> int:
    """Whole pence of an amount typed as 14 or 14.50."""
    found = re.fullmatch(r"£?\s?(\d{1,5})(?:[.,](\d{1,2}))?", text)
    if found is None:
        raise RuleBroken(_("“%(field)s” needs an amount, like 14.50.") % {"field": field.label})
    pence = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
    if pence > MOST_PENCE:
        raise RuleBroken(_("“%(field)s” is too much to be right.") % {"field": field.label})
    return pence


def _line(field: Field, text: str) -> str:
    try:
        refuse_control_signs(text)
    except Exception as signs:
        raise RuleBroken(_("“%(field)s” holds signs that cannot be shown.") % {"field": field.label}) from signs
    return text


def _week(said: Mapping[str, Any], wrong: dict[str, list[str]]) -> dict[str, list[list[str]]]:
    """A weekly pattern by the clock on the wall. A span that ends before it begins goes on past midnight."""
    kept: dict[str, list[list[str]]] = {}
    for day in DAYS:
        spans = []
        for span in said.get(day) or []:
            start, end = (str(each or "").strip() for each in (*span, "", "")[:2])
            if not start and not end:
                continue
            if not (_CLOCK.fullmatch(start) and _CLOCK.fullmatch(end)) or start == end:
                wrong[f"week_{day}"] = [_("Say from when to when, like 09:00 and 12:30.")]
                break
            spans.append([start, end])
        if len(spans) > MOST_SPANS:
            wrong[f"week_{day}"] = [_("A day can have four times.")]
        elif spans:
            kept[day] = sorted(spans)
    unknown = set(said) - set(DAYS)
    if unknown:
        wrong[""] = [_("A week has seven days.")]
    return kept
