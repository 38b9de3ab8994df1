"""What waits for those who look after the circle, and a list to come back to."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.utils.dateformat import format as date
from django.utils.timezone import localtime

from kernel.time import now
from tenant_apps.inviting.models import Invitation
from tenant_apps.journal.models import Entry
from tenant_apps.letters.models import Agreement, Letter
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


def test_letters_of_other_circles_wait_on_the_first_page_until_they_are_read(browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    cora.post("/reading/", {"size": "large", "colours": "dark", "space": "wide", "letters": "plain"})
    with in_circle(calderdale):
        Letter.objects.filter(state=Letter.State.ARRIVED, is_ours=False).update(state=Letter.State.READ)
        Agreement.objects.filter(state=Agreement.State.PROPOSED, is_ours=False).delete()
        about = {"other": uuid4(), "is_ours": True, "kinds": ["note"], "purpose": "Lend things", "proposed_at": now()}
        agreement = Agreement.objects.create(other_called="Sheffield", state="in_force", **about)
        came = {"agreement": agreement, "kind": "note", "state": "arrived", "at": now(), "arrived_at": now()}
        letter = Letter.objects.create(is_ours=False, payload={"subject": "Two spare wheelchairs"}, **came)
        asks = about | {"other": uuid4(), "is_ours": False}
        Agreement.objects.create(other_called="Leeds", state="proposed", **asks)
    page = cora.get("/circle/").text
    assert 'data-space="wide" data-letters="plain"' in page, "how she reads holds where letters are listed, too"
    assert page.count('href="/circle/letters/"') == 2, "with those that wait, and once among the places"
    assert "Two spare wheelchairs" in page
    assert "Leeds would like to write to you" in page
    assert "2 wait" in page
    assert cora.post(f"/circle/letters/{letter.pk}/read/").status_code == 302
    assert "Two spare wheelchairs" not in cora.get("/circle/").text


def test_pages_tell_the_time_by_the_circles_own_clock(browser_of, calderdale, cast):
    nearly_midnight = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # and half past midnight in Hebden Bridge
    with in_circle(calderdale):
        assert Invitation.objects.update(made_at=nearly_midnight) > 0
        assert date(localtime(nearly_midnight), "H:i") == "00:30"
    page = browser_of(calderdale, cast.cora).get("/circle/members/invitations/?all=1").text
    assert "2 July" in page
    assert "1 July" not in page


def test_the_first_page_asks_few_questions(browser_of, calderdale, cast, django_assert_max_num_queries):
    cora = browser_of(calderdale, cast.cora)
    with django_assert_max_num_queries(16):
        cora.get("/circle/")
