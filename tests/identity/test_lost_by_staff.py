"""The only steward of a circle lost their telephone: two of the national co-op's staff vouch, and everybody hears."""

import re
from argparse import Namespace
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.test import Client

from config import cli_officers
from kernel.errors import NotFound, RuleBroken
from kernel.time import now
from provisioning.running import RefusedForGood, Work, kind_of
from shared_apps.console.models import Entry
from shared_apps.console.services import verbs
from shared_apps.identity import lost
from shared_apps.identity.lost_by_staff import vouch_by_staff
from shared_apps.identity.models import AddressChange, LostStep, Office, Vouch
from shared_apps.runs.models import Run
from tenants.context import in_console, in_federation
from tenants.models import Circle
from tests.console.desk import appoint
from tests.identity.test_lost_step import EMAILS, LOST, ask, cora, days_later, voucher  # noqa: F401
from tests.identity.test_second_step import CORA, half_way

pytestmark = pytest.mark.django_db
HOW = "A video call, and her daughter beside her."


@pytest.fixture
def alone(cora, calderdale):  # noqa: F811
    """Cora is steward, Fin keeps the books, and nobody else holds an office in Calderdale."""
    with in_federation():
        Office.objects.filter(account_id=voucher("june"), circle_id=calderdale.id).delete()
    return cora


@pytest.fixture
def staff(db):
    """Nadia and Sana work for the national co-op."""
    return appoint("nadia"), appoint("sana")


def says(officer, reference: str, because: str = HOW):
    return cli_officers.vouch(Namespace(email=officer.email, reference=reference, because=because))


def vouched_a_day_ago() -> None:
    Vouch.objects.update(vouched_at=now() - timedelta(days=1.1))


def test_two_officers_vouch_everybody_hears_and_after_a_day_cora_goes_on(alone, staff):
    browser, (nadia, sana) = half_way(alone), staff
    reference = ask(browser)
    assert "national co-op" in browser.get(LOST).content.decode()
    mail.outbox.clear()
    says(nadia, reference)
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([CORA, EMAILS["fin"], nadia.email])
    assert all(reference not in letter.body for letter in mail.outbox), "nobody can vouch with what they read there"
    assert not any(CORA in letter.subject for letter in mail.outbox)
    days_later(3)
    assert browser.post(LOST, {"do": "go-on"}).status_code == 409, "one is not enough"
    says(sana, reference)
    assert browser.post(LOST, {"do": "go-on"}).status_code == 409, "a day passes after the second"
    vouched_a_day_ago()
    assert browser.post(LOST, {"do": "go-on"}).status_code == 302
    assert not Authenticator.objects.filter(user=alone).exists()
    with in_console():
        done = Entry.objects.filter(what="officer_vouch", verb=Entry.Verb.DID)
        assert sorted(done.values_list("subject", "words")) == sorted((f"officer {one.pk}", HOW) for one in staff)


def test_fin_who_is_in_office_there_calls_it_off(alone, staff):
    reference = ask(half_way(alone))
    mail.outbox.clear()
    says(staff[0], reference)
    [to_fin] = [letter for letter in mail.outbox if letter.to == [EMAILS["fin"]]]
    stop = re.search(r"/sign-in/second-step/lost/\S+", to_fin.body)[0]
    fin = Client(HTTP_HOST=settings.SIGN_IN_HOST)
    assert fin.get(stop).status_code == 200
    assert LostStep.objects.exists(), "reading it changes nothing"
    assert "It is called off" in fin.post(stop).content.decode()
    assert not LostStep.objects.exists()
    assert fin.get(f"{stop}x").status_code == 404


def test_the_address_before_the_last_change_hears_it_too(alone, staff):
    reference = ask(half_way(alone))
    with in_federation():
        AddressChange.objects.create(
            account=alone, old="cora.before@hebden.example", undo_hash=b"x" * 32, undo_until=now() + timedelta(days=5)
        )
    mail.outbox.clear()
    says(staff[0], reference)
    assert ["cora.before@hebden.example"] in [letter.to for letter in mail.outbox]


def test_a_letter_that_cannot_be_handed_in_is_no_vouch(alone, staff, settings):
    reference = ask(half_way(alone))
    settings.EMAIL_BACKEND = "tests.identity.stuck_mail.StuckMail"
    with pytest.raises(OSError):
        says(staff[0], reference)
    assert not Vouch.objects.exists()


def test_one_of_the_circle_and_one_of_the_staff_are_two_as_well(alone, staff, calderdale):
    browser = half_way(alone)
    reference = ask(browser)
    assert lost.vouch(reference=reference, voucher_id=voucher("fin"), circle_id=calderdale.id)
    says(staff[0], reference)
    days_later(3)
    vouched_a_day_ago()
    assert browser.post(LOST, {"do": "go-on"}).status_code == 302


def test_staff_vouch_for_nobody_whom_two_in_their_circle_can_vouch_for(cora, staff):  # noqa: F811
    browser = half_way(cora)
    reference = ask(browser)
    assert "Vouch for somebody" in browser.get(LOST).content.decode()
    mail.outbox.clear()
    with pytest.raises(NotFound):
        says(staff[0], reference)
    assert mail.outbox == []
    with in_console():
        assert [entry.verb for entry in Entry.objects.filter(what="officer_vouch")] == [Entry.Verb.TRIED]


def test_nobody_vouches_for_whom_no_circle_knows_and_the_page_says_so(alone, staff, calderdale, settings):
    with in_federation():
        Circle.objects.filter(pk=calderdale.id).update(is_sandbox=True)
    settings.FEDERATION_EMAIL = "hello@federation.example"
    browser = half_way(alone)
    before = browser.get(LOST).content.decode()
    reference = ask(browser)
    after = browser.get(LOST).content.decode()
    for page in (before, after):
        assert "Nobody can vouch for you yet" in page
        assert "mailto:hello@federation.example" in page
    assert "vouched so far" not in after, "waiting would not help"
    assert vouch_by_staff(reference=reference, officer_id=staff[0].account_id) is None


def test_only_officers_vouch_and_say_why(alone, staff):
    reference = ask(half_way(alone))
    with pytest.raises(NotFound):
        cli_officers.vouch(Namespace(email=EMAILS["fin"], reference=reference, because=HOW))
    with pytest.raises(RuleBroken):
        says(staff[0], reference, because="  ")
    assert vouch_by_staff(reference=reference, officer_id=voucher("fin")) is None


def test_a_vouch_from_the_desk_counts_like_one_from_the_command_and_the_letters_are_not_kept(alone, staff):
    browser, (nadia, _sana) = half_way(alone), staff
    reference = ask(browser)
    mail.outbox.clear()
    with in_console():
        run = verbs.vouch(reference, reason=HOW, once="a" * 32, by=nadia)
        wrong = verbs.vouch("nobody", reason=HOW, once="b" * 32, by=nadia)
    vouching, forgetting = kind_of(run).steps
    with in_federation():
        work = Work(run, None, run.facts, run.found)  # type: ignore[arg-type]
        vouching.do(work)
        forgetting.do(work)
        assert Vouch.objects.filter(voucher_id=nadia.account_id).count() == 1
        assert "reference" not in Run.objects.get(pk=run.pk).facts
        with pytest.raises(RefusedForGood) as no:
            vouching.do(Work(wrong, None, wrong.facts, wrong.found))  # type: ignore[arg-type]
    assert "Nothing was done" in str(no.value.words)
    assert nadia.email in [letter.to[0] for letter in mail.outbox]
