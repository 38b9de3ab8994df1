"""Whoever cannot sign in holds no office, and nobody gets into an office through a card."""

from datetime import timedelta

import pytest
from django.core import mail

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed
from shared_apps.identity.services import account_for
from tenant_apps.inviting.codes import short_code, spoken_number
from tenant_apps.inviting.listeners import say_that_offices_were_laid_down, take_back_ways_in_that_others_know
from tenant_apps.inviting.models import Invitation
from tenant_apps.inviting.services import accept, invite, make_new_card, send_again
from tenant_apps.journal.models import Entry
from tenant_apps.people.accounts import let_account_go, move_account, stands_in_the_way_of_going
from tenant_apps.people.events import HatOffered, OfficesLaidDown
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.people.services import (
    add_person,
    ask_for_removal,
    correct_person,
    end_hat,
    end_membership,
    give_hat,
    leave_circle,
    offer_hat,
    remove_what_is_due,
    suspend_person,
    unlink_account,
    welcome_back,
)
from tenant_apps.site.leaving.voices import lately
from tenants.context import in_circle
from tests.inviting.test_door import told, words

pytestmark = pytest.mark.django_db
WHY = "We have not seen her since May."


@pytest.fixture
def fin(cast, calderdale) -> Person:
    """Cora and Fin are stewards, Fin keeps the books, and Adah co-ordinates. Today Fin closes his account."""
    with in_circle(calderdale):
        give_hat(cast.fin, "steward", by=SYSTEM)
        give_hat(cast.adah, "coordinator", by=SYSTEM)
        let_account_go(cast.fin.account_id, by=SYSTEM)
        return Person.objects.get(pk=cast.fin.pk)


def worn(person: Person) -> list[str]:
    return sorted(person.hats.worn(today()).values_list("kind", flat=True))


def test_fins_offices_end_with_his_account_and_the_other_steward_is_told(fin, cast, calderdale, browser_of):
    with in_circle(calderdale):
        assert (worn(fin), fin.is_present) == ([], True)
        payload = Entry.objects.filter(event="people.OfficesLaidDown").last().payload
        assert sorted(payload["kinds"]) == ["finance", "steward"]
        event = OfficesLaidDown(person_id=fin.pk, kinds=tuple(payload["kinds"]))
        say_that_offices_were_laid_down(event, told())
    [letter] = mail.outbox
    assert letter.to == [cast.cora.email]
    assert "cannot sign in" in letter.body
    assert "Steward" in letter.body
    assert "Steward" not in letter.subject
    page = words(browser_of(calderdale, cast.cora).get(f"/circle/members/{fin.pk}/hats/"))
    assert "Given up with the account." in page
    assert "Given up with" not in words(browser_of(calderdale, cast.adah).get(f"/circle/members/{fin.pk}/hats/"))


def test_cora_as_the_last_steward_who_can_sign_in_cannot_go_in_any_way(fin, cast, calderdale, browser_of):
    cora = browser_of(calderdale, cast.cora)
    assert "You are the last steward" in words(cora.get("/me/leave/"))
    assert cora.post("/me/leave/", {"sure": "on"}).status_code in (409, 422)
    with in_circle(calderdale):
        add_person("Ines", by=SYSTEM)
        hat = cast.cora.hats.worn(today()).get(kind="steward")
        assert "last steward" in stands_in_the_way_of_going(cast.cora.account_id)
        ways = (
            lambda: let_account_go(cast.cora.account_id, by=SYSTEM),
            lambda: unlink_account(cast.cora, by=cast.cora),
            lambda: end_hat(hat, by=cast.cora),
            lambda: leave_circle(cast.cora, by=cast.cora),
            lambda: suspend_person(cast.cora, reason=WHY, talk_to=cast.iris, by=SYSTEM),
            lambda: end_membership(cast.cora, reason=WHY, by=SYSTEM),
        )
        for way in ways:
            with pytest.raises(Conflict) as refused:
                way()
            assert refused.value.code == "last_steward"
        assert "steward" in worn(cast.cora)
    assert cora.post(f"/me/hats/{hat.pk}/end/", {"sure": "on"}).status_code in (409, 422)
    assert cora.get("/circle/settings/").status_code == 200


def test_an_office_that_was_worn_without_an_account_counts_for_nobody_and_is_not_taken_up_by_a_card(cast, calderdale):
    """As it was before offices ended with the account."""
    with in_circle(calderdale):
        give_hat(cast.fin, "steward", by=SYSTEM, from_on=today() - timedelta(30))
        Person.objects.filter(pk=cast.fin.pk).update(account_id=None)
        with pytest.raises(Conflict, match="who can sign in"):
            end_hat(cast.cora.hats.worn(today()).get(kind="steward"), by=cast.cora)
        card = invite(cast.fin.name, how="card", person=Person.objects.get(pk=cast.fin.pk), by=cast.cora)
        fin = accept(card, account_for("fin.again@hebden.example").pk, knows_number=True, name="Fin")
        assert (fin.pk, worn(fin)) == (cast.fin.pk, [])


