"""The pages: choosing, seeing as others do, who looked, and what could not wait."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.ids import uuid7
from kernel.sections import Audience, Purpose, sections
from kernel.time import now
from tenant_apps.journal.registry import Told
from tenant_apps.people.services import answer_offer, offer_hat
from tenant_apps.privacy import listeners
from tenant_apps.privacy.decide import decide
from tenant_apps.privacy.events import GlassBroken, LookDoubted
from tenant_apps.privacy.models import AccessEvent, BreakGlass, Choice, Doubt, Stance, Withholding
from tenant_apps.privacy.policies import who_may_answer
from tenant_apps.privacy.services import break_glass, choose_audience
from tenant_apps.profiles.models import Answer
from tenant_apps.profiles.questions import DAYS_GETTING as DAYS
from tenant_apps.profiles.questions import QUESTIONS
from tenant_apps.profiles.services import keep_answer, show_answers
from tenant_apps.rights.answering import all_known
from tenant_apps.rights.listeners import take_up_the_doubt
from tenant_apps.rights.models import Complaint
from tenants.context import in_circle

HEALTH, KEYS = QUESTIONS["getting.health"], QUESTIONS["getting.keys"]
INTERESTS = next(each for each in QUESTIONS.values() if each.slug == "interests")
pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(cast, calderdale):
    """Adah is the safeguarding lead in these tests."""
    with in_circle(calderdale):
        answer_offer(offer_hat(cast.adah, "safeguarding_lead", by=cast.cora), yes=True, by=cast.adah)
    return cast.adah


def told() -> Told:
    return Told(uuid7(), uuid7(), now(), "person", None, None, None, 1)


def chosen(circle, person, code):
    with in_circle(circle):
        return Choice.objects.filter(person=person, section=code).values_list("audience", flat=True).first()


def written(person, question, words) -> None:
    """They wrote it themselves, and showed it."""
    before = Answer.objects.filter(person=person, question=question.code).first()
    kept = keep_answer(person, question, {"words": words}, seen=before.number if before else 0, by=person)
    show_answers(person, {question: kept.number}, by=person)


def test_june_chooses_for_one_section_and_it_counts_at_once(browser_of, calderdale, cast):
    june = browser_of(calderdale, cast.june)
    page = june.get("/me/privacy/people.contact/")
    assert page.status_code == 200
    assert "Everybody in my circle" in page.text
    assert "Members of all circles" not in page.text
    assert june.post("/me/privacy/people.contact/", {"audience": "40"}).status_code == 302
    with in_circle(calderdale):
        assert decide(cast.otto, cast.june, "people.contact").allow
    june.post("/me/privacy/people.contact/", {"audience": "0"})
    with in_circle(calderdale):
        assert not decide(cast.otto, cast.june, "people.contact").allow


@pytest.mark.parametrize("answer", [{}, {"audience": "60"}, {"audience": "x"}, {"audience": "10"}])
def test_what_may_not_be_chosen_is_refused_in_words(browser_of, calderdale, cast, answer):
    june = browser_of(calderdale, cast.june)
    assert june.post("/me/privacy/people.contact/", answer).status_code == 422
    assert chosen(calderdale, cast.june, "people.contact") is None


def test_people_are_named_from_those_one_knows(browser_of, calderdale, cast):
    june = browser_of(calderdale, cast.june)
    known, unknown = str(cast.cora.pk), str(cast.otto.pk)
    page = june.get("/me/privacy/people.contact/").text
    assert known in page
    assert unknown not in page
    assert june.post("/me/privacy/people.contact/", {"audience": "10", "named": unknown}).status_code == 422
    assert june.post("/me/privacy/people.contact/", {"audience": "10", "named": known}).status_code == 302
    with in_circle(calderdale):
        assert decide(cast.cora, cast.june, "people.contact").allow
        assert not decide(cast.fin, cast.june, "people.contact").allow


def test_a_preset_answers_everything_and_can_be_changed_one_by_one(browser_of, calderdale, cast):
    june = browser_of(calderdale, cast.june)
    june.post("/me/privacy/people.contact/", {"audience": "40"})
    assert june.post("/me/privacy/preset/", {"preset": "very_private"}).status_code == 302
    with in_circle(calderdale):
        assert Stance.objects.get(person=cast.june).preset == "very_private"
        assert not decide(cast.otto, cast.june, "people.contact").allow
    assert june.post("/me/privacy/preset/", {"preset": "boundless"}).status_code == 404


def test_june_sees_herself_as_others_do(browser_of, calderdale, cast):
    june = browser_of(calderdale, cast.june)
    june.post("/me/privacy/people.contact/", {"audience": "20"})
    assert "june@both.example" in june.get("/me/privacy/as/team/").text
    for whom in ("match", "circle", "anyone"):
        seen = june.get(f"/me/privacy/as/{whom}/")
        assert seen.status_code == 200
        assert "june@both.example" not in seen.text
    assert june.get("/me/privacy/as/everybody/").status_code == 404


def test_iris_reads_her_own_words_as_her_team_and_a_stranger_would(browser_of, calderdale, cast):
    iris = browser_of(calderdale, cast.iris)
    with in_circle(calderdale):
        written(cast.iris, DAYS, {"good": "Sun and a chat"})
        number = Answer.objects.get(person=cast.iris, question=DAYS.code).number
        keep_answer(cast.iris, DAYS, {"words": {"good": "Not shown yet"}}, seen=number, by=cast.iris)
        choose_audience(cast.iris, DAYS.section, Audience.TEAM, by=cast.iris)
    with CaptureQueriesContext(connection) as asked:
        team = iris.get("/me/privacy/as/team/").text
    assert len(asked) <= 16
    assert "Sun and a chat" in team
    assert "Not shown yet" not in team
    stranger = iris.get("/me/privacy/as/anyone/").text
    assert "Sun and a chat" not in stranger
    assert str(DAYS.title) in stranger.split("They do not see")[1]
    assert "Sun and a chat" in iris.get(f"/me/privacy/{DAYS.section}/").text


def test_whoever_broke_the_glass_reads_what_was_written_about_health_and_iris_is_told(browser_of, calderdale, cast):
    with in_circle(calderdale):
        written(cast.iris, HEALTH, {"medicines": "Insulin, in the fridge"})
        choose_audience(cast.iris, HEALTH.section, Audience.ONLY_ME, by=cast.iris)
    cora = browser_of(calderdale, cast.cora)
    assert "Insulin" not in cora.get(f"/people/{cast.iris.pk}/").text
    with in_circle(calderdale):
        break_glass(cast.iris, reason="She does not open the door.", by=cast.cora)
    assert "Insulin" in cora.get(f"/circle/members/{cast.iris.pk}/glass/seen/").text
    told = browser_of(calderdale, cast.iris).get("/me/looked/").text
    assert "She does not open the door." in told
    assert "My health and medicines" in told
    assert "My skills" not in told  # there was nothing to be read


def test_june_asks_whether_one_person_can_see_it(browser_of, calderdale, cast):
    june = browser_of(calderdale, cast.june)
    assert "so they do not find you here at all" in june.get(f"/me/privacy/people.contact/?who={cast.cora.pk}").text
    june.post("/me/privacy/people.name/", {"audience": "40"})
    assert "You do not share this" in june.get(f"/me/privacy/people.contact/?who={cast.cora.pk}").text
    june.post("/me/privacy/people.contact/", {"audience": "40"})
    assert "you share this with your circle" in june.get(f"/me/privacy/people.contact/?who={cast.cora.pk}").text
    for nobody in ("x", str(cast.otto.pk)):
        assert "You do not share" not in june.get(f"/me/privacy/people.contact/?who={nobody}").text


def test_june_reads_who_looked_and_asks_about_it(browser_of, calderdale, cast):
    cora, june = browser_of(calderdale, cast.cora), browser_of(calderdale, cast.june)
    assert "Nobody has looked so far" in june.get("/me/looked/").text
    cora.get(f"/circle/members/{cast.june.pk}/")
    page = june.get("/me/looked/").text
    assert "Cora" in page
    assert "How to reach me" in page
    with in_circle(calderdale):
        look = AccessEvent.objects.about(cast.june).get()
    assert june.post(f"/me/looked/{look.pk}/", {"words": "What for?"}).status_code == 302
    assert june.post(f"/me/looked/{look.pk}/", {"words": "Again"}).status_code == 409
    assert "You will get an answer" in june.get("/me/looked/").text
    assert browser_of(calderdale, cast.otto).get(f"/me/looked/{look.pk}/").status_code == 404


def test_a_doubt_is_answered_by_a_steward_but_never_by_whoever_looked(browser_of, calderdale, cast):
    with in_circle(calderdale):
        answer_offer(offer_hat(cast.fin, "data_protection_lead", by=cast.cora), yes=True, by=cast.fin)
    browser_of(calderdale, cast.cora).get(f"/circle/members/{cast.june.pk}/")
    with in_circle(calderdale):
        look = AccessEvent.objects.about(cast.june).get()
    june = browser_of(calderdale, cast.june)
    june.post(f"/me/looked/{look.pk}/", {"words": ""})
    with in_circle(calderdale):
        doubt = Doubt.objects.get(event=look)
        listeners.tell_those_who_answer(LookDoubted(doubt_id=doubt.pk, person_id=cast.june.pk), told())
    assert {to for letter in mail.outbox for to in letter.to} == {cast.fin.email}
    assert "june" not in mail.outbox[0].body.lower()
    here = f"/circle/looks/{doubt.pk}/"
    assert browser_of(calderdale, cast.cora).get(here).status_code == 404
    fin = browser_of(calderdale, cast.fin)
    assert here in fin.get("/circle/looks/").text
    assert fin.post(here, {"answer": ""}).status_code == 422
    assert fin.post(here, {"answer": "She put your new number right."}).status_code == 302
    assert "She put your new number right." in june.get("/me/looked/").text


def test_it_cannot_wait_and_june_is_told(browser_of, calderdale, cast, lead):
    cora = browser_of(calderdale, cast.cora)
    glass, seen = f"/circle/members/{cast.june.pk}/glass/", f"/circle/members/{cast.june.pk}/glass/seen/"
    assert cora.get(seen)["Location"] == glass
    assert cora.post(glass, {"reason": " "}).status_code == 422
    assert cora.post(glass, {"reason": "She does not answer the door."})["Location"] == seen
    page = cora.get(seen)
    assert page.status_code == 200
    assert cast.june.email in page.text
    mail.outbox.clear()
    with in_circle(calderdale):
        broken = BreakGlass.objects.get(person=cast.june)
        event = GlassBroken(glass_id=broken.pk, reader_id=cast.cora.pk, person_id=cast.june.pk, is_withheld=False)
        listeners.tell_the_person(event, told())
        listeners.tell_the_leads(event, told())
    assert {to for letter in mail.outbox for to in letter.to} == {cast.june.email, lead.email}
    assert all("door" not in letter.body + letter.subject for letter in mail.outbox)
    assert "She does not answer the door." in browser_of(calderdale, cast.june).get("/me/looked/").text
    with in_circle(calderdale):
        BreakGlass.objects.filter(person=cast.june).update(ends_at="2026-01-02T00:00Z", began_at="2026-01-01T23:00Z")
    assert cora.get(seen)["Location"] == glass


def test_what_keeps_somebody_safe_may_be_told_later_by_a_lead_alone(browser_of, calderdale, cast, lead):
    said = {"reason": "A neighbour fears for her.", "withhold": "He opens her post."}
    glass = f"/circle/members/{cast.june.pk}/glass/"
    browser_of(calderdale, cast.cora).post(glass, said)
    with in_circle(calderdale):
        assert not Withholding.objects.filter(glass__person=cast.june).exists()
        BreakGlass.objects.filter(person=cast.june).delete()
    adah, june = browser_of(calderdale, lead), browser_of(calderdale, cast.june)
    adah.post(glass, said)
    adah.get(f"{glass}seen/")
    with in_circle(calderdale):
        broken = BreakGlass.objects.get(person=cast.june)
        event = GlassBroken(glass_id=broken.pk, reader_id=lead.pk, person_id=cast.june.pk, is_withheld=True)
        listeners.tell_the_person(event, told())
    assert mail.outbox == []
    assert "A neighbour fears" not in june.get("/me/looked/").text
    with in_circle(calderdale):
        kept = Withholding.objects.get(glass__person=cast.june)
        hidden = AccessEvent.objects.about(cast.june).get(basis="break_glass")
    assert june.get(f"/me/looked/{hidden.pk}/").status_code == 404
    here = f"/circle/looks/withheld/{kept.pk}/"
    assert here in adah.get("/circle/looks/").text
    assert adah.post(here, {"until": "2090-01-01"}).status_code == 422
    assert browser_of(calderdale, cast.cora).get(here).status_code == 404
    assert adah.post(f"{here}tell/").status_code == 302
    assert "A neighbour fears" in june.get("/me/looked/").text


def test_in_a_circle_with_one_steward_another_office_answers_about_the_stewards_own_look(browser_of, calderdale, cast):
    """And Cora cannot bring the complaint about her own look to its end either."""
    cora, june = browser_of(calderdale, cast.cora), browser_of(calderdale, cast.june)
    with in_circle(calderdale):
        break_glass(cast.june, reason="She does not answer the door.", by=cast.cora)
    cora.get(f"/circle/members/{cast.june.pk}/glass/seen/")
    with in_circle(calderdale):
        look = AccessEvent.objects.about(cast.june).filter(basis="break_glass").get()
    june.post(f"/me/looked/{look.pk}/", {"words": ""})
    with in_circle(calderdale):
        doubt = Doubt.objects.get(event=look)
        take_up_the_doubt(LookDoubted(doubt_id=doubt.pk, person_id=cast.june.pk), told())
        complaint = Complaint.objects.get(looked=look.pk)
        assert [each.pk for each in who_may_answer(look)] == [cast.fin.pk]
    assert cora.get(f"/circle/looks/{doubt.pk}/").status_code == 404
    there = f"/circle/data/complaints/{complaint.pk}/"
    assert "somebody else has to answer it" in cora.get(there).text
    for deed, said in (
        ("acknowledge", {}),
        ("step", {"words": "I asked myself."}),
        ("answer", {"outcome": "not_upheld", "words": "All was well."}),
    ):
        assert cora.post(f"{there}{deed}/", said).status_code in (403, 422)
    fin = browser_of(calderdale, cast.fin)
    assert f"/circle/looks/{doubt.pk}/" in fin.get("/circle/looks/").text
    assert fin.post(f"/circle/looks/{doubt.pk}/", {"answer": "She was asked to look."}).status_code == 302
    assert f"/circle/looks/{doubt.pk}/" not in fin.get("/circle/looks/").text
    assert "She was asked to look." in june.get("/me/looked/").text
    with in_circle(calderdale):
        complaint.refresh_from_db()
        assert complaint.is_open
        why = [line for room in all_known(cast.june.pk) for piece in room.pieces for line in piece.lines
               if line.value == "She does not answer the door."]  # fmt: skip
    assert [line.of_others for line in why] == [False]  # she read it already: Cora does not look it through


def test_a_broken_glass_does_not_tell_the_code_of_the_key_safe(browser_of, calderdale, cast):
    with in_circle(calderdale):
        written(cast.iris, KEYS, {KEYS.prompts[0].code: "Behind the blue pot"})
        break_glass(cast.iris, reason="She does not open the door.", by=cast.cora)
        covered = {each.code for each in sections() if decide(cast.cora, cast.iris, each, Purpose.SAFEGUARDING).allow}
    page = browser_of(calderdale, cast.cora).get(f"/circle/members/{cast.iris.pk}/glass/seen/").text
    assert "Behind the blue pot" not in page
    assert HEALTH.section in covered
    assert covered.isdisjoint({KEYS.section, "privacy.withheld", "profiles.whole"})


@pytest.mark.parametrize("who", ["iris", "sol", "otto", "fin"])
def test_nobody_else_breaks_the_glass_or_reads_what_is_doubted(browser_of, calderdale, cast, who):
    with in_circle(calderdale):
        Doubt.objects.all().delete()  # of the only steward's look: for that one, Fin stands in
    browser = browser_of(calderdale, getattr(cast, who))
    for path in (f"/circle/members/{cast.june.pk}/glass/", f"/circle/members/{cast.june.pk}/glass/seen/"):
        assert browser.get(path).status_code == 404
    assert browser.get("/circle/looks/").status_code == 404


def test_nobody_chooses_for_another(browser_of, calderdale, cast):
    from kernel.errors import NotAllowed
    from tenant_apps.privacy.services import choose_audience, take_stance
    from tenant_apps.privacy.words import Preset

    with in_circle(calderdale):
        for by in (cast.cora, cast.sol):
            with pytest.raises(NotAllowed):
                choose_audience(cast.june, "people.contact", Audience.CIRCLE, by=by)
            with pytest.raises(NotAllowed):
                take_stance(cast.june, Preset.OPEN, by=by)


def test_what_june_sees_as_a_stranger_is_what_a_stranger_finds(browser_of, calderdale, cast):
    """Otto is a stranger to June: her page is closed to him without her name, and opens what she shares with it."""
    june, otto = browser_of(calderdale, cast.june), browser_of(calderdale, cast.otto)
    with in_circle(calderdale):
        written(cast.june, INTERESTS, {INTERESTS.prompts[0].code: "Brass bands"})
        choose_audience(cast.june, INTERESTS.section, Audience.CIRCLE, by=cast.june)
        choose_audience(cast.june, "people.name", Audience.TEAM, by=cast.june)
    assert "Brass bands" not in june.get("/me/privacy/as/circle/").text
    assert otto.get(f"/people/{cast.june.pk}/").status_code == 404
    with in_circle(calderdale):
        choose_audience(cast.june, "people.name", Audience.CIRCLE, by=cast.june)
    assert "Brass bands" in june.get("/me/privacy/as/circle/").text
    assert "Brass bands" in otto.get(f"/people/{cast.june.pk}/").text


def test_looks_of_a_kind_on_one_day_stand_as_one_and_each_can_still_be_doubted(browser_of, calderdale, cast):
    cora, iris = browser_of(calderdale, cast.cora), browser_of(calderdale, cast.iris)
    for _turn in range(3):
        cora.get(f"/circle/members/{cast.iris.pk}/")
    with in_circle(calderdale):
        looks = [str(pk) for pk in AccessEvent.objects.told(cast.iris).values_list("pk", flat=True)]
    assert len(looks) >= 3
    page = iris.get("/me/looked/").text
    assert page.count("looked at:") < len(looks)
    assert f"{len(looks)} times" in page
    assert all(f"/me/looked/{pk}/" in page for pk in looks)
    iris.post(f"/me/looked/{looks[1]}/", {"words": ""})
    page = iris.get("/me/looked/").text  # what was asked about stands by itself, with its answer
    assert "You asked about this. You will get an answer." in page
    assert f"/me/looked/{looks[0]}/" in page
    assert f"/me/looked/{looks[1]}/" not in page
