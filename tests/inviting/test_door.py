"""People come to the door with an invitation, are led round the sign-in host, and are in."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail

from kernel.ids import uuid7
from kernel.time import now
from shared_apps.identity.services import account_for
from tenant_apps.entry.models import CircleSession
from tenant_apps.inviting.codes import link_secret, short_code, spoken_number
from tenant_apps.inviting.events import InvitationAccepted, InvitationTakenUp, PersonInvited
from tenant_apps.inviting.listeners import mail_it, ready_the_account, say_that_they_are_asked, write_where_they_sign_in
from tenant_apps.inviting.models import Invitation
from tenant_apps.inviting.services import accept, invite, withdraw
from tenant_apps.journal.registry import Told
from tenant_apps.people.events import HatOffered
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.people.services import add_person, give_hat, leave_circle, offer_hat, suspend_person
from tenants.context import in_circle
from tests.entry.journey import Browser, code_in_mail, questions
from tests.world import email_of

ZOFIA = "zofia@hebden.example"


def told() -> Told:
    return Told(uuid7(), uuid7(), now(), "person", None, None, None, 1)


def words(page) -> str:
    return page.content.decode()


@pytest.fixture
def letter(cast, calderdale) -> Invitation:
    with in_circle(calderdale):
        return invite("Zofia Nowak", how="email", email=ZOFIA, by=cast.cora)


@pytest.fixture
def card(cast, calderdale) -> Invitation:
    with in_circle(calderdale):
        return invite("Jan Kowalski", how="card", by=cast.cora)


def address(invitation: Invitation, circle) -> str:
    with in_circle(circle):
        return f"{circle.url}/welcome/{link_secret(invitation)}/"


def account_is_made(invitation: Invitation, circle) -> None:
    with in_circle(circle):
        ready_the_account(InvitationTakenUp(invitation_id=invitation.pk), told())


def sign_in_as(browser: Browser, circle, email: str):
    """From the page that sends them to the sign-in host, with the code from the mail, and back."""
    where = browser.ask_for_code(circle, email, "/sign-in/?next=/welcome/yes/")
    return browser.type_code(where, code_in_mail())


def answer(browser: Browser, circle, name="Zofia Nowak", known_as="Zosia"):
    for step, said in [
        ("yes", {}),
        ("called", {"name": name, "known_as": known_as}),
        ("reach", {"reach_by": "phone", "phone": "01422 555 0199", "contact_note": ""}),
    ]:
        page = browser.post(f"{circle.url}/welcome/{step}/", said)
        assert page.status_code == 302, words(page)
    return browser.follow(page, f"{circle.url}/welcome/reach/")


def test_the_letter_is_plain_and_its_subject_says_nothing(letter, calderdale, cast):
    with in_circle(calderdale):
        mail_it(PersonInvited(invitation_id=letter.pk, how="email"), told())
    sent = mail.outbox[-1]
    assert sent.to == [ZOFIA]
    assert "Zofia" not in sent.subject
    assert calderdale.name not in sent.subject
    assert address(letter, calderdale) in sent.body
    assert "Cora" in sent.body
    with in_circle(calderdale):
        assert Invitation.objects.get(pk=letter.pk).sent_at is not None


def test_a_letter_that_was_withdrawn_meanwhile_is_not_sent(letter, calderdale, cast):
    with in_circle(calderdale):
        withdraw(letter, by=cast.cora)
        mail_it(PersonInvited(invitation_id=letter.pk, how="email"), told())
    assert mail.outbox == []


def test_zofia_comes_in_by_e_mail(letter, calderdale, cast, browser_of):
    zofia = Browser()
    page, where = zofia.go(address(letter, calderdale))
    assert "asks you to join" in words(page)
    assert "Zofia" not in words(page), "the link alone tells nobody whom it was made for"
    page, where = zofia.follow(zofia.post(where), where)
    assert urlsplit(where).path == "/welcome/prove/"
    assert page["Refresh"] == "2"
    account_is_made(letter, calderdale)
    page, where = zofia.go(f"{calderdale.url}/welcome/prove/")
    assert "Refresh" not in page
    assert ZOFIA not in words(page)
    page, where = sign_in_as(zofia, calderdale, ZOFIA)
    assert urlsplit(where).path == "/welcome/yes/"
    page, where = answer(zofia, calderdale)
    assert "Welcome, Zosia!" in words(page)
    assert zofia.get(f"{calderdale.url}/home/").status_code == 200
    with in_circle(calderdale):
        person = Person.objects.get(email=ZOFIA)
        assert (person.account_id, person.reach_by) == (account_for(ZOFIA).pk, "phone")
    page, _ = Browser().go(address(letter, calderdale))
    assert (page.status_code, "used already" in words(page)) == (409, True)
    assert "I am in already: sign in" in words(page)
    page, _ = zofia.go(address(letter, calderdale))
    assert "You are in already, Zosia" in words(page), "it was hers"
    assert "sign in" not in words(page).lower().replace("signed in", "")
    page = browser_of(calderdale, cast.iris).get(urlsplit(address(letter, calderdale)).path)
    assert (page.status_code, "This invitation was used" in words(page)) == (409, True)
    assert "I am in already: sign in" not in words(page), "she is signed in"


def test_somebody_it_was_passed_on_to_needs_the_number(letter, calderdale):
    account_for("passed.on@hebden.example")
    other = Browser()
    other.post(address(letter, calderdale))
    account_is_made(letter, calderdale)
    _page, where = sign_in_as(other, calderdale, "passed.on@hebden.example")
    assert urlsplit(where).path == "/welcome/number/"
    assert other.post(f"{calderdale.url}/welcome/reach/", {}).status_code == 302
    with in_circle(calderdale):
        assert not Person.objects.filter(name="Zofia Nowak").exists()
        number = spoken_number(letter)
    wrong = other.post(where, {"number": "none"})
    assert (wrong.status_code, "That is not the number" in words(wrong)) == (422, True)
    assert other.post(where, {"number": f" {number[:2]} {number[2:]}"})["Location"] == "/welcome/yes/"
    page, _where = answer(other, calderdale, "Olek Nowak", "")
    assert "Welcome, Olek Nowak!" in words(page)
    with in_circle(calderdale):
        olek = Person.objects.get(name="Olek Nowak")
        for _time in range(2):
            write_where_they_sign_in(InvitationAccepted(invitation_id=letter.pk, person_id=olek.pk), told())
        olek.refresh_from_db()
        assert olek.email == "passed.on@hebden.example"


def test_whoever_joins_with_another_address_reads_where_letters_go_before_they_press(letter, calderdale):
    account_for("passed.on@hebden.example")
    other, zofia = Browser(), Browser()
    for browser, email in ((other, "passed.on@hebden.example"), (zofia, ZOFIA)):
        browser.post(address(letter, calderdale))
        account_is_made(letter, calderdale)
        sign_in_as(browser, calderdale, email)
    with in_circle(calderdale):
        other.post(f"{calderdale.url}/welcome/number/", {"number": spoken_number(letter)})
    said = []
    for browser in (other, zofia):
        browser.post(f"{calderdale.url}/welcome/yes/", {})
        browser.post(f"{calderdale.url}/welcome/called/", {"name": "Olek Nowak", "known_as": ""})
        said.append(words(browser.get(f"{calderdale.url}/welcome/reach/")))
    assert "You signed in with another address" in said[0]
    assert "Letters go to the e-mail address you signed in with" in said[1]


def test_a_person_the_circle_knew_by_another_address_is_written_to_where_they_proved_to_be(calderdale, cast):
    with in_circle(calderdale):
        jan = add_person("Jan Kowalski", by=cast.cora)
        Person.objects.filter(pk=jan.pk).update(email="typed.by.cora@hebden.example")
        jan.refresh_from_db()
        card = invite("Jan Kowalski", how="card", person=jan, by=cast.cora)
        account = account_for("jan@hebden.example")
        accept(card, account.pk, knows_number=True, name="Jan Kowalski")
        write_where_they_sign_in(InvitationAccepted(invitation_id=card.pk, person_id=jan.pk), told())
        jan.refresh_from_db()
        assert jan.email == "jan@hebden.example"


def test_jan_comes_in_with_a_card(card, calderdale):
    jan = Browser()
    with in_circle(calderdale):
        code, number = short_code(card), spoken_number(card)
    page, where = jan.follow(jan.post(f"{calderdale.url}/welcome/", {"code": f" {code.lower()} "}), calderdale.url)
    assert "Jan" not in words(page)
    for step, said in [("", {}), ("number", {"number": number}), ("address", {"email": "Jan@Hebden.example"})]:
        page = jan.post(where if not step else f"{calderdale.url}/welcome/{step}/", said)
    assert page["Location"] == "/welcome/prove/"
    account_is_made(card, calderdale)
    sign_in_as(jan, calderdale, "jan@hebden.example")
    page, _where = answer(jan, calderdale, "Jan Kowalski", "")
    assert "Welcome, Jan Kowalski!" in words(page)


def test_the_questions_cannot_be_skipped(card, letter, calderdale):
    jan = Browser()
    for step in ("number", "address", "prove", "yes", "called", "reach", "no", "in", "back"):
        assert jan.get(f"{calderdale.url}/welcome/{step}/").status_code == 302, step
    with in_circle(calderdale):
        code = short_code(card)
    jan.get(f"{calderdale.url}/welcome/{code.replace('-', '')}/")
    for step in ("address", "prove", "yes", "called", "reach"):
        assert jan.get(f"{calderdale.url}/welcome/{step}/")["Location"] == "/welcome/number/", step


def test_nobody_goes_on_guessing_codes(calderdale, card):
    stranger = Browser()
    for _ in range(40):
        assert stranger.post(f"{calderdale.url}/welcome/", {"code": "FFFFF-FFFFF"}).status_code == 422
    with in_circle(calderdale):
        right = short_code(card)
    assert stranger.post(f"{calderdale.url}/welcome/", {"code": right}).status_code == 429
    assert stranger.get(f"{calderdale.url}/welcome/{right}/").status_code == 429


def test_whoever_is_in_already_is_told_so_and_uses_nothing_up(card, calderdale, cast, browser_of):
    with in_circle(calderdale):
        code = short_code(card)
    page = browser_of(calderdale, cast.iris).get(f"/welcome/{code}/")
    assert "You are in already" in words(page)
    with in_circle(calderdale):
        assert Invitation.objects.get(pk=card.pk).is_waiting


def test_no_thank_you_is_the_end_of_it(letter, calderdale):
    zofia = Browser()
    zofia.get(address(letter, calderdale))
    page = zofia.post(f"{calderdale.url}/welcome/no/")
    assert "That is fine" in words(page)
    page, _ = Browser().go(address(letter, calderdale))
    assert "You said no" in words(page)


def test_june_leaves_signs_in_again_and_comes_back(calderdale, cast):
    email = email_of("calderdale", "june")
    june = Browser()
    june.sign_in(calderdale, email)
    page = june.post(f"{calderdale.url}/me/leave/", {})
    assert page.status_code == 422
    page, where = june.follow(june.post(f"{calderdale.url}/me/leave/", {"sure": "on"}), f"{calderdale.url}/me/leave/")
    assert urlsplit(where).path == "/goodbye/"
    assert june.get(f"{calderdale.url}/home/").status_code == 302
    page, where = june.go(f"{calderdale.url}/sign-in/")
    assert urlsplit(where).path == "/welcome/back/"
    page, where = june.follow(june.post(where), where)
    assert urlsplit(where).path == "/home/"
    with in_circle(calderdale):
        assert Person.objects.get(pk=cast.june.pk).is_present


def test_sol_is_suspended_out_on_her_next_request_and_told_whom_to_talk_to(calderdale, cast):
    sol = Browser()
    sol.sign_in(calderdale, email_of("calderdale", "sol"))
    with in_circle(calderdale):
        suspend_person(cast.sol, reason="Shouted at the lunch club.", talk_to=cast.cora, by=cast.cora)
    page, where = sol.go(f"{calderdale.url}/home/")
    assert (page.status_code, urlsplit(where).path) == (403, "/sign-in/on-hold/")
    assert "Please talk to <strong>Cora" in words(page)
    assert "lunch" not in words(page)
    assert Browser().get(f"{calderdale.url}/sign-in/on-hold/").status_code == 302


def test_the_last_steward_is_told_what_to_do_first(calderdale, cast, browser_of):
    cora = browser_of(calderdale, cast.cora)
    page = cora.get("/me/leave/")
    assert "You are the last steward" in words(page)
    refused = cora.post("/me/leave/", {"sure": "on"})
    assert refused.status_code == 422
    assert "Find another steward first" in words(refused)
    assert cora.get("/home/").status_code == 200
    with in_circle(calderdale):
        hat = cast.cora.hats.get(kind="steward")
    page = words(cora.get(f"/me/hats/{hat.pk}/end/"))
    assert "You are the last steward" in page
    assert "Take it off" not in page


def test_leaving_forgets_no_other_circle(calderdale, clapton, cast, clapton_cast):
    with in_circle(calderdale):
        leave_circle(cast.june, by=cast.june)
    with in_circle(clapton):
        assert Person.objects.get(pk=clapton_cast.june.pk).is_present


def test_the_card_shows_a_square_and_a_code_and_never_the_number(card, calderdale, cast, browser_of):
    cora = browser_of(calderdale, cast.cora)
    with in_circle(calderdale):
        code, number = short_code(card), spoken_number(card)
    for size in ("a4", "a6"):
        page = words(cora.get(f"/circle/members/invitations/{card.pk}/card/", {"size": size}))
        assert code in page.replace("<wbr>", "")
        assert "<path d=" in page
        assert "style=" not in page
        assert number not in re.sub(r'd="[^"]*"', "", page)
    assert number in words(cora.get(f"/circle/members/invitations/{card.pk}/"))


def test_somebody_who_is_asked_something_is_told_by_mail_and_not_what(calderdale, cast):
    with in_circle(calderdale):
        offer = offer_hat(cast.otto, "finance", by=cast.cora)
        say_that_they_are_asked(HatOffered(offer_id=offer.pk, person_id=cast.otto.pk, kind="finance"), told())
    sent = mail.outbox[-1]
    assert sent.to == [cast.otto.email]
    assert f"{calderdale.url}/me/hats/" in sent.body
    assert "inance" not in sent.subject + sent.body


def test_otto_finds_the_question_at_home_and_says_yes(calderdale, cast, browser_of):
    with in_circle(calderdale):
        offer = offer_hat(cast.otto, "supporter", by=cast.cora)
    otto = browser_of(calderdale, cast.otto)
    assert "Waiting for you" in words(otto.get("/home/"))
    assert otto.post(f"/me/hats/offers/{offer.pk}/", {"answer": "yes"}).status_code == 302
    assert "Waiting for you" not in words(otto.get("/home/"))
    with in_circle(calderdale):
        assert cast.otto.wears("supporter")
    assert browser_of(calderdale, cast.sol).post(f"/me/hats/offers/{offer.pk}/", {"answer": "no"}).status_code == 404


def test_a_term_that_leaves_no_steward_is_announced_in_time(calderdale, cast, browser_of):
    with in_circle(calderdale):
        last_day = today() + timedelta(40)
        Hat.objects.filter(kind="steward").update(until_on=last_day)
        assert Hat.objects.given_up_on("steward", today()) == last_day
    assert "nobody has said yes to being steward here" in words(browser_of(calderdale, cast.cora).get("/home/"))
    with in_circle(calderdale):
        give_hat(cast.sol, "steward", by=cast.cora)
    assert "nobody has said yes to being steward here" not in words(browser_of(calderdale, cast.cora).get("/home/"))


def test_the_lists_ask_the_database_as_much_for_forty_as_for_one(calderdale, cast, browser_of, monkeypatch):
    # Once a second a request also asks whether the register of circles has changed; not in this test's seconds.
    monkeypatch.setattr("tenants.directory.FRESH_FOR", 600)
    cora, asked = browser_of(calderdale, cast.cora), []
    cora.get("/home/")  # what a process asks once, it has asked by now
    for many in (1, 40):
        with in_circle(calderdale):
            for number in range(many):
                add_person(f"Neighbour {many} {number}", by=cast.cora)
                invite(f"Friend {many} {number}", how="card", by=cast.cora)
        for path in ("/circle/members/?state=all", "/circle/members/invitations/"):
            with questions() as said:
                assert cora.get(path).status_code == 200
            asked.append(len(said))
    assert asked[:2] == asked[2:]
    assert max(asked) < 14


def test_an_office_is_offered_only_after_a_fresh_proof(calderdale, cast, browser_of):
    cora, page = browser_of(calderdale, cast.cora), f"/circle/members/{cast.sol.pk}/hats/offer/"
    with in_circle(calderdale):
        CircleSession.objects.filter(person=cast.cora).update(proved_at=now() - timedelta(minutes=6))
    answer = cora.get(f"{page}steward/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?again=1")
    refused = cora.post(f"{page}steward/", {"from_on": "", "until_on": ""})
    assert refused.status_code == 401
    assert cora.get(f"{page}supported/").status_code == 200
    assert cora.post(f"{page}supported/", {"from_on": "", "until_on": ""}).status_code == 302
    with in_circle(calderdale):
        assert list(cast.sol.hat_offers.waiting().values_list("kind", flat=True)) == ["supported"]
