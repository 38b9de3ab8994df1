"""Being forgotten in three lanes; rules that must be confirmed; what is held; complaints."""

from datetime import date, timedelta

import pytest

from kernel.actors import SYSTEM
from kernel.answers import parts
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.sections import Purpose
from tenant_apps.helping.services import record_capacity
from tenant_apps.journal.services import announce, deliver_due
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.people.services import give_hat
from tenant_apps.privacy.decide import decide
from tenant_apps.privacy.doors import visible
from tenant_apps.privacy.events import LookDoubted
from tenant_apps.privacy.models import AccessEvent, Doubt, Withholding
from tenant_apps.rights.clock import months_later
from tenant_apps.rights.models import Complaint, DataRequest, KeptPart
from tenant_apps.rights.services import complaints, erasing, keeping, requests
from tenant_apps.vault.shredding import shred
from tenants.context import circle_context, in_circle

pytestmark = pytest.mark.django_db
ERASE = DataRequest.Kind.ERASE


@pytest.fixture
def here(calderdale, db):
    with in_circle(calderdale):
        yield calderdale


@pytest.fixture(autouse=True)
def long_supported(calderdale, cast):
    """Iris has been supported for a year."""
    with in_circle(calderdale):
        Hat.objects.filter(person=cast.iris).update(from_on=today() - timedelta(days=365))


def forget(person, by):
    return erasing.forget(requests.ask(person, ERASE, by=person), by=by)


def lanes(person) -> dict[str, str]:
    return {planned.part.code: planned.lane.value for planned in erasing.preview(person.pk)}


def test_a_preview_shows_three_lanes_and_changes_nothing(here, cast):
    before = Person.objects.filter(pk=cast.iris.pk).values().get()
    found = lanes(cast.iris)
    assert found["people.contact"] == "now"
    assert found["people.name"] == "later"  # she was supported: her record of care is kept
    assert found["journal.entries"] == "stays"
    assert lanes(cast.otto)["people.name"] == "now"  # nothing has to be kept of him
    assert Person.objects.filter(pk=cast.iris.pk).values().get() == before
    assert cast.iris.sessions.exists() or cast.iris.hats.exists()


def test_otto_is_forgotten_at_once_but_for_the_record_that_he_asked(here, cast):
    erasure = forget(cast.otto, cast.cora)
    otto = Person.objects.get(pk=cast.otto.pk)
    assert (otto.name, otto.email, otto.phone, otto.account_id) == ("-", "", "", None)
    assert not otto.suspensions.exists()
    assert not otto.hat_offers.exists()
    assert not otto.sessions.exists()
    assert otto.restricted_at is not None
    waiting = erasure.parts.filter(lane=KeptPart.Lane.LATER).values_list("code", "rule")
    assert {rule for _code, rule in waiting} == {"request_record"}
    assert erasure.finished_at is None


def test_iris_is_forgotten_when_eight_years_are_over_and_somebody_confirmed_them(here, cast, monkeypatch):
    erasure = forget(cast.iris, cast.cora)
    Withholding.objects.filter(glass__person=cast.iris).update(ended_at=erasure.began_at, ended_by=cast.cora)
    kept = erasure.parts.get(code="people.name")
    assert (kept.rule, kept.ends_on) == ("care_record", months_later(today(), 96))
    assert Person.objects.get(pk=cast.iris.pk).name == cast.iris.name
    later = months_later(today(), 97)
    monkeypatch.setattr("tenant_apps.rights.services.keeping.today", lambda: later)
    assert erasing.remove_what_is_due() == 0  # nobody has confirmed the rule
    assert Person.objects.get(pk=cast.iris.pk).name == cast.iris.name
    for rule in ("care_record", "request_record", "glass_record", "withheld_record"):
        keeping.confirm_rule(rule, 96, "Our lead's advice of 2026", by=cast.cora)
    held = keeping.hold(cast.iris, "An inquest", later + timedelta(days=30), by=cast.cora)
    assert erasing.remove_what_is_due() == 0
    keeping.end_hold(held, by=cast.cora)
    assert erasing.remove_what_is_due() > 0
    assert Person.objects.get(pk=cast.iris.pk).name == "-"
    assert not Hat.objects.filter(person=cast.iris).exists()
    erasure.refresh_from_db()
    assert erasure.finished_at is not None


