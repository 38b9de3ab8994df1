"""Stewards and co-ordinators answer: called, meeting, on the way, closed; notes, plans, and new members."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.enquiries import services
from tenant_apps.enquiries.events import StewardToTellOfHeld
from tenant_apps.enquiries.listeners import tell_steward_of_held
from tenant_apps.enquiries.models import Enquiry, Note
from tenant_apps.journal.models import Entry
from tenant_apps.people.models import Person, today
from tenant_apps.rights.services.keeping import confirm_rule
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
RUTH = {"about": "support", "name": "Ruth Barker", "phone": "01632 960 222", "email": "ruth@barker.example"}


@pytest.fixture
def ruth(calderdale, db):
    with in_circle(calderdale):
        return services.take_down({**RUTH, "words": "Company."}, key=uuid7(), by=SYSTEM)


def at(enquiry) -> str:
    return f"/circle/asks/{enquiry.pk}/"


def test_cora_calls_plans_and_brings_ruth_into_the_circle(browser_of, calderdale, cast, ruth):
    cora = browser_of(calderdale, cast.cora)
    assert "Ruth Barker" in cora.get("/circle/asks/").text
    cora.post(at(ruth), {"do": "move:called", "seen": 1})
    cora.post(at(ruth), {"do": "note", "words": "Likes the radio."})
    plan = {"do": "plan", "seen": 2, "what": "Visit", "who": str(cast.cora.pk), "on": "2030-01-02"}
    assert cora.post(at(ruth), plan).status_code == 302
    page = cora.get(at(ruth)).text
    assert "Likes the radio." in page
    assert "Called" in page
    joined = {"do": "person", "seen": 3, "name": "Ruth Barker", "hat": "supported", "agreed": "on"}
    assert cora.post(at(ruth), joined).status_code == 302
    with in_circle(calderdale):
        ruth.refresh_from_db()
        person = Person.objects.get(name="Ruth Barker")
        assert (ruth.state, ruth.outcome, ruth.person) == ("closed", "joined", person)
        assert person.how_joined == "asked"
        assert person.wears("supported")
        told = list(Entry.objects.filter(payload__enquiry_id=str(ruth.pk)).values_list("event", "payload"))
    assert [event for event, _said in told] == [
        "enquiries.EnquiryCame",
        "enquiries.EnquiryMoved",
        "enquiries.EnquiryBecamePerson",
    ]
    assert "Ruth" not in str(told)


@pytest.mark.parametrize("who", ["iris", "sol", "adah", "otto", "fin"])
def test_nobody_else_sees_who_got_in_touch(browser_of, calderdale, cast, ruth, who):
    browser = browser_of(calderdale, getattr(cast, who))
    for path in ("/circle/asks/", at(ruth), "/circle/asks/new/", "/circle/news/", "/api/v1/enquiries/"):
        assert browser.get(path).status_code == 404
    with in_circle(calderdale), pytest.raises(NotAllowed):
        services.add_note(ruth, "x", by=getattr(cast, who))


def test_of_two_who_answer_at_once_the_second_is_told_and_loses_nothing(browser_of, calderdale, cast, ruth):
    cora = browser_of(calderdale, cast.cora)
    cora.post(at(ruth), {"do": "move:called", "seen": 1})
    second = cora.post(at(ruth), {"do": "plan", "what": "Send a leaflet", "seen": 1})
    assert second.status_code == 409
    assert "Somebody else changed this enquiry" in second.text
    assert 'value="Send a leaflet"' in second.text


def test_a_call_is_written_down_once_however_often_it_is_sent(browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    key = cora.get("/circle/asks/new/").context["form"]["key"].value()
    said = {"channel": "phone", "about": "help", "for_whom": "self", "name": "Des Kay", "key": str(key)}
    said["phone"] = "01632 960 223"
    assert {cora.post("/circle/asks/new/", said)["Location"] for _twice in range(2)}.__len__() == 1
    with in_circle(calderdale):
        enquiry = Enquiry.objects.get(name="Des Kay")
        assert (enquiry.channel, enquiry.taken_by) == ("phone", cast.cora)


def test_closing_says_how_it_ended_and_it_can_be_taken_up_again(calderdale, cast, ruth):
    with in_circle(calderdale):
        with pytest.raises(ValidationError):
            services.close(ruth, "lost", seen=1, by=cast.cora)
        closed = services.close(ruth, "elsewhere", words="Has a sister.", seen=1, by=cast.cora)
        with pytest.raises(Conflict):
            services.plan(closed, "Call", seen=closed.number, by=cast.cora)
        again = services.move(closed, "called", seen=closed.number, by=cast.cora)
        assert (again.closed_at, again.outcome) == (None, "")
        with pytest.raises(RuleBroken):
            services.plan(again, "Call", who=cast.sol, seen=again.number, by=cast.cora)


def test_whoever_asks_for_somebody_else_is_not_made_a_member_in_their_place(calderdale, cast):
    with in_circle(calderdale):
        asked = services.take_down({**RUTH, "for_whom": "somebody"}, key=uuid7(), by=SYSTEM)
        with pytest.raises(RuleBroken):
            services.make_person(asked, seen=1, by=cast.cora)
        person = services.make_person(asked, name="Nell Barker", seen=1, by=cast.cora)
        assert (person.name, person.email, person.phone) == ("Nell Barker", "", "")
        assert services.make_person(asked, name="Nell Barker", seen=1, by=cast.cora) is not None
        assert Person.objects.filter(name="Nell Barker").count() == 1


def test_somebody_who_is_in_the_circle_already_is_not_brought_in_twice(calderdale, cast):
    with in_circle(calderdale):
        asked = services.take_down({**RUTH, "email": cast.iris.email}, key=uuid7(), by=SYSTEM)
        with pytest.raises(Conflict, match="already"):
            services.make_person(asked, seen=1, by=cast.cora)


def test_what_was_held_back_is_looked_at_and_let_through_or_thrown_away(browser_of, calderdale, cast):
    with in_circle(calderdale):
        good, bad = (services.take_down(RUTH, key=uuid7(), held_for="quick", by=SYSTEM) for _two in range(2))
    cora = browser_of(calderdale, cast.cora)
    assert "Ruth Barker" not in cora.get("/circle/asks/").text
    assert "Ruth Barker" in cora.get("/circle/asks/?state=held").text
    cora.post(at(good), {"do": "through"})
    cora.post(at(bad), {"do": "away"})
    with in_circle(calderdale):
        good.refresh_from_db()
        assert good.state == "new"
        assert not Enquiry.objects.filter(pk=bad.pk).exists()
        assert Entry.objects.filter(event="enquiries.EnquiryCame", payload__enquiry_id=str(good.pk)).exists()


def test_what_was_closed_is_forgotten_after_two_years_unless_somebody_joined(calderdale, cast, ruth):
    with in_circle(calderdale):
        joined = services.take_down({**RUTH, "email": ""}, key=uuid7(), by=SYSTEM)
        held = services.take_down(RUTH, key=uuid7(), held_for="links", by=SYSTEM)
        services.make_person(joined, seen=1, by=cast.cora)
        services.close(ruth, "not_now", words="Later.", seen=1, by=cast.cora)
        assert services.forget_what_is_over() == 0
        Enquiry.objects.update(closed_at=now() - timedelta(days=731), state="closed", outcome="not_now")
        Enquiry.objects.filter(pk=held.pk).update(
            state="held", closed_at=None, outcome="", received_at=now() - timedelta(days=31)
        )
        expected = Enquiry.objects.filter(person=None).count()
        assert services.forget_what_is_over() == 1  # only what was held back: nobody has confirmed the two years yet
        confirm_rule("first_contact", 24, "Code of Practice", by=cast.cora)
        assert services.forget_what_is_over() == expected - 1
        assert list(Enquiry.objects.all()) == [joined]
        assert not Note.objects.filter(enquiry_id=ruth.pk).exists()
        assert services.forget_what_is_over() == 0


def test_an_open_enquiry_is_never_forgotten(calderdale, ruth):
    with in_circle(calderdale):
        Enquiry.objects.filter(pk=ruth.pk).update(received_at=now() - timedelta(days=3000))
        services.forget_what_is_over()
        assert Enquiry.objects.filter(pk=ruth.pk).exists()
        assert today() is not None


def test_programs_of_those_who_answer_read_the_same_list(browser_of, calderdale, cast, ruth):
    cora = browser_of(calderdale, cast.cora)
    names = [each["name"] for each in cora.get("/api/v1/enquiries/").json()["results"]]
    assert "Ruth Barker" in names
    assert cora.get(f"/api/v1/enquiries/{ruth.pk}/").json()["state"] == "new"


def test_the_board_asks_no_more_questions_for_more_people(browser_of, calderdale, cast, django_assert_max_num_queries):
    with in_circle(calderdale):
        for number in range(30):
            enquiry = services.take_down({**RUTH, "name": f"R{number}"}, key=uuid7(), by=SYSTEM)
            services.plan(enquiry, "Call", who=cast.cora, seen=1, by=cast.cora)
    cora = browser_of(calderdale, cast.cora)
    with django_assert_max_num_queries(9):
        assert cora.get("/circle/asks/").status_code == 200


@pytest.fixture
def held(calderdale, ruth):
    """Three came too quickly; Ruth's own came in time."""
    with in_circle(calderdale):
        Enquiry.objects.filter(state="held").delete()
        return [
            services.take_down({**RUTH, "name": f"Quick {n}"}, key=uuid7(), by=SYSTEM, held_for="quick")
            for n in range(3)
        ]


