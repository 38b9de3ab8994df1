"""Anybody may ask for support, one question a page. Spam is held back without puzzles, floods are slowed down."""

import pytest
from django.core import mail

from kernel.ids import uuid7
from tenant_apps.enquiries import asking
from tenant_apps.enquiries.models import Enquiry
from tenant_apps.journal.models import Entry
from tenants.context import circle_context, in_circle
from ui import traps

pytestmark = pytest.mark.django_db
ANSWERS = {
    "for_whom": "somebody",
    "words": "Company in the mornings.",
    "place": "Heptonstall",
    "name": "Ruth Barker",
    "phone": "01632 960 222",
    "wants_a_call": "on",
    "call_when": "morning",
    "email": "",
}
HELLO = {"about": "other", "words": "When are you open?", "name": "Des", "email": "des@kay.example"}


@pytest.fixture
def patient(monkeypatch):
    """As if the page had been open for a while."""
    monkeypatch.setattr(traps, "QUICKEST", -1.0)


@pytest.fixture
def ruths(calderdale):
    def found():
        with in_circle(calderdale):
            return list(Enquiry.objects.filter(name="Ruth Barker"))

    return found


def test_ruth_asks_for_her_mother_page_by_page_and_back_without_losing_anything(browser_of, calderdale, patient, ruths):
    ruth = browser_of(calderdale)
    said = {"shown": ruth.get("/ask/").context["carried"][0][1]}
    for step, names in (("who", ["for_whom"]), ("what", ["words"]), ("where", ["place"])):
        said |= {name: ANSWERS[name] for name in names}
        page = ruth.post(f"/ask/{step}/", said)
        assert page.status_code == 200
    back = ruth.post("/ask/reach/", {**said, "name": "Ruth", "go": "what"})
    assert "Company in the mornings." in back.text
    assert 'name="name" value="Ruth"' in back.text
    check = ruth.post("/ask/reach/", {**said, **ANSWERS})
    assert "Is this right?" in check.text
    assert ruths() == []
    key = dict(check.context["carried"])["key"]
    for _twice in range(2):
        assert ruth.post("/ask/check/", {**said, **ANSWERS, "key": key})["Location"] == "/ask/sent/"
    (enquiry,) = ruths()
    assert (enquiry.state, enquiry.for_whom, enquiry.call_when) == ("new", "somebody", "morning")
    assert "What happens next" in ruth.get("/ask/sent/").text


def test_each_question_is_put_right_on_its_own_page(browser_of, calderdale):
    ruth = browser_of(calderdale)
    assert ruth.post("/ask/who/", {}).status_code == 422
    assert ruth.post("/ask/what/", {"words": ""}).status_code == 422
    answer = ruth.post("/ask/reach/", {"name": "Ruth"})
    assert answer.status_code == 422
    assert "so that we can answer" in answer.text
    assert ruth.post("/ask/check/", {**ANSWERS, "phone": ""}).context["step"] == "reach"
    assert ruth.get("/ask/reach/")["Location"] == "/ask/"
    assert ruth.get("/ask/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "held_for"),
    [
        ({"website": "http://spam.example"}, "field"),
        ({"words": "http://a.example http://b.example www.c.example"}, "links"),
        ({"name": "Win www.money.example"}, "links"),
        ({"name": "Win at money.com"}, "links"),
        ({"name": "<b>Ruth</b>"}, "links"),
        ({"words": "Hello <script>alert(1)</script>"}, "links"),
    ],
)
def test_what_looks_like_spam_is_held_and_its_sender_reads_the_same_page(
    browser_of, calderdale, patient, cast, sent, held_for
):
    browser = browser_of(calderdale)
    shown = browser.get("/contact/").context["form"]["shown"].value()
    answer = browser.post("/contact/", {**HELLO, "shown": shown, **sent})
    assert answer["Location"] == "/ask/sent/"
    with in_circle(calderdale):
        enquiry = Enquiry.objects.latest("id")
        assert (enquiry.state, enquiry.held_for) == ("held", held_for)
        assert not Entry.objects.filter(event="enquiries.EnquiryCame", payload__enquiry_id=str(enquiry.pk)).exists()
    assert "Held back" in browser_of(calderdale, cast.cora).get("/circle/asks/").text


