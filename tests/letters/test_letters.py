"""Two circles agree, write, read, answer and end it; each from its own tables, each letter once."""

from uuid import UUID, uuid4

import pytest

from kernel.errors import RuleBroken
from shared_apps.federation.letters import LARGEST, Envelope
from tenant_apps.journal.models import Delivery, Entry
from tenant_apps.journal.services import deliver_due
from tenant_apps.letters.arriving import take_in
from tenant_apps.letters.kinds import NOTE
from tenant_apps.letters.models import Agreement, Letter
from tenants.context import circle_context, in_circle
from tests import world

HERE = "/circle/letters/"
SAID = {"subject": "Two spare wheelchairs", "words": "We have two wheelchairs. Do you know who needs one?"}

pytestmark = pytest.mark.usefixtures("db")


def carry(*circles) -> None:
    for circle in circles:
        with circle_context(circle):
            deliver_due()


def the_agreement(here, other) -> Agreement | None:
    with in_circle(here):
        return Agreement.objects.filter(other=other.id).order_by("-id").first()


def letters_with(here, other) -> list[Letter]:
    with in_circle(here):
        return list(Letter.objects.filter(agreement__other=other.id).order_by("id"))


@pytest.fixture
def cora(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.cora)


@pytest.fixture
def vale(browser_of, clapton, clapton_cast):
    return browser_of(clapton, clapton_cast.vale)


@pytest.fixture
def proposed(cora, calderdale, clapton) -> UUID:
    sent = cora.post(f"{HERE}with/", {"circle": "Clapton", "purpose": "Lend things", "kinds": ["note"]})
    assert sent.status_code == 302, sent.text
    carry(calderdale)
    return the_agreement(calderdale, clapton).pk


@pytest.fixture
def agreed(proposed, vale, calderdale, clapton) -> UUID:
    assert vale.post(f"{HERE}with/{proposed}/settle/", {"answer": "yes"}).status_code == 302
    carry(clapton)
    return proposed


@pytest.fixture
def arrived(agreed, cora, calderdale) -> UUID:
    sent = cora.post(f"{HERE}with/{agreed}/write/", SAID)
    assert sent.status_code == 302, sent.text
    carry(calderdale)
    return UUID(sent["Location"].rstrip("/").rsplit("/", 1)[1])


def test_two_circles_agree_and_both_keep_it_under_the_same_id(proposed, vale, calderdale, clapton):
    assert "Lend things" in vale.get(HERE).text
    theirs = the_agreement(clapton, calderdale)
    assert (theirs.pk, theirs.state, theirs.is_ours) == (proposed, "proposed", False)
    vale.post(f"{HERE}with/{proposed}/settle/", {"answer": "yes"})
    assert the_agreement(calderdale, clapton).state == "proposed"  # their yes is on its way
    carry(clapton)
    assert the_agreement(calderdale, clapton).is_in_force
    assert vale.post(f"{HERE}with/{proposed}/settle/", {"answer": "no"}).status_code == 409


def test_a_letter_is_sent_arrives_is_read_and_is_answered(arrived, agreed, cora, vale, calderdale, clapton):
    [ours], [theirs] = letters_with(calderdale, clapton), letters_with(clapton, calderdale)
    assert ours.pk == theirs.pk == arrived
    assert theirs.payload == SAID
    assert (ours.state, theirs.state, theirs.written_by_id) == ("arrived", "arrived", None)
    page = vale.get(f"{HERE}{arrived}/").text
    assert "Two spare wheelchairs" in page
    assert "Calderdale Care Circle" in page
    assert vale.post(f"{HERE}{arrived}/read/").status_code == 302
    carry(clapton)
    assert letters_with(calderdale, clapton)[0].state == "read"
    back = vale.post(f"{HERE}{arrived}/answer/", {"subject": "Re: Two spare wheelchairs", "words": "Yes, Mo does."})
    assert back.status_code == 302
    carry(clapton)
    first, second = letters_with(calderdale, clapton)
    assert (first.state, second.answers, second.is_ours) == ("answered", arrived, False)
    assert letters_with(clapton, calderdale)[0].state == "answered"
    assert "Yes, Mo does." in cora.get(f"{HERE}{second.pk}/").text


