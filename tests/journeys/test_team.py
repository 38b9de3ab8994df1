"""Iris and Sol use the page of her team: a hat, a task, and what stands there first."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.test_about_me import arrive, known
from tests.journeys.test_inviting import DESKTOP, PHONE, fine

__all__ = ["arrive", "known"]
SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
PARTS = ("hats/", "tasks/", "meetings/", "agreements/", "check-ins/", "reviews/", "documents/", "readiness/", "sheet/")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
@SIZES
def test_iris_writes_down_what_is_to_be_done_and_sol_does_it(arrive, size, scripts):
    what = f"Order the chair {size['width']} {scripts}"
    look = fine if scripts else lambda _page: None
    iris = arrive("iris", "/team/", viewport=size, java_script_enabled=scripts)
    expect(iris.locator("main section h2").first).to_have_text("What comes next")
    look(iris)
    iris.get_by_role("link", name="All tasks").click()
    iris.get_by_role("textbox").first.fill(what)
    iris.locator("main form.form button[type=submit]").first.click()
    expect(iris.locator("main")).to_contain_text(what)
    look(iris)
    sol = arrive("sol", "/team/", viewport=size, java_script_enabled=scripts)
    expect(sol.locator("main")).to_contain_text(what)
    look(sol)
    sol.get_by_role("link", name="All tasks").click()
    row = sol.locator("main li", has_text=what)
    row.get_by_role("button", name=re.compile("done", re.IGNORECASE)).first.click()
    iris.goto("/team/")
    expect(iris.locator("main")).not_to_contain_text(what)


@SIZES
def test_every_page_of_a_team_is_fine_for_whoever_is_in_it(arrive, size):
    iris = arrive("iris", "/team/", viewport=size)
    tasks = iris.get_by_role("link", name="All tasks").get_attribute("href")
    assert tasks is not None
    for part in PARTS:
        iris.goto(tasks.replace("tasks/", part))
        fine(iris)
    iris.goto(tasks.replace("tasks/", "sheet/?look=large"))
    fine(iris)
