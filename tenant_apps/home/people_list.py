"""Finding people in the list, and turning its pages. Nobody is found, counted or sorted by what the reader may not see.

A page begins after somebody, named by id: when others come or go meanwhile, nobody is shown twice or passed over, and
no name stands in an address.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django import forms
from django.db.models import Count, Func, Max, Q, Value, Window
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kernel.errors import RuleBroken, Sentence
from kernel.ids import parse_uuid
from kernel.sections import Purpose
from tenant_apps.people.models import Hat, Person, PersonQuerySet
from tenant_apps.privacy.doors import shown, visible
from tenant_apps.privacy.relations import Reader
from tenant_apps.profiles.finding import SIEVES, Asked, asked_for, in_words, who_fit
from tenant_apps.profiles.vocabulary import Vocabulary

HERE, ON_HOLD, LEFT, NO_ACCOUNT, ALL = "", "on_hold", "left", "no_account", "all"
NOT_KNOWN: Final = _("What you asked for is not known here. Choose from what is shown, or type less.")
# Fewer digits than these are a year or the number of a house.
ENOUGH_DIGITS = 4


class PeopleFilter(forms.Form):
    """Narrows the list by a piece of a name, an address or a telephone, by hats, and by whether they are here."""

    name = forms.CharField(label=_("Name, e-mail or phone"), max_length=60, required=False)
    hat = forms.ChoiceField(label=_("What they do"), choices=[("", _("Everybody")), *Hat.Kind.choices], required=False)
    state = forms.ChoiceField(
        label=_("Who"),
        choices=[
            (HERE, _("In the circle")),
            (NO_ACCOUNT, _("With no account")),
            (ON_HOLD, _("On hold")),
            (LEFT, _("Left")),
            (ALL, _("Everybody we know")),
        ],
        required=False,
    )
    joined = forms.ChoiceField(
        label=_("How they joined"), choices=[("", _("Everybody")), *Person.HowJoined.choices], required=False
    )

    def narrow(self, by: Reader, purpose: Purpose) -> PersonQuerySet:
        """Those who fit; everybody when nothing was asked, and nobody where it cannot be understood."""
        people = visible(by, Person.objects.all(), "people.name", purpose)
        if not self.is_valid():
            return people.none()
        asked = self.cleaned_data
        if name := asked.get("name"):
            people = _called(people, name, by, purpose)
        if hat := asked.get("hat"):
            people = visible(by, people, "people.hats", purpose).wearing(hat)
        state, joined = asked["state"], asked["joined"]
        if state or joined:
            people = visible(by, people, "people.membership", purpose)
        if joined:
            people = people.filter(how_joined=joined)
        return _in_state(people, state)

    @property
    def wrong(self) -> Sentence:
        """What to say to whoever asks for something that cannot be understood."""
        return "" if self.is_valid() else NOT_KNOWN

    @property
    def goes_by_contact(self) -> bool:
        """Whether people may have been found by how to reach them: then that was looked at."""
        name = self.cleaned_data.get("name", "") if self.is_valid() else ""
        return "@" in name or len(_digits(name)) >= ENOUGH_DIGITS


@dataclass(frozen=True, slots=True)
class ByAnswers:
    """What people are found by of their profiles, as it stands on the page: what can be ticked, and what was."""

    asked: Asked
    said: Vocabulary
    wrong: Sentence = ""

    @classmethod
    def of(cls, sent: QueryDict, said: Vocabulary, wrong: Sentence = "") -> "ByAnswers":
        """What the address asks for; with a code that nobody knows, or what was `wrong` before, a sentence instead."""
        try:
            return cls(asked_for(sent, said), said, wrong)
        except RuleBroken as refused:
            return cls({}, said, refused.sentence)

    def narrow(self, people: PersonQuerySet, by: Reader, purpose: Purpose) -> PersonQuerySet:
        """Those who let this reader see that everything fits; nobody where it cannot be understood."""
        if self.wrong:
            return people.none()
        found: PersonQuerySet = who_fit(people, self.asked, to=by, purpose=purpose)
        return found

    @property
    def groups(self) -> list[tuple[str, Sentence, list[tuple[str, Sentence, bool]], int]]:
        """Each group of things to tick: its code and label, every term and whether it is ticked, and how many are."""
        return [
            (
                sieve.code,
                sieve.label,
                [(code, label, code in self.asked.get(sieve.code, ())) for code, label in sieve.choices(self.said)],
                len(self.asked.get(sieve.code, ())),
            )
            for sieve in SIEVES
        ]

    def words(self, asked: QueryDict) -> list[tuple[Sentence, str, str]]:
        """What was ticked, in words, each with the address without it."""
        told = []
        for label, term, name, code in in_words(self.asked, self.said):
            without = asked.copy()
            without.setlist(name, [each for each in without.getlist(name) if each != code])
            told.append((label, term, without.urlencode()))
        return told


def _called(people: PersonQuerySet, name: str, by: Reader, purpose: Purpose) -> PersonQuerySet:
    """Found by what they are called; by an address or a telephone only where the reader may see it."""
    fits = Q(name__icontains=name) | Q(known_as__icontains=name)
    if "@" in name:
        people = people.annotate(seen_email=shown(by, "email", purpose))
        fits |= Q(seen_email__icontains=name)
    if len(digits := _digits(name)) >= ENOUGH_DIGITS:
        plain = Func(shown(by, "phone", purpose), Value(r"\D"), Value(""), Value("g"), function="regexp_replace")
        people = people.annotate(seen_digits=plain)
        fits |= Q(seen_digits__contains=digits.removeprefix("44").removeprefix("0"))
    return people.filter(fits)


def _digits(text: str) -> str:
    return "".join(each for each in text if each in "0123456789")


def _in_state(people: PersonQuerySet, state: str) -> PersonQuerySet:
    """Those who are here, unless others were asked for. An entry that was put together with another is nobody."""
    people = people.filter(same_as=None)
    if state == LEFT:
        return people.exclude(left_at=None)
    if state == ALL:
        return people
    if state == ON_HOLD:
        return people.exclude(suspended_at=None)
    return people.present().filter(account_id=None) if state == NO_ACCOUNT else people.present()


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of the list, and after whom the next begins, or before whom the one before ends."""

    people: list[Person]
    how_many: int
    after: UUID | None = None
    before: UUID | None = None

    @property
    def is_whole(self) -> bool:
        return self.after is None and self.before is None