def test_nobody_is_forgotten_while_a_court_may_ask_or_by_their_own_hand(here, cast):
    request = requests.ask(cast.otto, ERASE, by=cast.otto)
    with pytest.raises(NotAllowed):
        erasing.forget(request, by=cast.otto)
    held = keeping.hold(cast.otto, "A claim", today() + timedelta(days=90), by=cast.cora)
    with pytest.raises(Conflict):
        erasing.forget(request, by=cast.cora)
    keeping.end_hold(held, by=cast.cora)
    assert erasing.forget(request, by=cast.cora).pk
    with pytest.raises(Conflict):
        erasing.forget(request, by=cast.cora)


def test_the_last_steward_hands_over_before_she_is_forgotten(here, cast):
    request = requests.ask(cast.cora, ERASE, by=cast.cora)
    Hat.objects.create(person=cast.sol, kind="data_protection_lead", from_on=today(), consented_at="2026-01-01T00:00Z")
    with pytest.raises(Conflict):
        erasing.forget(request, by=cast.sol)


def test_a_rule_is_confirmed_with_a_source_and_only_by_whoever_answers(here, cast):
    assert not keeping.rule_called("care_record").is_confirmed
    assert keeping.last_day_to_go("care_record") is None
    with pytest.raises(NotAllowed):
        keeping.confirm_rule("care_record", 96, "I think so", by=cast.sol)
    with pytest.raises(RuleBroken):
        keeping.confirm_rule("care_record", 96, " ", by=cast.cora)
    with pytest.raises(RuleBroken):
        keeping.confirm_rule("care_record", 0, "Code of Practice", by=cast.cora)
    keeping.confirm_rule("care_record", 120, "Our insurer asks for ten years", by=cast.cora)
    now_holds = keeping.rule_called("care_record")
    assert (now_holds.months, now_holds.years, now_holds.is_confirmed) == (120, 10, True)
    assert keeping.may_remove("care_record", today() - timedelta(days=3660))
    assert not keeping.may_remove("care_record", today() - timedelta(days=3600))


def test_every_part_names_rules_that_are_in_the_book(here):
    from tenant_apps.rights.book import RULES

    assert {rule for part in parts() for rule in part.rules} <= set(RULES)
    assert {rule.starts for rule in RULES.values()} <= set(keeping.STARTS)


def test_a_complaint_is_acknowledged_within_thirty_days_looked_into_and_answered(here, cast):
    said = complaints.complain("looked", "Somebody looked at my page.", person=cast.iris, by=cast.iris)
    assert said.acknowledge_by == today() + timedelta(days=30)
    assert said.is_late(today() + timedelta(days=31))
    assert not said.is_late(today() + timedelta(days=30))
    with pytest.raises(NotAllowed):
        complaints.acknowledge(said, by=cast.sol)
    said = complaints.acknowledge(said, by=cast.cora)
    with pytest.raises(Conflict):
        complaints.acknowledge(said, by=cast.cora)
    complaints.note_step(said, "We asked who it was.", by=cast.cora)
    with pytest.raises(RuleBroken):
        complaints.answer(said, "upheld", " ", by=cast.cora)
    said = complaints.answer(said, "upheld", "You are right. They cannot see it any more.", by=cast.cora)
    with pytest.raises(Conflict):
        complaints.note_step(said, "Once more", by=cast.cora)


