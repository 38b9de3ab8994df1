"""Cora is the only steward. Whoever signs in says themselves that both entries are them; nobody else does it alone."""

import pytest

from kernel.actors import SYSTEM, OnBehalf
from kernel.errors import NotAllowed
from kernel.ids import uuid7
from kernel.sections import Audience
from tenant_apps.helping.services import record_capacity
from tenant_apps.merging import policies, services
from tenant_apps.merging.models import Merge
from tenant_apps.people.models import Person, today
from tenant_apps.people.services import add_person, give_hat, unlink_account
from tenant_apps.privacy.models import AccessEvent
from tenant_apps.privacy.services import choose_audience
from tenant_apps.profiles.models import Answer
from tenant_apps.profiles.questions import ABOUT_GETTING, HEALTH
from tenant_apps.profiles.services import keep_answer, show_answers
from tenants.context import in_circle

pytestmark = pytest.mark.django_db


def tell(person, question, words) -> None:
    """Somebody answers a question and lets others read it, whatever stood there."""
    seen = Answer.objects.filter(person=person, question=question.code).values_list("number", flat=True).first() or 0
    kept = keep_answer(person, question, {"words": {"words": words}}, seen=seen, by=person)
    show_answers(person, {question: kept.number}, by=person)


@pytest.fixture
def twin(calderdale, cast):
    """Iris as she was written down on the telephone, in a circle where Cora alone is a steward."""
    with in_circle(calderdale):
        yield add_person(cast.iris.name, phone="01422 555 123", how_joined="phoned", by=cast.cora)


def test_iris_says_herself_that_both_are_her_and_it_is_done(twin, cast, browser_of, calderdale):
    cora, iris = browser_of(calderdale, cast.cora), browser_of(calderdale, cast.iris)
    side = f"/circle/members/twice/{cast.iris.pk}/{twin.pk}/"
    assert "So they are asked themselves" in cora.get(side).text
    where = cora.post(side, {"phone": "gone"}).headers["location"]
    assert "So they are asked themselves" in cora.get(where).text
    assert "Yes, put them together" not in cora.get(where).text
    page = iris.get("/me/twice/").text
    assert "your word decides" in page
    assert twin.name in page
    assert "01422 555 123" not in page
    asked = Merge.objects.get(gone=twin)
    assert iris.post(f"/me/twice/{asked.pk}/yes/").status_code == 302
    asked.refresh_from_db()
    assert asked.state == Merge.State.DONE
    assert asked.agreed_by_id == cast.iris.pk
    assert "Undo it" in iris.get("/me/twice/").text
    assert cora.get(f"/api/v1/people/{twin.pk}/").status_code == 404


def test_cora_cannot_say_it_for_her_and_nobody_who_acts_for_her_can(twin, cast, browser_of, calderdale):
    asked = services.ask(cast.iris, twin, by=cast.cora)
    for by in (cast.cora, cast.otto, OnBehalf(cast.adah, cast.iris.pk, uuid7())):
        with pytest.raises(NotAllowed):
            services.give_word(asked, by=by)
    with pytest.raises(NotAllowed):
        services.agree(asked, by=cast.cora)
    assert browser_of(calderdale, cast.otto).post(f"/me/twice/{asked.pk}/yes/").status_code == 404


def test_with_a_second_steward_her_word_is_not_enough(twin, cast):
    give_hat(cast.fin, "steward", by=SYSTEM)
    asked = services.ask(cast.iris, twin, by=cast.cora)
    assert policies.who_is_second(asked) == "steward"
    with pytest.raises(NotAllowed):
        services.give_word(asked, by=cast.iris)
    assert services.agree(asked, by=cast.fin).state == Merge.State.DONE


def test_one_word_of_whoever_signs_in_is_for_both_and_it_can_be_undone_exactly(cast, calderdale):
    with in_circle(calderdale):
        paper = add_person("Otto Paper", by=cast.cora)
        asked = services.ask(cast.otto, paper, by=cast.cora)
        assert services.give_word(asked, by=cast.otto).state == Merge.State.DONE
        assert asked.gone.pk == paper.pk
        assert services.undo(Merge.objects.get(pk=asked.pk), by=cast.cora) == 0
        assert Person.objects.get(pk=cast.otto.pk).account_id == cast.otto.account_id


def test_who_signs_in_as_both_says_yes_twice(cast, calderdale):
    with in_circle(calderdale):
        asked = services.ask(cast.iris, cast.otto, by=cast.cora)
        assert services.give_word(asked, by=cast.iris).state == Merge.State.WAITING
        assert services.give_word(asked, by=cast.otto).state == Merge.State.DONE


def test_two_entries_on_paper_wait_for_a_second_steward_and_the_page_says_so(twin, cast, browser_of, calderdale):
    other = add_person("Ann Lee", by=cast.cora)
    side = browser_of(calderdale, cast.cora).get(f"/circle/members/twice/{other.pk}/{twin.pk}/").text
    assert "neither of the two can be asked here" in side
    asked = services.ask(other, twin, by=cast.cora)
    give_hat(cast.fin, "steward", by=SYSTEM)
    assert services.agree(asked, by=cast.fin).state == Merge.State.DONE


def test_nobody_is_asked_who_cannot_decide_it(twin, cast):
    asked = services.ask(cast.iris, twin, by=cast.cora)
    record_capacity(cast.iris, can_decide=False, why="Assessed by Dr Lee.", review_on=today(), by=cast.cora)
    assert policies.who_is_second(asked) == "nobody"
    with pytest.raises(NotAllowed):
        services.give_word(asked, by=cast.iris)


def test_two_of_one_name_are_told_apart_by_what_cora_may_see_and_nothing_more(twin, cast, browser_of, calderdale):
    cora = browser_of(calderdale, cast.cora)
    page = cora.get(f"/circle/members/{cast.iris.pk}/twice/").text
    assert "does not sign in" in page
    assert "joined on" in page
    assert "has a profile for getting support" not in page
    tell(cast.iris, HEALTH, "Epilepsy")
    assert "has a profile" not in cora.get("/circle/members/twice/").text
    tell(cast.iris, ABOUT_GETTING, "Sun")
    before = AccessEvent.objects.count()
    choose_audience(cast.iris, ABOUT_GETTING.section, Audience.CIRCLE, by=cast.iris)
    page = cora.get("/circle/members/twice/").text
    assert "has a profile for getting support" in page
    assert AccessEvent.objects.count() == before
    assert browser_of(calderdale, cast.sol).get("/circle/members/twice/").status_code == 404


def test_whoever_is_asked_learns_only_the_first_letters_of_another_name(cast, browser_of, calderdale):
    with in_circle(calderdale):
        unlink_account(cast.sol, by=SYSTEM)
        services.ask(cast.otto, cast.sol, by=cast.cora)
    page = browser_of(calderdale, cast.otto).get("/me/twice/").text
    assert cast.sol.name not in page
    assert "S. " in page
