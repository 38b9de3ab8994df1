"""An e-mail address, a link, and back again: for people, on any device; not for programs, nor for whoever guesses."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from kernel.logs import JsonFormatter
from kernel.time import now
from shared_apps.applications.models import Application, Link
from tests.start.conftest import newest_link

pytestmark = pytest.mark.django_db


def begin(client, email: str, **more):
    shown = re.search(r'name="shown" value="([^"]+)"', client.get("/begin/").content.decode())
    return client.post("/begin/", {"email": email, "shown": shown[1], **more})


def test_pat_begins_with_an_address_and_goes_on_by_the_link(at_start, unhurried):
    client = at_start()
    assert "Look at your e-mail" in begin(client, " Pat@Garden.example ").content.decode()
    assert mail.outbox[-1].to == ["pat@garden.example"]
    arrived = client.get(newest_link())
    assert arrived.headers["Location"] == "/1-name/"
    assert client.get("/1-name/").status_code == 200


def test_the_subject_says_nothing_of_the_group_and_no_line_can_be_smuggled_in(at_start, unhurried, settings):
    begin(at_start(), "pat@garden.example")
    assert mail.outbox[-1].subject == f"{settings.FEDERATION_NAME}: your link"
    answer = begin(at_start(), "pat@garden.example\nBcc: everybody@garden.example")
    assert "name@example.org" in answer.content.decode()
    assert len(mail.outbox) == 1


def test_the_same_address_gets_the_link_again_and_the_page_does_not_tell_that_it_is_known(at_start, unhurried):
    first, again = (begin(at_start(), "pat@garden.example").content.decode() for _ in range(2))
    assert Application.objects.count() == 1
    assert len(mail.outbox) == 2

    def without_seals(page: str) -> str:
        return re.sub(r'value="[^"]{20,}"', "", page)

    assert without_seals(first) == without_seals(again)


def test_the_link_works_on_another_device_and_leaves_no_secret_behind(pat, at_start, settings):
    phone = at_start()
    arrived = phone.get(newest_link())
    assert arrived.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in arrived.headers["Cache-Control"]
    assert "resume" not in arrived.headers["Location"]
    assert "no-store" in phone.get("/1-name/").headers["Cache-Control"]
    assert '<html lang="cy"' not in phone.get("/1-name/").content.decode()
    Application.objects.update(language="cy")
    in_welsh = at_start()
    in_welsh.get(newest_link())
    assert '<html lang="cy"' in in_welsh.get("/1-name/").content.decode()
    phone.cookies[settings.LANGUAGE_COOKIE_NAME] = "pl"
    phone.get(newest_link())
    assert '<html lang="pl"' in phone.get("/1-name/").content.decode(), "what was chosen on this device stays"
    secret = newest_link().split("/")[2]
    assert not Link.objects.filter(hash=secret.encode()).exists()


def test_a_link_that_has_run_out_says_so_and_sends_a_new_one_to_the_same_address_only(pat, at_start):
    old = newest_link()
    Link.objects.update(expires_at=now() - timedelta(minutes=1))
    late = at_start()
    page = late.get(old)
    assert page.status_code == 410
    assert page.headers["Referrer-Policy"] == "same-origin", "or a browser sends the button without its origin"
    assert "pat@garden.example" not in page.content.decode()
    assert late.get("/1-name/").headers["Location"] == "/begin/?again=1"
    late.post(old)
    assert mail.outbox[-1].to == ["pat@garden.example"]
    assert newest_link() != old
    assert at_start().get(newest_link()).headers["Location"] == "/1-name/"


def test_a_guessed_link_leads_nowhere_and_guessing_is_slowed_down(at_start, db):
    client = at_start()
    codes = [client.get(f"/resume/{'x' * 43}/").status_code for _ in range(61)]
    assert codes[0] == 404
    assert codes[-1] == 429


def test_a_program_that_fills_in_the_unseen_field_is_held_and_a_person_goes_on(at_start, unhurried):
    client = at_start()
    page = begin(client, "pat@garden.example", website="https://buy.example").content.decode()
    assert not mail.outbox
    once_more = re.search(r'name="once_more" value="([^"]+)"', page)[1]
    client.post("/begin/", {"email": "pat@garden.example", "once_more": once_more})
    assert len(mail.outbox) == 1


def test_whoever_answers_faster_than_a_person_reads_is_held_too(at_start, db):
    assert "Once more, please" in begin(at_start(), "pat@garden.example").content.decode()
    assert "Once more" in at_start().post("/begin/", {"email": "pat@garden.example"}).content.decode()
    assert not mail.outbox


def test_nobody_can_have_an_inbox_flooded(at_start, unhurried):
    codes = [begin(at_start(), "otto@garden.example").status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    assert len(mail.outbox) == 3


def test_a_megabyte_in_the_field_is_refused_and_not_sent_back(at_start, unhurried):
    answer = begin(at_start(), "x" * 1_000_000)
    assert answer.status_code == 200
    assert len(answer.content) < 20_000
    assert not mail.outbox


def test_forgetting_me_on_this_device_forgets(pat):
    pat.post("/forget/")
    assert pat.get("/1-name/").headers["Location"] == "/begin/?again=1"


def test_the_front_page_says_what_it_is_what_it_costs_and_what_you_need(at_start, pat):
    page = at_start().get("/").content.decode()
    for heading in ("What it is", "What it costs", "What you need"):
        assert heading in page
    assert "Go on where you were" in pat.get("/").content.decode()


def test_mail_that_cannot_be_sent_is_said_and_nothing_is_lost(at_start, unhurried, settings):
    settings.EMAIL_BACKEND = "tests.identity.stuck_mail.StuckMail"
    answer = begin(at_start(), "pat@garden.example")
    assert answer.status_code == 503
    assert "could not send" in answer.content.decode()


def test_the_secret_of_a_link_stands_in_no_log(pat, at_start, caplog):
    Link.objects.update(expires_at=now() - timedelta(minutes=1))
    secret = newest_link().split("/")[2]
    with caplog.at_level("DEBUG"):
        at_start().get(newest_link())
        at_start().get(newest_link().replace(secret, secret[::-1]))
    written = " ".join(JsonFormatter().format(record) for record in caplog.records)
    assert "/resume/" in written
    assert secret not in written
    assert secret[::-1] not in written
