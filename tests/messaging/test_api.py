"""Conversations by programs: as on the pages, and no more."""

from uuid import uuid4

import pytest

from tenant_apps.messaging import services
from tenant_apps.messaging.models import Post, Seat
from tests.helping.test_api import program

pytestmark = pytest.mark.django_db
TALKS = "/api/v1/conversations/"
JSON = "application/json"


def talks_of(calderdale, person, *scopes):
    return program(calderdale, person, *(scopes or ("messages:read", "messages:write")))


def test_sol_reads_answers_changes_and_takes_back(talk, calderdale, cast):
    asked = services.say(talk, f"Who comes on Friday, @{cast.sol.called}?", by=cast.iris)
    sol = talks_of(calderdale, cast.sol)
    (found,) = [each for each in sol.get(TALKS).json() if each["id"] == str(talk.pk)]
    assert (found["kind"], found["new"], found["is_for_you"]) == ("team", 1, True)
    at = f"{TALKS}{talk.pk}/posts/"
    (shown,) = sol.get(at).json()["posts"]
    assert (shown["words"], shown["author"]) == (asked.words, str(cast.iris.pk))
    assert Seat.objects.get(thread=talk, person=cast.sol).read_to == asked.pk
    number = str(uuid4())
    said = [sol.post(at, {"words": "I do.", "sent_as": number, "answers": shown["id"]}, JSON) for _twice in range(2)]
    assert {answer.status_code for answer in said} == {201}
    assert len({answer.json()["id"] for answer in said}) == 1
    mine = f"{at}{said[0].json()['id']}/"
    assert sol.put(mine, {"words": "I do, at nine."}, JSON).json()["words"] == "I do, at nine."
    assert sol.post(f"{at}{shown['id']}/nod/", {"says": "yes"}, JSON).status_code == 204
    assert [sol.delete(mine).json()["words"] for _twice in range(2)] == ["", ""]
    assert sol.put(mine, {"words": "Again"}, JSON).status_code == 409


@pytest.mark.parametrize("who", ["otto", "cora", "fin"])
def test_to_anybody_else_there_is_no_such_conversation(talk, calderdale, cast, who):
    post = services.say(talk, "Only for us", by=cast.sol)
    other, at = talks_of(calderdale, getattr(cast, who)), f"{TALKS}{talk.pk}/posts/"
    assert str(talk.pk) not in other.get(TALKS).text
    answers = (
        other.get(at),
        other.post(at, {"words": "x"}, JSON),
        other.put(f"{at}{post.pk}/", {"words": "x"}, JSON),
        other.delete(f"{at}{post.pk}/"),
        other.post(f"{at}{post.pk}/nod/", {"says": "yes"}, JSON),
    )
    assert {answer.status_code for answer in answers} == {404}


def test_what_the_pages_refuse_is_refused_with_the_same_sentence(talk, calderdale, cast):
    post = services.say(talk, "Mine", by=cast.sol)
    june, at = talks_of(calderdale, cast.june), f"{TALKS}{talk.pk}/posts/"
    empty = june.post(at, {"words": " "}, JSON)
    assert (empty.status_code, "Write something first." in empty.text) == (422, True)
    assert june.put(f"{at}{post.pk}/", {"words": "Yours"}, JSON).status_code == 403
    assert june.post(f"{at}{post.pk}/nod/", {"says": "boo"}, JSON).status_code == 422
    reads = talks_of(calderdale, cast.june, "messages:read")
    assert reads.post(at, {"words": "x"}, JSON).status_code == 403
    assert Post.objects.filter(thread=talk).count() == 1
