"""Somebody asks for what is known about them, in any way; the clock, the questions, the answers."""

from datetime import timedelta

import pytest

from kernel.errors import Conflict, NotAllowed, RuleBroken
from tenant_apps.journal.models import Entry
from tenant_apps.people.models import today
from tenant_apps.rights.models import DataRequest
from tenant_apps.rights.models.consents import Channel
from tenant_apps.rights.services import consents, requests
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
COPY = DataRequest.Kind.COPY


@pytest.fixture
def here(calderdale, db):
    with in_circle(calderdale):
        yield calderdale


def test_iris_asks_for_a_copy_and_nobody_else_can_for_her(here, cast):
    for other in (cast.sol, cast.otto):
        with pytest.raises(NotAllowed):
            requests.ask(cast.iris, COPY, by=other)
    made = requests.ask(cast.iris, COPY, by=cast.iris)
    assert (made.state, made.received_on) == ("asked", today())
    with pytest.raises(Conflict):
        requests.ask(cast.iris, COPY, by=cast.iris)


def test_cora_writes_down_what_iris_said_on_the_telephone_last_week(here, cast):
    made = requests.ask(cast.iris, COPY, by=cast.cora, channel=Channel.VOICE, received_on=today() - timedelta(days=7))
    assert made.due(today()) < requests.ask(cast.otto, COPY, by=cast.otto).due(today())
    with pytest.raises(RuleBroken):
        requests.ask(cast.sol, COPY, by=cast.cora, received_on=today() + timedelta(days=1))


def test_a_question_stops_the_clock_and_its_answer_starts_it(here, cast):
    made = requests.ask(cast.iris, COPY, by=cast.iris)
    requests.stop_clock(made, "what", "Which years do you mean?", by=cast.cora)
    with pytest.raises(Conflict):
        requests.stop_clock(made, "what", "And which letters?", by=cast.cora)
    with pytest.raises(NotAllowed):
        requests.start_clock(made, "All of them", by=cast.otto)
    requests.start_clock(made, "All of them", by=cast.iris)
    with pytest.raises(Conflict):
        requests.start_clock(made, "Really all", by=cast.iris)


def test_nobody_answers_for_themselves(here, cast):
    made = requests.ask(cast.cora, COPY, by=cast.cora)
    for verb in (requests.refuse, requests.extend):
        with pytest.raises(NotAllowed):
            verb(made, "I would rather not", by=cast.cora)


def test_it_may_take_longer_only_if_they_are_told_within_the_first_month(here, cast):
    late = requests.ask(cast.iris, COPY, by=cast.cora, received_on=today() - timedelta(days=60))
    assert not late.may_take_longer(today())
    with pytest.raises(Conflict):
        requests.extend(late, "Many letters", by=cast.cora)
    fresh = requests.ask(cast.otto, COPY, by=cast.otto)
    before = fresh.due(today())
    with pytest.raises(RuleBroken):
        requests.extend(fresh, " ", by=cast.cora)
    assert fresh.may_take_longer(today())
    fresh = requests.extend(fresh, "Many letters", by=cast.cora)
    assert fresh.due(today()) > before
    assert not fresh.may_take_longer(today())


def test_a_refusal_has_a_reason_and_what_is_taken_back_can_be_asked_again(here, cast):
    made = requests.ask(cast.iris, COPY, by=cast.iris)
    with pytest.raises(RuleBroken):
        requests.refuse(made, "", by=cast.cora)
    assert requests.refuse(made, "You had the same copy yesterday.", by=cast.cora).state == "refused"
    again = requests.ask(cast.iris, COPY, by=cast.iris)
    assert requests.take_back(again, by=cast.iris).state == "taken_back"
    with pytest.raises(Conflict):
        requests.take_back(again, by=cast.iris)


def test_the_journal_knows_that_it_was_asked_and_not_what_was_said(here, cast):
    made = requests.ask(cast.iris, COPY, by=cast.iris)
    requests.stop_clock(made, "what", "Which years do you mean?", by=cast.cora)
    entry = Entry.objects.get(event="rights.ClockStopped", payload__request_id=str(made.pk))
    assert set(entry.payload) == {"request_id", "person_id"}


def test_a_yes_is_kept_with_the_words_it_was_given_to_and_taken_back_as_easily(here, cast):
    yes = consents.say_yes(cast.iris, "doctors", by=cast.iris, easy_read=True)
    assert (yes.version, yes.easy_read, yes.by_id) == (1, True, cast.iris.pk)
    assert yes.wording == "We may talk with your doctor about your health."
    assert consents.has_said_yes(cast.iris.pk, "doctors")
    with pytest.raises(Conflict):
        consents.say_yes(cast.iris, "doctors", by=cast.iris)
    consents.take_back(yes, by=cast.iris)
    consents.take_back(yes, by=cast.iris)
    assert not consents.has_said_yes(cast.iris.pk, "doctors")
    assert consents.say_yes(cast.iris, "doctors", by=cast.iris).pk != yes.pk


def test_a_yes_to_words_that_changed_meanwhile_is_not_taken(here, cast):
    with pytest.raises(Conflict):
        consents.say_yes(cast.iris, "doctors", by=cast.iris, version=99)
    with pytest.raises(NotAllowed):
        consents.say_yes(cast.iris, "doctors", by=cast.sol)
