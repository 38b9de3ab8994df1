"""Finding people by what they ticked: on the page and by programs, only by answers that the reader may see."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.sections import Audience
from tenant_apps.people.models import Person, today
from tenant_apps.privacy.models import Stance
from tenant_apps.privacy.services import choose_audience, take_stance
from tenant_apps.privacy.words import Preset
from tenant_apps.profiles.models import Answer
from tenant_apps.profiles.questions import LANGUAGES, SKILLS, TIMES_GIVING, TRAINING
from tenant_apps.profiles.services import keep_answer, set_term, show_answers
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
PAGE, API = "/people/", "/api/v1/people/"


def tell(person, question, said) -> None:
    """They answer a question and show it."""
    seen = Answer.objects.filter(person=person, question=question.code).values_list("number", flat=True).first() or 0
    kept = keep_answer(person, question, said, seen=seen, by=person)
    show_answers(person, {question: kept.number}, by=person)


@pytest.fixture
def sol(calderdale, cast):
    """Sol shares with everybody in the circle that she speaks Polish, knows dementia, and comes on Tuesday mornings."""
    with in_circle(calderdale):
        take_stance(cast.sol, Preset.OPEN, by=cast.sol)
        tell(cast.sol, LANGUAGES, {"facets": {"languages": ["pl", "en"]}})
        tell(cast.sol, SKILLS, {"facets": {"skills": ["dementia", "hoist"]}})
        tell(cast.sol, TIMES_GIVING, {"facets": {"travel": ["bus"]}, "week": {"tue": [["09:00", "12:30"]]}})
        yield cast.sol


@pytest.fixture
def otto(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.otto)


def found(browser, asked: str) -> tuple[bool, bool]:
    """Whether Sol is found on the page, and by a program. Both answer alike."""
    page = browser.get(f"{PAGE}?{asked}")
    told = browser.get(f"{API}?{asked}").json()["results"]
    return "Sol " in re.sub(r"<option.*?</option>", "", page.text), any(
        each["name"].startswith("Sol ") for each in told
    )


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ("languages=pl", True),
        ("languages=pl&languages=en", True),
        ("languages=pl&languages=cy", False),
        ("skills=dementia&languages=pl&travel=bus", True),
        ("skills=stroke", False),
        ("day=tue", True),
        ("day=tue&part=morning", True),
        ("day=tue&part=afternoon", True),
        ("day=tue&part=evening", False),
        ("day=wed&part=morning", False),
        ("part=morning", True),
        ("part=night", False),
        ("day=tue&day=wed", False),
        ("courses=first-aid", False),
        ("interests=music", False),
    ],
)
def test_who_ticked_all_that_was_asked_is_found_and_nobody_else(otto, sol, asked, fits):
    assert found(otto, asked) == (fits, fits)


@pytest.mark.parametrize(
    ("span", "parts"),
    [
        (["22:00", "06:00"], {"night"}),
        (["20:00", "23:30"], {"evening", "night"}),
        (["05:00", "06:30"], {"night", "morning"}),
        (["12:00", "17:00"], {"afternoon"}),
        (["21:00", "08:00"], {"evening", "night"}),
    ],
)
def test_the_parts_of_a_day_are_those_of_the_clock_on_the_wall(otto, sol, span, parts):
    tell(sol, TIMES_GIVING, {"week": {"fri": [span]}})
    everywhere = ("morning", "afternoon", "evening", "night")
    assert {part for part in everywhere if found(otto, f"day=fri&part={part}")[0]} == parts


def test_training_that_ran_out_finds_nobody(otto, sol):
    ran_out, still = (today() - timedelta(days=1)).isoformat(), today().isoformat()
    tell(sol, TRAINING, {"rows": [{"course": "first-aid", "expires_on": ran_out}, {"course": "food"}]})
    assert found(otto, "courses=first-aid") == (False, False)
    assert found(otto, "courses=food") == (True, True)
    tell(sol, TRAINING, {"rows": [{"course": "first-aid", "expires_on": still}]})
    assert found(otto, "courses=first-aid") == (True, True)


def test_a_word_of_the_circle_itself_can_be_asked_for(otto, sol, cast):
    term = set_term("skills", {"en-gb": 'Bees " ? (@ == 1)'}, by=cast.cora)
    assert term.code.startswith("x-")
    tell(sol, SKILLS, {"facets": {"skills": [term.code]}})
    assert found(otto, f"skills={term.code}") == (True, True)


def test_a_draft_and_an_answer_for_fewer_people_find_nobody(otto, sol, cast):
    keep_answer(sol, LANGUAGES, {"facets": {"languages": ["cy"]}}, seen=2, by=sol)
    assert found(otto, "languages=cy") == (False, False)
    choose_audience(sol, SKILLS.section, Audience.ONLY_ME, by=sol)
    assert found(otto, "skills=dementia") == (False, False)
    assert found(otto, "languages=pl") == (True, True)
    take_stance(sol, Preset.VERY_PRIVATE, by=sol)
    assert found(otto, "languages=pl") == (False, False)


NEW_EACH_TIME = re.compile(
    r"""nonce="[^"]+"|value="[\w-]{40,}"|csrf[\w-]*\W+[\w-]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"""
)


