"""An office is not taken off anybody alone, unheard or from one moment to the next."""

from datetime import timedelta

import pytest
from django.core import mail

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.inviting.listeners import say_that_a_hat_was_taken_off, say_that_an_office_is_to_end
from tenant_apps.journal.events import Code
from tenant_apps.people.accounts import let_account_go
from tenant_apps.people.events import HatEnded, HatRemovalAsked, HatRemovalClosed
from tenant_apps.people.models import Hat, HatRemoval, Person, today
from tenant_apps.people.policies import NOTICE
from tenant_apps.people.services import (
    add_person,
    agree_to_removal,
    ask_for_removal,
    end_hat,
    end_membership,
    give_hat,
    leave_circle,
    object_to_removal,
    remove_what_is_due,
    suspend_person,
    take_back_removal,
)
from tenants.context import in_circle
from tests.inviting.test_door import told, words

WHY = "The keys of the shed were lost, twice."


@pytest.fixture
def stewards(cast, calderdale):
    """Cora, Sol and Fin have been stewards for a month; Otto is a supporter."""
    with in_circle(calderdale):
        for person in (cast.sol, cast.fin):
            give_hat(person, "steward", by=SYSTEM, from_on=today() - timedelta(30))
        Hat.objects.filter(person=cast.cora).update(from_on=today() - timedelta(30))
        give_hat(cast.otto, "supporter", by=cast.cora)
    return cast


def office(person: Person, kind: str = "steward") -> Hat:
    return person.hats.worn(today()).get(kind=kind)


def test_cora_asks_sol_to_be_steward_no_longer_and_everybody_concerned_reads_why(stewards, calderdale, browser_of):
    cora, sol, fin = (browser_of(calderdale, person) for person in (stewards.cora, stewards.sol, stewards.fin))
    with in_circle(calderdale):
        hat = office(stewards.sol)
    page = f"/circle/members/{stewards.sol.pk}/hats/{hat.pk}/end/"
    assert "nobody takes it away alone" in words(cora.get(page))
    assert cora.post(page, {"sure": "on"}).status_code == 422, "a reason is needed"
    assert cora.post(page, {"reason": WHY}).status_code == 302
    with in_circle(calderdale):
        [removal] = HatRemoval.objects.waiting()
        assert Person.objects.get(pk=stewards.sol.pk).wears("steward"), "nothing has changed yet"
        asked = HatRemovalAsked(removal_id=removal.pk, hat_id=hat.pk, person_id=stewards.sol.pk, kind=Code("steward"))
        say_that_an_office_is_to_end(asked, told())
    sent = {message.to[0]: message for message in mail.outbox}
    assert set(sent) == {stewards.cora.email, stewards.sol.email, stewards.fin.email}
    assert all(WHY in message.body for message in mail.outbox)
    assert not any(word in message.subject for message in mail.outbox for word in ("Sol", "teward", "shed"))
    assert "/me/hats/" in sent[stewards.sol.email].body
    assert "or say yes" in sent[stewards.fin.email].body
    for reader in (stewards.cora, stewards.sol):
        assert "say yes" not in sent[reader.email].body, reader.name
    assert "you asked that an office of Sol" in sent[stewards.cora.email].body
    assert "can take it back" in sent[stewards.cora.email].body
    for site in (sol, fin, cora):
        assert WHY in words(site.get("/home/"))
    assert WHY in words(sol.get("/me/hats/"))
    assert WHY not in words(browser_of(calderdale, stewards.otto).get("/home/"))
    assert sol.post(f"/me/hats/{hat.pk}/object/").status_code == 302
    assert WHY not in words(sol.get("/home/"))
    with in_circle(calderdale):
        assert remove_what_is_due(now() + NOTICE + timedelta(1)) == 0
        assert Person.objects.get(pk=stewards.sol.pk).wears("steward")
        removal.refresh_from_db()
        mail.outbox.clear()
        say_that_an_office_is_to_end(
            HatRemovalClosed(
                removal_id=removal.pk,
                hat_id=hat.pk,
                person_id=stewards.sol.pk,
                kind=Code("steward"),
                outcome=Code("objected"),
            ),
            told(),
        )
    assert (len(mail.outbox), "stays" in mail.outbox[0].body + mail.outbox[1].body) == (3, True)
    mine = words(sol.get("/me/hats/"))
    assert WHY in mine, "where the letter leads, it stands"
    assert "You objected on" in mine
    assert "Cora asked on" in mine
    for site in (cora, fin):
        assert "objected on" in words(site.get(f"/circle/members/{stewards.sol.pk}/hats/"))
    with in_circle(calderdale):
        give_hat(stewards.otto, "coordinator", by=SYSTEM)
    assert WHY not in words(browser_of(calderdale, stewards.otto).get(f"/circle/members/{stewards.sol.pk}/hats/"))


