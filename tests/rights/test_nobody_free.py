"""Cora is the only one who answers, and it concerns her: still it is answered, and never by her."""

import pytest

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed, RuleBroken
from tenant_apps.helping import services as helping
from tenant_apps.journal.services import deliver_due
from tenant_apps.people.models import Hat, today
from tenant_apps.people.services import give_hat
from tenant_apps.privacy.models import AccessEvent
from tenant_apps.rights import policies
from tenant_apps.rights.models import Complaint
from tenant_apps.rights.services import complaints
from tenants.context import circle_context, in_circle

pytestmark = pytest.mark.django_db
WORDS = "Cora told my neighbour what I have."


@pytest.fixture
def alone(calderdale, cast, db) -> None:
    """Nobody but Cora answers or stands in; Adah and Iris know each other, for Adah acted for her."""
    with in_circle(calderdale):
        others = Hat.objects.worn(today()).filter(kind__in=("steward", "safeguarding_lead", "data_protection_lead"))
        assert set(others.values_list("person", flat=True)) == {cast.cora.pk}
        asked = helping.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
        helping.accept(asked, by=cast.adah)


@pytest.fixture
def said(alone, browser_of, calderdale, cast):
    """Iris complains, and ticks that it is about Cora."""
    iris = browser_of(calderdale, cast.iris)
    page = iris.get("/me/data/complain/").text
    assert cast.cora.called in page
    sent = iris.post("/me/data/complain/", {"about": "shared", "words": WORDS, "concerns": [str(cast.cora.pk)]})
    assert sent.status_code == 302
    with in_circle(calderdale):
        return Complaint.objects.get(person=cast.iris)


def test_iris_chooses_adah_who_answers_and_cora_reads_none_of_it(said, browser_of, calderdale, cast, mailoutbox):
    iris, adah, cora = (browser_of(calderdale, each) for each in (cast.iris, cast.adah, cast.cora))
    mine, there = f"/me/data/complaints/{said.pk}/", f"/circle/data/complaints/{said.pk}/"
    page = iris.get(mine).text
    assert "none of them may" in page
    assert "0303 123 1113" in page
    assert "section 165" in page
    assert cora.get(there).status_code == 404
    desk = cora.get("/circle/data/").text
    assert "Nobody here may answer the complaint" in desk
    assert WORDS not in desk
    assert WORDS not in cora.get(f"{there}who/").text
    assert adah.get(there).status_code == 404
    chosen = iris.post(f"{mine}who/", {"somebody": str(cast.adah.pk)})
    assert chosen.status_code == 302
    assert cast.adah.called in iris.get(mine).text
    with circle_context(calderdale):
        deliver_due()
    assert cast.adah.email in {each.to[0] for each in mailoutbox}
    assert there in adah.get("/me/data/").text
    assert WORDS in adah.get(there).text
    with in_circle(calderdale):
        look = AccessEvent.objects.about(cast.iris).latest("at")
        assert (look.actor_id, look.sections) == (cast.adah.pk, ["rights.complaints"])
    for name, words in (("acknowledge", {}), ("step", {"words": "I asked."})):
        assert cora.post(f"{there}{name}/", words).status_code == 404
        assert adah.post(f"{there}{name}/", words).status_code == 302
    assert cora.post(f"{there}answer/", {"outcome": "not_upheld", "words": "No."}).status_code == 404
    assert adah.post(f"{there}answer/", {"outcome": "upheld", "words": "You are right."}).status_code == 302
    assert "You are right." in iris.get(mine).text
    assert adah.get("/me/data/").text.count(there) == 0
    assert browser_of(calderdale, cast.otto).get(there).status_code == 404


def test_the_safeguarding_lead_stands_in_and_then_nobody_is_chosen(said, browser_of, calderdale, cast):
    with in_circle(calderdale):
        give_hat(cast.fin, "safeguarding_lead", by=SYSTEM)
        with pytest.raises(Conflict):
            complaints.appoint(said, cast.adah, by=cast.iris)
    fin = browser_of(calderdale, cast.fin)
    there = f"/circle/data/complaints/{said.pk}/"
    assert there in fin.get("/me/data/").text
    assert WORDS in fin.get(there).text
    assert fin.post(f"{there}answer/", {"outcome": "partly", "words": "Partly."}).status_code == 302
    assert cast.fin.called not in browser_of(calderdale, cast.iris).get(f"/me/data/complaints/{said.pk}/").text


def test_a_steward_chooses_only_until_iris_has_and_never_herself(said, calderdale, cast):
    with in_circle(calderdale):
        for wrong in (cast.cora, cast.iris):
            with pytest.raises(RuleBroken):
                complaints.appoint(said, wrong, by=cast.cora)
        complaints.appoint(said, cast.otto, by=cast.cora)
        assert policies.can_answer_complaint(cast.otto, Complaint.objects.get(pk=said.pk))
        complaints.appoint(said, cast.adah, by=cast.iris)
        with pytest.raises(NotAllowed):
            complaints.appoint(said, cast.otto, by=cast.cora)
        assert not policies.can_answer_complaint(cast.otto, Complaint.objects.get(pk=said.pk))
        with pytest.raises(NotAllowed):
            complaints.appoint(said, cast.otto, by=cast.otto)


def test_coras_own_complaint_is_answered_by_somebody_she_chooses(alone, browser_of, calderdale, cast):
    with in_circle(calderdale):
        own = complaints.complain("wrong", "My name is spelt wrongly.", person=cast.cora, by=cast.cora)
        with pytest.raises(NotAllowed):
            complaints.answer(own, "upheld", "I agree with myself.", by=cast.cora)
        complaints.appoint(own, cast.otto, by=cast.cora)
        complaints.answer(own, "upheld", "It is put right.", by=cast.otto)


def test_whoever_looked_is_concerned_and_iris_is_told_where_it_goes(alone, browser_of, calderdale, cast):
    with in_circle(calderdale):
        look = AccessEvent.objects.create(
            actor_kind="person", actor_id=cast.cora.pk, subject_id=cast.iris.pk, purpose="view", basis="duty"
        )
        made = complaints.complain("looked", "Why?", person=cast.iris, looked=look.pk, by=SYSTEM)
    page = browser_of(calderdale, cast.iris).get(f"/me/data/complaints/{made.pk}/").text
    assert "none of them may" in page
    there = browser_of(calderdale, cast.cora).get(f"/circle/data/complaints/{made.pk}/").text
    assert "Choose somebody whom it does not concern" in there
