"""Find a circle: by place or name, among those that are open, each in its own colours."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from kernel.spelling import distance
from shared_apps.website.finding import matching
from tenants import directory
from tenants.colours import colours_url
from tenants.context import CircleRef, in_federation
from tenants.models import Circle

pytestmark = pytest.mark.django_db


def page_of(browser_of, settings, **asked: str) -> str:
    return browser_of(settings.FEDERATION_DOMAIN).get("/", asked).content.decode()


def test_the_front_page_shows_every_open_circle_with_the_way_there(browser_of, settings, calderdale, clapton):
    page = page_of(browser_of, settings)
    for circle in (calderdale, clapton):
        assert f'<a href="{circle.url}/">{circle.name}</a>' in page
        assert f"in-{circle.slug}" in page


def test_a_place_finds_its_circle_and_not_the_other(browser_of, settings, calderdale, clapton):
    page = page_of(browser_of, settings, near="CLAPTON")
    assert clapton.name in page
    assert calderdale.name not in page


def test_every_word_must_fit_and_capitals_and_accents_do_not_matter(calderdale, clapton):
    both = [calderdale, clapton]
    assert matching(both, "  clápton   CARE ") == [clapton]
    assert matching(both, "clapton calderdale") == []
    assert matching(both, "") == matching(both, "  ") == both
    assert [matching(both, signs) for signs in ("%", ".", "-", "%%__")] == [[], [], [], []]


def test_a_search_that_finds_nothing_says_what_to_do(browser_of, settings, calderdale):
    page = page_of(browser_of, settings, near="Atlantis")
    assert "There is no circle there yet" in page
    assert "/start/" in page


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "x" * 5000, "\x00", "٪"])
def test_whatever_is_typed_is_shown_back_harmlessly(browser_of, settings, calderdale, typed: str):
    assert "<script>alert" not in page_of(browser_of, settings, near=typed)


def test_the_cards_colours_may_be_kept_until_a_circle_changes(browser_of, settings, calderdale, clapton):
    browser = browser_of(settings.FEDERATION_DOMAIN)
    page = browser.get("/").content.decode()
    address = "/circles." + page.partition("/circles.")[2].partition(".css")[0] + ".css"
    answer = browser.get(address)
    assert "immutable" in answer["Cache-Control"]
    assert ".in-calderdale{" in answer.content.decode()
    assert ".in-clapton{" in answer.content.decode()
    assert browser.get("/circles.000000000000.css")["Cache-Control"] == "no-store"


def test_the_sign_in_host_shows_each_circle_in_its_own_colours_too(browser_of, settings, calderdale):
    address = colours_url()
    assert ".in-calderdale{" in browser_of(settings.SIGN_IN_HOST).get(address).content.decode()


@pytest.mark.parametrize("path", ["/about/", "/accessibility/", "/privacy/", "/about/?easy=1"])
def test_the_federation_says_who_it_is(browser_of, settings, path: str):
    answer = browser_of(settings.FEDERATION_DOMAIN).get(path)
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1") == 1


def ref(number: int, name: str, place: str = "", *places: str) -> CircleRef:
    """A circle that nobody opened, to be found."""
    return CircleRef(
        id=UUID(int=number),
        schema=f"c_{number}",
        slug=f"circle-{number}",
        name=name,
        place=place,
        host=f"circle-{number}.example.org",
        state="open",
        brand="#0f766e",
        accent="#d97706",
        language="en-gb",
        time_zone="Europe/London",
        places=places,
    )


HEBDEN = ref(1, "Upper Valley Care Circle", "Hebden Bridge and Todmorden", "Mytholmroyd", "HX7", "OL14")
HALIFAX = ref(2, "Halifax Care Circle", "Halifax")
CARDIFF = ref(3, "Cylch Gofal Caerdydd", "Caerdydd", "CF10")
MON = ref(4, "Cylch Môn", "Llangefni, Ynys Môn")
BRIDGEND = ref(5, "Ogmore Circle", "Bridgend")
IVES = ref(6, "Harbour Circle", "St Ives", "Carbis Bay")
LODZ = ref(7, "Polska Circle", "Łódź Street, Leeds")
EVERYWHERE = [HEBDEN, HALIFAX, CARDIFF, MON, BRIDGEND, IVES, LODZ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("hebden", HEBDEN),
        ("Hebdon Bridge", HEBDEN),
        ("hebdenbridge", HEBDEN),
        ("Tod morden", HEBDEN),
        ("todmroden", HEBDEN),
        ("mytholmroyd", HEBDEN),
        ("HX7 8AA", HEBDEN),
        ("hx78aa", HEBDEN),
        ("Hallifax", HALIFAX),
        ("halfiax", HALIFAX),
        ("HALIFAX care", HALIFAX),
        ("Cardiff", CARDIFF),
        ("cardif", CARDIFF),
        ("yng Nghaerdydd", CARDIFF),
        ("i Gaerdydd", CARDIFF),
        ("ynys mon", MON),
        ("Anglesey", MON),
        ("Penybont ar Ogwr", BRIDGEND),
        ("Pen-y-bont", BRIDGEND),
        ("St. Ives", IVES),
        ("saint ives", IVES),
        ("lodz", LODZ),
        ("the harbour", IVES),
    ],
)
def test_a_circle_is_found_however_its_place_is_spelt(typed: str, found: CircleRef):
    assert matching(EVERYWHERE, typed) == [found]


@pytest.mark.parametrize("typed", ["Atlantis", "hebden halifax", "zz", "q", "SW1A 1AA", "9", "-", "'"])
def test_what_is_nowhere_is_not_found(typed: str):
    found = matching(EVERYWHERE, typed)
    assert found == []


def test_the_best_fit_comes_first_and_a_slip_is_not_looked_for_where_the_word_itself_is_found():
    clapton, clacton = ref(1, "Clapton Circle", "Hackney"), ref(2, "Clacton Circle", "Clacton-on-Sea")
    north = ref(3, "Northclapton Circle")
    assert matching([north, clacton, clapton], "clapton") == [clapton]
    hall, halifax = ref(1, "Halifax Hall"), ref(2, "Hal")
    assert matching([hall, halifax], "hal") == [halifax, hall]


def test_the_index_is_made_anew_when_a_circle_changes_its_place():
    assert matching([HALIFAX], "sowerby") == []
    moved = replace(HALIFAX, place="Sowerby Bridge")
    assert matching([moved], "sowerby") == [moved]
    assert matching([HALIFAX], "sowerby") == []


@given(typed=some.text(max_size=80))
def test_whatever_is_typed_gets_an_answer(typed: str):
    assert set(matching(EVERYWHERE, typed)) <= set(EVERYWHERE)


@example(one="ab", other="bca")
@given(one=some.text("abc", max_size=6), other=some.text("abc", max_size=6))
def test_slips_are_the_same_both_ways_and_a_word_is_none_away_from_itself(one: str, other: str):
    assert distance(one, other, at_most=6) == distance(other, one, at_most=6)
    assert (distance(one, other, at_most=2) == 0) == (one == other)
    assert distance(one, other, at_most=1) == min(distance(one, other, at_most=6), 2)


def test_sandboxes_and_circles_that_are_not_listed_cannot_be_found(browser_of, settings, calderdale, clapton):
    with in_federation():
        Circle.objects.filter(pk=calderdale.id).update(is_sandbox=True)
        Circle.objects.filter(pk=clapton.id).update(is_listed=False)
        directory.bump(using="default")
        directory.forget()
        try:
            page = page_of(browser_of, settings, near="care")
            assert calderdale.name not in page
            assert clapton.name not in page
        finally:
            Circle.objects.update(is_sandbox=False, is_listed=True)
            directory.bump(using="default")
            directory.forget()
            directory.all_open()


def test_the_front_page_asks_nothing_of_the_database_and_shows_a_thousand_circles_page_by_page(
    browser_of, settings, monkeypatch, django_assert_max_num_queries
):
    many = [ref(number, f"Circle {number}", f"Place {number}") for number in range(1000)]
    monkeypatch.setattr(directory, "all_open", lambda: many)
    monkeypatch.setattr(directory, "all_living", lambda: many)
    browser = browser_of(settings.FEDERATION_DOMAIN)
    with django_assert_max_num_queries(1):
        page = browser.get("/").content.decode()
    assert "1000 circles are open" in page
    assert page.count('<li class="circle ') == 48
    assert "Page 1 of 21" in page
    sheet = page.partition('href="/circles.')[2].partition('"')[0].replace("&amp;", "&")
    colours = browser.get(f"/circles.{sheet}").content.decode()
    assert ".in-circle-0{" in colours
    assert ".in-circle-999{" not in colours
    assert "near=circle&amp;page=2" in browser.get("/", {"near": "circle"}).content.decode()


def test_starting_a_circle_leads_to_where_circles_are_started(browser_of, settings, db):
    answer = browser_of(settings.FEDERATION_DOMAIN).get("/start/")
    assert answer.headers["Location"] == f"http://{settings.START_HOST}/"
    assert "Start a circle where you live" in browser_of(settings.START_HOST).get("/").content.decode()


def test_a_postcode_finds_the_circle_that_named_its_first_half(calderdale, clapton):
    here = replace(calderdale, places=("Mytholmroyd", "HX7", "OL14"))
    both = [here, replace(clapton, places=("E5",))]
    for typed in ("HX7", "hx7 8aa", "HX78AA", "OL14 5AB", "ol145ab"):
        assert matching(both, typed) == [here], typed
    assert matching(both, "HD1 1AA") == []


@pytest.mark.parametrize("typed", ["ZE9", "ze9 9zz", "ZE99ZZ"])
def test_a_postcode_that_nobody_named_says_to_type_a_town(browser_of, settings, calderdale, typed):
    assert "Type the name of your town or village instead" in page_of(browser_of, settings, near=typed)
    assert "Type the name of your town" not in page_of(browser_of, settings, near="Atlantis")