def test_a_removal_that_would_leave_only_stewards_without_an_account_lapses(cast, calderdale):
    with in_circle(calderdale):
        give_hat(cast.sol, "steward", by=SYSTEM, from_on=today() - timedelta(30))
        removal = ask_for_removal(cast.cora.hats.worn(today()).get(kind="steward"), reason=WHY, by=cast.sol)
        Person.objects.filter(pk=cast.sol.pk).update(account_id=None)
        assert remove_what_is_due(removal.due_at) == 0
        removal.refresh_from_db()
        assert removal.outcome == "lapsed"


def test_adah_who_co_ordinates_makes_no_card_for_fin_and_reads_none(fin, cast, calderdale, browser_of, client):
    adah, page = browser_of(calderdale, cast.adah), f"/circle/members/{fin.pk}/"
    assert "A card to sign in with" not in words(adah.get(page))
    assert "Only a steward gives them a way in" in words(adah.get(f"{page}card/"))
    assert adah.post(f"{page}card/").status_code == 403
    with in_circle(calderdale):
        with pytest.raises(NotAllowed):
            correct_person(fin, email="adah.two@hebden.example", by=cast.adah)
        card = invite(fin.name, how="card", person=fin, by=cast.cora)
        code, number = short_code(card), spoken_number(card)
        with pytest.raises(NotAllowed):
            make_new_card(card, by=cast.adah)
    shown = words(adah.get(f"/circle/members/invitations/{card.pk}/"))
    assert "Only a steward sees the code and the number" in shown
    assert adah.get(f"/circle/members/invitations/{card.pk}/card/").status_code == 302
    for secret in (code, number):
        assert secret not in shown
        assert secret in words(browser_of(calderdale, cast.cora).get(f"/circle/members/invitations/{card.pk}/"))


def test_whoever_comes_in_with_fins_card_holds_no_office_and_has_no_voice_until_asked_anew(fin, cast, calderdale):
    with in_circle(calderdale):
        card = invite(fin.name, how="card", person=fin, by=cast.cora)
        came = accept(card, account_for("fin.again@hebden.example").pk, knows_number=True, name="Fin")
        assert (came.pk, worn(came)) == (fin.pk, [])
        assert came not in lately()
        offer_hat(came, "finance", by=cast.cora)
        assert worn(came) == [], "asked is not yes"


def test_a_card_that_co_ordinators_have_read_opens_nothing_once_its_member_is_asked_to_hold_an_office(cast, calderdale):
    with in_circle(calderdale):
        give_hat(cast.adah, "coordinator", by=SYSTEM)
        zofia = add_person("Zofia", by=SYSTEM)
        by_adah = invite("Zofia", how="card", person=zofia, by=cast.adah)
        offer = offer_hat(zofia, "steward", by=cast.cora)
        with pytest.raises(Conflict) as refused:
            accept(by_adah, account_for("adah.two@hebden.example").pk, knows_number=True, name="Zofia")
        assert refused.value.code == "inviter_gone"
        take_back_ways_in_that_others_know(HatOffered(offer_id=offer.pk, person_id=zofia.pk, kind="steward"), told())
        assert Invitation.objects.get(pk=by_adah.pk).state == "withdrawn"
        assert invite("Zofia", how="card", person=zofia, by=cast.cora).is_waiting


def test_adah_does_not_send_again_what_brings_back_somebody_who_held_an_office(cast, calderdale):
    with in_circle(calderdale):
        give_hat(cast.adah, "coordinator", by=SYSTEM)
        leave_circle(cast.fin, by=cast.fin)
        gone = Person.objects.get(pk=cast.fin.pk)
        with pytest.raises(NotAllowed):
            invite(gone.name, how="email", email=gone.email, by=cast.adah)
        letter = invite(gone.name, how="email", email=gone.email, by=cast.cora)
        with pytest.raises(NotAllowed):
            send_again(letter, by=cast.adah)


def test_a_steward_does_not_take_the_account_off_another_and_with_it_the_office(cast, calderdale):
    with in_circle(calderdale):
        with pytest.raises(Conflict) as refused:
            unlink_account(cast.fin, by=cast.cora)
        assert refused.value.code == "holds_office"


def test_two_accounts_that_become_one_keep_the_office(cast, calderdale):
    with in_circle(calderdale):
        kept = account_for("cora.too@hebden.example").pk
        move_account(cast.cora.account_id, kept, by=SYSTEM)
        assert "steward" in worn(Person.objects.get(account_id=kept))


def test_who_was_said_to_have_died_and_cannot_sign_in_wears_everything_but_offices_again(cast, calderdale):
    with in_circle(calderdale):
        give_hat(cast.fin, "supporter", by=cast.cora)
        end_membership(cast.fin, reason="We heard it in town.", died=True, by=cast.cora)
        cast.fin.partings.update(account_id=None)
        assert worn(welcome_back(Person.objects.get(pk=cast.fin.pk), by=cast.cora)) == ["supporter"]
        assert Hat.objects.filter(person=cast.fin, kind="finance").count() == 1