def test_a_steward_of_yesterday_is_not_told_to_say_yes(stewards, calderdale):
    with in_circle(calderdale):
        Hat.objects.filter(person=stewards.fin, kind="steward").update(from_on=today())
        removal = ask_for_removal(office(stewards.sol), reason=WHY, by=stewards.cora)
        event = HatRemovalAsked(
            removal_id=removal.pk, hat_id=removal.hat_id, person_id=stewards.sol.pk, kind=Code("steward")
        )
        say_that_an_office_is_to_end(event, told())
    body = next(message.body for message in mail.outbox if message.to == [stewards.fin.email])
    assert ("you can object" in body, "say yes" in body) == (True, False)


def test_a_membership_with_an_office_is_not_offered_to_end_and_the_page_says_what_to_do(
    stewards, calderdale, browser_of
):
    cora = browser_of(calderdale, stewards.cora)
    page = words(cora.get(f"/circle/members/{stewards.sol.pk}/"))
    assert f"/circle/members/{stewards.sol.pk}/end/" not in page.replace("/end/?died=1", "")
    assert "Take that off first" in page
    for refused in (
        cora.get(f"/circle/members/{stewards.sol.pk}/end/"),
        cora.post(f"/circle/members/{stewards.sol.pk}/end/", {"reason": WHY}),
    ):
        assert refused.status_code == 409
        assert f"/circle/members/{stewards.sol.pk}/hats/" in words(refused)
    assert f"/circle/members/{stewards.otto.pk}/end/" in words(cora.get(f"/circle/members/{stewards.otto.pk}/"))
    assert cora.get(f"/circle/members/{stewards.otto.pk}/end/").status_code == 200


def test_a_second_steward_says_yes_and_it_ends_at_once_with_its_story(stewards, calderdale, browser_of):
    cora, fin = browser_of(calderdale, stewards.cora), browser_of(calderdale, stewards.fin)
    with in_circle(calderdale):
        removal = ask_for_removal(office(stewards.sol), reason=WHY, by=stewards.cora)
    page = f"/circle/members/{stewards.sol.pk}/hats/{removal.hat_id}/removal/"
    assert "Yes: it ends today" not in words(cora.get(page))
    assert cora.post(page, {"say": "agree"}).status_code == 403
    assert "Yes: it ends today" in words(fin.get(page))
    assert fin.post(page, {"say": "agree"}).status_code == 302
    assert fin.post(page, {"say": "object"}).status_code == 409
    assert fin.post(page, {"say": "burn"}).status_code == 404
    with in_circle(calderdale):
        assert not Person.objects.get(pk=stewards.sol.pk).wears("steward")
    story = words(browser_of(calderdale, stewards.sol).get("/me/hats/"))
    assert WHY in story
    assert "Taken off by Cora" in story


def test_after_the_days_of_notice_it_ends_by_itself_and_not_before(stewards, calderdale):
    with in_circle(calderdale):
        removal = ask_for_removal(office(stewards.sol), reason=WHY, by=stewards.cora)
        assert remove_what_is_due(removal.due_at - timedelta(minutes=1)) == 0
        assert remove_what_is_due(removal.due_at) == 1
        assert remove_what_is_due(removal.due_at) == 0
        hat = Hat.objects.get(pk=removal.hat_id)
        assert (hat.until_on, hat.ended_by, hat.end_reason) == (today(), stewards.cora, WHY)


def test_no_steward_gets_rid_of_the_others_alone(stewards, calderdale):
    with in_circle(calderdale):
        for other in (stewards.sol, stewards.fin):
            hat = office(other)
            with pytest.raises(NotAllowed) as refused:
                end_hat(hat, by=stewards.cora)
            assert refused.value.code == "needs_notice"
            for away in (leave_circle, lambda person, by: end_membership(person, reason=WHY, by=by)):
                with pytest.raises(Conflict, match="hold an office"):
                    away(other, by=stewards.cora)
            ask_for_removal(hat, reason=WHY, by=stewards.cora)
            suspend_person(other, reason=WHY, talk_to=stewards.cora, by=stewards.cora)
        assert remove_what_is_due(now() + NOTICE) == 0, "who cannot come in cannot object, so it waits"
        # Whom she makes steward for this says no yes that counts.
        give_hat(stewards.otto, "steward", by=stewards.cora)
        for removal in HatRemoval.objects.waiting():
            with pytest.raises(NotAllowed, match="for a week"):
                agree_to_removal(removal, by=stewards.otto)


