"""What was found, in words. People are named as far as the reader may know them, and nobody is given a number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kernel.actors import Actor, OnBehalf, hand_of
from kernel.money import Money
from kernel.sections import Purpose
from tenant_apps.matching.cards import PersonCard, people_among
from tenant_apps.matching.models import Ask
from tenant_apps.people.models import Person
from tenant_apps.privacy.doors import masked_many
from tenant_apps.profiles.facets import GENDER
from tenant_apps.profiles.finding import SIEVES
from tenant_apps.profiles.vocabulary import vocabulary

CURRENCY: Final = "GBP"
A_DAY: Final = 96

Sentence = str | Promise

KINDS: Final[Mapping[str, tuple[Sentence, Sentence]]] = {
    "few": (
        gettext_lazy("As few people as can be"),
        gettext_lazy("You get to know few people, and they know you well."),
    ),
    "backed": (
        gettext_lazy("Somebody to stand in"),
        gettext_lazy("When one of them is ill or away, another one of them can come."),
    ),
    "glad": (
        gettext_lazy("People who would be glad of one another"),
        gettext_lazy("Here it suits both of you best: what you would like, and what each of them likes to do."),
    ),
    "others": (gettext_lazy("Other people"), gettext_lazy("None of them is in the first team.")),
}
FACTS: Final[Mapping[str, Sentence]] = {
    "gone": gettext_lazy("Somebody is not there any more."),
    "cannot": gettext_lazy("Somebody is no longer free at one of these times."),
    "too_long": gettext_lazy("Somebody has less time now."),
    "money": gettext_lazy("It would cost more now than you want to spend in a week."),
}
CHANGED: Final = gettext_lazy("Something has changed since.")


@dataclass(frozen=True)
class Comer:
    """Somebody of a team, and when they would come."""

    id: UUID
    called: str
    is_known: bool
    times: tuple[str, ...]
    speaks_for_it: tuple[str, ...] = ()
    introduction: UUID | None = None
    is_in_team: bool = False

    # By what a button names them, as on a list.
    card: UUID | None = None

    @property
    def stands_in(self) -> bool:
        return not self.times


@dataclass(frozen=True)
class Told:
    """One team in words."""

    kind: str
    title: Sentence
    lead: Sentence
    facts: tuple[str, ...]
    sureness: str
    trades: tuple[str, ...]
    comers: tuple[Comer, ...]
    alone: tuple[str, ...]
    left_open: tuple[str, ...]

    @property
    def can_ask_all(self) -> bool:
        """Whether there are some whom nobody asked yet."""
        return sum(comer.introduction is None and not comer.is_in_team for comer in self.comers) > 1


def time_of(visit: Iterable[int]) -> str:
    """A visit as people say it: the day, and from when to when."""
    start, quarters, people = (*visit, 1)[:3]
    day, begins = divmod(start, A_DAY)
    words = _("%(day)s, %(from)s to %(until)s, two people") if people > 1 else _("%(day)s, %(from)s to %(until)s")
    return words % {
        "day": WEEKDAYS[day % 7],
        "from": _clock(begins),
        "until": _clock((begins + quarters) % A_DAY),
    }


def _clock(quarter: int) -> str:
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


def told(result: Mapping[str, Any], ask: Ask, actor: Actor, faults: Mapping[int, Any]) -> list[Told]:
    """The teams that still hold, in words."""
    kept = [(place, each) for place, each in enumerate(result.get("options", [])) if place not in faults]
    cards = {each.person: each for each in people_among(_members(kept), ask, by=actor)}
    times = [time_of(visit) for visit in result.get("visits", [])]
    # One letter for one person, in whichever team they are.
    names = _names(actor, ask, cards)
    unknown = [key for key in cards if key not in names]
    there = [(place, each) for place, each in kept if cards.keys() >= set(_members([(place, each)]))]
    called = {key: names.get(key) or _nameless(key, unknown) for key in cards}
    comers = {key: _comer(card, called[key], is_known=key in names) for key, card in cards.items()}
    return [_one(each, times, comers, is_first=place == 0) for place, each in there]


def _comer(card: PersonCard, called: str, *, is_known: bool) -> Comer:
    return Comer(
        id=card.person,
        called=called,
        is_known=is_known,
        times=(),
        # When they are free is told by the times beside it, to the minute.
        speaks_for_it=tuple(card.told.without("free").written),
        introduction=card.introduction,
        is_in_team=card.is_in_team,
        card=card.card,
    )


def _names(actor: Actor, ask: Ask, cards: Mapping[UUID, PersonCard]) -> dict[UUID, str]:
    """What they are called: whoever asks knows what a card says, and a co-ordinator what they may know themselves."""
    if isinstance(actor, OnBehalf) or hand_of(actor).id == ask.person_id:
        return {key: card.called for key, card in cards.items() if card.called}
    people = list(Person.objects.filter(pk__in=list(cards)))
    return {each.pk: each.called for each in masked_many(actor, people, Purpose.MATCH, ["people.name"]) if each.called}


def _members(options: Iterable[tuple[int, Mapping[str, Any]]]) -> list[UUID]:
    return list(dict.fromkeys(UUID(key) for _place, each in options for key in each["members"]))


def _one(
    option: Mapping[str, Any],
    times: list[str],
    comers: Mapping[UUID, Comer],
    *,
    is_first: bool,
) -> Told:
    title, lead = KINDS[option["kind"]]
    return Told(
        kind=option["kind"],
        title=title,
        lead=lead,
        facts=tuple(_facts(option)),
        sureness=_sureness(option),
        trades=() if is_first else tuple(filter(None, (_trade(code, by) for code, by in option["trades"]))),
        comers=tuple(_with_times(comers[key], option, times) for key in map(UUID, option["members"])),
        alone=tuple(times[number] for number in option["unbacked"] if number not in option["open"]),
        left_open=tuple(times[number] for number in dict.fromkeys(option["open"])),
    )


def _with_times(comer: Comer, option: Mapping[str, Any], times: list[str]) -> Comer:
    shares = zip(times, option["shares"], strict=True)
    return replace(comer, times=tuple(time for time, comers in shares if str(comer.id) in comers))


def _nameless(person: UUID, unknown: list[UUID]) -> str:
    if len(unknown) == 1:
        return _("Somebody you do not know yet")
    letter = chr(ord("A") + unknown.index(person))
    return _("Somebody you do not know yet (%(letter)s)") % {"letter": letter}


def _facts(option: Mapping[str, Any]) -> Iterable[str]:
    faces, alone = len(option["members"]), len(set(option["unbacked"]) - set(option["open"]))
    yield ngettext("%(n)s person would come.", "%(n)s people would come.", faces) % {"n": faces}
    if alone == 0:
        yield _("For every visit there is somebody else in the team who could come.")
    else:
        yield ngettext(
            "For %(n)s visit nobody else in the team could come.",
            "For %(n)s visits nobody else in the team could come.",
            alone,
        ) % {"n": alone}
    if faces > 1:
        yield _("Whoever comes most would be there %(time)s a week.") % {"time": _length(option["peak"])}
    pence, unpriced = option["pence_a_week"], option.get("unpriced", 0)
    if pence:
        yield _("It would cost about %(money)s a week.") % {"money": Money(pence, CURRENCY).for_people()}
    elif not unpriced:
        yield _("Nobody of them asks for money.")
    if unpriced:
        yield ngettext(
            "%(n)s of them would be paid and has not said how much: that comes on top.",
            "%(n)s of them would be paid and have not said how much: that comes on top.",
            unpriced,
        ) % {"n": unpriced}


def _length(quarters: int) -> str:
    hours, rest = divmod(quarters * 15, 60)
    parts = [ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}] if hours else []
    parts += [ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest}] if rest else []
    return str(get_text_list(parts, _("and")))


def _sureness(option: Mapping[str, Any]) -> str:
    """How it was found, and how sure that is."""
    if option["how"] == "exact" and option["is_proven"]:
        return _("We looked at all teams there could be. This is the best one of its kind.")
    if option["is_proven"]:
        return _("We worked out that there is no better one of its kind.")
    if len(option["members"]) == option["least_faces"] and option["kind"] == "few":
        return _(
            "We did not look at all teams there could be. Fewer people would not be enough, "
            "but others might suit a little better."
        )
    return _("We did not look at all teams there could be. This is the best so far, and there may be a better one.")


def _trade(code: str, by: int) -> str:
    """In what it differs from the first team."""
    amount = Money(by, CURRENCY).for_people()
    sentences = {
        "more_people": ngettext("%(n)s person more would come.", "%(n)s people more would come.", by) % {"n": by},
        "fewer_people": ngettext("%(n)s person less would come.", "%(n)s people less would come.", by) % {"n": by},
        "more_stand_in": ngettext(
            "For %(n)s visit more there is somebody to stand in.",
            "For %(n)s visits more there is somebody to stand in.",
            by,
        )
        % {"n": by},
        "fewer_stand_in": ngettext(
            "For %(n)s visit less there is somebody to stand in.",
            "For %(n)s visits less there is somebody to stand in.",
            by,
        )
        % {"n": by},
        "costs_more": _("It costs %(money)s more a week.") % {"money": amount},
        "costs_less": _("It costs %(money)s less a week.") % {"money": amount},
        "gladder": _("It suits you and them better."),
        "less_glad": _("It suits you and them a little less."),
        "busier": _("Whoever comes most comes longer."),
        "less_busy": _("Nobody has to come so long."),
        "all_others": _("All of them are other people."),
    }
    return sentences.get(code, "")


# --- when it cannot be done ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Why:
    """What stays open, and what would help, the most helpful first."""

    nobody: tuple[str, ...]
    left_open: tuple[str, ...]
    helps: tuple[str, ...]
    is_complete: bool
    ran_out: bool  # no team at all was found in the time there was, and that says nothing about whether there is one


def why(result: Mapping[str, Any]) -> Why | None:
    found = result.get("hindrance")
    if not found:
        return None
    times = [time_of(visit) for visit in result["visits"]]
    nobody = dict.fromkeys(found["nobody"])
    rest = [number for number in dict.fromkeys(found["open"]) if number not in nobody]
    return Why(
        nobody=tuple(times[number] for number in nobody),
        left_open=tuple(times[number] for number in rest),
        helps=tuple(f"{_help(each, times)} {_then(each['still_open'])}" for each in found["helps"]),
        is_complete=found["is_complete"],
        ran_out=not result["options"],
    )


def _help(each: Mapping[str, Any], times: list[str]) -> str:
    what, at = each["what"], times[each["visit"]] if each["visit"] is not None else ""
    sentences = {
        "earlier": _("Begin this visit an hour earlier: %(time)s.") % {"time": at},
        "later": _("Begin this visit an hour later: %(time)s.") % {"time": at},
        "money": _("Spend up to %(money)s more a week.") % {"money": Money(each["by"], CURRENCY).for_people()},
        "faces": ngettext("Let %(n)s person more come.", "Let %(n)s people more come.", each["by"]) % {"n": each["by"]},
        "must": _("Make this a wish and not a must: %(what)s.") % {"what": _must(each["name"])},
        "task": _("Ask for this apart, so that others may do it: %(what)s.") % {"what": _task(each["name"])},
        "area": _("Let people come from further away."),
    }
    return sentences[what]


def _then(still_open: int) -> str:
    if still_open == 0:
        return _("Then somebody could come to every visit.")
    return ngettext(
        "Then %(n)s visit would still be without anybody.",
        "Then %(n)s visits would still be without anybody.",
        still_open,
    ) % {"n": still_open}


def _task(code: str) -> str:
    return vocabulary().says("tasks", code)


def _must(code: str) -> str:
    if code == GENDER.code:
        return str(GENDER.label)
    return next((str(sieve.label) for sieve in SIEVES if sieve.code == code), code)


def unchecked(result: Mapping[str, Any]) -> bool:
    """Whether there is a must-have that could not be looked at."""
    return bool(result.get("unchecked"))


def what_changed(faults: Mapping[int, Iterable[str]]) -> list[Sentence]:
    """Why some of the teams are not shown any more."""
    codes = dict.fromkeys(code for each in faults.values() for code in each)
    return list(dict.fromkeys(FACTS.get(code, CHANGED) for code in codes))