def test_a_program_that_is_quicker_than_hands_is_held(browser_of, calderdale):
    browser = browser_of(calderdale)
    shown = browser.get("/contact/").context["form"]["shown"].value()
    browser.post("/contact/", {**HELLO, "shown": shown})
    browser.post("/contact/", {**HELLO, "shown": "1:forged"})
    with in_circle(calderdale):
        assert [e.held_for for e in Enquiry.objects.filter(name="Des")] == ["quick", "quick"]


def test_who_was_only_quick_is_asked_to_press_once_more_and_then_stewards_are_told(browser_of, calderdale, cast):
    browser = browser_of(calderdale)
    shown = browser.get("/contact/").context["form"]["shown"].value()
    key = str(uuid7())
    page = browser.post("/contact/", {**HELLO, "shown": shown, "key": key})
    assert "Once more, please" in page.text
    with in_circle(calderdale):
        assert Enquiry.objects.get(key=key).state == "held"  # nothing is lost if they do not press
    carried = {name: str(value) for name, value in page.context["carried"]}
    for _twice in range(2):
        assert browser.post(page.context["action"], carried)["Location"] == "/ask/sent/"
    with in_circle(calderdale):
        enquiry = Enquiry.objects.get(key=key)
        assert (enquiry.state, enquiry.held_for, enquiry.words) == ("new", "", HELLO["words"])
        told = Entry.objects.filter(event="enquiries.EnquiryCame", payload__enquiry_id=str(enquiry.pk))
        assert told.count() == 1


def test_who_asked_for_support_too_quickly_presses_once_more_as_well(browser_of, calderdale, ruths):
    ruth = browser_of(calderdale)
    page = ruth.post("/ask/check/", {**ANSWERS, "shown": ruth.get("/ask/").context["carried"][0][1]})
    assert "Once more, please" in page.text
    answer = ruth.post(page.context["action"], {name: str(value) for name, value in page.context["carried"]})
    assert answer["Location"] == "/ask/sent/"
    assert [(e.state, e.for_whom, e.wants_a_call) for e in ruths()] == [("new", "somebody", True)]


def test_pressing_once_more_lets_nothing_through_that_was_held_for_more(browser_of, calderdale, monkeypatch):
    browser, key = browser_of(calderdale), str(uuid7())
    spam = {**HELLO, "words": "http://a.example http://b.example http://c.example", "key": key}
    assert browser.post("/contact/", spam)["Location"] == "/ask/sent/"
    browser.post("/contact/", {**spam, "once_more": traps.once_more()})
    monkeypatch.setattr(traps, "QUICKEST", -1.0)
    with in_circle(calderdale):
        assert Enquiry.objects.get(key=key).state == "held"


def test_many_from_one_connection_are_held_for_a_look_and_their_senders_read_that(
    browser_of, calderdale, patient, monkeypatch, cast
):
    browser = browser_of(calderdale)
    shown = browser.get("/contact/").context["form"]["shown"].value()
    monkeypatch.setattr(asking, "FROM_ONE", 2)
    answers = [browser.post("/contact/", {**HELLO, "shown": shown})["Location"] for _each in range(4)]
    assert answers == ["/ask/sent/", "/ask/sent/", "/ask/sent/?look=1", "/ask/sent/?look=1"]
    assert "looks first which ones are from people" in browser.get(answers[-1]).text
    assert "looks first" not in browser.get("/ask/sent/").text
    with in_circle(calderdale):
        states = [enquiry.held_for for enquiry in Enquiry.objects.filter(name="Des").order_by("id")]
    assert states == ["", "", "many", "many"]
    assert "Many from one connection" in browser_of(calderdale, cast.cora).get("/circle/asks/?state=held").text