def test_who_may_say_what_to_an_office_that_is_to_end(stewards, calderdale):
    with in_circle(calderdale):
        for by in (stewards.sol, stewards.otto, stewards.iris, SYSTEM):
            with pytest.raises(NotAllowed):
                ask_for_removal(office(stewards.sol), reason=WHY, by=by)
        with pytest.raises(RuleBroken, match="put right"):
            ask_for_removal(office(stewards.sol), reason="  ", by=stewards.cora)
        removal = ask_for_removal(office(stewards.sol), reason=WHY, by=stewards.cora)
        with pytest.raises(Conflict):
            ask_for_removal(office(stewards.sol), reason=WHY, by=stewards.fin)
        for by in (stewards.cora, stewards.otto, SYSTEM):
            with pytest.raises(NotAllowed):
                object_to_removal(removal, by=by)
        for by in (stewards.cora, stewards.sol, stewards.otto, SYSTEM):
            with pytest.raises(NotAllowed):
                agree_to_removal(removal, by=by)
        with pytest.raises(NotAllowed):
            take_back_removal(removal, by=stewards.fin)
        assert take_back_removal(removal, by=stewards.cora).outcome == "taken_back"
        assert (
            object_to_removal(
                ask_for_removal(office(stewards.sol), reason=WHY, by=stewards.cora), by=stewards.fin
            ).outcome
            == "objected"
        )


def test_who_gives_it_up_meanwhile_or_whose_asker_goes_needs_no_wait(stewards, calderdale):
    with in_circle(calderdale):
        removal = ask_for_removal(office(stewards.sol), reason=WHY, by=stewards.cora)
        end_hat(removal.hat, by=stewards.sol)
        removal.refresh_from_db()
        assert removal.outcome == "lapsed"
        other = ask_for_removal(office(stewards.fin), reason=WHY, by=stewards.cora)
        give_hat(stewards.otto, "steward", by=SYSTEM)
        end_hat(office(stewards.cora), by=stewards.cora)
        assert remove_what_is_due(other.due_at) == 0
        other.refresh_from_db()
        assert other.outcome == "lapsed"


def test_an_everyday_hat_is_taken_off_at_once_and_its_wearer_is_told(stewards, calderdale, browser_of):
    cora = browser_of(calderdale, stewards.cora)
    with in_circle(calderdale):
        hat = office(stewards.otto, "supporter")
    assert cora.post(f"/circle/members/{stewards.otto.pk}/hats/{hat.pk}/end/", {}).status_code == 422
    sent = cora.post(f"/circle/members/{stewards.otto.pk}/hats/{hat.pk}/end/", {"sure": "on", "reason": "He moved."})
    assert sent.status_code == 302
    with in_circle(calderdale):
        event = HatEnded(hat_id=hat.pk, person_id=stewards.otto.pk, kind=Code("supporter"), until_on=today())
        say_that_a_hat_was_taken_off(event, told())
    [letter] = mail.outbox
    assert letter.to == [stewards.otto.email]
    assert "He moved." in letter.body
    assert "upporter" not in letter.subject


def test_a_hat_worn_for_less_than_a_day_stays_in_the_history(stewards, calderdale, browser_of):
    with in_circle(calderdale):
        end_hat(office(stewards.otto, "supporter"), by=stewards.cora, reason="Given by mistake.")
        give_hat(stewards.sol, "coordinator", by=SYSTEM)
    seen = {
        "otto": words(browser_of(calderdale, stewards.otto).get("/me/hats/")),
        "cora": words(browser_of(calderdale, stewards.cora).get(f"/circle/members/{stewards.otto.pk}/hats/")),
    }
    for page in seen.values():
        assert "for less than a day" in page
        assert "Taken off by Cora" in page
        assert "Given by mistake." in page
    with in_circle(calderdale):
        june = Person.objects.get(pk=stewards.june.pk)
        give_hat(june, "coordinator", by=SYSTEM)
    page = words(browser_of(calderdale, june).get(f"/circle/members/{stewards.otto.pk}/hats/"))
    assert "Taken off by Cora" in page
    assert "Given by mistake." not in page, "why is for the wearer, who took it off, and stewards"


def test_nobody_answers_an_office_that_is_not_to_end(stewards, calderdale, browser_of):
    with in_circle(calderdale):
        hat = office(stewards.sol)
    cora = browser_of(calderdale, stewards.cora)
    for number in (hat.pk, uuid7()):
        assert cora.get(f"/circle/members/{stewards.sol.pk}/hats/{number}/removal/").status_code == 404
        assert cora.post(f"/me/hats/{number}/object/").status_code == 404


def test_stewards_read_that_somebody_closed_their_account(stewards, calderdale, browser_of):
    cora, page = browser_of(calderdale, stewards.cora), f"/circle/members/{stewards.otto.pk}/"
    with in_circle(calderdale):
        let_account_go(stewards.otto.account_id, by=SYSTEM)
        zofia = add_person("Zofia", by=SYSTEM)
    assert "Closed their account: paper and telephone" in words(cora.get(page))
    assert "Has no account: paper and telephone" in words(cora.get(f"/circle/members/{zofia.pk}/"))