def page_of(people: PersonQuerySet, asked: QueryDict, size: int) -> Page:
    """The piece that was asked for; the first when nothing was, or when whoever it begins after is not in the list."""
    before, after = (parse_uuid(asked.get(way)) for way in ("before", "after"))
    if before is None and after is None:
        return _first_page(people, size)
    how_many, place = _count_and_place(people, before or after)
    if place is None:
        return _first_page(people, size)
    if how_many <= size:
        return Page(list(people.order_by("name", "id")), how_many)
    if before is not None:
        found = list(people.filter(_beyond(place, "lt")).order_by("-name", "-id")[: size + 1])
        if len(found) <= size:
            return _first_page(people, size)
        rows = found[:size][::-1]
        return Page(rows, how_many, rows[-1].pk, rows[0].pk)
    rows = list(people.filter(_beyond(place, "gt")).order_by("name", "id")[: size + 1])
    return Page(rows[:size], how_many, _last(rows, size), rows[0].pk if rows else None)


def _first_page(people: PersonQuerySet, size: int) -> Page:
    """The rows and how many there are in one question: finding out whom the reader may see is most of its work."""
    found = list(people.annotate(how_many=Window(Count("pk"))).order_by("name", "id")[: size + 1])
    rows: list[Person] = [*found]
    return Page(rows[:size], found[0].how_many if found else 0, _last(rows, size))


def _last(rows: list[Person], size: int) -> UUID | None:
    """After whom the next page begins, when there was one more than a page holds."""
    return rows[size - 1].pk if len(rows) > size else None


def _count_and_place(people: PersonQuerySet, pk: UUID | None) -> "tuple[int, tuple[str, UUID] | None]":
    """How many are in the list, and where somebody stands in it; nowhere when they are not, so that no id tells
    anything. In one question, since finding out whom the reader may see is most of its work."""
    found = people.aggregate(how_many=Count("pk"), name=Max("name", filter=Q(pk=pk)))
    place = (found["name"], pk) if pk is not None and found["name"] is not None else None
    return found["how_many"], place


def _beyond(place: tuple[str, UUID], way: str) -> Q:
    name, pk = place
    return Q(**{f"name__{way}": name}) | Q(**{"name": name, f"pk__{way}": pk})
