"""An invitation is made for one person, good once, and worth nothing to anybody else."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed, Refusal, RuleBroken, TooMany
from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.inviting import services
from tenant_apps.inviting.codes import link_secret, short_code, spoken_number
from tenant_apps.inviting.models import Invitation
from tenant_apps.inviting.services import accept, check_number, decline, invite, make_new_card, send_again, withdraw
from tenant_apps.inviting.squares import square_of
from tenant_apps.journal.models import Entry
from tenant_apps.people.models import Person
from tenant_apps.people.services import add_person, end_hat, end_membership, give_hat, leave_circle
from tenants.context import in_circle

ZOFIA = "zofia@hebden.example"


@pytest.fixture(autouse=True)
def _in_calderdale(cast, calderdale):
    with in_circle(calderdale):
        yield


@pytest.fixture
def letter(cast) -> Invitation:
    """An invitation by e-mail that Zofia took up: her account is known."""
    made = invite("Zofia Nowak", how="email", email=f" {ZOFIA.title()} ", hats=["supporter"], by=cast.cora)
    Invitation.objects.filter(pk=made.pk).update(account_id=uuid7())
    return Invitation.objects.get(pk=made.pk)


@pytest.fixture
def card(cast) -> Invitation:
    return invite("Jan Kowalski", how="card", by=cast.cora)


def yes(invitation: Invitation, account_id=None, *, knows_number=False) -> Person:
    account = account_id or invitation.account_id
    return accept(invitation, account, knows_number=knows_number, name=invitation.name, known_as="Zosia")


def test_zofia_accepts_with_the_account_of_her_address_and_is_asked_to_support(letter, cast):
    zofia = yes(letter)
    assert (zofia.called, zofia.email, zofia.account_id) == ("Zosia", ZOFIA, letter.account_id)
    assert zofia.how_joined == "invited"
    assert list(zofia.hat_offers.waiting().values_list("kind", "offered_by")) == [("supporter", cast.cora.pk)]
    assert not zofia.wears("supporter")
    entry = Entry.objects.filter(event="inviting.InvitationAccepted").last()
    assert entry.payload == {"invitation_id": str(letter.pk), "person_id": str(zofia.pk)}


def test_an_invitation_passed_on_is_worth_nothing_without_the_number(letter):
    with pytest.raises(NotAllowed) as refused:
        yes(letter, uuid7())
    assert refused.value.code == "somebody_elses"
    assert yes(letter, uuid7(), knows_number=True).email == "", "the address that was not proved is not written down"


def test_a_card_needs_the_number_whatever_the_account(card):
    Invitation.objects.filter(pk=card.pk).update(account_id=uuid7())
    card.refresh_from_db()
    with pytest.raises(NotAllowed):
        yes(card)
    assert yes(card, knows_number=True).is_present


def test_an_invitation_is_good_once(letter):
    yes(letter)
    for again in (lambda: yes(letter), lambda: decline(letter)):
        with pytest.raises(Conflict) as refused:
            again()
        assert refused.value.code == "accepted"


def test_what_was_declined_withdrawn_or_too_old_opens_nothing(cast):
    for number, (name, end) in enumerate(
        [
            ("declined", decline),
            ("withdrawn", lambda it: withdraw(it, by=cast.cora)),
            ("expired", lambda it: Invitation.objects.filter(pk=it.pk).update(expires_at=now() - timedelta(1))),
        ]
    ):
        made = invite("Zofia", how="email", email=f"z{number}@hebden.example", by=cast.cora)
        end(made)
        with pytest.raises(Conflict) as refused:
            yes(made, uuid7(), knows_number=True)
        assert refused.value.code == name
        assert str(refused.value)


def test_the_square_holds_the_address_and_nothing_is_lost_in_drawing_it():
    import segno

    address = "https://calderdale.example/welcome/FHKLMQRWY2/"
    square = square_of(address)
    dark = set()
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", square.path):
        dark |= {(int(x) + step, int(y)) for step in range(int(length))}
    wanted = segno.make(address, error="q", micro=False).matrix_iter(border=4)
    assert dark == {(x, y) for y, row in enumerate(wanted) for x, field in enumerate(row) if field}


def test_secrets_are_worked_out_and_not_kept(card):
    found = Invitation.objects.opened_by(short_code(card).lower())
    assert found == card
    assert Invitation.objects.opened_by(link_secret(card)) == card
    kept = Invitation.objects.filter(pk=card.pk).values()[0]
    for secret in (short_code(card), short_code(card).replace("-", ""), link_secret(card)):
        assert secret not in str(kept)
    assert Invitation.objects.opened_by("FFFFFFFFFF") is None


def test_a_card_still_opens_after_the_secret_key_was_changed(card, settings):
    code, number = short_code(card), spoken_number(card)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, of fifty letters and more, made on the day after"
    assert Invitation.objects.opened_by(code) == card
    assert short_code(card) == code
    check_number(card, number)


def test_a_code_of_calderdale_is_nothing_in_clapton(card, clapton, clapton_cast):
    code = short_code(card)
    with in_circle(clapton):
        assert Invitation.objects.opened_by(code) is None


def test_a_new_card_makes_the_old_one_worthless(card, cast):
    old = short_code(card), spoken_number(card)
    renewed = make_new_card(card, by=cast.cora)
    assert Invitation.objects.opened_by(old[0]) is None
    assert Invitation.objects.opened_by(short_code(renewed)) == card
    assert (short_code(renewed), spoken_number(renewed)) != old


def test_the_number_is_guessed_five_times_and_no_more(card):
    wrong = f"{(int(spoken_number(card)) + 1) % 10000:04}"
    for _ in range(5):
        with pytest.raises(RuleBroken):
            check_number(card, wrong)
    with pytest.raises(TooMany):
        check_number(card, spoken_number(card))


@pytest.mark.parametrize("who", ["iris", "sol", "adah", "otto", "fin", "june"])
def test_nobody_else_invites(cast, card, who: str):
    by = getattr(cast, who)
    for verb in (
        lambda: invite("Zofia", how="card", by=by),
        lambda: withdraw(card, by=by),
        lambda: make_new_card(card, by=by),
        lambda: send_again(card, by=by),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_nobody_is_invited_who_is_in_already_and_nobody_twice(cast, letter):
    with pytest.raises(Conflict) as inside:
        invite("Iris", how="email", email=cast.iris.email.upper(), by=cast.cora)
    assert inside.value.code == "already_in"
    with pytest.raises(Conflict) as twice:
        invite("Zofia", how="email", email=ZOFIA, by=cast.cora)
    assert twice.value.code == "invited"


def test_an_address_of_somebody_who_left_finds_them_again(cast):
    leave_circle(cast.june, by=cast.june)
    made = invite("June", how="email", email=cast.june.email, by=cast.cora)
    assert made.person == cast.june
    account = uuid7()
    Invitation.objects.filter(pk=made.pk).update(account_id=account)
    june = yes(Invitation.objects.get(pk=made.pk), account)
    assert (june.pk, june.is_present, june.account_id) == (cast.june.pk, True, account)
    assert not june.wears("supporter")


def test_whom_a_steward_sent_away_a_co_ordinator_does_not_invite_back(cast):
    give_hat(cast.otto, "coordinator", by=cast.cora)
    end_membership(cast.june, reason="Took money.", by=cast.cora)
    with pytest.raises(NotAllowed):
        invite("June", how="email", email=cast.june.email, by=cast.otto)
    assert invite("June", how="email", email=cast.june.email, by=cast.cora).person == cast.june


def test_a_card_joins_an_account_to_somebody_who_had_none(cast):
    edna = add_person("Edna", by=cast.cora, how_joined="met", phone="01422 555 0142")
    made = invite(edna.name, how="card", person=edna, by=cast.cora)
    account = uuid7()
    joined = yes(made, account, knows_number=True)
    assert (joined.pk, joined.account_id, joined.phone) == (edna.pk, account, "01422 555 0142")
    assert Person.objects.filter(name="Edna").count() == 1


def test_whoever_is_in_already_does_not_become_a_second_person(cast, card):
    with pytest.raises(Conflict) as refused:
        yes(card, cast.iris.account_id, knows_number=True)
    assert refused.value.code == "already_in"


def test_offices_do_not_come_with_an_invitation(cast):
    for office in ("steward", "finance"):
        with pytest.raises(NotAllowed):
            invite("Zofia", how="card", hats=[office], by=cast.cora)


def test_nobody_comes_in_by_somebody_who_no_longer_looks_after_people(cast):
    give_hat(cast.sol, "coordinator", by=cast.cora)
    made = invite("Zofia", how="card", by=cast.sol)
    end_hat(cast.sol.hats.get(kind="coordinator"), by=cast.sol)
    with pytest.raises(Conflict) as refused:
        yes(made, uuid7(), knows_number=True)
    assert refused.value.code == "inviter_gone"


def test_the_same_letter_is_not_sent_for_ever(letter, cast):
    for _ in range(services.MAILS_A_DAY):
        send_again(letter, by=cast.cora)
    with pytest.raises(TooMany):
        send_again(letter, by=cast.cora)


def test_only_coopbox_accepts_for_only_it_knows_what_was_proved(letter, cast):
    with pytest.raises(Refusal):
        accept(letter, letter.account_id, knows_number=True, name="Zofia", by=cast.cora)


def test_people_are_invited_by_people(cast):
    with pytest.raises(NotAllowed):
        invite("Zofia", how="card", by=SYSTEM)


def test_the_database_stands_guard_too(letter):
    for wrong in ({"email": ""}, {"accepted_at": now()}, {"declined_at": now(), "withdrawn_at": now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.filter(pk=letter.pk).update(**wrong)
