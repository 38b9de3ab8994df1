"""Where circles write to: chosen at the sign-in host, taken by each circle once, and taken back when undone."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from kernel.actors import SYSTEM
from kernel.errors import NotAllowed
from provisioning import running
from provisioning.accounts import joining, letters
from shared_apps.identity.models import Account
from shared_apps.identity.services import account_for
from shared_apps.runs.models import Run
from tenant_apps.journal.models import Entry
from tenant_apps.people.models import Person
from tenant_apps.people.services import add_person, correct_person, give_hat
from tenants.context import in_circle, in_federation
from tests import world
from tests.entry.journey import code_in_mail

pytestmark = pytest.mark.django_db
JUNE, NEW, NEWER = "june@both.example", "june@new.example", "june@newer.example"


@pytest.fixture(autouse=True)
def _nobody_waits(settings):
    settings.RUN_WAKER = ""


@pytest.fixture
def june(cast, clapton_cast) -> Account:
    with in_federation():
        return account_for(JUNE)


@pytest.fixture
def home(june) -> Client:
    return world.account_browser(june)


def change(home: Client, new: str = NEW) -> str:
    """Change the address; returns the path that undoes it."""
    home.post("/account/address/", {"email": new})
    assert home.post("/account/address/code/", {"code": code_in_mail()})["Location"] == "/account/letters/"
    told = next(letter for letter in reversed(mail.outbox) if "/account/address/undo/" in letter.body)
    return re.search(r"/account/address/undo/\S+", told.body)[0]


def work() -> list[Run]:
    """What a worker does with everything that waits."""
    with in_federation():
        due = Run.objects.under_way().filter(kind=letters.WRITE_TO).order_by("id")
        return [running.carry_out(number) for number in list(due.values_list("pk", flat=True))]


def written_to(circle, who) -> str:
    with in_circle(circle):
        return Person.objects.get(pk=who.pk).email


def corrections(circle, who) -> int:
    with in_circle(circle):
        told = Entry.objects.filter(event="people.PersonCorrected", payload__person_id=str(who.pk))
        return sum("email" in entry.payload["columns"] for entry in told)


def test_june_tells_one_circle_and_not_the_other(home, calderdale, clapton, cast, clapton_cast):
    change(home)
    page = home.get("/account/letters/").text
    assert page.count(" checked") == 2  # all at once is one press
    assert page.count(f"It writes to {JUNE} now") == 2
    home.post("/account/letters/", {"circles": [str(clapton.id)]})
    assert "Clapton Care Circle is being told" in home.get("/account/letters/").text
    work()
    assert (written_to(clapton, clapton_cast.june), written_to(calderdale, cast.june)) == (NEW, JUNE)
    page = home.get("/account/letters/").text
    assert "being told" not in page
    assert page.count(f"It writes to {JUNE} now") == 1


def test_all_at_once_and_each_circle_hears_it_exactly_once(home, calderdale, clapton, cast, clapton_cast):
    change(home)
    both = {"circles": [str(calderdale.id), str(clapton.id)]}
    home.post("/account/letters/", both)
    home.post("/account/letters/", both)  # pressed twice: those that are being told are no choice any more
    done = work()
    assert [run.state for run in done] == [Run.State.DONE] * 2
    with in_federation():
        for run in done:
            assert not letters.tell_circle(run.facts)  # a worker that died does it again
    for circle, who in ((calderdale, cast.june), (clapton, clapton_cast.june)):
        assert (written_to(circle, who), corrections(circle, who)) == (NEW, 1)
    assert NEW not in str([vars(run) for run in done])


def test_from_a_circles_own_page_only_that_circle_is_ticked(home, browser_of, calderdale, cast):
    page = browser_of(calderdale, cast.june).get("/me/contact/").text
    assert JUNE in page
    way = re.search(r'href="(\S+/account/letters/\?circle=[^"]+)"', page)[1].replace("&amp;", "&")
    change(home)
    page = home.get(way[way.index("/account/") :]).text
    assert page.count(" checked") == 1
    assert f"{calderdale.url}/me/contact/" in page


def test_an_address_that_is_not_hers_any_more_is_written_nowhere(home, june, calderdale, cast):
    change(home)
    home.post("/account/letters/", {"circles": [str(calderdale.id)]})
    change(world.account_browser(june), NEWER)
    [run] = work()
    assert (run.state, written_to(calderdale, cast.june)) == (Run.State.CANCELLED, JUNE)


def test_what_is_undone_from_the_old_address_is_undone_in_every_circle(
    home, june, calderdale, clapton, cast, clapton_cast
):
    undo = change(home)
    home.post("/account/letters/", {"circles": [str(calderdale.id)]})
    work()
    with in_federation():
        june.refresh_from_db()
    thief = world.account_browser(june)
    change(thief, NEWER)
    thief.post("/account/letters/", {"circles": [str(clapton.id)]})
    work()
    assert (written_to(calderdale, cast.june), written_to(clapton, clapton_cast.june)) == (NEW, NEWER)
    stranger = Client(headers={"host": settings.SIGN_IN_HOST})
    assert "It is undone" in stranger.post(undo).text
    work()
    assert (written_to(calderdale, cast.june), written_to(clapton, clapton_cast.june)) == (JUNE, JUNE)


def test_a_choice_that_comes_late_writes_nothing_that_was_undone(home, calderdale, cast):
    undo = change(home)
    home.post("/account/letters/", {"circles": [str(calderdale.id)]})
    Client(headers={"host": settings.SIGN_IN_HOST}).post(undo)
    work()
    assert written_to(calderdale, cast.june) == JUNE
    assert corrections(calderdale, cast.june) == 0


def test_undoing_leaves_an_address_alone_that_a_circle_knew_otherwise(home, clapton, clapton_cast):
    with in_circle(clapton):
        correct_person(Person.objects.get(pk=clapton_cast.june.pk), email="june@work.example", by=SYSTEM)
    undo = change(home)
    Client(headers={"host": settings.SIGN_IN_HOST}).post(undo)
    work()
    assert written_to(clapton, clapton_cast.june) == "june@work.example"


def test_nobody_chooses_for_a_circle_they_are_not_in(cast, clapton, clapton_cast):
    with in_federation():
        sol = world.account_browser(account_for("sol@heronmark.example"))
    assert sol.post("/account/letters/", {"circles": [str(clapton.id)]}).status_code == 422
    assert work() == []
    assert Client(headers={"host": settings.SIGN_IN_HOST}).get("/account/letters/").status_code == 302


def test_no_steward_and_no_member_types_an_address_for_who_signs_in(calderdale, cast):
    with in_circle(calderdale):
        sol = Person.objects.get(pk=cast.sol.pk)
        for by in (sol, Person.objects.get(pk=cast.cora.pk)):
            with pytest.raises(NotAllowed, match="proof"):
                correct_person(sol, email="sol@unproven.example", by=by)
        correct_person(sol, email=sol.email, phone="01422 000000", by=sol)  # what stays as it is needs none


def test_who_has_no_account_is_corrected_by_stewards_but_not_into_an_office(calderdale, cast):
    with in_circle(calderdale):
        paper, steward = add_person("Paper Person", by=SYSTEM), add_person("Paper Steward", by=SYSTEM)
        give_hat(steward, "steward", by=SYSTEM)
        adah = give_hat(Person.objects.get(pk=cast.adah.pk), "coordinator", by=SYSTEM).person
        assert correct_person(paper, email="paper@hebden.example", by=adah).email == "paper@hebden.example"
        with pytest.raises(NotAllowed):
            correct_person(steward, email="adah@hebden.example", by=adah)


@pytest.mark.parametrize(("ticked", "then"), [(True, "june@kept.example"), (False, JUNE)])
def test_when_two_accounts_become_one_the_circles_are_asked_about_too(
    ticked, then, june, calderdale, clapton, cast, clapton_cast, monkeypatch
):
    with in_federation():
        kept = account_for("june@kept.example")
    browser = world.account_browser(kept)
    browser.post("/account/merge/")
    browser.post("/sign-in/", {"email": JUNE, "next": "/account/merge/confirm/"})
    browser.post("/sign-in/code/", {"code": code_in_mail(), "next": "/account/merge/confirm/"})
    page = browser.get("/account/merge/confirm/").text
    assert page.count(f"It writes to {JUNE} now") == 2
    browser.post("/account/merge/confirm/", {"circles": [str(clapton.id)] if ticked else []})
    monkeypatch.setattr(joining, "WAITS", joining.WAITS * 0)
    with in_federation():
        assert running.carry_out(Run.objects.get(kind=joining.MERGE).pk).state == Run.State.DONE
    assert (written_to(clapton, clapton_cast.june), written_to(calderdale, cast.june)) == (then, JUNE)
    if not ticked:  # and later, as everybody may
        world.account_browser(kept).post("/account/letters/", {"circles": [str(clapton.id)]})
        work()
        assert written_to(clapton, clapton_cast.june) == kept.email
