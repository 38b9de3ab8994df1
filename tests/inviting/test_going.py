"""Whoever is put on hold, or whose membership is ended, learns it from a letter that says nothing in its subject."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now
from shared_apps.identity.models import Account
from shared_apps.identity.services import account_for
from tenant_apps.journal.services import deliver_due
from tenant_apps.people.models import Person, today
from tenant_apps.people.services import (
    add_person,
    end_membership,
    give_hat,
    leave_circle,
    lift_suspension,
    suspend_person,
    undo_leaving,
    welcome_back,
)
from tenants.context import in_circle, in_federation

ZOFIA = "zofia@hebden.example"
WHY = "Shouted at the lunch club."


@pytest.fixture
def cora(hebden):
    """Cora is steward, and can sign in; letters to her are not what this is about."""
    account = account_for("cora@hebden.example")
    with transaction.atomic():
        cora = add_person("Cora", account_id=account.pk, by=SYSTEM)
        give_hat(cora, "steward", by=SYSTEM)
    yield cora
    with in_federation():
        Account.objects.filter(pk=account.pk).delete()


@pytest.fixture
def zofia(hebden):
    """Zofia, who can sign in."""
    zofia = add_person("Zofia", email=ZOFIA, by=SYSTEM)
    deliver_due()
    mail.outbox.clear()
    yield Person.objects.get(pk=zofia.pk)
    with in_federation():
        Account.objects.filter(email__endswith="@hebden.example").delete()


def letters() -> list[mail.EmailMessage]:
    deliver_due()
    return mail.outbox


def test_zofia_whose_place_is_on_hold_is_told_whom_to_talk_to_and_not_why(hebden, cora, zofia):
    suspend_person(zofia, reason=WHY, talk_to=cora, by=cora)
    (letter,) = letters()
    assert letter.to == [ZOFIA]
    assert letter.subject.endswith(": a letter for you")
    assert "Please talk to Cora" in letter.body
    assert hebden.url in letter.body
    assert WHY not in letter.body


def test_nobody_is_told_of_a_hold_that_is_over_by_then(cora, zofia):
    suspend_person(zofia, reason=WHY, talk_to=cora, by=cora)
    lift_suspension(zofia, by=cora)
    assert letters() == []


def test_zofia_whose_membership_is_ended_is_told_that_and_whom_to_ask(hebden, cora, zofia):
    end_membership(zofia, reason=WHY, by=cora)
    (letter,) = letters()
    assert letter.to == [ZOFIA]
    assert "Your membership of" in letter.body
    assert hebden.url in letter.body
    assert WHY not in letter.body


def test_who_leaves_by_themself_gets_no_letter_about_it(zofia):
    leave_circle(zofia, by=zofia)
    assert letters() == []


def test_of_whoever_died_the_other_stewards_and_somebody_close_are_told_and_nothing_goes_to_them(hebden, cora, zofia):
    sol, adah, otto = (add_person(n, email=f"{n}@hebden.example".lower(), by=SYSTEM) for n in ("Sol", "Adah", "Otto"))
    give_hat(sol, "steward", by=SYSTEM)
    deliver_due()
    mail.outbox.clear()
    end_membership(zofia, reason="She died on Monday.", died=True, tell=adah, by=cora)
    by_address = {letter.to[0]: letter for letter in letters()}
    assert set(by_address) == {sol.email, adah.email}
    assert ZOFIA not in by_address
    assert otto.email not in by_address
    close = by_address[adah.email].body
    assert "Dear Adah" in close
    assert "we are very sorry that Zofia has died" in close
    assert "on Monday" not in close
    assert "should hear it from a person" in by_address[sol.email].body
    assert "Zofia" not in by_address[adah.email].subject


def test_whom_to_write_to_is_said_only_of_whoever_died_and_is_somebody_else_who_is_here(cora, zofia):
    for died, tell in ((False, cora), (True, zofia)):
        with pytest.raises(RuleBroken) as refused:
            end_membership(zofia, reason=WHY, died=died, tell=tell, by=cora)
        assert refused.value.code == "tell"
    assert Person.objects.get(pk=zofia.pk).is_present
    assert letters() == []


@pytest.mark.django_db
def test_cora_says_on_the_page_that_sol_has_died_and_the_page_asks_nobody_to_come_back(calderdale, cast, browser_of):
    cora, page = browser_of(calderdale, cast.cora), f"/circle/members/{cast.otto.pk}/"
    wrong = cora.post(f"{page}end/", {"reason": "He died.", "tell": str(cast.iris.pk)})
    assert wrong.status_code == 422
    assert "only if they have died" in wrong.text
    assert cora.post(f"{page}end/", {"reason": "He died.", "died": "on", "tell": ""}).status_code == 302
    shown = cora.get(page).text
    assert "They have died. Nothing is sent to them any more." in shown
    assert "They want to come back" not in shown


def test_an_office_of_whoever_died_ends_that_day_and_only_the_others_are_told(hebden, cora, zofia):
    sol = add_person("Sol", email="sol@hebden.example", by=SYSTEM)
    for who in (sol, zofia):
        give_hat(who, "steward", by=SYSTEM)
    deliver_due()
    mail.outbox.clear()
    end_membership(zofia, reason="She died on Monday.", died=True, by=cora)
    [told] = letters()
    assert told.to == [sol.email]
    assert "What they held here ended today: Steward." in " ".join(told.body.split())
    assert not zofia.hats.worn(today()).exists()
    assert not zofia.hats.filter(removals__isnull=False).exists()


def test_who_is_alive_after_all_signs_in_and_has_everything_back(hebden, cora, zofia):
    until = today() + timedelta(days=200)
    give_hat(zofia, "steward", until_on=until, by=SYSTEM)
    account = zofia.account_id
    end_membership(zofia, reason="We heard it in town.", died=True, by=cora)
    parting = zofia.partings.get()
    assert parting.is_death
    assert undo_leaving(zofia, account, by=SYSTEM).account_id == account
    [hat] = zofia.hats.worn(today())
    assert (hat.kind, hat.until_on) == ("steward", until)


def test_another_steward_puts_the_mistake_right_for_a_month_and_after_that_hats_are_asked_anew(hebden, cora, zofia):
    give_hat(zofia, "steward", by=SYSTEM)
    account = zofia.account_id
    end_membership(zofia, reason="We heard it in town.", died=True, by=cora)
    assert welcome_back(Person.objects.get(pk=zofia.pk), by=cora).account_id == account
    assert [hat.kind for hat in zofia.hats.worn(today())] == ["steward"]
    end_membership(zofia, reason="We heard it again.", died=True, by=cora)
    zofia.partings.filter(returned_at=None).update(undo_until=now() - timedelta(minutes=1))
    with pytest.raises(Conflict):
        undo_leaving(zofia, account, by=SYSTEM)
    assert welcome_back(Person.objects.get(pk=zofia.pk), by=cora).account_id is None
    assert not zofia.hats.worn(today()).exists()


def test_stewards_cannot_say_it_of_one_another_until_nobody_is_left(hebden, cora, zofia):
    give_hat(zofia, "steward", by=SYSTEM)
    as_she_was = Person.objects.get(pk=zofia.pk)
    end_membership(zofia, reason="He said so.", died=True, by=cora)
    with pytest.raises((Conflict, NotAllowed)):
        end_membership(cora, reason="She said so.", died=True, by=as_she_was)
    assert Person.objects.get(pk=cora.pk).is_present


def test_when_the_last_steward_has_died_the_national_co_op_hears_that_nobody_looks_after_the_circle(
    hebden, cora, settings
):
    settings.FEDERATION_EMAIL = "office@federation.example"
    end_membership(cora, reason="The family rang the national co-op.", died=True, by=SYSTEM)
    [told] = letters()
    assert told.to == [settings.FEDERATION_EMAIL]
    assert f"Nobody is steward of {hebden.name} any more." in told.body
    assert cora.name not in told.body


@pytest.mark.django_db
def test_on_the_page_it_can_be_said_of_somebody_in_office_and_nothing_else_ends_it(calderdale, cast, browser_of):
    cora, page = browser_of(calderdale, cast.cora), f"/circle/members/{cast.fin.pk}/"
    held = cora.get(f"{page}end/")
    assert held.status_code == 409
    assert f"{page}end/?died=1" in held.text
    assert "without days of notice" in cora.get(f"{page}end/?died=1").text
    assert cora.post(f"{page}end/?died=1", {"reason": "No.", "tell": ""}).status_code == 422
    assert cora.post(f"{page}end/?died=1", {"reason": "He died.", "died": "on", "tell": ""}).status_code == 302
    assert "they wear their hats again as before" in cora.get(page).text
    assert cora.post(f"{page}back/").status_code == 302
    with in_circle(calderdale):
        assert [hat.kind for hat in Person.objects.get(pk=cast.fin.pk).hats.worn(today())] == ["finance"]