def test_only_what_was_written_is_sent(arrived, clapton, calderdale, cast):
    """No name of the writer, and nothing else of Calderdale: its word turns up nowhere in Clapton."""
    with in_circle(clapton):
        row = Letter.objects.filter(pk=arrived).values().get()
        assert cast.cora.pk not in row.values()
        assert set(row["payload"]) == {"subject", "words"}
        assert not Entry.objects.filter(payload__icontains="wheelchair").exists()
    with in_circle(calderdale):
        [entry] = Entry.objects.filter(event="letters.LetterWritten")
        assert set(entry.payload) == {"letter_id", "kind"}


def test_a_letter_carried_twice_arrives_once(arrived, calderdale, clapton):
    with in_circle(calderdale):
        Letter.objects.filter(pk=arrived).update(state="sent", arrived_at=None)  # died before it was noted
        Delivery.objects.filter(listener="letters.carry_letter").update(
            state="waiting", attempts=0, done_at=None, next_try_at=world.now()
        )
    carry(calderdale)
    assert len(letters_with(clapton, calderdale)) == 1
    assert letters_with(calderdale, clapton)[0].state == "arrived"
    with in_circle(clapton):
        assert Entry.objects.filter(event="letters.LetterArrived").count() == 1


def test_nothing_goes_outside_an_agreement(proposed, cora, calderdale, clapton):
    assert cora.post(f"{HERE}with/{proposed}/write/", SAID).status_code == 409
    assert letters_with(calderdale, clapton) == []
    forged = Envelope("letter", uuid4(), uuid4(), {"kind": "note", "payload": SAID})
    with in_circle(clapton):
        assert take_in(forged, sender=calderdale) == "unknown"
        waiting = Envelope("letter", uuid4(), proposed, {"kind": "note", "payload": SAID})
        assert take_in(waiting, sender=calderdale) == "no_agreement"


def test_an_agreement_that_either_side_ended_lets_nothing_through(agreed, cora, vale, calderdale, clapton):
    sent = cora.post(f"{HERE}with/{agreed}/write/", SAID)
    vale.post(f"{HERE}with/{agreed}/settle/", {"answer": "end"})  # while the letter is on its way
    carry(calderdale)
    assert letters_with(clapton, calderdale) == []
    [ours] = letters_with(calderdale, clapton)
    assert (ours.state, ours.refused_how) == ("refused", "no_agreement")
    assert "It came back" in cora.get(sent["Location"]).text
    carry(clapton)
    assert the_agreement(calderdale, clapton).state == "ended"
    for person in (cora, vale):
        assert '<span class="tag">Ended</span>' in person.get("/circle/letters/").text
    assert cora.post(f"{HERE}with/{agreed}/write/", SAID).status_code == 409
    assert vale.post(f"{HERE}with/{agreed}/write/", SAID).status_code == 409


def test_there_is_no_form_for_a_letter_that_cannot_be_sent(proposed, cora):
    for query in ("", "?kind=note"):
        answer = cora.get(f"{HERE}with/{proposed}/write/{query}")
        assert (answer.status_code, answer["Location"]) == (302, f"{HERE}with/{proposed}/")


def test_who_writes_while_the_agreement_ends_is_told_so_and_keeps_their_words(
    arrived, agreed, vale, clapton, calderdale
):
    for path in (f"with/{agreed}/write/", f"{arrived}/answer/"):
        assert vale.get(f"{HERE}{path}").status_code == 200
    vale.post(f"{HERE}with/{agreed}/settle/", {"answer": "end"})
    for path in (f"with/{agreed}/write/", f"{arrived}/answer/"):
        page = vale.post(f"{HERE}{path}", SAID)
        assert page.status_code == 409
        assert "There is no agreement with this circle, so nothing can be sent." in page.text
        assert SAID["words"] in page.text
        assert vale.get(f"{HERE}{path}")["Location"] == f"{HERE}with/{agreed}/"
    [theirs] = letters_with(clapton, calderdale)
    assert theirs.state == "arrived"


