"""What officers write down of circles and tell them: facts, plans, features, checklists, news, the agreement."""

import re
from datetime import date, timedelta

import pytest
from django.utils.html import escape

from kernel.actors import SYSTEM
from kernel.time import now
from shared_apps.console.models import PlanChange
from shared_apps.federation.actors import StewardOf
from shared_apps.federation.models import Announcement, CircleFact, FeatureChange, Incident
from shared_apps.federation.services import agreements, facts, incidents, standing
from shared_apps.federation.services.facts import today
from tenants.context import in_console, in_federation
from tenants.models import Circle
from tests import world
from tests.console.desk import browser


def test_a_plan_counts_from_its_day_on_and_not_before(officers, calderdale):
    oskar = browser(officers.oskar)
    assert oskar.post("/circles/calderdale/plan/", {"plan": "hosted", "from_on": str(today())}).status_code == 302
    later = str(today() + timedelta(days=90))
    assert oskar.post("/circles/calderdale/plan/", {"plan": "own", "from_on": later}).status_code == 302
    assert ">Calderdale" in oskar.get("/circles/?plan=hosted").text
    assert ">Calderdale" not in oskar.get("/circles/?plan=own").text


def test_what_was_written_to_an_incident_that_was_closed_meanwhile_is_shown_and_not_lost(officers, calderdale):
    with in_federation():
        incident = incidents.open_incident("Letters are late", "We look into it.", by=officers.sana)
        incidents.close_incident(incident, "They go out again.", by=officers.sana)
    words = "Some letters of Monday are still on their way."
    late = browser(officers.sana).post(f"/incidents/{incident.pk}/", {"words": words})
    assert late.status_code == 409
    assert words in late.text


def test_another_note_about_what_is_on_already_is_told_to_the_stewards_and_the_same_one_once(officers, calderdale):
    oskar = browser(officers.oskar)
    switch = {"circle": str(calderdale.id), "feature": "figures", "on": "on", "note": "You can report numbers."}
    for note in ("You can report numbers.", "You can report numbers.", "From March on they are yearly."):
        assert oskar.post("/features/", switch | {"note": note}).status_code == 302
    with in_console():
        notes = list(FeatureChange.objects.order_by("id").values_list("note", "is_on"))
    assert notes == [("You can report numbers.", True), ("From March on they are yearly.", True)]


def test_the_history_tells_who_ticked_what_on_a_checklist_and_who_took_it_back(officers, calderdale):
    cora = StewardOf(calderdale.id, world.same_id("cora"))
    with in_federation():
        standing.begin(calderdale.id, "forming", by=SYSTEM)
        for done in (True, False):
            standing.tick(calderdale.id, "open.safeguarding", done=done, by=cora)
    page = browser(officers.stella).get("/circles/calderdale/history/").text
    [checklists] = re.findall(r"<h2>Checklists</h2>(.*?)</section>", page, re.DOTALL)
    assert checklists.count("<tr>") == 3, "one for the heading"
    assert checklists.index("Taken back") < checklists.index("Done"), "the latest first"
    assert "Circle" in checklists


def test_a_year_nobody_meant_that_stands_there_already_can_be_taken_back(officers, calderdale):
    with in_federation():
        noted = CircleFact(
            circle_id=calderdale.id, kind="bank", value="own", from_on=date(204, 4, 1), evidence="A slip"
        )
        noted.noted(now(), officers.stella).save(force_insert=True)
        assert "bank" in facts.known(calderdale.id)
        taken = facts.correct(noted, by=officers.stella, evidence="A slip", withdraw=True)
        assert taken.is_withdrawn
        assert "bank" not in facts.known(calderdale.id)


