"""An ask or an offer in words: to check one's own answers, and for whoever may read it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.errors import Sentence
from kernel.money import Money
from tenant_apps.matching.contradictions import is_personal
from tenant_apps.matching.models import Ask, Offer
from tenant_apps.matching.steps import HOMES
from tenant_apps.profiles.reading import day_name
from tenant_apps.profiles.shape import DAYS
from tenant_apps.profiles.vocabulary import Vocabulary

Lines = list[tuple[Sentence, str]]


def told(thing: Ask | Offer, said: Vocabulary, *, says_where: bool = True) -> dict[str, Lines]:
    """By step, its lines: label and words. What was not answered has none. Without `says_where` the postcode is left
    out, as it is for everybody who may read it and not write it."""
    lines = _ask(thing, said) if isinstance(thing, Ask) else _offer(thing, said)
    if not says_where:
        lines["where"] = [(label, words) for label, words in lines["where"] if words != thing.postcode]
    return {slug: [(label, words) for label, words in found if words] for slug, found in lines.items()}


def _ask(ask: Ask, said: Vocabulary) -> dict[str, Lines]:
    flexible = _("The times may move within the day") if ask.is_flexible else ""
    gender = ask.must.get("gender") if is_personal(ask.tasks) else ()
    two = _("Two people at the same time") if ask.at_once > 1 else ""
    return {
        "what": [
            (_("In a few words"), ask.title),
            (_("What for"), _terms(said, "tasks", ask.tasks)),
            (_("In your own words"), ask.words),
        ],
        "when": [(_("When"), "\n".join(week_lines(ask.week))), ("", flexible), ("", two)],
        "who": [
            (_("Must speak"), _terms(said, "languages", ask.must.get("languages"))),
            (_("Must have learnt"), _terms(said, "courses", ask.must.get("courses"))),
            (_("For help with the body"), _terms(said, "gender", gender)),
            (_("Would be good to share"), _terms(said, "interests", ask.like.get("interests"))),
            (_("Would be good to know about"), _terms(said, "skills", ask.like.get("skills"))),
        ],
        "where": [
            (_("How many people"), ngettext("%(n)d person", "%(n)d people", ask.people) % {"n": ask.people}),
            (_("Postcode"), ask.postcode),
            (_("Paid or not"), str(ask.get_pay_display())),
            (_("At most for an hour"), pounds(ask.most_an_hour_minor)),
            (_("At most for a week"), pounds(ask.most_a_week_minor)),
            (_("Who decides"), ask.decides),
        ],
    }


def _offer(offer: Offer, said: Vocabulary) -> dict[str, Lines]:
    hours = (offer.most_minutes_a_week or 0) // 60
    return {
        "what": [
            (_("What for"), _terms(said, "tasks", offer.tasks)),
            (_("Likes best"), _terms(said, "tasks", offer.gladly)),
            (_("In your own words"), offer.words),
        ],
        "when": [
            (_("When"), "\n".join(week_lines(offer.week))),
            (_("At most a week"), ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours} if hours else ""),
        ],
        "who": [
            (_("Not where there is"), _named(HOMES, offer.must.get("homes"))),
            (_("Would be good to share"), _terms(said, "interests", offer.like.get("interests"))),
            (_("Would be good to know about"), _terms(said, "skills", offer.like.get("skills"))),
        ],
        "where": [
            (_("Postcode"), offer.postcode),
            (_("How they travel"), _terms(said, "travel", offer.travel)),
            (
                _("How long the way may be"),
                ngettext("%(n)d minute", "%(n)d minutes", offer.reach_minutes) % {"n": offer.reach_minutes},
            ),
            (_("Paid or not"), str(offer.get_pay_display())),
            (_("At least for an hour"), pounds(offer.least_an_hour_minor)),
        ],
    }


def week_lines(week: Any) -> Iterator[str]:
    """Each day with its times, Monday first."""
    for day in DAYS:
        if spans := week.get(day):
            yield f"{day_name(day)} {', '.join('–'.join(span) for span in spans)}"


def _terms(said: Vocabulary, facet: str, codes: Any) -> str:
    return ", ".join(said.says(facet, code) for code in codes or ())


def _named(choices: Any, codes: Any) -> str:
    return ", ".join(str(label) for code, label in choices if code in (codes or ()))


def pounds(pence: int | None) -> str:
    """An amount as people write it; "" for none."""
    return "" if pence is None else str(Money(pence, "GBP"))
