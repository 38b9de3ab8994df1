"""The circle's page about the national co-op: one question to the database, and answers that hold at once."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.actors import SYSTEM
from kernel.errors import NotAllowed
from kernel.time import now
from shared_apps.federation.agreement import shipped
from shared_apps.federation.models import AnnouncementRead, Signature, SupportSession, Tick
from shared_apps.federation.services import agreements, announcements, facts, incidents, standing, support, switches
from shared_apps.runs.services import ask
from tenant_apps.entry.models import CircleSession
from tenant_apps.journal.models import Entry
from tenant_apps.site.federation import services
from tenant_apps.site.federation.says import federation_says
from tenants import directory
from tenants.context import in_circle, in_federation
from tenants.models import Circle
from tests import world

DESK = "/circle/federation/"


@pytest.fixture
def at_the_desk(forming, browser_of, calderdale, cast):
    """Cora at her circle, which is forming."""
    return browser_of(calderdale, cast.cora)


def entries(circle, name: str) -> list[dict]:
    with in_circle(circle):
        return list(Entry.objects.filter(event=f"federation.{name}").values_list("payload", flat=True))


def text(response) -> str:
    return response.content.decode()


def test_a_steward_sees_where_the_circle_stands_and_ticks_what_is_theirs(at_the_desk, calderdale, cast, forming):
    page = text(at_the_desk.get(DESK))
    assert "Forming" in page
    assert "0 of 8 done" in page
    for _ in range(2):
        assert at_the_desk.post(f"{DESK}tick/", {"item": "open.safeguarding", "done": "yes"}).status_code == 302
    page = text(at_the_desk.get(DESK))
    assert "1 of 8 done" in page
    assert cast.cora.called in page
    assert entries(calderdale, "ChecklistTicked") == [{"item": "open.safeguarding", "done": True}]
    with in_federation():
        [tick] = Tick.objects.all()
    assert (tick.circle_id, tick.side, tick.by_kind, tick.by_id) == (forming, "circle", "steward", cast.cora.pk)


def test_every_steward_of_a_refused_circle_reads_that_it_was_refused_and_until_when_it_stays(at_the_desk, calderdale):
    assert "has said no" not in text(at_the_desk.get(DESK))
    last_day = now() + timedelta(days=30)
    with in_federation():
        Circle.objects.filter(pk=calderdale.id).update(is_sandbox=True)
        ask("close", by=SYSTEM, key="refused", circle_id=calderdale.id, facts={"days": 0}, due_at=last_day)
    directory.forget()
    for page in (DESK, "/circle/"):
        told = text(at_the_desk.get(page))
        assert "has said no" in told
        assert f"{last_day:%B %Y}" in told


@pytest.mark.parametrize(
    ("item", "status"), [("open.insured", 403), ("open.agreement", 403), ("open.sesame", 404), ("", 404)]
)
def test_the_other_sides_items_and_unknown_ones_cannot_be_ticked(at_the_desk, item, status):
    assert at_the_desk.post(f"{DESK}tick/", {"item": item, "done": "yes"}).status_code == status
    assert not Tick.objects.exists()


@pytest.mark.parametrize("who", ["iris", "sol", "fin", "otto"])
def test_only_stewards_have_this_desk(forming, browser_of, calderdale, cast, who):
    browser = browser_of(calderdale, getattr(cast, who))
    assert browser.get(DESK).status_code == 404
    assert browser.post(f"{DESK}tick/", {"item": "open.safeguarding", "done": "yes"}).status_code == 404
    with pytest.raises(NotAllowed), in_circle(calderdale):
        services.tick("open.safeguarding", done=True, by=getattr(cast, who))
    with pytest.raises(NotAllowed), in_circle(calderdale):
        services.tick("open.safeguarding", done=True, by=SYSTEM)


def test_what_is_said_to_one_circle_is_not_said_to_the_other(at_the_desk, nadia, browser_of, clapton, clapton_cast):
    with in_federation():
        standing.begin(clapton.id, "open_hosted", by=SYSTEM, why="Grandfathered in")
        announcements.announce("Only for Clapton", "Hello", by=nadia, circle_ids=[clapton.id])
        incidents.open_incident("Clapton's mail", "Late", by=nadia, circle_ids=[clapton.id])
        facts.note(clapton.id, "bank", "own", by=nadia, from_on=facts.today(), evidence="Clapton statement")
    here, there = text(at_the_desk.get(DESK)), text(browser_of(clapton, clapton_cast.vale).get(DESK))
    for word in ("Grandfathered in", "Only for Clapton", "Clapton&#x27;s mail", "Clapton statement"):
        assert word in there
        assert word not in here


def test_what_the_national_coop_says_stands_on_a_stewards_first_page_until_it_is_read(
    at_the_desk, nadia, browser_of, calderdale, cast, forming
):
    with in_federation():
        announcements.announce("New numbers from May", "Read them.", by=nadia, circle_ids=[calderdale.id])
        incident = incidents.open_incident("Letters are late", "We look into it.", by=nadia)
    page = text(at_the_desk.get("/home/"))
    assert "New numbers from May" in page
    assert "Letters are late" in page
    assert "Letters are late" not in text(browser_of(calderdale, cast.iris).get("/home/"))
    with in_federation():
        incidents.close_incident(incident, "They go out again.", by=nadia)
    with in_circle(calderdale):
        said = federation_says()
        services.mark_read(said, said.notices[0].id, by=cast.cora)
    page = text(at_the_desk.get("/home/"))
    assert "New numbers from May" not in page
    assert "Letters are late" not in page


def test_signing_is_typing_a_name_and_holds_at_once_on_both_sides(at_the_desk, calderdale, cast, forming):
    page = text(at_the_desk.get(f"{DESK}agreement/?wording=easy"))
    assert "You get a website and tools." in page
    assert "Fill in" in text(at_the_desk.post(f"{DESK}agreement/", {"number": "1", "agreed": "on"}))
    assert at_the_desk.post(f"{DESK}agreement/", {"number": "1", "name": "Cora W"}).status_code == 422
    for _ in range(2):
        answer = at_the_desk.post(
            f"{DESK}agreement/?wording=easy", {"number": "1", "name": " Cora  W ", "agreed": "on"}
        )
        assert answer.status_code == 302
    with in_federation():
        [signed] = Signature.objects.all()
        assert (signed.name, signed.circle_id, signed.person_id, signed.wording) == (
            "Cora W",
            forming,
            cast.cora.pk,
            "easy",
        )
        assert agreements.has_signed_what_holds(forming)
    assert [e["number"] for e in entries(calderdale, "AgreementSigned")] == [1]
    page = text(at_the_desk.get(f"{DESK}agreement/"))
    assert "Cora W signed version 1" in page
    assert "1 of 8 done" in text(at_the_desk.get(DESK))


def test_nobody_signs_a_version_that_was_not_on_their_screen(at_the_desk, nadia, forming):
    """The national co-op publishes another one while Cora has the page open and her name in it."""
    page = at_the_desk.get(f"{DESK}agreement/")
    number = str(page.context["form"]["number"].value())
    with in_federation():
        agreements.publish(shipped(), by=nadia, from_on=date(2026, 2, 1), what_changed="It says what a circle pays.")
    late = at_the_desk.post(f"{DESK}agreement/", {"number": number, "name": "Cora W", "agreed": "on"})
    assert late.status_code == 422
    assert "There is a newer agreement since you opened this page." in text(late)
    assert 'value="Cora W"' in text(late), "what was typed stays"
    assert not late.context["form"]["agreed"].value(), "and is ticked anew"
    with in_federation():
        assert not Signature.objects.exists()
    said = {"number": str(late.context["form"]["number"].value()), "name": "Cora W", "agreed": "on"}
    assert at_the_desk.post(f"{DESK}agreement/", said).status_code == 302
    with in_federation():
        assert Signature.objects.get().version.number == 2


@pytest.mark.parametrize("name", ["Cora\u202eW", "x" * 121, "   "])
def test_a_name_that_cannot_be_read_is_not_signed_with(at_the_desk, name):
    assert at_the_desk.post(f"{DESK}agreement/", {"number": "1", "name": name, "agreed": "on"}).status_code == 422
    assert not Signature.objects.exists()


def test_a_steward_reads_an_announcement_and_says_so(at_the_desk, nadia, cast):
    with in_federation():
        notice = announcements.announce("New year", "We are closed on 1 January.", by=nadia)
        switches.switch(directory.by_slug("calderdale").id, "figures", on=True, note="Write to Clapton", by=nadia)
    assert "I have read this" in text(at_the_desk.get(DESK))
    for _ in range(2):
        assert at_the_desk.post(f"{DESK}news/{notice.pk}/").status_code == 302
    page = text(at_the_desk.get(DESK))
    assert "I have read this" not in page
    assert "Write to Clapton" in page
    assert AnnouncementRead.objects.get().person_id == cast.cora.pk


def test_stewards_choose_what_to_report_and_are_told_while_it_is_not_switched_on(at_the_desk, calderdale):
    assert "nothing leaves before it is on" in text(at_the_desk.get(f"{DESK}figures/"))
    assert at_the_desk.post(f"{DESK}figures/", {"kinds": ["members", "secrets"]}).status_code == 422
    for _ in range(2):
        assert at_the_desk.post(f"{DESK}figures/", {"kinds": ["members"]}).status_code == 302
    assert entries(calderdale, "FiguresChosen") == [{"kinds": ["members"]}]
    assert "We report totals each month" in text(at_the_desk.get(DESK))


def test_a_steward_lets_an_officer_look_everybody_is_told_and_the_steward_ends_it(
    at_the_desk, nadia, browser_of, calderdale, cast, forming
):
    with in_federation():
        asked = support.ask(forming, by=nadia, reason="Letters do not leave", minutes=30, called="Nadia, Leeds")
    assert "asks to look" in text(at_the_desk.get(DESK))
    answer = f"{DESK}support/{asked.pk}/"
    assert at_the_desk.post(answer, {"answer": "end"}).status_code == 409
    assert at_the_desk.post(answer, {"answer": "yes"}).status_code == 302
    assert at_the_desk.post(answer, {"answer": "yes"}).status_code == 409
    directory.forget()
    iris = browser_of(calderdale, cast.iris)
    assert "somebody at the national co-op may look" in text(iris.get("/home/"))
    with in_federation():
        support.look(asked.pk, "health", by=nadia)
    seen = text(iris.get(f"{DESK}support/"))
    assert "Nadia, Leeds" in seen
    assert "Health" in seen
    assert "End it now" not in seen
    assert iris.post(answer, {"answer": "end"}).status_code == 404
    assert at_the_desk.post(answer, {"answer": "end"}).status_code == 302
    with in_federation(), pytest.raises(support.SessionOver):
        support.look(asked.pk, "health", by=nadia)
    directory.forget()
    assert "somebody at the national co-op may look" not in text(iris.get("/home/"))
    assert [e["outcome"] for e in entries(calderdale, "SupportAnswered")] == ["yes", "end"]


def test_signing_and_letting_an_officer_look_need_a_fresh_proof_and_shutting_the_door_does_not(
    at_the_desk, nadia, calderdale, cast, forming
):
    with in_federation():
        asked = support.ask(forming, by=nadia, reason="Letters do not leave", minutes=30)
    answer = f"{DESK}support/{asked.pk}/"
    with in_circle(calderdale):
        CircleSession.objects.filter(person=cast.cora).update(proved_at=now() - timedelta(minutes=6))
    assert "prove once more that it is you" in text(at_the_desk.get(f"{DESK}agreement/?wording=easy"))
    for page in (f"{DESK}agreement/sign/?wording=easy", answer):
        assert at_the_desk.get(page)["Location"].startswith("/sign-in/?again=1")
    assert at_the_desk.post(f"{DESK}agreement/", {"number": "1", "name": "Cora W", "agreed": "on"}).status_code == 401
    assert at_the_desk.post(answer, {"answer": "yes"}).status_code == 401
    assert at_the_desk.post(answer, {"answer": "no"}).status_code == 302
    assert not Signature.objects.exists()

    with in_circle(calderdale):
        CircleSession.objects.filter(person=cast.cora).update(proved_at=now())
    back = at_the_desk.get(f"{DESK}agreement/sign/?wording=easy")
    assert back["Location"] == f"{DESK}agreement/?wording=easy#sign"
    assert at_the_desk.get(answer)["Location"] == f"{DESK}support/#s-{asked.pk}"
    assert at_the_desk.post(f"{DESK}agreement/", {"number": "1", "name": "Cora W", "agreed": "on"}).status_code == 302


def test_a_session_of_another_circle_does_not_exist_here(at_the_desk, nadia, clapton):
    with in_federation():
        there = support.ask(clapton.id, by=nadia, reason="Theirs", minutes=30)
    assert at_the_desk.post(f"{DESK}support/{there.pk}/", {"answer": "yes"}).status_code == 404
    with in_circle(world.circle("calderdale")), connection.cursor() as cursor:
        cursor.execute("SELECT coop.answer_support(%s, %s, 'yes')", [there.pk, UUID(int=1)])
        assert cursor.fetchone() == (False,)
    assert SupportSession.objects.get(pk=there.pk).consented_at is None


def test_outside_every_circle_the_doors_answer_nothing(federation):
    with connection.cursor() as cursor:
        cursor.execute("SELECT coop.federation_says(), coop.tick('open.safeguarding', true, gen_random_uuid())")
        assert cursor.fetchone() == (None, False)


def test_the_desk_asks_the_federation_one_question_however_much_there_is_to_say(
    at_the_desk, nadia, calderdale, forming
):
    at_the_desk.get(DESK)
    with CaptureQueriesContext(connection) as little:
        at_the_desk.get(DESK)
    with in_federation():
        for number in range(15):
            announcements.announce(f"News {number}", "Words", by=nadia)
            incidents.open_incident(f"Incident {number}", "Words", by=nadia)
            ask("stage", by=SYSTEM, key=f"desk {number}", circle_id=forming)
        facts.note(forming, "bank", "own", by=nadia, from_on=facts.today(), evidence="Statement")
    with CaptureQueriesContext(connection) as much:
        page = text(at_the_desk.get(DESK))
    assert "News 14" in page
    assert len(much) == len(little)
    assert len(much) <= 6


def test_the_same_checklist_is_seen_from_both_sides(at_the_desk, nadia, calderdale, forming):
    at_the_desk.post(f"{DESK}tick/", {"item": "open.welcome", "done": "yes"})
    with in_federation():
        standing.tick(forming, "open.insured", by=nadia)
        facts.note(forming, "mode", "hosted", by=nadia, from_on=facts.today(), evidence="Letter")
        theirs = {each.item.code: each.is_met for each in standing.checklist(forming, "open_hosted")}
    with in_circle(calderdale):
        ours = {each.item.code: each.is_met for each in federation_says().checklist("open_hosted")}
        assert federation_says().mode.mode == "hosted"
    assert ours == theirs
    assert sum(ours.values()) == 3
