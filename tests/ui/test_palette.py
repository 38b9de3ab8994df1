"""Whatever colour a circle chooses, everybody can read its pages."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.colour import contrast, from_hex, normal_hex, to_hex
from ui.palette import MOODS, SURFACES, WORDS_ON_SURFACES, pairs, palette, scoped_stylesheet, stylesheet
from ui.theme import federation_stylesheet

hex_colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def unreadable(brand: str, accent: str = "") -> list:
    return [pair for pair in pairs(palette(brand, accent)) if pair.ratio < pair.needed]


def test_hundreds_of_brands_with_any_accent_have_no_pair_below_its_contrast():
    chance = random.Random(20261122)
    corners = [f"#{r:02x}{g:02x}{b:02x}" for r in (0, 128, 255) for g in (0, 128, 255) for b in (0, 128, 255)]
    brands = corners + [f"#{chance.randrange(1 << 24):06x}" for _ in range(300)]
    assert {brand: unreadable(brand, chance.choice(brands)) for brand in brands if unreadable(brand)} == {}


@given(hex_colours, hex_colours)
@settings(max_examples=60, deadline=None)
def test_no_brand_and_accent_can_be_found_that_are_hard_to_read(brand: str, accent: str):
    assert unreadable(brand, accent) == []


@given(hex_colours)
@settings(max_examples=200, deadline=None)
def test_a_colour_survives_the_way_to_oklch_and_back(colour: str):
    there_and_back = to_hex(from_hex(colour))
    for start in (1, 3, 5):
        assert abs(int(there_and_back[start : start + 2], 16) - int(colour[start : start + 2], 16)) <= 1


def test_both_modes_name_the_same_tokens_and_every_promised_one():
    colours = palette("#0f766e", "#d97706")
    assert colours.light.keys() == colours.dark.keys()
    assert colours.light.keys() >= {
        *SURFACES,
        *WORDS_ON_SURFACES,
        *MOODS,
        "fill",
        "on-fill",
        "fill-hover",
        "line",
        "focus",
    }


@pytest.mark.parametrize("brand", ["#ffd400", "#facc15", "#ffff00", "#d97706", "#a3e635", "#22d3ee"])
def test_a_bright_brand_keeps_its_colour_on_buttons_and_takes_dark_words(brand: str):
    light = palette(brand).light
    assert light["fill"] == brand
    assert contrast(light["on-fill"], "#ffffff") > 10


def test_a_deep_brand_takes_white_words():
    assert palette("#0f766e").light["on-fill"] == "#ffffff"
    assert palette("#7c3aed").light["fill"] == "#7c3aed"


def test_yellow_darkens_to_bronze_and_never_to_olive():
    for brand in ("#ffd400", "#facc15", "#ffff00", "#eab308"):
        assert from_hex(palette(brand).light["brand"]).hue < 75, brand


def test_a_grey_brand_gives_grey_pages_without_a_tinge():
    assert from_hex(palette("#777777").light["paper"]).chroma < 0.002


@pytest.mark.parametrize("nonsense", ["", "teal", "#12", "#12345g", "0f766e0", "#0f766e;}body{display:none"])
def test_what_is_not_a_colour_is_refused(nonsense: str):
    with pytest.raises(ValueError, match="Not a colour"):
        normal_hex(nonsense)


def test_short_and_capital_colours_mean_the_same():
    assert normal_hex("ABC") == normal_hex("#aabbcc") == "#aabbcc"


def test_the_stylesheet_has_light_dark_on_the_device_and_dark_on_request():
    css = stylesheet(palette("#0f766e"))
    assert css.count("color-scheme:dark;") == 2
    assert css.count("color-scheme:light;") == 1
    assert css.count("{") == css.count("}")
    assert "@media (prefers-color-scheme:dark){:root:not([data-theme=light])" in css


def test_a_card_in_anothers_colours_touches_nothing_outside_itself():
    css = scoped_stylesheet(".in-clapton", palette("#7c3aed"))
    assert css.count("{") == css.count("}")
    assert ":root{" not in css


def test_the_federations_static_colours_are_the_ones_its_brand_gives():
    from django.contrib.staticfiles import finders

    found = finders.find("ui/federation.css")
    with open(found, encoding="utf-8") as file:
        assert file.read() == federation_stylesheet(), "in platform: python -m ui.theme > ui/static/ui/federation.css"