def test_somebody_outside_the_circle_complains_by_letter_and_nobody_judges_their_own(here, cast):
    with pytest.raises(NotAllowed):
        complaints.complain("shared", "My letter was read out.", name="Nell", reach="01632 960 001", by=cast.otto)
    made = complaints.complain(
        "shared", "My letter was read out.", name="Nell", reach="01632 960 001", channel="paper",
        received_on=date(2026, 6, 19), by=cast.cora,
    )  # fmt: skip
    assert Complaint.objects.unacknowledged().filter(pk=made.pk).exists()
    own = complaints.complain("wrong", "My name is spelt wrongly.", person=cast.cora, by=cast.cora)
    with pytest.raises(NotAllowed):
        complaints.answer(own, "upheld", "I agree with myself.", by=cast.cora)


def test_a_look_that_iris_does_not_recognise_becomes_a_complaint(calderdale, cast):
    with in_circle(calderdale):
        look = AccessEvent.objects.create(
            actor_kind="person", actor_id=cast.sol.pk, subject_id=cast.iris.pk, purpose="view", basis="team"
        )
        doubt = Doubt.objects.create(event=look, person=cast.iris, words="I do not know this person.")
        announce(LookDoubted(doubt_id=doubt.pk, person_id=cast.iris.pk), by=cast.iris)
    with circle_context(calderdale):
        deliver_due()
    with in_circle(calderdale):
        made = Complaint.objects.get(looked=look.pk)
        assert (made.person_id, made.words) == (cast.iris.pk, "I do not know this person.")


def test_whoever_was_forgotten_is_read_by_those_who_keep_what_must_be_kept_and_nobody_else(here, cast):
    give_hat(cast.fin, "data_protection_lead", by=cast.cora)
    forget(cast.iris, cast.cora)
    iris = Person.objects.get(pk=cast.iris.pk)
    everybody = Person.objects.all()
    for reader, may in ((cast.cora, False), (cast.fin, True)):
        assert decide(reader, iris, "people.name", Purpose.ADMIN).allow is may
        assert visible(reader, everybody, "people.name", Purpose.ADMIN).filter(pk=iris.pk).exists() is may
        assert decide(reader, iris, "rights.requests", Purpose.ADMIN).allow


@pytest.mark.parametrize("who", ["iris", "otto"])
def test_no_steward_opens_or_writes_down_who_may_act_for_somebody_who_was_forgotten(browser_of, calderdale, cast, who):
    person = getattr(cast, who)
    with in_circle(calderdale):
        forget(person, cast.cora)
        day = today()
    cora, at = browser_of(calderdale, cast.cora), f"/circle/members/{person.pk}/"
    for page in ("authorities/", "authorities/record/", "capacity/"):
        assert cora.get(at + page).status_code == 404
    said = {"can_decide": "no", "why": "She said so.", "review_on": day.isoformat()}
    assert cora.post(f"{at}capacity/", said).status_code == 404
    with in_circle(calderdale), pytest.raises(Conflict, match="is not here any more"):
        record_capacity(person, can_decide=False, why="She said so.", review_on=day, by=cast.cora)


def test_whoever_was_forgotten_is_forgotten_again_after_a_backup_was_put_back(calderdale, cast):
    with in_circle(calderdale):
        shred(cast.otto, by=SYSTEM)  # the backup knew nothing of it; the ledger did
    with circle_context(calderdale):
        deliver_due()
        deliver_due()
    with in_circle(calderdale):
        otto = Person.objects.get(pk=cast.otto.pk)
        assert (otto.name, otto.is_present) == ("-", False)
        assert erasing.forget_again(otto) is None


def test_a_key_that_a_steward_destroyed_forgets_nobody(calderdale, cast):
    with in_circle(calderdale):
        shred(cast.otto, by=cast.cora)
    with circle_context(calderdale):
        deliver_due()
    with in_circle(calderdale):
        assert Person.objects.get(pk=cast.otto.pk).name == cast.otto.name


def test_the_last_letter_goes_out_as_the_address_goes(here, cast, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        forget(cast.otto, cast.cora)
    (letter,) = [mail for mail in mailoutbox if mail.to == [cast.otto.email]]
    assert "it is done" in letter.subject
    assert "Otto" not in letter.body
