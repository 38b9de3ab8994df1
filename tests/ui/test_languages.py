"""Languages on a circle's own site: which are offered, what the circle wrote itself, and its name on a phone."""

import json

import pytest

from tenants import directory
from tenants.context import in_federation
from tenants.models import Circle
from ui.manifest import SHORT, short_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def calderdale_is(calderdale):
    """Calderdale with another setting, and as it was afterwards."""

    def changed(**facts):
        with in_federation():
            Circle.objects.filter(pk=calderdale.id).update(**facts)
            directory.bump(using="default")
        directory.forget()

    yield changed
    directory.forget()


@pytest.fixture
def reader(browser_of, calderdale):
    return browser_of(calderdale)


def offered_on(browser) -> set[str]:
    page = browser.get("/language/").content.decode()
    return {code for code in ("en-gb", "cy", "pl", "tr") if f'value="{code}"' in page}


def test_a_circle_that_chose_no_languages_offers_all(reader):
    assert offered_on(reader) == {"en-gb", "cy", "pl", "tr"}


def test_a_circle_that_chose_its_languages_offers_those_and_no_other(reader, calderdale_is):
    calderdale_is(languages=["en-gb", "pl"])
    assert offered_on(reader) == {"en-gb", "pl"}
    assert reader.post("/language/", {"language": "tr"}).status_code == 200, "refused with a sentence"
    assert "django_language" not in reader.cookies
    assert reader.post("/language/", {"language": "pl"}).status_code == 302


def test_whoever_reads_welsh_already_keeps_it_when_their_circle_chooses_others(reader, calderdale_is):
    calderdale_is(languages=["en-gb", "pl"])
    reader.cookies["django_language"] = "cy"
    assert offered_on(reader) == {"en-gb", "pl", "cy"}
    assert '<html lang="cy"' in reader.get("/").content.decode()


def test_a_circle_of_one_language_offers_no_choice(reader, calderdale_is):
    calderdale_is(languages=["en-gb"])
    assert reader.get("/language/").status_code == 404
    assert "/language/" not in reader.get("/").content.decode()


def test_what_a_circle_wrote_itself_says_in_which_language_on_a_translated_page(reader, calderdale_is):
    calderdale_is(strapline="Neighbours, not strangers", about="We began in a kitchen.")
    assert '<h1 id="welcome">Neighbours, not strangers' in reader.get("/").content.decode(), "the page is English too"
    reader.cookies["django_language"] = "cy"
    assert '<h1 id="welcome" lang="en-gb" dir="auto">Neighbours, not strangers' in reader.get("/").content.decode()
    assert '<div lang="en-gb" dir="auto"><p>We began in a kitchen.' in reader.get("/about/").content.decode()


def test_words_of_ours_on_a_welsh_page_are_welsh_and_not_marked_as_english(reader, calderdale_is):
    calderdale_is(strapline="", about="")
    reader.cookies["django_language"] = "cy"
    assert 'lang="en-gb"' not in reader.get("/").content.decode().split('id="main"')[1]


def test_a_welsh_circles_words_are_marked_for_whoever_reads_it_in_english(reader, calderdale_is):
    calderdale_is(language="cy", strapline="Gofal gan gymdogion")
    reader.cookies["django_language"] = "en-gb"
    assert 'lang="cy" dir="auto">Gofal gan gymdogion' in reader.get("/").content.decode()


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Clapton", "Clapton"),
        ("Calderdale Care Circle", "Calderdale"),
        ("Hebden Bridge Care", "Hebden"),
        ("The Old Town Neighbours", "Old Town"),
        ("Friends of Walsden", "Friends"),
        ("Cylch Gofal Bangor", "Cylch Gofal"),
        ("Llanfairpwllgwyngyll", "Llanfairpwllgwyngyll"),
    ],
)
def test_below_an_icon_stands_as_much_of_the_name_as_fits_in_whole_words(name, short):
    assert short_name(name) == short
    assert len(short) <= SHORT or " " not in short


def test_a_phone_shows_the_circles_name_and_not_its_place(reader, calderdale):
    manifest = json.loads(reader.get("/manifest.webmanifest").content)
    assert (manifest["name"], manifest["short_name"]) == (calderdale.name, short_name(calderdale.name))
    assert calderdale.name.startswith(manifest["short_name"])
