"""From the button on the last page to a live circle: watched on the page, told when it stops, and one outcome."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.db import connections

from kernel.actors import SYSTEM
from kernel.errors import Conflict
from provisioning import circles, running
from shared_apps.applications import services
from shared_apps.applications.models import Application
from shared_apps.federation.services import facts
from shared_apps.runs.models import Run
from tenant_apps.people.models import Person
from tenants import directory
from tenants.context import in_circle, in_federation
from tests import world
from tests.start.conftest import answer, answer_all, newest_link
from ui import traps


@pytest.fixture
def pat(fresh_house, settings, monkeypatch):
    """Pat, with an answer to every question."""
    monkeypatch.setattr(traps, "QUICKEST", 0.0)
    settings.RUN_WAKER = "tests.provisioning.test_start_to_live.nobody"
    with in_federation():
        services.begin("pat@garden.example")
    client = world.browser(settings.START_HOST)
    client.get(newest_link())
    with in_federation():
        answer_all(client)
    return client


def nobody(run_id) -> None:
    """No worker is there: the tests carry runs out when they mean to."""


def the_application() -> Application:
    with in_federation():
        return Application.objects.get(email="pat@garden.example")


def carry_out(kind: str) -> Run:
    with in_federation():
        run = Run.objects.get(kind=kind)
    run = running.carry_out(run.pk)
    directory.forget()
    return run


def test_pat_sends_watches_and_opens_the_circle_and_approval_lets_the_invented_people_go(pat):
    assert pat.post("/check/").headers["Location"] == "/making/"
    assert pat.post("/check/").status_code == 302
    page = pat.get("/making/").content.decode()
    assert "We are making Todmorden Care Circle" in page
    assert "0 of" in page
    assert carry_out("open").state == Run.State.DONE
    assert pat.get("/making/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/ready/"
    ready = pat.get("/ready/").content.decode()
    assert "Todmorden Care Circle is open" in ready
    assert ready.count("<li><div><strong>") == 5
    circle = directory.by_slug("todmorden")
    with in_circle(circle):
        assert Person.objects.count() > 1
    application = the_application()
    assert facts.known(circle.id) == {}
    with in_federation():
        services.approve(application.pk, version=application.version, by=SYSTEM)
    assert carry_out("go-live").state == Run.State.DONE
    with in_circle(circle):
        assert [person.name for person in Person.objects.present()] == ["Pat Moss"]
    directory.forget()
    assert not directory.by_slug("todmorden").is_sandbox
    assert facts.mode_of(circle.id).mode == "community"
    assert "Approved" in pat.get("/yours/").content.decode()
    assert all("Todmorden" not in letter.subject for letter in mail.outbox)


def test_when_somebody_else_has_the_address_meanwhile_pat_is_told_and_chooses_another(pat):
    pat.post("/check/")
    circles.open_circle(slug="todmorden", name="Another Circle", by=SYSTEM)
    directory.forget()
    assert carry_out("open").state == Run.State.STOPPED
    page = pat.get("/making/").content.decode()
    assert "is taken" in page
    assert "Choose another web address" in page
    refused = pat.post("/making/elsewhere/", {"slug": "todmorden"}).content.decode()
    assert "is taken" in refused
    assert pat.post("/making/elsewhere/", {"slug": "walsden"}).headers["Location"] == "/making/"
    assert carry_out("open").state == Run.State.DONE
    assert "walsden" in pat.get("/ready/").content.decode()
    assert len(circles.everyone()) == 2


def test_whoever_is_told_at_the_last_page_that_the_address_went_loses_nothing(pat):
    circles.open_circle(slug="todmorden", name="Another Circle", by=SYSTEM)
    directory.forget()
    page = pat.post("/check/")
    assert page.status_code == 409
    assert "is taken" in page.content.decode()
    assert the_application().state == Application.State.DRAFT


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do these at the same moment, each with a database connection of its own."""
    together = Barrier(len(acts))

    def act(do: Callable[[], Any]) -> Any:
        together.wait()
        try:
            with in_federation():
                return do()
        except Conflict as no:
            return no.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def test_pressing_the_last_button_twice_at_once_makes_one_circle(pat):
    founder = services.Founder(the_application().pk)
    both = at_once(*[lambda: services.send(founder.id, by=founder).state] * 2)
    assert both == ["sent", "sent"]
    with in_federation():
        assert Run.objects.filter(kind="open").count() == 1


def test_of_two_groups_that_send_one_address_at_once_one_has_it_and_the_other_is_told(pat, settings):
    with in_federation():
        services.begin("ida@garden.example")
    client = world.browser(settings.START_HOST)
    client.get(newest_link())
    with in_federation():
        answer_all(client)
        ids = list(Application.objects.values_list("pk", flat=True))
    both = at_once(*[partial(services.send, each, by=services.Founder(each)) for each in ids])
    assert sorted(map(str, both)).count("slug_taken") == 1
    with in_federation():
        assert Run.objects.filter(kind="open").count() == 1


def test_of_an_approval_and_a_change_at_the_same_moment_one_is_told(pat):
    pat.post("/check/")
    carry_out("open")
    application = the_application()
    ask = partial(services.ask_back, application.pk, "Who?", version=application.version, by=SYSTEM)
    yes = partial(services.approve, application.pk, version=application.version, by=SYSTEM)
    told = [each for each in at_once(ask, yes) if isinstance(each, str)]
    assert len(told) == 1
    assert told[0] in ("changed_meanwhile", "not_waiting")


def test_the_group_answers_a_question_and_appeals_on_its_own_page(pat):
    pat.post("/check/")
    carry_out("open")
    application = the_application()
    with in_federation():
        services.ask_back(application.pk, "Who leads on safeguarding?", version=application.version, by=SYSTEM)
    assert "Who leads on safeguarding?" in pat.get("/yours/").content.decode()
    assert "Write a few words first." in pat.post("/yours/", {"words": " "}).content.decode()
    assert answer(pat, "/7-agree/", wording="easy")["Location"] == "/yours/", "changes go along with the answer"
    assert pat.get("/check/")["Location"] == "/yours/"
    assert pat.post("/check/")["Location"] == "/yours/"
    assert the_application().state == Application.State.ASKED
    with in_federation(), pytest.raises(Conflict) as refused:
        services.send(application.pk, by=services.Founder(application.pk))
    assert refused.value.code == "answer_first"
    pat.post("/yours/", {"words": "Ida does."})
    assert the_application().wording == "easy"
    assert pat.post("/yours/another/").status_code == 409, "one at a time"
    application = the_application()
    with in_federation():
        services.refuse(application.pk, "Not yet.", version=application.version, by=SYSTEM)
        with pytest.raises(Conflict):
            services.approve(application.pk, version=application.version, by=SYSTEM)
    page = pat.get("/yours/").content.decode()
    assert "Not yet." in page
    pat.post("/yours/", {"words": "Please look again."})
    assert the_application().state == Application.State.APPEALED
    assert pat.post("/yours/", {"words": "And again."}).status_code == 409
