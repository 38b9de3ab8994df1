"""What waits for those who look after the circle, and a list to come back to."""

import pytest

from tenant_apps.journal.models import Entry
from tenant_apps.site.models import SetUpTick
from tenants.context import in_circle

pytestmark = pytest.mark.django_db


def test_cora_sees_who_waits_what_comes_next_and_the_federation(browser_of, calderdale, cast):
    page = browser_of(calderdale, cast.cora).get("/circle/").text
    assert "Nell Heronmark" in page
    assert "Say how people reach you" in page
    assert 'href="/circle/federation/"' in page


def test_a_coordinator_sees_who_waits_but_sets_nothing_up(browser_of, calderdale, cast):
    from kernel.actors import SYSTEM
    from tenant_apps.people.services import give_hat

    with in_circle(calderdale):
        give_hat(cast.otto, "coordinator", by=SYSTEM)
    page = browser_of(calderdale, cast.otto).get("/circle/").text
    assert "Nell Heronmark" in page
    assert "/circle/settings/" not in page
    assert browser_of(calderdale, cast.otto).get("/circle/setup/").status_code == 404


def test_what_is_fine_as_it_is_stays_ticked_until_somebody_takes_it_back(browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    for _twice in range(2):
        assert cora.post("/circle/setup/tick/", {"task": "look", "done": "yes"})["Location"] == "/circle/setup/#look"
    with in_circle(calderdale):
        assert SetUpTick.objects.filter(task="look").count() == 1
        assert Entry.objects.filter(event="today.SetUpTicked", payload__task="look").count() == 1
    assert "Fine as it is" in cora.get("/circle/setup/").text
    cora.post("/circle/setup/tick/", {"task": "look", "done": "no"})
    with in_circle(calderdale):
        assert not SetUpTick.objects.filter(task="look").exists()
    assert cora.post("/circle/setup/tick/", {"task": "nothing", "done": "yes"}).status_code == 404


def test_the_first_page_asks_few_questions(browser_of, calderdale, cast, django_assert_max_num_queries):
    cora = browser_of(calderdale, cast.cora)
    with django_assert_max_num_queries(16):
        cora.get("/circle/")