def test_what_is_held_back_counts_in_the_headings_and_nobody_says_well_done_above_it(
    browser_of, calderdale, cast, held
):
    cora = browser_of(calderdale, cast.cora)
    assert "3 held back wait for a look" in cora.get("/circle/asks/").text
    with in_circle(calderdale):
        Enquiry.objects.filter(state__in=Enquiry.UNDER_WAY).delete()
    first = cora.get("/circle/").text
    assert "Well done" not in first
    assert "3 held back" in first
    assert "0 wait" not in first
    assert "3 messages are held back. Look whether some are from people." in first
    assert "Sent very quickly" in cora.get("/circle/asks/?state=held").text
    assert "Sent very quickly" in cora.get(at(held[0])).text
    with in_circle(calderdale):
        Enquiry.objects.filter(state="held").delete()
    assert "Well done" in cora.get("/circle/").text


def test_those_who_answer_hear_of_what_is_held_at_most_once_a_day(calderdale, cast, held, monkeypatch):
    with in_circle(calderdale):
        assert services.say_what_is_held() == 3
        services.take_down({**RUTH, "name": "Quick 4"}, key=uuid7(), by=SYSTEM, held_for="many")
        assert services.say_what_is_held() == 0
        told = Entry.objects.filter(event="enquiries.StewardToTellOfHeld")
        monkeypatch.setattr(services, "now", lambda: now() + timedelta(days=1))
        assert services.say_what_is_held() == 1
        monkeypatch.setattr(services, "now", lambda: now() + timedelta(days=2))
        assert services.say_what_is_held() == 0  # nothing new: no second word about the same
        assert told.count() == 0  # listeners come after the commit
        mail.outbox.clear()
        tell_steward_of_held(StewardToTellOfHeld(person_id=cast.cora.pk), None)
        (letter,) = mail.outbox
        assert letter.to == [cast.cora.email]
        assert "4 messages to Calderdale" in letter.body
        assert "/circle/asks/?state=held" in letter.body
        assert "Quick" not in letter.subject + letter.body
        mail.outbox.clear()
        Enquiry.objects.filter(state="held").delete()
        tell_steward_of_held(StewardToTellOfHeld(person_id=cast.cora.pk), None)
        assert mail.outbox == []


