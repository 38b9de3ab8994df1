"""On a phone's home screen, and without a signal: each host keeps its own, and nothing personal."""

import io
import json
import re

import pytest
from PIL import Image

pytestmark = pytest.mark.django_db


def manifest_of(browser) -> dict:
    return json.loads(browser.get("/manifest.webmanifest").content)


def test_a_phone_gets_icons_in_two_sizes_whole_and_to_be_cut_to_shape(browser_of, calderdale):
    browser = browser_of(calderdale)
    icons = [icon for icon in manifest_of(browser)["icons"] if icon["type"] == "image/png"]
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} == {
        (size, purpose) for size in ("192x192", "512x512") for purpose in ("any", "maskable")
    }
    for icon in icons:
        answer = browser.get(icon["src"])
        assert "immutable" in answer["Cache-Control"]
        picture = Image.open(io.BytesIO(answer.content))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]
        corner = picture.convert("RGBA").getpixel((0, 0))[3]
        assert corner == (255 if icon["purpose"] == "maskable" else 0)


def test_every_place_has_its_own_icon_and_nobody_can_make_up_another(browser_of, calderdale, settings):
    ours, theirs = browser_of(calderdale), browser_of(settings.FEDERATION_DOMAIN)
    own = manifest_of(ours)["icons"][1]["src"]
    assert own != manifest_of(theirs)["icons"][1]["src"]
    assert theirs.get(own).status_code == 404
    assert ours.get("/icon-192.000000000000.png").status_code == 404


def test_a_circle_whose_name_begins_with_no_latin_letter_wears_our_mark():
    from ui.icons import drawn, initial

    class Halqa:
        name = "حلقہ"

    assert initial(Halqa) == ""
    assert drawn("#0f766e", "", "", 192, True) != drawn("#0f766e", "", "C", 192, True)


def test_the_worker_of_each_host_keeps_its_own_things_under_its_own_name(browser_of, calderdale, clapton, settings):
    names = set()
    for host in (calderdale, clapton, settings.SIGN_IN_HOST, settings.FEDERATION_DOMAIN):
        browser = browser_of(host)
        answer = browser.get("/sw.js")
        assert answer["Content-Type"].startswith("text/javascript")
        facts = json.loads(re.match(r"const KEPT = (.*);", answer.content.decode())[1])
        names.add(facts["name"])
        for path in facts["files"]:
            assert path.startswith(("/static/", "/theme.")) or path in ("/offline/", "/icon.svg"), path
    assert len(names) == 4


def test_the_page_without_a_signal_is_the_same_for_iris_as_for_anybody(browser_of, calderdale, cast):
    def words(page: bytes) -> str:
        return re.sub(r"csrf\S+", "", page.decode())

    assert words(browser_of(calderdale, cast.iris).get("/offline/").content) == words(
        browser_of(calderdale).get("/offline/").content
    )