def test_facts_plans_and_features_are_noted_with_who_did_it(officers, calderdale):
    stella, oskar = browser(officers.stella), browser(officers.oskar)
    fact = {"what": "society:own", "from_on": str(today()), "evidence": "Register no. 9000"}
    assert stella.post("/circles/calderdale/fact/", fact).status_code == 302
    assert "Choose one" in stella.post("/circles/calderdale/fact/", fact | {"what": "society:none at all"}).text
    for slip in ("0204-04-01", "9999-12-31"):
        assert "Look at the year again." in stella.post("/circles/calderdale/fact/", fact | {"from_on": slip}).text
        slipped = oskar.post("/circles/calderdale/plan/", {"plan": "own", "from_on": slip})
        assert "Look at the year again." in slipped.text
    assert oskar.post("/circles/calderdale/plan/", {"plan": "own", "from_on": str(today())}).status_code == 302
    switch = {"circle": str(calderdale.id), "feature": "figures", "on": "on", "note": "You can write to others."}
    assert oskar.post("/features/", switch)["Location"] == "/features/"
    assert "Fill in “Note for the stewards”" in oskar.post("/features/", switch | {"on": "off", "note": ""}).text
    with in_console():
        assert CircleFact.objects.get(kind="society").by_id == officers.stella.pk
        assert PlanChange.objects.get().plan == "own"
        assert FeatureChange.objects.get().is_on
        assert Circle.objects.get(pk=calderdale.id).features == ["figures"]
    page = stella.get("/circles/calderdale/history/").text
    assert "Register no. 9000" in page
    assert "Stella Novak" in page
    assert "Oskar Lind" in page
    assert browser(officers.sana).post("/features/", switch).status_code == 403


def test_announcements_and_incidents_reach_the_circles_that_were_chosen(officers, calderdale, clapton):
    client = browser(officers.sana)
    body = {"title": "New letters", "words": "They are here.", "is_for_all": "some"}
    assert "Choose at least one circle" in client.post("/announcements/new/", body).text
    client.post("/announcements/new/", body | {"circles": [str(calderdale.id)]})
    client.post("/incidents/new/", {"title": "Mail is slow", "words": "Late.", "is_for_all": "all"})
    with in_console():
        notice, incident = Announcement.objects.get(), Incident.objects.get()
    assert notice.circle_ids == [calderdale.id]
    client.post(f"/incidents/{incident.pk}/", {"words": "Still slow."})
    client.post(f"/incidents/{incident.pk}/", {"words": "It is over.", "close": "1"})
    assert "It is over." in client.get(f"/incidents/{incident.pk}/").text
    assert client.post(f"/incidents/{incident.pk}/", {"words": "More."}).status_code == 409
    client.post(f"/announcements/{notice.pk}/withdraw/")
    assert "Taken back" in client.get("/announcements/").text
    assert browser(officers.oskar).get("/announcements/new/").status_code == 404


AGREEMENT = """
title = "Agreement"
[[clauses]]
key = "aim"
heading = "What we want"
full = ["We help each other."]
plain = ["We help."]
easy = [{icon = "heart", line = "We help."}]
"""


@pytest.mark.parametrize("text", ["", "not toml [", "title = 1", "title = 'x'\nclauses = []", "title='x'\nclauses=[{}]",
                                  "title='x'\nclauses=[{key=1,heading=2,full=[3],plain=[],easy=[]}]"])  # fmt: skip
def test_what_cannot_be_read_as_an_agreement_is_not_published(text, officers):
    before = len(agreements.versions())
    answer = browser(officers.stella).post("/agreements/publish/", {"wording": text, "from_on": str(today())})
    assert answer.status_code == 200
    assert len(agreements.versions()) == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('title = "Ours"\nkey = what', "Line 2 cannot be read"),
        ("clauses = []", "It has no title"),
        ('title = "Ours"', "It has no clauses"),
        (AGREEMENT.replace('heading = "What we want"', ""), "Clause 1 has no “heading”"),
        (AGREEMENT.replace('["We help."]', "[1]"), "Clause 1: each line"),
        (AGREEMENT.replace('[{icon = "heart", line = "We help."}]', '["We help."]'), "Is this a translation?"),
    ],
)
def test_stella_is_told_what_is_wrong_in_an_agreement_and_where(officers, text, said):
    body = {"wording": text, "from_on": str(today()), "what_changed": "Shorter.", "is_material": "on"}
    page = browser(officers.stella).post("/agreements/publish/", body).text
    assert said in page
    assert escape(text) in page, "and what she pasted is still there"


def test_a_new_version_of_the_agreement_says_who_has_to_sign_it(officers, calderdale):
    client = browser(officers.stella)
    body = {"wording": AGREEMENT, "from_on": str(today()), "what_changed": "Shorter.", "is_material": "on"}
    answer = client.post("/agreements/publish/", body)
    assert answer.status_code == 302
    version = agreements.current()
    assert answer["Location"] == f"/agreements/{version.number}/"
    agreements.sign(version, calderdale.id, name="Ada Moss", by=SYSTEM)
    assert "Ada Moss" in client.get(answer["Location"]).text
    page = client.get("/agreements/").text
    assert "Clapton Care Circle" in page
    assert "Calderdale Care Circle" not in page
