"""News by e-mail: asked on the site, confirmed from one's own mailbox, left with one press."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from kernel.time import now
from tenant_apps.enquiries import listeners, mailing_list, news
from tenant_apps.enquiries.events import SubscriberAsked, SubscriberConfirmed
from tenant_apps.enquiries.models import Subscriber
from tenants.context import in_circle
from ui import traps

pytestmark = pytest.mark.django_db


@pytest.fixture
def ruth(calderdale, db):
    with in_circle(calderdale):
        mailing_list.ask_to_join("Ruth@Barker.example")
        return Subscriber.objects.get(email="ruth@barker.example")


def test_nobody_is_on_the_list_before_they_say_yes_in_their_mailbox(browser_of, calderdale, ruth, monkeypatch):
    with in_circle(calderdale):
        listeners.ask_owner(SubscriberAsked(subscriber_id=ruth.pk), None)
        assert not Subscriber.objects.on().filter(pk=ruth.pk).exists()
    (letter,) = mail.outbox
    address = next(line for line in letter.body.splitlines() if "/news/yes/" in line).strip()
    path = address.removeprefix(calderdale.url)
    stranger = browser_of(calderdale)
    asked = stranger.get(path)  # programs that follow links press no buttons
    assert "Do you want our news?" in asked.text
    assert (asked["Referrer-Policy"], asked["Cache-Control"]) == ("same-origin", "no-store, private")
    with in_circle(calderdale):
        assert not Subscriber.objects.on().filter(pk=ruth.pk).exists()
    for _twice in range(2):
        assert stranger.post(path).status_code == 200
    with in_circle(calderdale):
        ruth.refresh_from_db()
    assert ruth.confirmed_at is not None
    assert "about once a month" in ruth.wording
    assert ruth.wording_version == 1


def test_a_mail_program_leaves_with_one_press_and_without_our_seal(calderdale, clapton, ruth):
    with in_circle(calderdale):
        mailing_list.confirm(mailing_list.yes_token(ruth))
        listeners.say_welcome(SubscriberConfirmed(subscriber_id=ruth.pk), None)
    headers = mail.outbox[-1].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = headers["List-Unsubscribe"].strip("<>").removeprefix(calderdale.url)
    program = Client(enforce_csrf_checks=True)
    one_click = {"List-Unsubscribe": "One-Click"}
    assert program.post(path, one_click, headers={"host": clapton.host}).status_code == 404
    assert program.get(path, headers={"host": calderdale.host}).status_code == 200
    with in_circle(calderdale):
        assert Subscriber.objects.on().filter(pk=ruth.pk).exists()
    for _twice in range(2):
        assert program.post(path, one_click, headers={"host": calderdale.host}).status_code == 200
    with in_circle(calderdale):
        ruth.refresh_from_db()
    assert (ruth.email, ruth.left_at is not None) == ("", True)


def test_a_link_to_say_yes_takes_nobody_off_and_the_other_way_round(browser_of, calderdale, ruth):
    with in_circle(calderdale):
        yes, no = mailing_list.yes_token(ruth), mailing_list.no_token(ruth)
    stranger = browser_of(calderdale)
    assert stranger.post(f"/news/yes/{no}/").status_code == 404
    assert stranger.post(f"/news/no/{yes}/").status_code == 404
    assert stranger.post(f"/news/no/{no}x/").status_code == 404


def test_the_page_says_the_same_whoever_is_on_the_list_and_writes_to_an_address_once_a_day(
    browser_of, calderdale, ruth, monkeypatch
):
    monkeypatch.setattr(traps, "QUICKEST", -1.0)
    stranger = browser_of(calderdale)
    shown = stranger.get("/news/").context["form"]["shown"].value()
    for email in ("ruth@barker.example", "new@barker.example"):
        answer = stranger.post("/news/", {"email": email, "yes": "on", "shown": shown})
        assert answer["Location"] == "/news/asked/"
    with in_circle(calderdale):
        before = ruth.asked_at
        ruth.refresh_from_db()
        assert ruth.asked_at == before
    assert stranger.post("/news/", {"email": "x@y.example", "shown": shown}).status_code == 422


@pytest.mark.parametrize("caught", [{}, {"website": "filled in by a browser"}], ids=["quick", "unseen field"])
def test_who_is_quicker_than_people_read_is_asked_once_more_and_not_sent_to_an_empty_mailbox(
    browser_of, calderdale, caught
):
    stranger, email = browser_of(calderdale), "nell@barker.example"
    shown = stranger.get("/news/").context["form"]["shown"].value()
    page = stranger.post("/news/", {"email": email, "yes": "on", "shown": shown, **caught})
    assert "Once more, please" in page.text
    assert "we write to nobody and keep nothing" in page.text
    with in_circle(calderdale):
        assert not Subscriber.objects.filter(email=email).exists()
    carried = {name: str(value) for name, value in page.context["carried"]}
    assert stranger.post(page.context["action"], carried)["Location"] == "/news/asked/"
    with in_circle(calderdale):
        assert Subscriber.objects.filter(email=email).count() == 1


def test_an_address_nobody_said_yes_for_is_forgotten(calderdale, ruth):
    with in_circle(calderdale):
        assert mailing_list.forget_the_unconfirmed() == 0
        Subscriber.objects.filter(pk=ruth.pk).update(asked_at=now() - timedelta(days=15))
        assert mailing_list.forget_the_unconfirmed() == 1


def test_only_a_steward_takes_the_list_and_it_is_written_down(browser_of, calderdale, cast, ruth):
    from tenant_apps.journal.models import Entry

    with in_circle(calderdale):
        mailing_list.confirm(mailing_list.yes_token(ruth))
        taken = mailing_list.take_list(by=cast.cora)
        assert [each.email for each in taken] == ["ruth@barker.example"]
        assert Entry.objects.filter(event="enquiries.ListTaken").exists()
    assert browser_of(calderdale, cast.sol).post("/circle/news/list.csv").status_code == 404
    assert "person gets your news" in browser_of(calderdale, cast.cora).get("/circle/news/").text


def test_ruth_who_cannot_be_heard_just_now_reads_why_and_finds_what_she_typed(browser_of, calderdale, monkeypatch):
    monkeypatch.setattr(traps, "QUICKEST", 0.0)
    monkeypatch.setattr(news, "LETTERS_A_DAY", 1)
    ruth = browser_of(calderdale)
    asks = {"email": "ruth@barker.example", "yes": "on", "shown": ruth.get("/news/").context["form"]["shown"].value()}
    assert ruth.post("/news/", asks)["Location"] == "/news/asked/"
    refused = ruth.post("/news/", asks)
    assert (refused.status_code, refused["Retry-After"]) == (429, "86400")
    assert "We have written to this address several times today" in refused.text
    assert 'value="ruth@barker.example"' in refused.text
    assert "checked" in refused.text.split('name="yes"')[1].split(">")[0]
    monkeypatch.setattr(news, "FROM_ONE", 1)
    refused = ruth.post("/news/", {**asks, "email": "ida@barker.example"})
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert "What you typed is still here" in refused.text
    program = ruth.post("/news/", asks, headers={"accept": "application/json"})
    assert (program.status_code, program.json()["code"]) == (429, "too_many")
