"""Nothing is told sideways: not by a status, a size, a header, a number of questions or something kept by a browser."""

import re
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.sections import Audience
from tenant_apps.people.models import Person
from tenant_apps.privacy.services import choose_audience, take_stance
from tenant_apps.privacy.words import Preset
from tenant_apps.profiles import questions
from tenant_apps.profiles.services import keep_answer, show_answers
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
DAYS = questions.DAYS_GETTING
FOUND = "/people/?name={}"


@pytest.fixture
def here(calderdale, cast):
    with in_circle(calderdale):
        yield


@pytest.fixture
def private_iris(here, cast):
    """Iris wrote about her days, and shares nothing with anybody."""
    keep_answer(cast.iris, DAYS, {"words": {"good": "Sun and a chat"}}, seen=0, by=cast.iris)
    show_answers(cast.iris, {DAYS: 1}, by=cast.iris)
    take_stance(cast.iris, Preset.VERY_PRIVATE, by=cast.iris)
    Person.objects.filter(pk=cast.iris.pk).update(phone="01422 777 555")
    return cast.iris


NEW_EACH_TIME = re.compile(
    r"""nonce="[^"]+"|value="[\w-]{40,}"|csrf[\w-]*\W+[\w-]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"""
)


def words_of(text: str) -> str:
    """A page but for what is new each time it is asked."""
    return NEW_EACH_TIME.sub("", text)


def as_read(response) -> tuple:
    """What an answer tells: its status, its headers and its words."""
    new = ("X-Request-ID", "Set-Cookie", "Content-Security-Policy")
    headers = {name: value for name, value in response.headers.items() if name not in new}
    return response.status_code, headers, words_of(response.text)


def test_somebody_who_shares_nothing_is_answered_like_somebody_who_is_not_there(
    private_iris, cast, calderdale, browser_of
):
    otto = browser_of(calderdale, cast.otto)
    theirs, nobodys = (otto.get(f"/people/{pk}/") for pk in (private_iris.pk, uuid4()))
    assert theirs.status_code == 404
    assert as_read(theirs) == as_read(nobodys)


@pytest.mark.parametrize(
    ("right", "wrong"), [("777555", "777444"), ("iris.", "isir."), ("@example.org", "@example.net")]
)
def test_searching_for_what_is_hidden_answers_the_same_whether_one_guessed_right_or_wrong(
    private_iris, cast, calderdale, browser_of, right, wrong
):
    """Otto varies a telephone and an address, and learns nothing from the page, its length or the database's work."""
    for person in (cast.sol, cast.june, cast.adah, cast.cora):
        take_stance(person, Preset.VERY_PRIVATE, by=person)
    otto, told, asked = browser_of(calderdale, cast.otto), [], []
    for guess in (right, wrong):
        otto.get(FOUND.format(guess))
        with CaptureQueriesContext(connection) as questions_asked:
            page = otto.get(FOUND.format(guess))
        told.append(page.text.replace(guess, "").replace(quote(guess), ""))
        asked.append(len(questions_asked))
    assert words_of(told[0]) == words_of(told[1])
    assert asked[0] == asked[1]


def test_pages_about_people_are_kept_nowhere_and_never_answered_with_not_modified(
    private_iris, cast, calderdale, browser_of
):
    cora = browser_of(calderdale, cast.cora)
    for address in ("/people/", "/circle/members/", f"/people/{private_iris.pk}/", "/api/v1/people/"):
        page = cora.get(address)
        assert page.status_code == 200, address
        assert "no-store" in page["Cache-Control"], address
        assert not {"ETag", "Last-Modified"} & set(page.headers), address
        again = cora.get(address, headers={"If-None-Match": "*", "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"})
        assert again.status_code == 200, address


def test_what_is_taken_back_is_gone_with_the_next_request_at_every_door(here, cast, calderdale, browser_of):
    """Page, list, search, count and API: Otto sees Iris until she changes her mind, and not once after."""
    keep_answer(cast.iris, DAYS, {"words": {"good": "Sun and a chat"}}, seen=0, by=cast.iris)
    show_answers(cast.iris, {DAYS: 1}, by=cast.iris)
    otto = browser_of(calderdale, cast.otto)
    doors = ("/people/", FOUND.format(cast.iris.name.split()[0]), f"/people/{cast.iris.pk}/")
    take_stance(cast.iris, Preset.OPEN, by=cast.iris)
    before = [otto.get(door).text for door in doors]
    assert all(cast.iris.name in page for page in before)
    assert "Sun and a chat" in before[2]
    choose_audience(cast.iris, DAYS.section, Audience.ONLY_ME, by=cast.iris)
    assert "Sun and a chat" not in otto.get(doors[2]).text
    take_stance(cast.iris, Preset.VERY_PRIVATE, by=cast.iris)
    after = [otto.get(door) for door in doors]
    assert [page.status_code for page in after] == [200, 200, 404]
    assert not any(cast.iris.name in page.text for page in after)


def test_the_order_of_a_list_is_the_order_of_what_may_be_read(private_iris, cast, calderdale, browser_of):
    """Iris’s name begins with another letter each time, and Otto’s page stays as it was."""
    otto, seen = browser_of(calderdale, cast.otto), set()
    for name in ("Aaron Aaronson", "Mia Middle", "Zoe Zuck"):
        Person.objects.filter(pk=private_iris.pk).update(name=name)
        seen.add(words_of(otto.get("/people/").text))
    assert len(seen) == 1
