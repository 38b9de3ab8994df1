"""Stewards say how their circle is shown. Two at once get one outcome, and the second is shown both."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from kernel.actors import SYSTEM
from kernel.errors import NotAllowed, RuleBroken
from tenant_apps.journal.models import Entry
from tenant_apps.people.services import give_hat
from tenant_apps.site.setting_up.services import SomebodyWasQuicker, change_set_up, set_up_now
from tenants import directory
from tenants.context import in_circle, in_federation
from tenants.models import Circle
from ui.vocabulary import said

pytestmark = pytest.mark.django_db
SETTINGS = {"name": "Calderdale Care Circle", "strapline": "Near and kind.", "place": "Halifax", "places": "Luddenden"}


@pytest.fixture
def now_is(calderdale):
    def ask():
        with in_circle(calderdale):
            return set_up_now()

    return ask


def seen_on(page) -> str:
    return page.context["form"]["seen"].value()


def test_what_cora_saves_is_in_the_register_at_once_and_in_the_journal_without_words(
    browser_of, calderdale, cast, now_is
):
    cora = browser_of(calderdale, cast.cora)
    seen = seen_on(cora.get("/circle/settings/"))
    answer = cora.post("/circle/settings/", {**SETTINGS, "contact_phone": "01632 960 142", "seen": seen})
    assert answer.status_code == 302
    assert (now_is()["place"], now_is()["places"]) == ("Halifax", ["Luddenden"])
    with in_circle(calderdale):
        entry = Entry.objects.filter(event="setting_up.SettingsChanged").latest("id")
    assert set(entry.payload["columns"]) == {"strapline", "place", "places", "contact_phone", "is_listed"}
    assert "Halifax" not in str(entry.payload)


def test_the_other_circle_stays_as_it_was(calderdale, clapton, cast):
    with in_circle(clapton):
        before = set_up_now()
    with in_circle(calderdale):
        change_set_up({"name": "Elsewhere"}, seen=set_up_now(), by=cast.cora)
    with in_circle(clapton):
        assert set_up_now() == before
    with in_federation():
        assert Circle.objects.get(slug="calderdale").name == "Elsewhere"


def test_nothing_but_what_is_named_can_be_changed_through_the_door(calderdale, cast):
    from tenant_apps.site.setting_up.services import _ask

    with in_circle(calderdale):
        _ask("coop.change_set_up(%s::jsonb)", json.dumps({"state": "closed", "schema_name": "x", "is_sandbox": True}))
    with in_federation():
        circle = Circle.objects.get(slug="calderdale")
    assert (circle.state, circle.schema_name, circle.is_sandbox) == ("open", calderdale.schema, False)


def test_two_stewards_who_change_one_thing_get_one_outcome_and_the_second_sees_both(
    browser_of, calderdale, cast, now_is
):
    with in_circle(calderdale):
        give_hat(cast.otto, "steward", by=SYSTEM)
    cora, otto = browser_of(calderdale, cast.cora), browser_of(calderdale, cast.otto)
    seen = seen_on(cora.get("/circle/settings/"))
    cora.post("/circle/settings/", {**SETTINGS, "strapline": "Cora's words", "seen": seen})
    second = otto.post("/circle/settings/", {**SETTINGS, "strapline": "Otto's words", "seen": seen})
    assert second.status_code == 409
    assert now_is()["strapline"] == "Cora's words"
    page = second.text.replace("&#x27;", "'")
    assert "Cora's words" in page
    assert "Otto's words" in page
    assert cast.cora.called in page
    again = otto.post("/circle/settings/", {**SETTINGS, "strapline": "Otto's words", "seen": seen_on(second)})
    assert again.status_code == 302
    assert now_is()["strapline"] == "Otto's words"


def test_two_stewards_who_change_different_things_both_get_their_way(calderdale, cast):
    with in_circle(calderdale):
        seen = set_up_now()
        change_set_up({"place": "Halifax", "strapline": seen["strapline"]}, seen=seen, by=cast.cora)
        change_set_up({"place": seen["place"], "strapline": "New"}, seen=seen, by=cast.cora)
        assert (set_up_now()["place"], set_up_now()["strapline"]) == ("Halifax", "New")


def test_words_are_held_against_one_another_one_by_one(calderdale, cast):
    with in_circle(calderdale):
        seen = set_up_now()
        change_set_up({"words": {"team.one.en-gb": "bubble"}}, seen=seen, by=cast.cora)
        change_set_up({"words": {"member.one.en-gb": "friend"}}, seen=seen, by=cast.cora)
        assert set_up_now()["words"] == {"team.one.en-gb": "bubble", "member.one.en-gb": "friend"}
        with pytest.raises(SomebodyWasQuicker) as second:
            change_set_up({"words": {"team.one.en-gb": "pod"}}, seen=seen, by=cast.cora)
        assert (second.value.clashes[0].theirs, second.value.clashes[0].mine) == ("bubble", "pod")


@pytest.mark.parametrize("who", ["iris", "sol", "fin", "otto"])
def test_nobody_else_sets_anything_up(browser_of, calderdale, cast, who):
    for path in ("/circle/settings/", "/circle/site/look/", "/circle/site/words/", "/circle/site/pages/", "/circle/"):
        assert browser_of(calderdale, getattr(cast, who)).get(path).status_code == 404
    with in_circle(calderdale), pytest.raises(NotAllowed):
        change_set_up({"name": "Mine"}, seen={}, by=getattr(cast, who))


def test_stewards_say_whether_others_may_copy_their_set_up(browser_of, calderdale, cast, now_is):
    cora = browser_of(calderdale, cast.cora)
    with in_federation():
        Circle.objects.filter(pk=calderdale.id).update(features=["figures"])
    for tick, kept in (({"may_be_copied": "on"}, ["figures", "may-be-copied"]), ({}, ["figures"])):
        seen = seen_on(cora.get("/circle/settings/"))
        assert cora.post("/circle/settings/", {**SETTINGS, **tick, "seen": seen}).status_code == 302
        with in_federation():
            assert Circle.objects.get(pk=calderdale.id).features == kept
    with in_circle(calderdale):
        last = Entry.objects.filter(event="setting_up.SettingsChanged").latest("id")
    assert last.payload["columns"] == ["may_be_copied"]


def test_a_circle_speaks_in_its_own_words_and_falls_back_to_ours(browser_of, calderdale, cast, now_is):
    cora = browser_of(calderdale, cast.cora)
    page = cora.get("/circle/site/words/")
    sent = {"in": "en-gb", "team_one": "bubble", "team_many": "bubbles", "seen": seen_on(page)}
    tried = cora.post("/circle/site/words/", {**sent, "look_again": "yes"})
    assert "My bubble meets on Monday." in tried.text
    assert now_is()["words"] == {}
    assert cora.post("/circle/site/words/", sent).status_code == 302
    assert now_is()["words"] == {"team.one.en-gb": "bubble", "team.many.en-gb": "bubbles"}
    circle = type("C", (), {"words": tuple(now_is()["words"].items()), "language": "en-gb"})
    assert (said(circle, "team"), said(circle, "team", "many"), said(circle, "circle")) == (
        "bubble",
        "bubbles",
        "circle",
    )
    assert said(circle, "team", language="cy") == "team"


def test_a_steward_who_reads_polish_tries_out_english_words_in_english_sentences(browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    cora.cookies["django_language"] = "pl"
    english = cora.get("/circle/site/words/?in=en-gb").text
    assert '<ul class="plain sounds" lang="en-gb" dir="auto">' in english
    assert "Our circle: 40 members in 6 teams." in english
    assert 'placeholder="circle"' in english
    assert 'placeholder="krąg"' not in english
    assert "Jak to brzmi" in english, "the page itself stays Polish"
    polish = cora.get("/circle/site/words/?in=pl").text
    assert "Our circle" not in polish
    assert 'placeholder="krąg"' in polish


@pytest.mark.parametrize(
    "number",
    ["01632 960 142", "+44 1632 960142", "(01632) 960-142", "020 7946 0718 ext 12", "111", "+90 (212) 555 01 00", ""],
)
def test_a_number_people_can_call_is_taken_as_it_is_written(browser_of, calderdale, cast, now_is, number):
    cora = browser_of(calderdale, cast.cora)
    seen = seen_on(cora.get("/circle/settings/"))
    assert cora.post("/circle/settings/", {**SETTINGS, "contact_phone": number, "seen": seen}).status_code == 302
    assert now_is()["contact_phone"] == number


@pytest.mark.parametrize(
    "number", ["javascript:alert(1)", "ring Ann", "12", "01632 960 142;ext=1<b>", "tel:+441632960142"]
)
def test_what_nobody_can_call_is_no_number_at_the_page_nor_at_the_service(browser_of, calderdale, cast, now_is, number):
    cora = browser_of(calderdale, cast.cora)
    before, seen = now_is(), seen_on(cora.get("/circle/settings/"))
    refused = cora.post("/circle/settings/", {**SETTINGS, "contact_phone": number, "seen": seen})
    assert refused.status_code == 422
    assert "Write a telephone number" in refused.text
    with in_circle(calderdale), pytest.raises(RuleBroken) as no:
        change_set_up({"contact_phone": number}, seen=before, by=cast.cora)
    assert no.value.code == "no_phone"
    assert now_is() == before


def test_a_circles_own_words_stand_wherever_members_and_neighbours_read_them(browser_of, calderdale, cast, now_is):
    page = browser_of(calderdale, cast.cora).get("/circle/site/words/")
    mine = {"team_one": "alliance", "team_many": "alliances", "circle_one": "<i>house</i>", "circle_many": "houses"}
    browser_of(calderdale, cast.cora).post("/circle/site/words/", {"in": "en-gb", "seen": seen_on(page), **mine})
    directory.forget()
    iris, neighbour = browser_of(calderdale, cast.iris), browser_of(calderdale)

    home = iris.get("/home/").text
    assert "<span>My alliance</span>" in home, "in the bar"
    assert "An alliance comes together" in home, "with the article that goes with it"
    assert "from the &lt;i&gt;house&lt;/i&gt;" in neighbour.get("/").text, "what was typed is never markup"
    assert "A small alliance instead of a stranger each morning." in neighbour.get("/").text
    assert "You join an alliance" in neighbour.get("/work-with-us/").text

    iris.cookies["django_language"] = "pl"
    polish = iris.get("/team/").text
    assert "<h1>Mój zespół</h1>" in polish
    assert "alliance" not in polish, "a word in one language is no word in another"


def test_half_a_word_is_put_right_first(browser_of, calderdale, cast, now_is):
    answer = browser_of(calderdale, cast.cora).post("/circle/site/words/", {"in": "en-gb", "team_one": "bubble"})
    assert answer.status_code == 422
    assert "one, and many" in answer.text
    assert now_is()["words"] == {}


def test_a_recipes_bare_words_count_in_the_circles_own_language():
    circle = type("C", (), {"words": (("team", "group"), ("team.many", "groups")), "language": "en-gb"})
    assert (said(circle, "team"), said(circle, "team", "many")) == ("group", "groups")
    assert said(circle, "team", language="pl") != "group"


def test_a_logo_is_drawn_anew_and_served_to_anybody_at_its_own_address(
    browser_of, calderdale, clapton, cast, now_is, monkeypatch
):
    out = io.BytesIO()
    Image.new("RGB", (90, 60), "teal").save(out, "JPEG", exif=b"Exif\x00\x00secret-place")
    cora = browser_of(calderdale, cast.cora)
    seen = seen_on(cora.get("/circle/site/look/"))
    sent = {"look": "plum", "seen": seen, "logo": SimpleUploadedFile("x.jpg", out.getvalue(), "image/jpeg")}
    assert cora.post("/circle/site/look/", sent).status_code == 302
    here = now_is()
    assert (here["brand"], here["logo"][:10]) == ("#86286b", "site/logo-")
    from dataclasses import replace

    from tenants import directory

    after = replace(calderdale, logo=here["logo"])
    monkeypatch.setattr(directory, "by_host", lambda host: after if host == calderdale.host else clapton)
    address = f"/logo.{here['logo'][10:26]}.png"
    answer = browser_of(calderdale).get(address)
    assert answer.status_code == 200
    assert b"secret-place" not in b"".join(answer.streaming_content)
    assert browser_of(clapton).get(address).status_code == 404
    assert browser_of(calderdale).get("/logo.0123456789abcdef.png").status_code == 404


def test_a_picture_that_lies_and_a_colour_that_is_none_are_refused_with_a_sentence(browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    lie = SimpleUploadedFile("x.png", b"<svg onload=alert(1)>", "image/png")
    answer = cora.post("/circle/site/look/", {"look": "own", "brand": "red;}", "accent": "#12345", "logo": lie})
    assert answer.status_code == 422
    assert "not a picture that we can open" in answer.text
    assert "Choose a colour" in answer.text
    assert cora.get("/circle/site/look/zzz-xxx.css").status_code == 404
    assert "--paper" in cora.get("/circle/site/look/f2b705-1d4f91.css").text


def test_settings_full_of_nonsense_are_refused_and_change_nothing(browser_of, calderdale, cast, now_is):
    before = now_is()
    for wrong in (
        {"name": ""},
        {"name": "x" * 1_000_000},
        {"name": "A\u202ename"},
        {"contact_email": "a@b\nBcc: c@d.example"},
        {"places": ",".join(map(str, range(40)))},
        {"places": "x" * 70},
    ):
        answer = browser_of(calderdale, cast.cora).post("/circle/settings/", {**SETTINGS, **wrong})
        assert answer.status_code == 422, wrong
    assert now_is() == before


def test_the_languages_of_a_circle_begin_with_its_first(browser_of, calderdale, cast, now_is):
    cora = browser_of(calderdale, cast.cora)
    seen = seen_on(cora.get("/circle/site/languages/"))
    assert cora.post("/circle/site/languages/", {"language": "en-gb", "seen": seen}).status_code == 302
    assert now_is()["language"] == "en-gb"
    assert cora.post("/circle/site/languages/", {"language": "tlh", "seen": seen}).status_code == 422


CLOSED_OFF = '<fieldset class="stack" disabled>'


@pytest.mark.parametrize(
    "path", ["/circle/settings/", "/circle/site/look/", "/circle/site/words/", "/circle/site/domain/"]
)
def test_in_a_closing_circle_what_was_set_up_can_be_read_and_not_filled_in(path, browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    assert CLOSED_OFF not in cora.get(path).text
    with in_federation():
        Circle.objects.filter(pk=calderdale.id).update(state="closing")
        directory.bump(using="default")
    directory.forget()
    page = cora.get(path).text
    assert CLOSED_OFF in page
    assert "You can read everything, and change nothing any more." in page.split(CLOSED_OFF)[1]
    for open_to_the_last in ("/circle/export/", "/circle/leave/"):
        assert CLOSED_OFF not in cora.get(open_to_the_last).text
