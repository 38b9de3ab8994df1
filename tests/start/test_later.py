"""Whoever has to go in the middle of a page finds it again as they left it, on any device."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kernel.errors import Conflict
from kernel.time import now
from shared_apps.applications import services
from shared_apps.applications.models import Application
from tests.start.conftest import ANSWERS, answer, answer_all, newest_link, seen_on

LATER = {"later": "yes"}


def the_application() -> Application:
    return Application.objects.get(email="pat@garden.example")


def on_another_device(pat, at_start):
    pat.post("/later/")
    phone = at_start()
    return phone, phone.get(newest_link()).headers["Location"]


def test_a_half_filled_page_is_kept_and_gone_on_with_on_another_device(pat, at_start):
    answer(pat, "/1-name/")
    left = answer(pat, "/2-place/", place="", places="Walsden, Cornholme", **LATER)
    assert left.headers["Location"] == "/later/"
    page = pat.get("/later/").text
    assert "This is not finished yet" in page
    assert "<li>Place</li>" in page
    phone, leads_to = on_another_device(pat, at_start)
    assert leads_to == "/2-place/"
    page = phone.get(leads_to).text
    assert 'value="Walsden, Cornholme"' in page
    assert "You left this page before it was finished" in page
    assert "There is a problem" not in page
    assert the_application().place == "", "what is not finished is no answer"
    assert answer(phone, "/2-place/").headers["Location"] == "/3-address/"
    assert the_application().typed == {}


def test_an_answer_that_was_refused_is_there_again_with_everything_beside_it(pat):
    answer(pat, "/1-name/")
    left = answer(pat, "/4-people/", name_2="Ida Thwaite", name_3="Ben", email_3="ben@garden", **LATER)
    assert left.headers["Location"] == "/later/"
    shown = pat.get("/4-people/").context["form"]
    assert [shown[name].value() for name in ("name_1", "name_2", "email_2")] == ["Pat Moss", "Ida Thwaite", ""]
    assert shown["email_3"].value() == "ben@garden"


def test_a_kind_that_needs_a_proof_can_be_left_before_the_proof_is_there(pat):
    assert answer(pat, "/6-kind/", mode="registered", **LATER).headers["Location"] == "/later/"
    page = pat.get("/6-kind/").text
    assert "Your provider number at the regulator" in page
    assert the_application().mode == ""


def test_a_change_left_in_the_middle_is_what_they_come_back_to_and_the_old_answer_holds_meanwhile(pat, at_start):
    answer_all(pat)
    answer(pat, "/3-address/", slug="admin", **LATER)
    phone, leads_to = on_another_device(pat, at_start)
    assert leads_to == "/3-address/"
    assert 'value="admin"' in phone.get("/3-address/").text
    assert the_application().slug == "todmorden"
    assert answer(phone, "/3-address/").headers["Location"] == "/check/", "the same again settles it, too"
    assert the_application().typed == {}


def test_a_yes_is_not_kept_half_said_and_a_picture_has_to_be_chosen_again(pat):
    answer(pat, "/7-agree/", agreed="", agreed_by="Pat Moss of Garden", **LATER)
    shown = pat.get("/7-agree/").context["form"]
    assert (shown["agreed_by"].value(), bool(shown["agreed"].value())) == ("Pat Moss of Garden", False)
    answer(pat, "/7-agree/", agreed="on", agreed_by="", **LATER)
    assert not pat.get("/7-agree/").context["form"]["agreed"].value()
    broken = SimpleUploadedFile("logo.png", b"no picture", "image/png")
    left = answer(pat, "/5-look/", logo=broken, **LATER)
    assert left.headers["Location"] == "/later/?picture=1"
    assert "Choose it again" in pat.get(left.headers["Location"]).text


def test_what_was_typed_goes_into_no_other_circle_and_is_gone_when_it_is_sent(pat):
    seen = f"0.{'0' * 32}"
    page = pat.post("/1-name/", {"name": "", "seen": seen, **LATER})
    page = pat.post("/1-name/", {"name": "Go to prize.com", "seen": seen, **LATER})
    assert page.status_code == 200
    assert "This page was about another circle" in page.text
    assert the_application().typed == {}
    application = answer_all(pat)
    answer(pat, "/1-name/", name="Go to prize.com", **LATER)
    assert the_application().typed["name"] == {"name": "Go to prize.com"}
    pats = services.Founder(application.pk)
    assert services.send(application.pk, by=pats).typed == {}
    with pytest.raises(Conflict):
        services.put_by(application.pk, "name", ANSWERS["/1-name/"], by=pats)


def test_a_draft_with_words_on_it_is_no_empty_draft(pat):
    answer(pat, "/2-place/", place="", places="Walsden", **LATER)
    services.forget_what_was_left()
    Application.objects.update(changed_at=now() - services.EMPTY_DRAFTS_KEPT * 2)
    assert services.forget_what_was_left() == 0
    assert seen_on(pat, "/2-place/").startswith("0.")
