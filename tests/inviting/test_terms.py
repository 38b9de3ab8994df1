"""A term does not end unnoticed, and no circle is left alone because a calendar says so."""

from datetime import timedelta

import pytest
from django.core import mail

from kernel.actors import SYSTEM
from shared_apps.identity.models import Office
from tenant_apps.inviting.listeners import say_that_a_term_ends
from tenant_apps.journal.models import Entry
from tenant_apps.people.events import TermEndsSoon, TermWentOn
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.people.second_step import say_of_hats
from tenant_apps.people.services import end_membership, give_hat
from tenant_apps.people.services.terms import ending_soon, keep_last_term, say_which_terms_end
from tenant_apps.people.tasks import mind_terms
from tenants.context import in_circle, in_federation
from tests.inviting.test_door import told, words

pytestmark = pytest.mark.django_db
OFFICE = "office@federation.example"


@pytest.fixture(autouse=True)
def _the_national_co_op_can_be_reached(settings):
    settings.FEDERATION_EMAIL = OFFICE


@pytest.fixture
def ends_in(cast, calderdale):
    """Cora, who alone is steward, has so many days of her term left."""

    def end(days: int, person: Person | None = None) -> Hat:
        with in_circle(calderdale):
            hats = Hat.objects.filter(kind="steward", person=person or cast.cora)
            hats.update(from_on=today() - timedelta(400), until_on=today() + timedelta(days))
            return hats.get()

    return end


def said(circle) -> list[TermEndsSoon]:
    with in_circle(circle):
        found = Entry.objects.filter(event=TermEndsSoon.event_name).order_by("id")
        return [TermEndsSoon.from_json(entry.payload) for entry in found]


def again(hat: Hat) -> Hat:
    return Hat.objects.get(pk=hat.pk)


def test_cora_and_the_national_co_op_hear_a_month_and_a_week_ahead_that_nobody_follows(ends_in, cast, calderdale):
    for days, told_of in ((31, []), (30, [30]), (29, [30]), (8, [30]), (7, [30, 7]), (3, [30, 7])):
        hat = ends_in(days)
        with in_circle(calderdale):
            say_which_terms_end()
            say_which_terms_end()
        if days in (30, 7):
            with in_circle(calderdale):
                say_that_a_term_ends(said(calderdale)[-1], told())
        assert sorted({each.days for each in said(calderdale) if each.hat_id == hat.pk}, reverse=True) == told_of
    assert [letter.to for letter in mail.outbox] == [[cast.cora.email], [OFFICE]] * 2
    to_cora, to_office = mail.outbox[:2]
    assert f"{calderdale.url}/me/hats/" in to_cora.body
    assert "goes on for 30 days at a time" in to_cora.body
    assert "teward" not in to_cora.subject
    assert cast.cora.name not in to_office.body


def test_the_national_co_op_hears_nothing_while_somebody_else_stays_steward(ends_in, cast, calderdale):
    hat = ends_in(20)
    with in_circle(calderdale):
        give_hat(cast.sol, "steward", by=cast.cora)
        assert say_which_terms_end() == 1
        say_that_a_term_ends(said(calderdale)[-1], told())
        assert [letter.to for letter in mail.outbox] == [[cast.cora.email]]
        give_hat(cast.cora, "steward", by=cast.sol, from_on=hat.until_on)
        say_that_a_term_ends(said(calderdale)[-1], told())
        assert ending_soon(today(), within=timedelta(60)) == []
    assert len(mail.outbox) == 1, "who has said yes to going on is not told that it ends"


def test_the_only_stewards_term_goes_on_a_month_at_a_time_until_somebody_else_said_yes(
    ends_in, cast, calderdale, browser_of
):
    hat = ends_in(1)
    with in_circle(calderdale):
        Hat.objects.filter(person=cast.cora, kind="coordinator").update(until_on=today())
        mind_terms()
        mind_terms()
        until = again(hat).until_on
        assert until == today() + timedelta(31)
        event = TermWentOn.from_json(Entry.objects.filter(event=TermWentOn.event_name).get().payload)
        say_of_hats(event, told())
    with in_federation():
        assert Office.objects.get(account_id=cast.cora.account_id, circle_id=calderdale.id).until_on == until
    assert "The last steward’s term is over" in words(browser_of(calderdale, cast.fin).get("/home/"))
    assert "term is over" not in words(browser_of(calderdale, cast.iris).get("/home/")), "for those in office"
    with in_circle(calderdale):
        give_hat(cast.sol, "steward", by=cast.cora)
        Hat.objects.filter(pk=hat.pk).update(until_on=today() + timedelta(1))
        assert keep_last_term() == 0
    assert "term is over" not in words(browser_of(calderdale, cast.fin).get("/home/"))


