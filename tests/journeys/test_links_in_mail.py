"""Links from an e-mail that lead to a button: pressed in a real browser, which says where each form comes from.

A browser posts the form of a page that tells nobody its address as `Origin: null`. Django's own test browser sends no
origin at all, so only a real one shows whether such a button works.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import ROOT
from tests.journeys.neighbourhood import Neighbour, letter, setting, walk  # noqa: F401  (a fixture)
from tests.journeys.test_journeys import DESKTOP, PHONE
from tests.journeys.test_starting import link_in_mail

LET_LINKS_RUN_OUT = """
import sys
import django
django.setup()
from kernel.time import now
from shared_apps.applications.models import Link
Link.objects.filter(application__email=sys.argv[1]).update(expires_at=now())
"""
AWAKE = 2100  # milliseconds: nobody fills in a form in less


def links_run_out(home: Path, email: str) -> None:
    """As if more than thirty days had gone by for whoever began with this address."""
    command = [sys.executable, "-c", LET_LINKS_RUN_OUT, email]
    done = subprocess.run(command, cwd=ROOT, env=setting(home), text=True, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("email", "how"),
    [
        ("ruth@barker.example", {"viewport": PHONE}),
        ("nell@barker.example", {"viewport": DESKTOP}),
        ("des@barker.example", {"viewport": PHONE, "scripts": False}),
    ],
    ids=["phone", "desktop", "without JavaScript"],
)
def test_ruth_joins_the_mailing_list_from_her_mailbox_and_leaves_it_again(walk, federation, email, how):  # noqa: F811
    ruth: Neighbour = walk(**how)
    ruth.page.goto(ruth.at("calderdale", "/news/"))
    ruth.read("Our news by e-mail")
    ruth.page.wait_for_timeout(AWAKE)
    ruth.page.get_by_label("Your e-mail address").fill(email)
    ruth.page.locator("main [name=yes]").check()
    ruth.page.get_by_role("button", name="Join the list").click()
    ruth.read("Look into your mailbox")
    asked = re.search(r"http\S+/news/yes/\S+", letter(ruth.page, federation, email, ""))
    assert asked
    ruth.page.goto(asked[0])
    ruth.read("Do you want our news?")
    ruth.page.get_by_role("button", name="Yes, put me on the list").click()
    ruth.read("You are on the list")
    leaving = re.search(r"http\S+/news/no/\S+", letter(ruth.page, federation, email, "", "/news/no/"))
    assert leaving
    ruth.page.goto(leaving[0])
    ruth.read("Leave the list?")
    ruth.page.get_by_role("button", name="Leave the list").click()
    ruth.read("You are off the list")
    assert ruth.faults == []


@pytest.mark.parametrize(
    ("email", "how"),
    [
        ("pat.late@garden.example", {"viewport": PHONE}),
        ("ida.late@garden.example", {"viewport": DESKTOP, "scripts": False}),
    ],
    ids=["phone", "desktop without JavaScript"],
)
def test_pat_comes_back_after_a_month_and_asks_for_a_new_link(walk, home, federation, email, how):  # noqa: F811
    pat: Neighbour = walk(**how)
    pat.page.goto(pat.at("start", "/begin/"))
    pat.page.wait_for_timeout(AWAKE)
    pat.page.locator("main [name=email]").fill(email)
    pat.page.locator("main form.form button").first.click()
    pat.read("Look at your e-mail")
    old = link_in_mail(pat, email)
    links_run_out(home, email)
    pat.page.goto(old)
    pat.read("This link has run out")
    pat.page.get_by_role("button", name="Send me a new link").click()
    pat.read("Look at your e-mail")
    new = link_in_mail(pat, email)
    assert new != old
    pat.page.goto(new)
    pat.read("What is your circle called?")
    expect(pat.page).to_have_url(pat.at("start", "/1-name/"))
    assert [fault for fault in pat.faults if "status of 410" not in fault] == []
