"""What tells two entries apart that have the same name, as far as whoever looks may know it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kernel.sections import Class, Purpose, section_called
from tenant_apps.merging.likeness import plain
from tenant_apps.people.models import Person
from tenant_apps.privacy.decide import decide_all
from tenant_apps.privacy.doors import Masked, masked_many
from tenant_apps.privacy.relations import Who
from tenant_apps.profiles.models import Answer
from tenant_apps.profiles.questions import QUESTIONS
from tenant_apps.profiles.shape import Part

CODES: Final = ("people.name", "people.membership")
EVERYDAY: Final = (Class.OPEN, Class.PERSONAL)


@dataclass(frozen=True)
class Entry:
    """One entry in a list of such as seem alike: its name, and what tells it from another of that name."""

    seen: Masked
    told: tuple[str, ...]

    @property
    def pk(self) -> UUID:
        return self.seen.pk

    @property
    def name(self) -> str:
        return self.seen.name or ""

    @property
    def called(self) -> str:
        return self.seen.called


def entries(by: Who, ids: Iterable[UUID]) -> dict[UUID, Entry]:
    """These entries, each with since when it is there, whether it signs in, and which profile others may read."""
    people = list(Person.objects.filter(pk__in=list(ids)).by_name())
    profiles = _profiles(by, people)
    seen = masked_many(by, people, Purpose.ADMIN, CODES)
    return {each.pk: Entry(each, (*_since(each), *profiles.get(each.pk, ()))) for each in seen}


def _since(seen: Masked) -> list[str]:
    """What the list of people says of an entry, if the reader may know it."""
    if not seen.may("people.membership") or seen.joined_on is None:
        return []
    day = date_format(seen.joined_on, "j E Y")
    left = [_("has left")] if seen.left_at is not None else []
    signs_in = _("signs in") if seen.account_id is not None else _("does not sign in")
    return [_("joined on %(day)s") % {"day": day}, signs_in, *left]


def _profiles(by: Who, people: Collection[Person]) -> dict[UUID, list[str]]:
    """Which profile each shows this reader. Only everyday questions tell: looking for a difference is no look at what
    is sensitive, and whoever shares nothing with the reader has no profile for them."""
    asked = Answer.objects.filter(person__in=people, is_shown=True, question__in=list(QUESTIONS))
    answered = {(pk, QUESTIONS[code]) for pk, code in asked.values_list("person", "question")}
    told = {
        (pk, question)
        for pk, question in answered
        if question.part != Part.ME and section_called(question.section).klass in EVERYDAY
    }
    if not told:
        return {}
    wanted = {question.section: section_called(question.section) for _pk, question in told}
    may = decide_all(by, people, wanted.values(), Purpose.ADMIN)
    parts: dict[UUID, set[Part]] = defaultdict(set)
    for pk, question in told:
        if may[pk][question.section].allow:
            parts[pk].add(question.part)
    words = {Part.GETTING: _("has a profile for getting support"), Part.GIVING: _("has a profile for giving support")}
    return {pk: [words[part] for part in words if part in found] for pk, found in parts.items()}


def own_words(asked: Person, other: Person) -> tuple[str, str]:
    """What somebody is told of the entry that is said to be theirs, too: its name if it is theirs, else its first
    letters, and since when it is there. Nothing that a stranger of the same name could do harm with."""
    is_alike = plain(asked.name) == plain(other.name)
    letters = " ".join(f"{word[:1]}." for word in other.name.split())
    return other.name if is_alike else letters, date_format(other.joined_on, "j E Y")