def test_where_no_worker_ran_for_a_week_the_term_goes_on_all_the_same(ends_in, cast, calderdale, browser_of):
    hat = ends_in(-7)
    assert "Nobody is steward here just now" in words(browser_of(calderdale, cast.fin).get("/home/"))
    with in_circle(calderdale):
        assert keep_last_term() == 1
        assert again(hat).is_worn(today())
        assert cast.cora.wears("steward")


def test_an_old_term_comes_to_life_for_nobody_who_has_stopped_long_ago_or_because_another_died(
    ends_in, cast, calderdale
):
    ends_in(-40)
    with in_circle(calderdale):
        assert keep_last_term() == 0
        give_hat(cast.sol, "steward", by=SYSTEM)
    ends_in(-3)
    with in_circle(calderdale):
        assert keep_last_term() == 0, "Sol is"
        end_membership(cast.sol, reason="The family rang.", died=True, by=SYSTEM)
        assert keep_last_term() == 0, "Cora had handed over"


def test_who_cannot_sign_in_keeps_nobodys_term_from_going_on(ends_in, cast, calderdale):
    hat = ends_in(1)
    with in_circle(calderdale):
        give_hat(cast.sol, "steward", by=cast.cora)
        Person.objects.filter(pk=cast.sol.pk).update(account_id=None)
        assert keep_last_term() == 1
        assert again(hat).until_on > today() + timedelta(1)


def test_cora_says_yes_to_another_term_from_home_and_from_her_hats(ends_in, cast, calderdale, browser_of):
    hat, cora = ends_in(20), browser_of(calderdale, cast.cora)
    page = f"/circle/members/{cast.cora.pk}/hats/offer/steward/"
    for where in ("/home/", "/me/hats/"):
        assert f'href="{page}"' in words(cora.get(where))
    form = words(cora.get(page))
    assert "Yes, I go on" in form
    next_year = hat.until_on + timedelta(365)
    assert f'value="{hat.until_on:%Y-%m-%d}"' in form
    assert f'value="{next_year:%Y-%m-%d}"' in form
    answer = cora.post(page, {"from_on": f"{hat.until_on:%Y-%m-%d}", "until_on": f"{next_year:%Y-%m-%d}"})
    assert (answer.status_code, answer["Location"]) == (302, "/me/hats/")
    with in_circle(calderdale):
        new = cast.cora.hats.get(kind="steward", from_on=hat.until_on)
        assert (new.until_on, new.given_by) == (next_year, cast.cora)
    for where in ("/home/", "/me/hats/"):
        assert f'href="{page}"' not in words(cora.get(where))


def test_cora_asks_fin_to_go_on_and_he_says_yes_or_no(cast, calderdale, browser_of):
    with in_circle(calderdale):
        Hat.objects.filter(person=cast.fin).update(until_on=today() + timedelta(20))
        ends = cast.fin.hats.get().until_on
    cora, page = browser_of(calderdale, cast.cora), f"/circle/members/{cast.fin.pk}/hats/"
    assert "Ask them to go on for another term" in words(cora.get(page))
    assert "For another term, from" in words(cora.get(f"{page}offer/"))
    assert "Go on for another term" not in words(browser_of(calderdale, cast.fin).get("/me/hats/"))
    assert cora.post(f"{page}offer/finance/", {"from_on": f"{ends:%Y-%m-%d}", "until_on": ""}).status_code == 302
    with in_circle(calderdale):
        assert cast.fin.hats.count() == 1, "asked is not yes"
        assert cast.fin.hat_offers.waiting().get().from_on == ends
