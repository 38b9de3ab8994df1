"""Adah acts for Iris: she reads on her own first page that something waits, and finds the way to it."""

import re

import pytest

from tenant_apps.helping import services as helping
from tests.matching.meeting import *  # noqa: F403
from tests.matching.meeting import HERE

pytestmark = pytest.mark.usefixtures("db")


def acts(cast, helper, scope) -> None:
    found = helping.ask_for_help(cast.iris, helper, [scope], until_on=None, by=cast.iris)
    helping.accept(found, by=helper)


def test_what_waits_for_iris_stands_on_the_first_page_of_whoever_acts_for_her(
    talking, cast, calderdale, browser_of, here
):
    """Both said yes and would like to talk. Fin, who helps her with her post alone, hears nothing of it."""
    acts(cast, cast.adah, "care")
    acts(cast, cast.fin, "contact")
    here.leave()
    waits = f"Something waits for {cast.iris.called}’s word."
    adah = browser_of(calderdale, cast.adah)
    assert waits in adah.get("/home/").text
    page = adah.get("/helping/").text
    assert HERE not in page
    adah.post(re.search(r"/helping/[0-9a-f-]+/begin/", page).group())
    assert f'href="{HERE}"' in adah.get("/helping/").text
    assert cast.sol.called in adah.get(HERE).text
    assert waits not in browser_of(calderdale, cast.fin).get("/home/").text
    assert waits not in browser_of(calderdale, cast.sol).get("/home/").text
