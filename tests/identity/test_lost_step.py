"""Lost telephone, lost paper: two people in office vouch, two days pass, the mail can call it off."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.test import Client

from kernel.actors import SYSTEM
from kernel.errors import NotAllowed
from kernel.time import now
from shared_apps.identity import lost
from shared_apps.identity.models import Account, CircleLink, LostStep
from shared_apps.identity.offices import holds_office
from shared_apps.identity.proof import Proof
from shared_apps.identity.services import account_for, link_circle
from tenant_apps.entry.services import vouch
from tenant_apps.journal.models import Entry
from tenants.context import in_circle, in_federation
from tenants.models import Circle
from tests.identity.test_second_step import CORA, STEP, half_way, is_in, set_up_app

pytestmark = pytest.mark.django_db
LOST = f"{STEP}lost/"


@pytest.fixture
def cora(cast, clapton_cast, calderdale, clapton) -> Account:
    """Cora has an app; Fin and June hold offices in Calderdale, Vale in Clapton, Sol none."""
    with in_federation():
        people = {name: account_for(email) for name, email in EMAILS.items()}
        for name in ("cora", "fin", "june", "sol"):
            link_circle(account_id=people[name].pk, circle_id=calderdale.id)
        link_circle(account_id=people["vale"].pk, circle_id=clapton.id)
        for name in ("cora", "fin", "june"):
            holds_office(account_id=people[name].pk, circle_id=calderdale.id, since_on=now().date())
        holds_office(account_id=people["vale"].pk, circle_id=clapton.id, since_on=now().date())
    set_up_app(people["cora"])
    return people["cora"]


EMAILS = {
    "cora": CORA,
    "fin": "fin@heronmark.example",
    "june": "june@both.example",
    "sol": "sol@heronmark.example",
    "vale": "vale@kestrelmark.example",
}


def voucher(name: str):
    with in_federation():
        return account_for(EMAILS[name]).pk


def ask(browser: Client) -> str:
    assert browser.post(LOST, {"do": "ask"}).status_code == 302
    return LostStep.objects.get().reference


def days_later(days: float) -> None:
    LostStep.objects.update(asked_at=now() - timedelta(days=days))


def test_cora_gets_in_again_after_two_vouched_and_two_days_and_sets_up_a_new_step(cora, calderdale):
    browser = half_way(cora)
    reference = ask(browser)
    assert f"{reference[:4]}-{reference[4:]}" in browser.get(LOST).content.decode()
    as_read = f"{reference[:4].lower()} {reference[4:]}"
    assert lost.vouch(reference=as_read, voucher_id=voucher("fin"), circle_id=calderdale.id)
    days_later(2.1)
    assert browser.post(LOST, {"do": "go-on"}).status_code == 409  # one is not enough
    assert lost.vouch(reference=reference, voucher_id=voucher("june"), circle_id=calderdale.id)
    days_later(1.9)
    assert browser.post(LOST, {"do": "go-on"}).status_code == 409  # not yet
    days_later(2.1)
    assert browser.post(LOST, {"do": "go-on"}).status_code == 302
    assert is_in(browser)
    assert not Authenticator.objects.filter(user=cora).exists()
    assert "was taken away" in mail.outbox[-1].body
    # in office and without a second step: the way into any circle leads over setting one up
    with in_federation():
        assert lost.asked_for(cora) is None
    answer = browser.get(f"/enter/?circle={calderdale.id}&state={'A' * 43}")
    assert answer["Location"].startswith("/account/second-step/")


def test_the_mail_can_call_it_off_by_a_button_and_not_by_being_read(cora):
    browser = half_way(cora)
    ask(browser)
    assert mail.outbox[-1].to == [CORA]
    stop = re.search(r"/sign-in/second-step/lost/\S+", mail.outbox[-1].body)[0]
    reader = Client(HTTP_HOST=settings.SIGN_IN_HOST)
    assert reader.get(stop).status_code == 200
    assert LostStep.objects.exists()
    assert "It is called off" in reader.post(stop).content.decode()
    assert not LostStep.objects.exists()
    assert reader.post(stop).status_code == 404


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("cora", "calderdale"),
        ("sol", "calderdale"),
        ("vale", "clapton"),
        ("vale", "calderdale"),
        ("fin", "clapton"),
        ("fin", None),
    ],
)
def test_a_vouch_of_oneself_of_a_member_or_of_another_circle_does_not_count(cora, calderdale, clapton, who, where):
    reference = ask(half_way(cora))
    circle = {"calderdale": calderdale.id, "clapton": clapton.id, None: None}[where]
    assert lost.vouch(reference=reference, voucher_id=voucher(who), circle_id=circle) is None


def test_one_person_who_vouches_twice_is_one_person(cora, calderdale):
    reference = ask(half_way(cora))
    for _ in range(2):
        lost.vouch(reference=reference, voucher_id=voucher("fin"), circle_id=calderdale.id)
    days_later(3)
    assert lost.free_from(LostStep.objects.get()) is None


def test_what_was_asked_for_two_weeks_ago_is_forgotten(cora, calderdale):
    browser = half_way(cora)
    reference = ask(browser)
    for name in ("fin", "june"):
        lost.vouch(reference=reference, voucher_id=voucher(name), circle_id=calderdale.id)
    days_later(15)
    assert browser.post(LOST, {"do": "go-on"}).status_code == 409


def test_asking_anew_makes_the_old_vouches_worthless(cora, calderdale):
    browser = half_way(cora)
    old = ask(browser)
    lost.vouch(reference=old, voucher_id=voucher("fin"), circle_id=calderdale.id)
    assert ask(browser) != old
    assert LostStep.objects.get().vouches.count() == 0


def test_nobody_asks_for_help_without_the_code_from_the_mail(cora):
    stranger = Client(HTTP_HOST=settings.SIGN_IN_HOST)
    assert stranger.post(LOST, {"do": "ask"})["Location"] == "/sign-in/"
    assert not LostStep.objects.exists()


# --- in the circle ----------------------------------------------------------------------------------------------------


def test_fin_vouches_on_a_page_of_the_circle_that_never_says_whether_it_was_right(cora, calderdale, cast, browser_of):
    fin = browser_of(calderdale, cast.fin)
    good = fin.post("/circle/vouch/", {"reference": "FHKM-2346", "heard": "on"})
    assert "Thank you" in good.content.decode()
    with in_circle(calderdale):
        said = Entry.objects.filter(event__contains="Vouched").latest("pk")
    assert said.payload["reference"] == "FHKM2346"
    assert fin.post("/circle/vouch/", {"reference": "FHKM", "heard": "on"}).status_code == 422
    assert fin.post("/circle/vouch/", {"reference": "FHKM-2346"}).status_code == 422  # neither seen nor heard


def test_only_somebody_in_office_with_a_second_step_and_a_fresh_proof_vouches(calderdale, cast, browser_of):
    assert browser_of(calderdale, cast.sol).get("/circle/vouch/").status_code == 404
    by_code = browser_of(calderdale, cast.fin, Proof(now(), ("code",)))
    assert by_code.get("/circle/vouch/")["Location"].startswith("/sign-in/?second=1")
    stale = browser_of(calderdale, cast.fin, Proof(now() - timedelta(minutes=9), ("passkey",)))
    assert stale.get("/circle/vouch/")["Location"].startswith("/sign-in/?again=1")
    with in_circle(calderdale):
        for who in (cast.sol, SYSTEM):
            with pytest.raises(NotAllowed):
                vouch("FHKM2346", by=who)


# --- who can know whom ------------------------------------------------------------------------------------------------


@pytest.fixture
def sols_reference(cora):
    """Sol, a member of Calderdale without an office, has asked as well."""
    with in_federation():
        return lost.ask(account_for(EMAILS["sol"]))[0].reference


def test_a_circle_that_is_trying_things_out_knows_nobody(cora, calderdale):
    reference = ask(half_way(cora))
    with in_federation():
        Circle.objects.filter(pk=calderdale.id).update(is_sandbox=True)
    assert lost.vouch(reference=reference, voucher_id=voucher("fin"), circle_id=calderdale.id) is None


def test_being_named_in_a_circle_does_not_let_its_stewards_vouch_until_a_month_has_passed(
    cora, sols_reference, calderdale
):
    said = {"reference": sols_reference, "voucher_id": voucher("fin"), "circle_id": calderdale.id}
    assert lost.vouch(**said) is None
    with in_federation():
        CircleLink.objects.filter(account__email=EMAILS["sol"]).update(created_at=now() - timedelta(days=31))
    assert lost.vouch(**said).email == EMAILS["sol"]


def test_for_the_national_co_ops_staff_only_staff_vouch(cora, calderdale):
    reference = ask(half_way(cora))
    with in_federation():
        holds_office(account_id=cora.pk, circle_id=None, since_on=now().date())
        holds_office(account_id=voucher("june"), circle_id=None, since_on=now().date())
    assert lost.vouch(reference=reference, voucher_id=voucher("fin"), circle_id=calderdale.id) is None
    assert lost.vouch(reference=reference, voucher_id=voucher("june"), circle_id=calderdale.id) is None
    assert lost.vouch(reference=reference, voucher_id=voucher("june"), circle_id=None) == cora
