"""Icons, faces and the link to where one is."""

from types import SimpleNamespace

import pytest
from django.template import Context, Template

from ui.templatetags.ui import initials


def said(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_an_icon_is_a_picture_that_screen_readers_pass_over():
    svg = said('{% icon "house" %}')
    assert svg.startswith("<svg")
    assert 'aria-hidden="true"' in svg
    assert 'focusable="false"' in svg
    assert "style=" not in svg


def test_an_icon_that_does_not_exist_is_found_out_at_once():
    with pytest.raises(Exception, match="no-such-thing"):
        said('{% icon "no-such-thing" %}')


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Iris Greenhalgh", "IG"),
        ("Iris", "Ir"),
        ("Adah van der Berg", "AB"),
        ("Anne-Marie", "AM"),
        ("  ", "?"),
        ("😀", "?"),
        ("علی رضا", "عر"),
    ],
)
def test_a_face_shows_two_letters_of_a_name(name: str, letters: str):
    assert initials(name) == letters


def test_a_face_keeps_its_colour_when_a_name_changes():
    before = said("{% face person %}", person=SimpleNamespace(pk="0199", name="Iris Greenhalgh"))
    after = said("{% face person %}", person=SimpleNamespace(pk="0199", name="Iris Sutcliffe"))
    assert before.replace("IG", "IS") == after


def test_a_name_cannot_break_out_of_its_face():
    assert "<b" not in said("{% face person %}", person="<b> <i>")


@pytest.mark.parametrize(
    ("here", "said_"), [("/week/", ' aria-current="page"'), ("/week/2026-W48/", ' aria-current="true"'), ("/team/", "")]
)
def test_the_bar_knows_where_one_is(here: str, said_: str):
    assert said('{% aria_current "/week/" %}', here=here) == said_


def test_the_front_page_is_not_the_room_of_every_other_page():
    assert said('{% aria_current "/" %}', here="/week/") == ""