@pytest.mark.parametrize("door", [PAGE, API])
def test_what_is_hidden_cannot_be_told_by_the_answer_its_size_or_its_questions(otto, sol, door):
    """Sol hides what she knows about: right guesses and wrong ones are answered alike, to the last header."""
    choose_audience(sol, SKILLS.section, Audience.ONLY_ME, by=sol)
    told = []
    for guess in ("dementia", "diabetes"):
        otto.get(f"{door}?skills={guess}")
        with CaptureQueriesContext(connection) as asked:
            answer = otto.get(f"{door}?skills={guess}")
        words = NEW_EACH_TIME.sub("", answer.text)
        words = re.sub(r"(?i)dementia|diabetes|( checked)", "", words)
        told.append((answer.status_code, answer.headers.get("ETag"), words, len(asked)))
    assert told[0] == told[1]


def test_filters_ask_the_database_as_often_for_many_people_as_for_few(otto, sol):
    def questions(door: str) -> int:
        otto.get(door)
        with CaptureQueriesContext(connection) as asked:
            assert otto.get(door).status_code == 200
        return len(asked)

    doors = [f"{door}?languages=pl&skills=dementia&day=tue&part=morning&travel=bus" for door in (PAGE, API)]
    few = [questions(door) for door in doors]
    people = Person.objects.bulk_create(Person(name=f"Sol {n}", joined_on="2026-01-01") for n in range(60))
    Stance.objects.bulk_create(Stance(person=each, preset=Preset.OPEN.value) for each in people)
    made = [(LANGUAGES, {"languages": ["pl"]}), (SKILLS, {"skills": ["dementia"]})]
    for person in people:
        for question, facets in made:
            Answer.objects.create(
                person=person, question=question.code, is_shown=True, plain_shown={"facets": facets}, number=1,
                shown_at="2026-11-01T00:00Z", checked_on="2026-11-01",
            )  # fmt: skip
    assert [questions(door) for door in doors] == few


def test_a_code_that_nobody_knows_is_refused_with_a_sentence_at_both_doors(otto, sol):
    page = otto.get(f"{PAGE}?languages=klingon")
    assert page.status_code == 422
    assert "One of yours is not known here." in page.text
    assert "Sol Heronmark" not in page.text
    answer = otto.get(f"{API}?languages=klingon")
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_term")
    assert answer.json()["errors"][0]["field"] == "languages"


def test_the_page_says_in_words_what_was_asked_and_how_to_take_it_out(otto, sol):
    page = otto.get(f"{PAGE}?languages=pl&day=tue").text
    assert "Languages: Polish" in page
    assert "On which day: Tuesday" in page
    assert 'href="?day=tue"' in page
    assert 'href="/people/">' in page
    assert re.search(r'value="pl"[^>]* checked', page)
    plain = otto.get(PAGE).text
    assert "Shown are those who fit" not in plain


def test_members_list_by_program_exactly_those_who_share_their_name(otto, sol, cast, browser_of, calderdale):
    def ids() -> set[str]:
        return {each["id"] for each in otto.get(f"{API}?page_size=100").json()["results"]}

    take_stance(cast.iris, Preset.VERY_PRIVATE, by=cast.iris)
    before = ids()
    assert {str(cast.otto.pk), str(sol.pk)} <= before
    assert str(cast.iris.pk) not in before
    assert otto.get(f"{API}{cast.iris.pk}/").status_code == 404
    choose_audience(sol, "people.membership", Audience.ONLY_ME, by=sol)
    shown = otto.get(f"{API}{sol.pk}/").json()
    assert (shown["name"], shown["hats"], shown["joined_on"]) == (sol.name, ["supporter"], None)
    assert ids() == set(re.findall(r'href="/people/([0-9a-f-]{36})/"', otto.get(PAGE).text))
    take_stance(sol, Preset.VERY_PRIVATE, by=sol)
    assert ids() == before - {str(sol.pk)}
    assert otto.get(f"{API}{sol.pk}/").status_code == 404
    assert otto.get(f"{API}?name=Sol").json()["results"] == []


def test_pages_of_the_list_lead_through_those_alone_and_no_id_tells_who_is_there(otto, sol, cast):
    take_stance(cast.iris, Preset.VERY_PRIVATE, by=cast.iris)
    seen, address = [], f"{API}?page_size=1"
    while address:
        page = otto.get(address).json()
        seen += [each["id"] for each in page["results"]]
        address = page["next"] and page["next"][page["next"].index("/api/") :]
    assert len(seen) == len(set(seen))
    assert str(cast.iris.pk) not in seen
    hidden, nobody = (
        otto.get(f"{PAGE}?after={pk}").text for pk in (cast.iris.pk, "01990000-0000-7000-8000-00000000ffff")
    )
    assert NEW_EACH_TIME.sub("", hidden) == NEW_EACH_TIME.sub("", nobody)
