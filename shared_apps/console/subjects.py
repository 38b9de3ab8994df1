"""What a line of the record was about, in words. The line itself keeps codes and numbers, and never a name."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.ids import parse_uuid
from shared_apps.console.hats import Hat
from shared_apps.console.kinds import kind_in_words
from shared_apps.console.models import Entry, PlanChange
from shared_apps.console.who import Who
from shared_apps.federation.actors import OFFICER
from shared_apps.federation.facts import value_in_words
from shared_apps.federation.features import name_of
from shared_apps.federation.models import CircleFact
from shared_apps.federation.setup import PAGES
from shared_apps.federation.stages import item_called

Words = str | Promise
# How somebody answered a hat they were offered or wore.
ANSWERS: Final[dict[str, Words]] = {"accepted": gettext_lazy("said yes"), "laid down": gettext_lazy("took it off")}


def hat_of(entry: Entry) -> tuple[str, UUID | None]:
    """Of a line about an officer's hat: which hat, and whose. The line itself keeps no name."""
    hat, _blank, officer = entry.subject.partition(" ")
    return (hat, parse_uuid(officer)) if hat in Hat.values else ("", None)


def about(entry: Entry, who: Who) -> str:
    """What a line was about, with hats and officers by their names."""
    hat, officer = hat_of(entry)
    if not hat:
        return str(_IN_WORDS.get(entry.what, str)(entry.subject))
    rest = entry.subject.removeprefix(hat).strip()
    rest = who.said(OFFICER, officer) if officer else str(ANSWERS.get(rest, rest))
    return f"{Hat(hat).label}: {rest}" if rest else str(Hat(hat).label)


def words_of(entry: Entry) -> Words:
    """What was added: which page of a circle's set-up was looked at, or what an officer typed."""
    return PAGES.get(entry.words, entry.words) if entry.what == "support_look" else entry.words


def _fact(subject: str) -> str:
    kind, _colon, value = subject.partition(":")
    if kind not in CircleFact.Kind.values:
        return subject
    return f"{CircleFact.Kind(kind).label}: {value_in_words(CircleFact.Kind(kind), value)}"


def _feature(subject: str) -> str:
    code, _blank, on = subject.partition(" ")
    return f"{name_of(code)}: {_('On') if on == 'on' else _('Off')}" if on else subject


def _item(subject: str) -> Words:
    item = item_called(subject)
    return item.words if item else subject


_PLANS: Final[dict[str, Words]] = dict(PlanChange.Plan.choices)
_IN_WORDS: Final[dict[str, Callable[[str], Words]]] = {
    "run": kind_in_words,
    "run_retry": kind_in_words,
    "run_cancel": kind_in_words,
    "run_give_up": kind_in_words,
    "plan": lambda subject: _PLANS.get(subject, subject),
    "fact": _fact,
    "features": _feature,
    "tick": _item,
}