def test_beyond_the_bound_what_was_typed_stays_on_the_page_and_it_says_what_to_do(
    browser_of, calderdale, patient, monkeypatch, ruths
):
    ruth = browser_of(calderdale)
    shown = ruth.get("/contact/").context["form"]["shown"].value()
    monkeypatch.setattr(asking, "FROM_ONE_AT_MOST", 1)
    assert ruth.post("/contact/", {**HELLO, "shown": shown}).status_code == 302
    refused = ruth.post("/contact/", {**HELLO, "shown": shown})
    assert refused.status_code == 429
    assert refused["Retry-After"] == "3600"
    assert "send it again in an hour" in refused.text
    assert HELLO["words"] in refused.text
    assert 'value="des@kay.example"' in refused.text
    refused = ruth.post("/ask/check/", {**ANSWERS, "shown": shown})
    assert (refused.status_code, ruths()) == (429, [])
    assert 'name="words" value="Company in the mornings."' in refused.text
    program = ruth.post("/contact/", {**HELLO, "shown": shown}, headers={"accept": "application/json"})
    assert (program.status_code, program.json()["code"]) == (429, "too_many")


def test_a_flood_is_held_and_in_the_end_not_taken(browser_of, calderdale, patient, monkeypatch):
    browser = browser_of(calderdale)
    shown = browser.get("/contact/").context["form"]["shown"].value()
    monkeypatch.setattr(asking, "BEFORE_HELD", 2)
    monkeypatch.setattr(asking, "BEFORE_CLOSED", 4)
    answers = [browser.post("/contact/", {**HELLO, "shown": shown}).status_code for _each in range(5)]
    assert answers == [302] * 4 + [429]
    with in_circle(calderdale):
        states = [enquiry.held_for for enquiry in Enquiry.objects.filter(name="Des").order_by("id")]
    assert states == ["", "", "flood", "flood"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Des\nBcc: all@everybody.example"},
        {"email": "des@kay.example\r\nBcc: all@everybody.example"},
        {"words": "x" * 1_000_000},
        {"name": "x" * 1_000_000},
        {"about": "everything"},
        {"email": "", "phone": ""},
        {"name": "\u202etxet"},
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_huge_is_sent_back(browser_of, calderdale, patient, wrong):
    answer = browser_of(calderdale).post("/contact/", {**HELLO, "shown": traps.stamp(), **wrong})
    if "name" in wrong and "\n" in wrong["name"]:  # a line feed in a name is a space, and goes no further
        assert answer.status_code == 302
        with in_circle(calderdale):
            assert Enquiry.objects.latest("id").name == "Des Bcc: all@everybody.example"
        return
    assert answer.status_code == 422
    assert len(answer.content) < 60_000
    assert "you typed 4001" not in answer.content.decode()


def test_stewards_hear_of_it_by_an_e_mail_that_says_nothing_of_who_it_is(browser_of, calderdale, cast, patient):
    with circle_context(calderdale):
        from django.db import transaction

        from kernel.actors import SYSTEM
        from tenant_apps.enquiries.events import StewardToTell
        from tenant_apps.enquiries.listeners import tell_steward
        from tenant_apps.enquiries.services import take_down

        with transaction.atomic():
            facts = {"about": "support", "name": "Ruth Barker", "phone": "01632 960 222", "words": "Mum is ill."}
            enquiry = take_down(facts, key=uuid7(), by=SYSTEM)
        mail.outbox.clear()
        tell_steward(StewardToTell(enquiry_id=enquiry.pk, person_id=cast.cora.pk), None)
        (letter,) = mail.outbox
        assert letter.to == [cast.cora.email]
        assert "Ruth" not in letter.subject + letter.body
        assert "Mum" not in letter.body
        assert f"/circle/asks/{enquiry.pk}/" in letter.body
