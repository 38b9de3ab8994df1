"""Somebody from outside is asked to hold an office: nobody here before their yes, and forgotten after their no."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed
from kernel.time import now
from provisioning import stewards
from shared_apps.identity.models import Account, CircleLink
from shared_apps.identity.services import account_for, link_circle
from tenant_apps.inviting.codes import short_code, spoken_number
from tenant_apps.inviting.events import InvitationDeclined, InvitationSentAgain, PersonInvited
from tenant_apps.inviting.listeners import forget_their_account, mail_it
from tenant_apps.inviting.models import Invitation
from tenant_apps.inviting.naming import ask_to_hold, forget_what_lapsed
from tenant_apps.inviting.services import FIRST_TERM, accept, decline, invite, send_again, withdraw
from tenant_apps.inviting.tasks import forget
from tenant_apps.journal.models import Entry
from tenant_apps.people.models import Hat, HatOffer, Person, today
from tenant_apps.people.services import give_hat, leave_circle
from tenants.context import circle_context, in_circle, in_federation
from tests.entry.journey import Browser
from tests.inviting.test_api import INVITATIONS, program  # noqa: F401
from tests.inviting.test_door import account_is_made, address, sign_in_as, told, words

IDA = "ida@hebden.example"


@pytest.fixture
def asked(cast, calderdale) -> Invitation:
    with in_circle(calderdale):
        return ask_to_hold("Ida Thwaite", IDA, by=cast.cora)


def known_of_ida(circle) -> list[str]:
    """Where her name or address stands in the circle or at the federation."""
    with in_circle(circle):
        here = {
            "invitation": Invitation.objects.filter(email=IDA) | Invitation.objects.filter(name__icontains="Ida"),
            "person": Person.objects.filter(email=IDA),
            "journal": Entry.objects.filter(payload__icontains="ida@"),
        }
        found = [where for where, rows in here.items() if rows.exists()]
    with in_federation():
        return found + (["account"] if Account.objects.filter(email=IDA).exists() else [])


def comes_to_the_question(invitation: Invitation, circle) -> tuple[Browser, str]:
    """Ida opens the letter, and signs in with her address."""
    ida = Browser()
    page, where = ida.go(address(invitation, circle))
    assert "asks you to help look after" in words(page)
    ida.post(where)
    account_is_made(invitation, circle)
    page, where = sign_in_as(ida, circle, IDA)
    assert urlsplit(where).path == "/welcome/yes/"
    assert "And you are asked to be: Steward" in words(page)
    return ida, where


def goes_on(ida: Browser, circle, say: str) -> str:
    ida.post(f"{circle.url}/welcome/yes/", {"say": say})
    ida.post(f"{circle.url}/welcome/called/", {"name": "Ida Thwaite", "known_as": "Ida"})
    page = ida.post(f"{circle.url}/welcome/reach/", {"reach_by": "email", "phone": "", "contact_note": ""})
    return words(ida.follow(page, f"{circle.url}/welcome/reach/")[0])


def test_ida_says_yes_to_both_and_is_a_member_and_steward_for_a_year(asked, calderdale, cast, browser_of):
    ida, _where = comes_to_the_question(asked, calderdale)
    assert "You said yes to being Steward" in goes_on(ida, calderdale, "hold")
    with in_circle(calderdale):
        person = Person.objects.get(email=IDA)
        hat = person.hats.get()
        assert (hat.kind, hat.given_by, hat.until_on) == ("steward", cast.cora, today() + FIRST_TERM)
        assert person.how_joined == Person.HowJoined.INVITED
    assert ida.get(f"{calderdale.url}/circle/members/").status_code == 200
    assert "Accepted" in words(browser_of(calderdale, cast.cora).get("/circle/members/invitations/"))


def test_ida_belongs_but_does_not_hold_the_hat_and_cora_sees_both(asked, calderdale, cast, browser_of):
    ida, _where = comes_to_the_question(asked, calderdale)
    assert "You said yes to being" not in goes_on(ida, calderdale, "belong")
    with in_circle(calderdale):
        person = Person.objects.get(email=IDA)
        assert not person.hats.exists()
        assert person.hat_offers.get().answer == HatOffer.Answer.NO
    page = words(browser_of(calderdale, cast.cora).get(f"/circle/members/invitations/{asked.pk}/"))
    assert "They belong, and said no to being Steward" in page


def test_who_says_no_is_forgotten_everywhere_and_only_the_no_is_kept(asked, calderdale, cast, browser_of):
    assert known_of_ida(calderdale) == ["invitation"]
    ida, _where = comes_to_the_question(asked, calderdale)
    assert known_of_ida(calderdale) == ["invitation", "account"]
    page = ida.post(f"{calderdale.url}/welcome/no/")
    assert "After that, all that is kept is that somebody said no" in words(page)
    for _twice in range(2):
        with circle_context(calderdale):
            forget_their_account(InvitationDeclined(invitation_id=asked.pk), told())
    assert known_of_ida(calderdale) == []
    with in_circle(calderdale):
        left = Invitation.objects.get(pk=asked.pk)
        assert (left.state, left.name, left.email, left.account_id, left.person) == ("declined", "", "", None, None)
    cora = browser_of(calderdale, cast.cora)
    listed = words(cora.get("/circle/members/invitations/"))
    assert ("Said no" in listed, "Forgotten" in listed) == (True, True)
    assert "They said no" in words(cora.get(f"/circle/members/invitations/{asked.pk}/"))
    assert "You said no" in words(Browser().go(address(asked, calderdale))[0])


def test_an_account_that_leads_somewhere_else_outlives_the_no(asked, calderdale, clapton):
    with in_circle(calderdale):
        Invitation.objects.filter(pk=asked.pk).update(account_id=account_for(IDA).pk)
    link_circle(account_id=account_for(IDA).pk, circle_id=clapton.id)
    with in_circle(calderdale):
        decline(asked)
    with circle_context(calderdale):
        forget_their_account(InvitationDeclined(invitation_id=asked.pk), told())
    with in_federation():
        assert Account.objects.filter(email=IDA).exists()
        CircleLink.objects.filter(account__email=IDA).delete()


def test_who_does_not_answer_in_time_is_forgotten_too_and_may_be_asked_anew(asked, calderdale, cast):
    with in_circle(calderdale):
        assert forget_what_lapsed(asked.expires_at - timedelta(minutes=1)) == 0
        assert forget_what_lapsed(asked.expires_at) == 1
        Invitation.objects.filter(pk=asked.pk).update(expires_at=now())
        assert forget() == 0
        left = Invitation.objects.get(pk=asked.pk)
        assert (left.state, left.name, left.email) == ("expired", "", "")
        assert Entry.objects.filter(event="inviting.InvitationLapsed").count() == 1
        for again in (send_again, withdraw):
            with pytest.raises(Conflict, match="last day"):
                again(left, by=cast.cora)
        assert ask_to_hold("Ida Thwaite", IDA, by=cast.cora).is_waiting
        assert forget_what_lapsed() == 0, "an everyday invitation stays as it was"


def test_one_letter_and_one_reminder_and_nothing_more(asked, calderdale, cast, browser_of):
    cora, page = browser_of(calderdale, cast.cora), f"/circle/members/invitations/{asked.pk}/"
    with in_circle(calderdale):
        mail_it(PersonInvited(invitation_id=asked.pk, how="email"), told())
    first = mail.outbox[-1].body
    assert "We remind you once" not in first
    assert "your name and address are forgotten" in first
    assert "Looks after the circle as a whole" in first
    assert "Remind them, once" in words(cora.get(page))
    assert cora.post(f"{page}again/").status_code == 302
    with in_circle(calderdale):
        mail_it(InvitationSentAgain(invitation_id=asked.pk), told())
    assert "We remind you once, and then no more" in mail.outbox[-1].body
    assert "Remind them" not in words(cora.get(page))
    assert cora.post(f"{page}again/").status_code == 409


def test_cora_takes_it_back_and_nothing_is_left_of_ida(asked, calderdale, cast, browser_of):
    cora = browser_of(calderdale, cast.cora)
    assert cora.post(f"/circle/members/invitations/{asked.pk}/withdraw/").status_code == 302
    assert known_of_ida(calderdale) == []
    assert "taken back" in words(Browser().go(address(asked, calderdale))[0])


def test_an_office_is_for_the_address_alone_whoever_knows_the_number(asked, calderdale, cast, browser_of):
    account_for("passed.on@hebden.example")
    other = Browser()
    other.post(address(asked, calderdale))
    account_is_made(asked, calderdale)
    page, where = sign_in_as(other, calderdale, "passed.on@hebden.example")
    assert urlsplit(where).path == "/welcome/prove/"
    assert "only for the address that the e-mail went to" in words(page)
    with in_circle(calderdale):
        number = spoken_number(asked)
        with pytest.raises(NotAllowed):
            accept(asked, account_for("passed.on@hebden.example").pk, knows_number=True, name="Somebody", holds=True)
    assert number not in words(browser_of(calderdale, cast.cora).get(f"/circle/members/invitations/{asked.pk}/"))


def test_a_steward_asks_on_a_page_after_a_fresh_proof_and_a_co_ordinator_finds_no_such_page(
    calderdale, cast, browser_of
):
    with in_circle(calderdale):
        give_hat(cast.sol, "coordinator", by=cast.cora)
    page = "/circle/members/invite/steward/"
    cora, sol = browser_of(calderdale, cast.cora), browser_of(calderdale, cast.sol)
    assert (page in words(cora.get("/circle/members/invite/")), page in words(sol.get("/circle/members/invite/"))) == (
        True,
        False,
    )
    assert sol.get(page).status_code == 404
    assert cora.post(page, {"name": "Ida Thwaite", "email": IDA}).status_code == 302
    assert cora.post(page, {"name": "Ida Thwaite", "email": IDA}).status_code == 422, "she is asked already"
    assert cora.post(page, {"name": "Iris", "email": cast.iris.email}).status_code == 422, "she is here already"
    with in_circle(calderdale):
        [made] = Invitation.objects.to_hold_office()
        for act in (lambda: ask_to_hold("Al", "al@hebden.example", by=cast.sol), lambda: send_again(made, by=cast.sol)):
            with pytest.raises(NotAllowed):
                act()
        with pytest.raises(NotAllowed, match="Offices are offered"):
            invite("Al", how="card", hats=["steward"], by=cast.cora)
        with pytest.raises(NotAllowed):
            ask_to_hold("Al", "al@hebden.example", hats=["supporter"], by=cast.cora)


def test_the_question_opens_nothing_when_the_founder_is_no_steward_any_more(asked, calderdale, cast):
    with in_circle(calderdale):
        give_hat(cast.sol, "steward", by=cast.cora)
        leave_circle(cast.cora, by=cast.cora)
        with pytest.raises(Conflict):
            decline(asked)
        Hat.objects.filter(person=cast.sol, kind="steward").update(until_on=today())
        by_sol = ask_to_hold("Al", "al@hebden.example", by=SYSTEM)
        Invitation.objects.filter(pk=by_sol.pk).update(invited_by=cast.sol)
        with pytest.raises(Conflict, match="no longer looks after"):
            decline(by_sol)


def test_those_who_run_the_house_ask_in_the_federations_name(calderdale, cast, browser_of, settings):
    with in_circle(calderdale):
        made = ask_to_hold("Ida Thwaite", IDA, by=SYSTEM)
        mail_it(PersonInvited(invitation_id=made.pk, how="email"), told())
    assert f"{settings.FEDERATION_NAME} asks you to take on something" in mail.outbox[-1].body
    ida, _where = comes_to_the_question(made, calderdale)
    goes_on(ida, calderdale, "hold")
    with in_circle(calderdale):
        assert Person.objects.get(email=IDA).hats.get().given_by is None


def test_the_database_lets_nothing_be_half_forgotten(asked, calderdale):
    with in_circle(calderdale):
        for half in ({"name": ""}, {"forgotten_at": now()}, {"forgotten_at": now(), "name": ""}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Invitation.objects.filter(pk=asked.pk).update(**half)


def test_programs_see_who_is_asked_and_cannot_ask_for_an_office(asked, calderdale, program):  # noqa: F811
    client = program("people:write")
    [seen] = client.get(f"{INVITATIONS}?page_size=1").json()["results"][:1]
    assert (seen["name"], seen["hats"], seen["state"]) == ("Ida Thwaite", ["steward"], "waiting")
    with in_circle(calderdale):
        code = short_code(asked)
    one = client.get(f"{INVITATIONS}{asked.pk}/").json()
    assert (one["code"], one["number"]) == (code, "")
    refused = client.post(
        INVITATIONS,
        {"how": "email", "name": "Al", "email": "al@hebden.example", "hats": ["steward"]},
        "application/json",
    )
    assert refused.status_code == 403


@pytest.mark.parametrize("how_it_ended", ["no", "taken back"])
def test_whoever_said_no_is_not_asked_again_for_a_month_and_nobody_can_read_who_it_was(
    asked, calderdale, cast, browser_of, how_it_ended
):
    cora, page = browser_of(calderdale, cast.cora), "/circle/members/invite/steward/"
    with in_circle(calderdale):
        if how_it_ended == "no":
            decline(asked)
        else:
            withdraw(asked, by=cast.cora)
    assert known_of_ida(calderdale) == []
    again = cora.post(page, {"name": "Ida Thwaite", "email": IDA.upper()})
    assert again.status_code in (409, 422)
    assert "You can ask again from" in words(again)
    with in_circle(calderdale):
        assert ask_to_hold("Al", "al@hebden.example", by=cast.cora).is_waiting, "somebody else is"
        assert stewards.ask(calderdale, name="Ida", email=IDA, by=cast.cora) is None, "a repeated run does not stop"
        with pytest.raises(Conflict, match="not long ago"):
            stewards.ask(calderdale, name="Ida", email=IDA)
        month_ago = now() - timedelta(days=30, minutes=1)
        Invitation.objects.filter(pk=asked.pk).update(forgotten_at=month_ago)
        assert ask_to_hold("Ida", IDA, by=cast.cora).is_waiting
        forget()
        assert not Invitation.objects.filter(no_hash__isnull=False).exists()


def test_when_whoever_asked_has_gone_others_may_ask_at_once(asked, calderdale, cast):
    with in_circle(calderdale):
        give_hat(cast.sol, "steward", by=cast.cora)
        withdraw(asked, by=SYSTEM)
        assert ask_to_hold("Ida", IDA, by=cast.sol).is_waiting
