"""One question a page: each answer saved by itself, put right with a sentence, never overwritten unseen."""

import re
from datetime import date, timedelta

import pytest

from kernel.errors import RuleBroken
from shared_apps.applications import services
from shared_apps.applications.links import new_link
from shared_apps.applications.models import Application
from tests.start.conftest import ANSWERS, answer, answer_all, seen_on


def the_application() -> Application:
    return Application.objects.get(email="pat@garden.example")


def test_every_answer_is_kept_by_itself_and_the_way_back_leads_to_the_first_open_question(pat, at_start):
    answer(pat, "/1-name/")
    assert answer(pat, "/2-place/").headers["Location"] == "/3-address/"
    found = the_application()
    assert (found.name, found.places) == ("Todmorden Care Circle", ["Walsden", "Cornholme"])
    assert found.missing()[0] == "address"
    assert 'value="Todmorden Care Circle"' in pat.get("/1-name/").content.decode()


def test_all_questions_lead_to_the_list_of_answers_and_a_change_leads_back_to_it(pat):
    application = answer_all(pat)
    assert application.missing() == []
    page = pat.get("/check/").content.decode()
    for said in ("Todmorden Care Circle", "todmorden", "Pat Moss", "Plum and moss", "Community only", "Version 1"):
        assert said in page
    changed = pat.post("/1-name/", {"name": "Walsden Care Circle", "seen": seen_on(pat, "/1-name/")})
    assert changed.headers["Location"] == "/check/"


def test_finishing_later_saves_first(pat):
    assert answer(pat, "/1-name/", later="yes").headers["Location"] == "/later/"
    assert the_application().name == "Todmorden Care Circle"
    assert "Everything is saved" in pat.get("/later/").content.decode()


def test_nothing_typed_is_lost_when_an_answer_is_wrong(pat):
    page = answer(pat, "/2-place/", place="", places="Walsden").content.decode()
    assert "Say which place your circle is for." in page
    assert 'value="Walsden"' in page
    assert "<title>Error:" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("calderdale", "is taken"),
        ("ca1derda1e", "too easily mistaken"),
        ("admin", "kept for the federation"),
        ("adm1n", "kept for the federation"),
        ("nhs-todmorden", "public body"),
        ("\u0442odmorden", "letters a to z"),
        ("to", "at least 3"),
        ("x" * 60, "40 letters or shorter"),
        ("-todmorden", "Begin the web address with a letter"),
    ],
)
def test_an_address_nobody_can_have_is_refused_while_typing_and_when_saved(pat, calderdale, typed, said):
    answer(pat, "/1-name/")
    answer(pat, "/2-place/")
    assert said in pat.get("/3-address/free/", {"slug": typed}).content.decode()
    page = answer(pat, "/3-address/", slug=typed).content.decode()
    assert said in page
    assert "There is a problem" in page
    assert "These are free:" in page


def test_a_free_address_is_said_to_be_free_however_it_is_typed(pat):
    for typed in ("Todmorden", " todmorden ", "http://todmorden.localhost/"):
        assert "is free" in pat.get("/3-address/free/", {"slug": typed}).content.decode()


def test_two_windows_do_not_overwrite_each_other_without_saying_so(pat):
    seen = seen_on(pat, "/1-name/")
    pat.post("/1-name/", {"name": "First window", "seen": seen})
    page = pat.post("/1-name/", {"name": "Second window", "seen": seen})
    assert page.status_code == 200
    assert "changed in another window" in page.content.decode()
    assert "First window" in page.content.decode()
    assert 'value="Second window"' in page.content.decode()
    assert the_application().name == "First window"
    again = pat.post("/1-name/", {"name": "Second window", "seen": the_application().steps["name"]})
    assert again.status_code == 302
    assert the_application().name == "Second window"


def test_windows_on_different_questions_do_not_disturb_each_other(pat):
    answer(pat, "/1-name/")
    seen = seen_on(pat, "/2-place/")
    pat.post("/1-name/", {"name": "Another", "seen": seen_on(pat, "/1-name/")})
    assert pat.post("/2-place/", {"place": "Todmorden", "seen": seen}).status_code == 302


def test_sending_the_same_answer_twice_is_sending_it_once(pat):
    seen = seen_on(pat, "/1-name/")
    for _ in range(2):
        assert pat.post("/1-name/", {**ANSWERS["/1-name/"], "seen": seen}).status_code == 302
    assert the_application().version == 2


