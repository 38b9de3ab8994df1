"""Somebody who was suggested, as a person on a card: what to call them, their picture, and what speaks for it.

All through privacy's doors. What is shown is what the asker may know, whoever reads it to them: a co-ordinator on the
telephone, or whoever acts for them, sees no more here than the asker would, and no more than they may see themselves.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from string import ascii_uppercase
from typing import Any, Final
from uuid import UUID

from django.db.models import DateTimeField, QuerySet, UUIDField

from kernel.actors import Actor
from kernel.sections import Audience, Purpose, section_called
from kernel.time import now
from tenant_apps.matching import explaining
from tenant_apps.matching.across_words import lines
from tenant_apps.matching.checking import with_what_may_be_done
from tenant_apps.matching.distances import places
from tenant_apps.matching.explaining import Reason, Side
from tenant_apps.matching.models import Ask, Introduction, Offer, Shortlist, Step
from tenant_apps.matching.services.shortlists import asks_there, people_there, teammates_of
from tenant_apps.matching.sides import answers_of, sections_of, side_of_ask, side_of_offer
from tenant_apps.matching.summaries import finest
from tenant_apps.matching.veils import veiled
from tenant_apps.people.models import Person
from tenant_apps.privacy.doors import Masked, masked_many
from tenant_apps.privacy.facts import chosen_by
from tenant_apps.profiles.models import Showing
from tenant_apps.profiles.sections import PICTURES
from tenant_apps.profiles.shape import Kind
from tenant_apps.profiles.vocabulary import Vocabulary, vocabulary
from tenants.questions import Question, Slot

NAME: Final = "people.name"
PICTURE: Final = PICTURES[Kind.GIVING].code


@dataclass(frozen=True)
class Told:
    """What speaks for it, in the forms in which it may be told."""

    reasons: tuple[Reason, ...]
    said: Vocabulary = field(repr=False)

    def without(self, kind: str) -> "Told":
        """All but one kind, where that is told beside it anyway."""
        return Told(tuple(each for each in self.reasons if each.kind != kind), self.said)

    @property
    def written(self) -> list[str]:
        return self._in(explaining.written)

    @property
    def spoken(self) -> list[str]:
        return self._in(explaining.spoken)

    @property
    def to_giver(self) -> list[str]:
        return self._in(explaining.to_giver)

    @property
    def easy(self) -> list[str]:
        return explaining.easy(self.reasons, self.said)

    def _in(self, form: Callable[[Reason, Vocabulary], str]) -> list[str]:
        return [form(each, self.said) for each in self.reasons]


@dataclass(frozen=True)
class PersonCard:
    """Somebody who might suit. `called` is empty while their name may not be known: then it is somebody who ..."""

    person: UUID
    called: str
    told: Told
    photo: Showing | None = None
    # That between the two which the asker has said they would be glad of.
    introduction: UUID | None = None
    is_in_team: bool = False
    # By which to tell those without a name from one another, on the page and on paper: the place on this list.
    letter: str = ""
    # What names them in an address: their own number where they are known by name, else one of this ask alone.
    card: UUID | None = None


@dataclass(frozen=True)
class AskCard:
    """An ask that might suit: what and when, and not who it is."""

    ask: Ask
    lines: list[tuple[str, str]]
    told: Told
    introduction: UUID | None = None


@dataclass(frozen=True)
class _Seen:
    """What may be known of the givers: by the asker, and by whoever looks."""

    by_asker: Mapping[UUID, Masked]
    by_hand: Mapping[UUID, Masked]

    def may(self, person: UUID, code: str) -> bool:
        return self.by_asker[person].may(code) and self.by_hand[person].may(code)

    def called(self, person: UUID) -> str:
        return self.by_hand[person].called if self.may(person, NAME) else ""


def people_on(shortlist: Shortlist, ask: Ask, *, by: Actor) -> list[PersonCard]:
    """Those of a list who may still be shown, in its order. A letter stays with its person as long as the list does."""
    letters = {each: ascii_uppercase[place] for place, each in enumerate(shortlist.ids[: len(ascii_uppercase)])}
    return [replace(each, letter=letters[each.person]) for each in people_among(shortlist.ids, ask, by=by)]


def people_among(ids: Sequence[UUID], ask: Ask, *, by: Actor) -> list[PersonCard]:
    """Those of these people who may be shown, in this order. Whoever may not is not there, and nobody says why."""
    offers = people_there(ask, ids)
    order = [each for each in ids if each in offers]
    shown = answers_of([*order, ask.person_id])
    asker = side_of_ask(ask, shown[ask.person_id])
    # a card says nothing else of somebody than the list does
    offers = {each.person_id: each for each in with_what_may_be_done(offers.values())}
    givers = {each: side_of_offer(offers[each], shown[each]) for each in order}
    people = [offers[each].person for each in order]
    seen = _seen(ask.person, by, people, givers.values())
    shared = _shared(ask.person, sections_of([asker]))
    photos = _photos([each for each in order if seen.may(each, PICTURE)])
    said, there = vocabulary(), places([ask, *offers.values()])

    def told(giver: UUID) -> Told:
        found = explaining.reasons(
            asker,
            givers[giver],
            asker_sees=lambda code: seen.may(giver, code),
            giver_sees=shared.__contains__,
            way=there.way(ask, offers[giver]),
        )
        return Told(tuple(found), said)

    asked, in_team = asked_for(ask), teammates_of(ask.person_id)
    return [
        PersonCard(
            each,
            called := seen.called(each),
            told(each),
            photos.get(each) if called else None,  # its address would name them
            asked.get(each),
            each in in_team,
            card=each if called else veiled(ask.pk, each),
        )
        for each in order
    ]


def asks_on(shortlist: Shortlist, offer: Offer) -> list[AskCard]:
    """Those asks of a list that may still be shown. Nothing is read of the asker's profile: who it is is not told, and
    a few hobbies would tell it."""
    asks = asks_there(offer, shortlist.ids)
    giver = side_of_offer(offer, answers_of([offer.person_id])[offer.person_id])
    said, there = vocabulary(), places([offer, *asks.values()])

    def told(ask: Ask) -> Told:
        found = explaining.reasons(
            side_of_ask(ask, {}),
            giver,
            asker_sees=lambda _code: True,  # it is the giver who reads, and these are their own words
            giver_sees=lambda _code: False,
            way=there.way(ask, offer),
        )
        return Told(tuple(each for each in found if each.kind in explaining.TO_GIVER), said)

    order = [asks[each] for each in shortlist.ids if each in asks]
    asked = dict(_ANSWERED.ask(giver=offer.person_id, person=offer.person_id, at=now()))
    return [
        AskCard(each, lines(finest(each.tasks, each.week, each.pay)), told(each), asked.get(each.pk)) for each in order
    ]


def _seen(asker: Person, by: Actor, people: Collection[Person], sides: Iterable[Side]) -> _Seen:
    codes = sorted({NAME, PICTURE, *sections_of(sides)})
    of_asker = {each.pk: each for each in masked_many(asker, people, Purpose.VIEW, codes)}
    if by.id == asker.pk:
        return _Seen(of_asker, of_asker)
    return _Seen(of_asker, {each.pk: each for each in masked_many(by, people, Purpose.MATCH, codes)})


def _shared(asker: Person, codes: Iterable[str]) -> frozenset[str]:
    """Of these sections of the asker, those that everybody in the circle may see. Whether one of the givers may see
    more, as somebody named or a teammate, is not asked: less is shown when in doubt."""
    wanted = [section_called(code) for code in codes]
    if not wanted:
        return frozenset()
    facts = chosen_by([asker.pk], wanted)
    return frozenset(each.code for each in wanted if facts.audience(asker.pk, each) >= Audience.CIRCLE)


def asked_for(ask: Ask) -> dict[UUID, UUID]:
    """Whom the asker would be glad to know, and the introduction in which they say so."""
    return dict(_ASKED.ask(ask=ask.pk, person=ask.person_id, at=now()))


def _going_on(own: str, column: str) -> "QuerySet[Introduction, Any]":
    """Which go on, as far as this person knows and has said something themselves."""
    spoke = Step.objects.filter(person=Slot("person", UUIDField())).values("introduction")
    introductions = Introduction.objects.filter(**{own: Slot(own, UUIDField())})
    return introductions.seeming(Slot("at", DateTimeField())).filter(pk__in=spoke).values_list(column, "pk")


def _shown_photos() -> "QuerySet[Showing]":
    rows = Showing.objects.filter(person__among=Slot("ids", UUIDField()), profile=Kind.GIVING)
    return rows.filter(medium=Showing.Medium.PHOTO, is_shown=True)


_ASKED: Final = Question(partial(_going_on, "ask", "giver_id"))
_ANSWERED: Final = Question(partial(_going_on, "giver", "ask_id"))
_PHOTOS: Final = Question(_shown_photos)


def _photos(people: Collection[UUID]) -> dict[UUID, Showing]:
    return {each.person_id: each for each in _PHOTOS.ask(ids=list(people))} if people else {}