def test_a_letter_that_overtakes_the_yes_waits_for_it(proposed, vale, calderdale, clapton):
    vale.post(f"{HERE}with/{proposed}/settle/", {"answer": "yes"})
    early = Envelope("letter", uuid4(), proposed, {"kind": "note", "payload": SAID})
    with in_circle(calderdale):
        assert take_in(early, sender=clapton) == "too_early"
    carry(clapton)
    with in_circle(calderdale):
        assert take_in(early, sender=clapton) == ""


def test_a_refused_proposal_can_be_made_again(proposed, vale, cora, calderdale, clapton):
    again = {"circle": clapton.host, "purpose": "Lend things", "kinds": ["note"]}
    assert cora.post(f"{HERE}with/", again).status_code == 409
    vale.post(f"{HERE}with/{proposed}/settle/", {"answer": "no"})
    carry(clapton)
    assert the_agreement(calderdale, clapton).state == "refused"
    assert cora.post(f"{HERE}with/", again).status_code == 302


def test_a_third_circle_cannot_use_an_agreement_of_two(agreed, calderdale, clapton):
    from dataclasses import replace

    stranger = replace(calderdale, id=uuid4(), name="Elland Care Circle")
    for what in ("letter", "end", "answer", "receipt"):
        with in_circle(clapton):
            assert take_in(Envelope(what, uuid4(), agreed, {"kind": "note", "payload": SAID}), sender=stranger)
    with in_circle(clapton):
        assert take_in(Envelope("proposal", agreed, agreed, {"kinds": ["note"], "purpose": "x"}), sender=stranger)
    assert the_agreement(clapton, calderdale).is_in_force


@pytest.mark.parametrize(
    "payload",
    [
        {"subject": "x"},
        {"subject": "x", "words": "y" * 5001},
        {"subject": "x", "words": "y", "extra": "z"},
        {"subject": ["x"], "words": "y"},
        {"subject": "x\nBcc: all@example.org", "words": "y"},
        {"subject": "x\u202e", "words": "y"},
    ],
)
def test_a_letter_holds_what_its_kind_says_and_nothing_else(payload, agreed, calderdale, clapton):
    with pytest.raises(RuleBroken):
        NOTE.check(payload)
    with in_circle(clapton):
        bad = Envelope("letter", uuid4(), agreed, {"kind": "note", "payload": payload})
        assert take_in(bad, sender=calderdale) == "not_plain"
        assert take_in(Envelope("letter", uuid4(), agreed, {"kind": "bomb", "payload": SAID}), sender=calderdale)
        huge = Envelope("letter", uuid4(), agreed, {"kind": "note", "payload": SAID, "x": "y" * LARGEST})
        assert take_in(huge, sender=calderdale) == "not_plain"


def test_stewards_agree_coordinators_write_and_others_find_nothing(agreed, browser_of, calderdale, cast):
    for somebody in (cast.iris, cast.fin, cast.otto):
        assert browser_of(calderdale, somebody).get(HERE).status_code == 404
        assert browser_of(calderdale, somebody).post(f"{HERE}with/{agreed}/write/", SAID).status_code == 404
    for address in (HERE, f"{HERE}with/", f"{HERE}with/{agreed}/", f"{HERE}with/{agreed}/write/"):
        assert browser_of(calderdale, cast.cora).get(address).status_code == 200
    assert browser_of(calderdale).get(HERE).status_code == 302


def test_a_circle_that_is_not_here_is_said_beside_the_field(cora):
    for typed in ("Nowhere", "calderdale", "id.localhost"):
        refused = cora.post(f"{HERE}with/", {"circle": typed, "purpose": "x", "kinds": ["note"]})
        assert refused.status_code == 422
        assert "no open circle" in refused.text


def test_the_list_asks_as_much_for_many_letters_as_for_one(
    agreed, cora, calderdale, clapton, cast, django_assert_max_num_queries
):
    with in_circle(calderdale):
        agreement = Agreement.objects.get(pk=agreed)
        for n in range(40):
            Letter.objects.create(
                agreement=agreement, is_ours=True, kind="note", payload={"subject": f"No {n}"}, at=world.now()
            )
    with django_assert_max_num_queries(10):
        assert cora.get(HERE).status_code == 200
