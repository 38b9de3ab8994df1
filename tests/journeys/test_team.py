"""Iris and Sol use the page of her team: a hat, a task, and what stands there first."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.test_about_me import arrive, known
from tests.journeys.test_inviting import DESKTOP, PHONE, fine, press

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


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
@SIZES
def test_fin_begins_a_team_sol_comes_in_hands_over_what_he_does_and_leaves(arrive, size, scripts):
    look = fine if scripts else lambda _page: None
    wanted = {"viewport": size, "java_script_enabled": scripts}
    fin = arrive("fin", "/team/", **wanted)
    look(fin)
    press(fin, "Begin my team")
    expect(fin.locator("main")).to_contain_text("Nobody else is in it yet")
    look(fin)
    fin.get_by_role("link", name="Ask somebody into the team").click()
    look(fin)
    team = urlsplit(fin.url).path.removesuffix("ask/")

    # Fin may not know Sol's name yet, so Cora brings him up; he is asked when Fin has said yes.
    cora = arrive("cora", f"{team}ask/", **wanted)
    cora.get_by_label("Who?").select_option(label="Sol")
    cora.get_by_label("Who are they to the team?").select_option(label="Volunteer")
    cora.get_by_label("What would they do?").fill("The allotment on Tuesdays")
    press(cora, "Bring them up")
    sol = arrive("sol", "/team/?all=1", **wanted)
    expect(sol.locator("main")).not_to_contain_text("would like you in the team")
    fin.goto(team)
    expect(fin.locator("main")).to_contain_text("Would you like them in the team?")
    look(fin)
    press(fin, "Yes")
    expect(fin.locator("main")).to_contain_text("Waits for their answer.")
    assert _status(sol, team) == 404
    sol.goto("/team/?all=1")
    expect(sol.locator("main")).to_contain_text("would like you in the team")
    look(sol)
    press(sol, "Yes")
    expect(sol.locator("main")).to_contain_text("The allotment on Tuesdays")
    look(sol)

    _ask_to_keep_the_profile(fin, team, look)
    sol.goto(f"{team}hats/")
    look(sol)
    press(sol, "Yes, I will do it")
    expect(_profile(sol)).to_contain_text("You, until")
    _profile(sol).get_by_role("link", name="Hand it over or stop").click()
    expect(sol.locator("main")).to_contain_text("Nobody else does this")
    press(sol, "Do it")  # without a word it is not laid down
    expect(sol.get_by_role("alert")).to_contain_text("Name somebody to take it over")
    look(sol)
    sol.get_by_label("Who takes it over?").select_option(label="Fin")
    press(sol, "Do it")
    expect(_profile(sol)).to_contain_text("You, until")  # until she says yes
    fin.goto(f"{team}hats/")
    look(fin)
    press(fin, "Yes, I will do it")
    expect(_profile(fin)).to_contain_text("You, until")
    sol.reload()
    expect(_profile(sol)).to_contain_text("Fin")

    sol.goto(team)
    sol.get_by_role("link", name="Leave the team").click()
    look(sol)
    press(sol, "Leave the team")
    expect(sol.locator("main")).not_to_contain_text("The allotment on Tuesdays")
    for part in ("", "hats/", "tasks/", "sheet/"):
        assert _status(sol, f"{team}{part}") == 404
    fin.goto(team)
    expect(fin.locator("main")).to_contain_text("Nobody else is in it yet")
    fin.get_by_role("link", name="End the team").click()
    look(fin)
    press(fin, "End the team")
    expect(fin.get_by_role("button", name="Begin my team")).to_be_visible()


def _status(page, address):
    answer = page.goto(address)
    return answer.status


def _ask_to_keep_the_profile(page, team, look):
    page.goto(f"{team}hats/ask/")
    page.get_by_label("What is to be done?").select_option(label="Keeps the profile up to date")
    page.get_by_label("Who should do it?").select_option(label="Sol")
    page.get_by_label("For how many months?").fill("3")
    look(page)
    press(page, "Ask")
    expect(page.locator("main")).to_contain_text("Waits for their yes")


def _profile(page):
    """The row of who keeps the profile, among what is done now."""
    return page.locator("section", has=page.get_by_role("heading", name="Now")).locator(
        "li", has_text="Keeps the profile up to date"
    )