def test_a_call_without_any_way_back_is_asked_about_once_and_can_be_gone_past(browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    page = cora.get("/circle/asks/new/")
    assert "The caller" in page.text
    assert "Somebody the caller knows" in page.text
    assert "For me" not in page.text
    key = page.context["form"]["key"].value()
    said = {"channel": "phone", "about": "support", "for_whom": "self", "name": "A woman", "key": key}
    asked = cora.post("/circle/asks/new/", said)
    assert asked.status_code == 422
    assert "There is no number, address or place" in asked.text
    assert 'name="no_way_back" value="on"' in asked.text
    assert 'value="A woman"' in asked.text
    assert cora.post("/circle/asks/new/", {**said, "no_way_back": "on"}).status_code == 302
    for way in ({"phone": "01632 960 222"}, {"place": "Mytholmroyd"}, {"channel": "met"}):
        assert cora.post("/circle/asks/new/", {**said, "key": uuid7(), **way}).status_code == 302, way


@pytest.mark.parametrize("typed", ["%00", "Ruth%00", "a%ED%A0%80", "x" * 3000])
def test_a_search_on_the_board_takes_whatever_is_typed(browser_of, calderdale, cast, ruth, typed):
    page = browser_of(calderdale, cast.cora).get(f"/circle/asks/?name={typed}")
    assert page.status_code == 200
    assert ("Ruth Barker" in page.text) == typed.endswith("%00")