def test_stewards_may_be_fewer_than_three_but_none_by_half(pat):
    page = answer(pat, "/4-people/", name_2="Ida Thwaite").content.decode()
    assert "Add the e-mail address, or leave both empty." in page
    page = answer(pat, "/4-people/", name_2="Ida Thwaite", email_2="PAT@garden.example").content.decode()
    assert "an e-mail address of their own" in page
    answer(pat, "/4-people/", name_2="Ida Thwaite", email_2="Ida@garden.example")
    assert the_application().stewards == [
        {"name": "Pat Moss", "email": "pat@garden.example"},
        {"name": "Ida Thwaite", "email": "ida@garden.example"},
    ]


def test_a_kind_of_circle_that_needs_a_proof_asks_for_it_second(pat):
    page = answer(pat, "/6-kind/", mode="registered").content.decode()
    assert "Your provider number at the regulator" in page
    assert "There is a problem" not in page
    hidden = dict(re.findall(r'<input type="hidden" name="(asked_for)" value="([^"]*)"', page))
    page = answer(pat, "/6-kind/", mode="registered", **hidden).content.decode()
    assert "Say from when." in page
    proof = {"mode_since": "2024-04-01", "mode_evidence": "1-101602345"}
    page = answer(pat, "/6-kind/", mode="hosted", **hidden, **proof).content.decode()
    assert "There is a problem" not in page, "another kind asks for a proof of its own first"
    answer(pat, "/6-kind/", mode="registered", **hidden, **proof)
    found = the_application()
    assert (found.mode, str(found.mode_since), found.mode_evidence) == ("registered", "2024-04-01", "1-101602345")
    assert "needs a society of its own" in answer(pat, "/6-kind/society/").content.decode()


@pytest.mark.parametrize(
    ("kind", "day", "says"),
    [
        ("registered", "2999-01-01", "Look at the year again."),
        ("registered", "0204-04-01", "Look at the year again."),
        ("registered", str(date.today() + timedelta(days=40)), "That day has not come yet."),
        ("hosted", str(date.today() + timedelta(days=40)), ""),
        ("hosted", "2999-01-01", "Look at the year again."),
    ],
)
def test_a_registration_is_a_thing_that_happened_and_a_beginning_may_be_planned(pat, kind, day, says):
    page = answer(pat, "/6-kind/", mode=kind, asked_for=kind, mode_since=day, mode_evidence="1-101602345")
    if says:
        assert says in page.content.decode()
        assert f'value="{day}"' in page.content.decode(), "what was typed stays there"
        assert the_application().mode_since is None
    else:
        assert str(the_application().mode_since) == day


def test_a_society_was_registered_before_today(pat):
    own = {"society": "own", "society_name": "Todmorden Care Co-op Limited", "society_number": "RS009999"}
    tomorrow = date.today() + timedelta(days=2)
    own |= {"society_since": str(tomorrow), "society_evidence": "In the Mutuals Public Register"}
    assert "That day has not come yet." in answer(pat, "/6-kind/society/", **own).content.decode()
    answer(pat, "/6-kind/society/", **own | {"society_since": "2024-04-01"})
    assert str(the_application().society_since) == "2024-04-01"


def test_the_page_says_in_words_what_care_is_regulated_and_where_that_is_from(pat):
    page = pat.get("/6-kind/").content.decode()
    assert "help with eating, drinking, washing, dressing" in page
    assert "legislation.gov.uk/uksi/2014/2936" in page


@pytest.mark.parametrize("wording", ["plain", "easy", "full"])
def test_the_agreement_can_be_read_in_three_ways_and_signed_in_each(pat, wording):
    assert "Federation agreement" in pat.get(f"/7-agree/?wording={wording}").content.decode()
    answer(pat, "/7-agree/", wording=wording)
    assert the_application().wording == wording


def test_an_agreement_that_is_not_in_force_cannot_be_signed(pat):
    assert "newer agreement" in answer(pat, "/7-agree/", agreement="99").content.decode()


def test_a_colour_of_ones_own_is_shown_with_its_contrast_and_kept(pat):
    own = {"look": "own", "brand": "#ffee00", "accent": "#123456"}
    piece = pat.get("/5-look/preview/", own).content.decode()
    assert "/colours.ffee00-123456.css" in piece
    assert "style=" not in piece
    assert ".in-dark{" in pat.get("/colours.ffee00-123456.css").content.decode()
    answer(pat, "/5-look/", **own)
    assert (the_application().brand, the_application().accent) == ("#ffee00", "#123456")


