"""An attacker asks again and again, with and without one thing, to find out what people keep to themselves.

A crowd of made-up people (the same each time), the real services, and what an attacker would conclude. Printed with
`-s`: how often the conclusion is right, beside how common the thing is anyway.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models import F

from kernel.time import now
from tenant_apps.matching.models import Ask, Exposure, Offer, Shortlist
from tenant_apps.matching.services import shortlists
from tenant_apps.people.models import Person, today
from tenant_apps.privacy.models import Choice
from tenant_apps.profiles.models import Answer
from tenant_apps.profiles.questions import CULTURE, LANGUAGES, PETS, SMOKING
from tenant_apps.rights.models import Consent
from tenants.context import in_circle
from tests.matching.given import answers, opens

pytestmark = pytest.mark.usefixtures("db")

PEOPLE, SEED, WEEK = 150, 20261123, {"tue": [["09:00", "12:00"]]}
# How much oftener than by chance a conclusion may be right, before we say that something was found out.
MARGIN = 0.06


@dataclass(frozen=True)
class Secret:
    """Something kept hidden, how common it is, and how an attacker varies an ask or their home to find it out."""

    name: str
    common: float
    must: tuple[str, str] | None = None
    home: tuple[str, str] | None = None
    has: tuple[str, str] = ("", "")


SECRETS = (
    Secret("cannot be where people smoke", 0.3, home=("smoking", "inside"), has=("smoking-fine", "no")),
    Secret("cannot bear animals", 0.2, home=("pets", "dog"), has=("pets-fine", "allergic")),
    Secret("will not go where a dog is", 0.2, home=("pets", "dog"), has=("homes", "dog")),
    Secret("speaks Yiddish", 0.06, must=("languages", "yi"), has=("languages", "yi")),
    Secret("is Jewish", 0.06, must=("faith", "jewish"), has=("faith", "jewish")),
    Secret("is allergic to cats", 0.2, home=("pets", "cat"), has=("pets-fine", "allergic-cats")),
    Secret("lives with a cat", 0.3, home=("pets-fine", "allergic-cats"), has=("pets", "cat")),
)
QUESTIONS = {"smoking-fine": SMOKING, "pets-fine": PETS, "pets": PETS, "languages": LANGUAGES, "faith": CULTURE}
OTHERWISE = {"smoking-fine": "yes", "pets-fine": "dogs-fine", "pets": "none", "languages": "en", "faith": "quaker"}


@pytest.fixture
def crowd(calderdale) -> dict[str, set[UUID]]:
    """Who has which secret. Everybody offers company on Tuesdays, hides everything, and said yes to its use."""
    chosen, by_secret = random.Random(SEED), {}
    with in_circle(calderdale):
        people = Person.objects.bulk_create(
            [Person(name=f"Giver {number}", joined_on=today()) for number in range(PEOPLE)]
        )
        said = {"tasks": ["company"], "week": WEEK, "state": "open", "opened_at": now()}
        Offer.objects.bulk_create(Offer(person=each, **said) for each in people)
        Choice.objects.bulk_create(Choice(person=each, section=LANGUAGES.section, audience=0) for each in people)
        says_yes(*people)
        rows: dict[tuple[UUID, str], Answer] = {}
        for secret in SECRETS:
            facet, code = secret.has
            having = {each.pk for each in people if chosen.random() < secret.common}
            by_secret[secret.name] = having
            if facet == "homes":
                Offer.objects.filter(person__in=having).update(must={"homes": [code]})
                continue
            kept = {"question": QUESTIONS[facet].code, "is_shown": True, "shown_at": now(), "checked_on": today()}
            for each in people:
                row = rows.setdefault(
                    (each.pk, kept["question"]), Answer(person=each, plain_shown={"facets": {}}, **kept)
                )
                codes = row.plain_shown["facets"].setdefault(facet, [])
                if each.pk in having or not codes:
                    codes.append(code if each.pk in having else OTHERWISE[facet])
        Answer.objects.bulk_create(rows.values())
    return by_secret


def says_yes(*people: Person) -> None:
    """These people let what they keep to themselves be used."""
    yes = {"purpose": "match", "version": 1, "wording": "Yes.", "language": "en-gb", "channel": "screen"}
    Consent.objects.bulk_create(Consent(person=each, given_at=now(), by=each, **yes) for each in people)


class Attacker:
    """Somebody with one ask, who changes it, changes what they say of their home, and compares lists."""

    def __init__(self, person: Person) -> None:
        self.person = person
        says_yes(person)  # or their own home would not count
        self.ask = opens(person, tasks=["company"], week=WEEK)

    def sees(self, secret: Secret, *, with_it: bool) -> set[UUID]:
        """Whom they are shown when they ask with the one thing, or without it."""
        must = {secret.must[0]: [secret.must[1]]} if with_it and secret.must is not None else {}
        home = {secret.home[0]: [secret.home[1] if with_it else "none"]} if secret.home is not None else {}
        answers(self.person, **home)
        self.ask = Ask.objects.get(pk=self.ask.pk)
        Ask.objects.filter(pk=self.ask.pk).update(must=must, number=self.ask.number + 1, changed_at=now())
        self.ask = Ask.objects.get(pk=self.ask.pk)
        found = shortlists.look(self.ask, by=self.person)
        assert found.waits_until is None
        return set(found.shortlist.ids)

    def waits(self, weeks: int) -> None:
        """Weeks go by."""
        Shortlist.objects.filter(person=self.person).update(made_at=F("made_at") - timedelta(weeks=weeks))


def right(concluded: set[UUID], truth: set[UUID], prior: float) -> float:
    """How often a conclusion is right. Who concludes nothing knows as much as before."""
    return len(concluded & truth) / len(concluded) if concluded else prior


def margin(prior: float, count: int) -> float:
    """How far chance alone may lead from the prior: of few people it is more."""
    return max(MARGIN, 3 * (prior * (1 - prior) / max(count, 1)) ** 0.5)


def conclusions(secret: Secret, attacker: Attacker) -> Iterator[tuple[str, set[UUID]]]:
    """What an attacker would say of whom, by way."""
    is_of_those_who_stay = secret.must is not None
    without, with_it = attacker.sees(secret, with_it=False), attacker.sees(secret, with_it=True)
    yield "first without, then with", with_it & without if is_of_those_who_stay else without - with_it
    attacker.waits(20)
    with_it, without = attacker.sees(secret, with_it=True), attacker.sees(secret, with_it=False)
    yield "first with, then without", with_it if is_of_those_who_stay else without - with_it
    attacker.waits(5)  # past the weeks in which versions are counted, not past those for which it stands
    again = attacker.sees(secret, with_it=False)
    yield "again after five weeks", again - with_it if not is_of_those_who_stay else again & with_it


@pytest.mark.parametrize("secret", SECRETS, ids=lambda secret: secret.name)
def test_varying_an_ask_finds_out_next_to_nothing(calderdale, cast, crowd, secret, capsys):
    truth = crowd[secret.name]
    prior = len(truth) / PEOPLE
    with in_circle(calderdale):
        attacker = Attacker(cast.iris)
        for way, concluded in conclusions(secret, attacker):
            found = right(concluded, truth, prior)
            with capsys.disabled():
                print(f"{secret.name:32} {way:26} right {found:4.0%} of {len(concluded):3}, anyway {prior:4.0%}")
            assert found <= prior + margin(prior, len(concluded)), way


def test_several_who_compare_their_lists_find_out_little_in_a_crowd(calderdale, cast, crowd, capsys):
    """Some ask with smoke in the house, others without; all together look who is missing."""
    secret = SECRETS[0]
    truth, prior = crowd[secret.name], len(crowd[secret.name]) / PEOPLE
    with in_circle(calderdale):
        smoky = [Attacker(each).sees(secret, with_it=True) for each in (cast.iris, cast.otto, cast.fin)]
        clear = [Attacker(each).sees(secret, with_it=False) for each in (cast.adah, cast.june, cast.sol, cast.cora)]
    missing = [(there - here) for here in smoky for there in clear]
    rightly = sum(len(each & truth) for each in missing) / sum(len(each) for each in missing)
    with capsys.disabled():
        print(f"{secret.name:32} {'seven compare their lists':26} right {rightly:4.0%}, anyway {prior:4.0%}")
    assert rightly <= prior + 0.2


def test_where_few_offer_what_stands_in_a_profile_leaves_nobody_out(calderdale, cast, crowd):
    """There, whoever is missing would be missed. What somebody said in their offer counts all the same."""
    with in_circle(calderdale):
        few = Offer.objects.filter(person__in=list(crowd[SECRETS[0].name])[:10]).values_list("person_id", flat=True)
        Offer.objects.exclude(person__in=list(few)).delete()
        says_yes(cast.iris)
        answers(cast.iris, smoking=["inside"])
        ask = opens(cast.iris, tasks=["company"], week=WEEK)
        assert set(shortlists.look(ask, by=cast.iris).shortlist.ids) == set(few)
        Offer.objects.update(must={"homes": ["smoke"]})
        Shortlist.objects.all().delete()
        assert shortlists.look(ask, by=cast.iris).shortlist.ids == []


def test_what_is_hidden_changes_neither_order_nor_shape(calderdale, cast, crowd):
    """Those who are left stand as they would if nobody hid anything."""
    with in_circle(calderdale):
        secret = SECRETS[0]
        says_yes(cast.iris)
        answers(cast.iris, smoking=["inside"])
        ask = opens(cast.iris, tasks=["company"], week=WEEK)
        found = shortlists.look(ask, by=cast.iris).shortlist
        assert len(found.ids) == 20  # the next ones take the places
        assert crowd[secret.name].isdisjoint(found.ids)
        for table in (Shortlist, Exposure):
            table.objects.all().delete()
        Consent.objects.exclude(person=cast.iris).delete()
        unfiltered = shortlists.look(ask, by=cast.iris).shortlist
        kept = [each for each in unfiltered.ids if each not in crowd[secret.name]]
        assert kept == found.ids[: len(kept)]
        assert unfiltered.aside == []  # and without a yes nothing hidden is used