def test_what_is_no_colour_is_refused(pat):
    assert "Choose a colour" in answer(pat, "/5-look/", look="own", brand="red", accent="#123456").content.decode()


def test_without_javascript_the_colours_can_be_looked_at_before_saving(pat):
    assert answer(pat, "/5-look/", look_again="yes").status_code == 200
    assert the_application().brand == ""


@pytest.mark.parametrize("path", list(ANSWERS))
def test_a_megabyte_in_a_field_is_answered_with_a_sentence(pat, path):
    page = answer(pat, path, **dict.fromkeys(list(ANSWERS[path])[:1], "x" * 500000))
    assert page.status_code == 200
    assert len(page.content) < 100_000


@pytest.mark.parametrize("typed", ["a\x00b", "a\u202eb", "a\x07b"])
def test_signs_that_cannot_be_seen_are_refused(pat, typed):
    assert answer(pat, "/1-name/", name=typed).status_code == 200
    assert the_application().name == ""


def test_what_is_typed_is_shown_harmlessly(pat):
    answer(pat, "/1-name/", name="<script>alert(1)</script>")
    assert "<script>alert" not in pat.get("/1-name/").content.decode()


def test_nobody_sees_a_question_without_the_link(at_start, db):
    for path in [*ANSWERS, "/check/", "/making/", "/ready/", "/yours/", "/later/", "/3-address/free/"]:
        assert at_start().get(path).headers["Location"] == "/begin/?again=1"


def test_the_making_page_names_no_step_that_has_nothing_to_do(pat, settings):
    settings.RUN_WAKER = ""
    application = answer_all(pat)
    pat.post("/check/")
    page = pat.get("/making/").content.decode()
    assert "Welcoming the first stewards" in page
    assert "Bringing the pages" not in page
    assert "Hanging up your picture" not in page
    assert application.copy_of is None


def test_nobody_is_made_the_first_steward_but_whoever_opened_the_link(pat):
    page = answer(pat, "/4-people/", name_1="Sol Nobody", email_1="sol@calderdale.example").content.decode()
    assert "Your link went to pat@garden.example" in page
    assert 'value="sol@calderdale.example"' in page
    assert the_application().stewards == []


def test_an_application_whose_first_steward_is_somebody_else_is_not_taken(pat):
    application = answer_all(pat)
    others = [{"name": "Sol Nobody", "email": "sol@calderdale.example"}]
    Application.objects.filter(pk=application.pk).update(stewards=others)
    with pytest.raises(RuleBroken, match="whoever opened the link"):
        services.send(application.pk, by=services.Founder(application.pk))


def test_a_page_that_was_opened_for_another_circle_saves_nothing_in_this_one(pat):
    """On the library's computer somebody opens a second link while the page of the first still stands there."""
    seen = seen_on(pat, "/2-place/")
    other = Application.objects.create(email="walsden@garden.example", name="Walsden Care Circle")
    pat.get(f"/resume/{new_link(other)}/")
    page = pat.post("/2-place/", {"place": "Todmorden", "seen": seen})
    assert "This page was about another circle" in page.content.decode()
    assert 'value="Todmorden"' in page.content.decode()
    assert set(Application.objects.values_list("place", flat=True)) == {""}


def test_whoever_has_typed_nothing_yet_may_finish_later(pat):
    for path in ("/2-place/", "/6-kind/"):
        assert pat.post(path, {"seen": seen_on(pat, path), "later": "1"})["Location"] == "/later/"


def test_letters_speak_the_language_in_which_pat_answers(pat, settings):
    answer(pat, "/1-name/", name="Todmorden Care Circle")
    assert the_application().language == "en-gb"
    pat.cookies[settings.LANGUAGE_COOKIE_NAME] = "cy"
    answer(pat, "/2-place/", place="Todmorden")
    assert the_application().language == "cy"


def test_a_page_saved_after_it_was_sent_elsewhere_says_so_and_shows_what_was_typed(pat):
    seen = seen_on(pat, "/1-name/")
    answer_all(pat)
    pat.post("/check/")
    page = pat.post("/1-name/", {"name": "Another Circle", "seen": seen})
    assert page.status_code == 409
    assert "it can no longer be changed here" in page.text
    assert 'value="Another Circle"' in page.text
    assert Application.objects.get(email="pat@garden.example").name == "Todmorden Care Circle"
