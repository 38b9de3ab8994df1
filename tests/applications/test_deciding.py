"""From a draft to an answer: sent once, decided once, whatever two people do at the same moment."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.core import mail

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.ids import uuid7
from kernel.time import now
from shared_apps.applications import opened as opening
from shared_apps.applications import posting, services
from shared_apps.applications.models import FIELDS, Application, Message
from shared_apps.federation.services import agreements, facts, standing
from shared_apps.runs.models import Run
from tenants.context import in_federation

pytestmark = pytest.mark.django_db

ANSWERS = {
    "name": "Todmorden Care Circle",
    "place": "Todmorden",
    "places": [],
    "slug": "todmorden",
    "stewards": [{"name": "Pat Moss", "email": "pat@garden.example"}],
    "brand": "#86286b",
    "accent": "#5b7f2b",
    "logo": "",
    "mode": "community",
    "mode_since": None,
    "mode_evidence": "",
    "society": "none",
    "society_name": "",
    "society_number": "",
    "society_since": None,
    "society_evidence": "",
    "recipe": "community",
    "copy_of": None,
    "agreement": 1,
    "wording": "plain",
    "shown_in": "cy",
    "agreed_by": "Pat Moss",
}


@dataclass(frozen=True)
class Officer:
    """Nora and Ola work at the national co-op."""

    id: UUID
    kind: str = "officer"


NORA, OLA = Officer(uuid7()), Officer(uuid7())


@pytest.fixture(autouse=True)
def _in_federation(db):
    with in_federation():
        yield


def drafted(email: str = "pat@garden.example", **other) -> Application:
    application = services.begin(email)
    by = services.Founder(application.pk)
    founder = {"stewards": [{"name": "Pat Moss", "email": email}]}
    for step in FIELDS:
        application = services.save_step(application.pk, step, {**ANSWERS, **founder, **other}, seen=0, by=by)
    return application


def sent(**other) -> Application:
    application = drafted(**other)
    return services.send(application.pk, by=services.Founder(application.pk))


def opened(application: Application) -> Application:
    agreements.publish_shipped(by=SYSTEM)
    opening.circle_opened(application.pk, uuid7())
    application.refresh_from_db()
    return application


def test_sending_asks_once_for_the_circle_however_often_the_button_is_pressed():
    application = sent()
    services.send(application.pk, by=services.Founder(application.pk))
    run = Run.objects.get()
    assert (run.kind, run.key, run.facts) == (
        "open", f"open:{application.pk}", {"application_id": str(application.pk)}
    )  # fmt: skip
    assert "pat" not in f"{run.facts}{run.subject}"


def test_an_unfinished_application_cannot_be_sent():
    application = services.begin("pat@garden.example")
    with pytest.raises(RuleBroken, match="still open"):
        services.send(application.pk, by=services.Founder(application.pk))


def test_of_two_groups_that_want_one_address_the_second_is_told():
    sent()
    with pytest.raises(Conflict) as no:
        sent(email="ida@garden.example", name="Ida's Circle")
    assert no.value.code == "slug_taken"
    assert Run.objects.count() == 1


def test_nobody_but_the_group_changes_its_application_and_nobody_of_it_decides():
    application = drafted()
    for by in (NORA, services.Founder(uuid7())):
        with pytest.raises(NotAllowed):
            services.save_step(application.pk, "name", ANSWERS, seen=9, by=by)
    services.send(application.pk, by=services.Founder(application.pk))
    application = opened(application)
    with pytest.raises(NotAllowed):
        services.approve(application.pk, version=application.version, by=services.Founder(application.pk))


def test_what_was_sent_can_no_longer_be_changed():
    application = sent()
    with pytest.raises(Conflict) as no:
        services.save_step(application.pk, "name", ANSWERS, seen=99, by=services.Founder(application.pk))
    assert no.value.code == "not_now"


def test_approving_what_has_changed_since_it_was_read_is_refused_and_approving_twice_too():
    application = opened(sent())
    read_at = application.version
    services.ask_back(application.pk, "Who will lead on safeguarding?", version=read_at, by=NORA)
    services.answer(application.pk, "Ida will.", by=services.Founder(application.pk))
    with pytest.raises(Conflict) as no:
        services.approve(application.pk, version=read_at, by=NORA)
    assert no.value.code == "changed_meanwhile"
    application.refresh_from_db()
    services.approve(application.pk, version=application.version, by=NORA)
    with pytest.raises(Conflict) as no:
        services.approve(application.pk, version=application.version, by=OLA)
    assert no.value.code == "not_waiting"


def test_while_a_question_is_open_the_group_changes_what_is_open_to_change_and_nobody_approves():
    application = opened(sent())
    services.ask_back(application.pk, "Will you give personal care?", version=application.version, by=NORA)
    by = services.Founder(application.pk)
    application.refresh_from_db()
    with pytest.raises(Conflict):
        services.approve(application.pk, version=application.version, by=NORA)
    services.save_step(
        application.pk, "kind", {**ANSWERS, "mode_evidence": "No, never."}, seen=application.steps["kind"], by=by
    )
    with pytest.raises(Conflict):  # a circle stands there by now: it is renamed as circles are
        services.save_step(application.pk, "name", {**ANSWERS, "name": "Other"}, seen=99, by=by)


def test_a_question_comes_by_mail_and_its_answer_hands_the_application_in_again(django_capture_on_commit_callbacks):
    application = opened(sent())
    with django_capture_on_commit_callbacks(execute=True):
        services.ask_back(application.pk, "Who leads on safeguarding?", version=application.version, by=NORA)
    letter = mail.outbox[-1]
    assert "Who leads on safeguarding?" in letter.body
    assert "/resume/" in letter.body
    assert "Todmorden" not in letter.subject
    application = services.answer(application.pk, "Ida does.", by=services.Founder(application.pk))
    assert application.state == Application.State.SENT
    with pytest.raises(RuleBroken):
        services.ask_back(application.pk, "  ", version=application.version, by=NORA)


def test_approval_lets_the_sandbox_go_live_and_signs_nothing_before(django_capture_on_commit_callbacks):
    application = sent()
    with pytest.raises(Conflict, match="not open yet"):
        services.approve(application.pk, version=application.version, by=NORA)
    application = opened(application)
    assert facts.known(application.circle_id) == {}
    with django_capture_on_commit_callbacks(execute=True):
        application = services.approve(application.pk, version=application.version, by=NORA, words="Welcome!")
    run = Run.objects.get(kind="go-live")
    assert (run.circle_id, run.facts) == (application.circle_id, {"application_id": str(application.pk)})
    assert "Welcome!" in mail.outbox[-1].body
    opening.note_what_it_is(application.pk, application.circle_id)
    opening.note_what_it_is(application.pk, application.circle_id)
    assert facts.mode_of(application.circle_id).mode == "community"


def test_an_opened_circle_has_its_record_and_its_signature_once_however_often_it_is_said():
    application = sent()
    agreements.publish_shipped(by=SYSTEM)
    circle_id = uuid7()
    opening.circle_opened(application.pk, circle_id)
    opening.circle_opened(application.pk, circle_id)
    assert [signed.name for signed in agreements.signatures_of(circle_id)] == ["Pat Moss"]
    assert standing.of_circle(circle_id).stage == "forming"


def test_live_at_once_needs_nobodys_yes(settings):
    settings.START_MODE = "live"
    application = opened(sent())
    assert application.state == Application.State.APPROVED
    assert not application.is_sandbox
    assert not opening.what_to_open(application.pk)["is_sandbox"]
    assert facts.mode_of(application.circle_id).mode == "community"


def test_a_refusal_says_why_and_an_appeal_is_looked_at_once_by_somebody_else(django_capture_on_commit_callbacks):
    application = opened(sent())
    by = services.Founder(application.pk)
    with django_capture_on_commit_callbacks(execute=True):
        services.refuse(application.pk, "There is a circle in Todmorden.", version=application.version, by=NORA)
    assert "There is a circle in Todmorden." in mail.outbox[-1].body
    assert mail.outbox[-1].subject.endswith("our answer")
    application = services.appeal(application.pk, "That one is for Hebden Bridge.", by=by)
    with pytest.raises(NotAllowed, match="Somebody else"):
        services.approve(application.pk, version=application.version, by=NORA)
    application = services.refuse(application.pk, "We talked with them.", version=application.version, by=OLA)
    with pytest.raises(Conflict, match="second time"):
        services.appeal(application.pk, "Once more?", by=by)


def test_a_question_about_an_appeal_leaves_it_an_appeal_and_the_last_word_offers_no_other(
    django_capture_on_commit_callbacks,
):
    application = opened(sent())
    by = services.Founder(application.pk)
    services.refuse(application.pk, "Not now.", version=application.version, by=NORA)
    application = services.appeal(application.pk, "Please look again.", by=by)
    application = services.ask_back(application.pk, "What is new?", version=application.version, by=OLA)
    application = services.answer(application.pk, "Ida has joined us.", by=by)
    assert application.state == Application.State.APPEALED
    with pytest.raises(NotAllowed, match="Somebody else"):
        services.refuse(application.pk, "No, again.", version=application.version, by=NORA)
    with django_capture_on_commit_callbacks(execute=True):
        services.refuse(application.pk, "We talked with them.", version=application.version, by=OLA)
    assert "This is our last word on it." in mail.outbox[-1].body
    assert "you can ask us" not in mail.outbox[-1].body


def test_a_kind_that_was_changed_later_still_needs_its_society():
    application = drafted(mode="registered", mode_since=now().date(), mode_evidence="1-101602345")
    with pytest.raises(RuleBroken) as no:
        services.send(application.pk, by=services.Founder(application.pk))
    assert no.value.code == "needs_own_society"


def test_a_refused_sandbox_is_closed_when_the_time_to_appeal_is_over_unless_somebody_appealed():
    application = opened(sent())
    by = services.Founder(application.pk)
    application = services.refuse(application.pk, "Not now.", version=application.version, by=NORA)
    closing = Run.objects.get(kind="close")
    assert closing.due_at > now() + timedelta(days=29)
    application = services.appeal(application.pk, "Please look again.", by=by)
    closing.refresh_from_db()
    assert closing.state == Run.State.CANCELLED
    services.refuse(application.pk, "We looked again.", version=application.version, by=OLA)
    assert Run.objects.filter(kind="close", state=Run.State.WAITING).count() == 1


def test_an_appeal_has_its_time():
    application = opened(sent())
    services.refuse(application.pk, "Not now.", version=application.version, by=NORA)
    Application.objects.update(decided_at=now() - timedelta(days=31))
    with pytest.raises(Conflict) as no:
        services.appeal(application.pk, "Please.", by=services.Founder(application.pk))
    assert no.value.code == "too_late"


def test_a_refused_address_is_free_for_others_and_an_appeal_then_comes_too_late():
    application = opened(sent())
    services.refuse(application.pk, "Not now.", version=application.version, by=NORA)
    sent(email="ida@garden.example")
    with pytest.raises(Conflict) as no:
        services.appeal(application.pk, "Please.", by=services.Founder(application.pk))
    assert no.value.code == "slug_taken"


def test_words_of_the_federation_that_could_not_be_sent_are_sent_later_and_once(
    settings, django_capture_on_commit_callbacks
):
    application = opened(sent())
    backend, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.identity.stuck_mail.StuckMail"
    with django_capture_on_commit_callbacks(execute=True):
        services.ask_back(application.pk, "When can we talk?", version=application.version, by=NORA)
    assert Message.objects.get().told_at is None
    settings.EMAIL_BACKEND = backend
    before = len(mail.outbox)
    assert posting.tell_what_is_left() == 1
    assert posting.tell_what_is_left() == 0
    assert len(mail.outbox) == before + 1


def test_an_address_that_went_to_others_while_it_was_opened_can_be_chosen_anew():
    application = sent()
    by = services.Founder(application.pk)
    with pytest.raises(Conflict):
        services.choose_another_address(application.pk, "walsden", by=by)
    Run.objects.update(state=Run.State.STOPPED)
    services.choose_another_address(application.pk, "walsden", by=by)
    run = Run.objects.get()
    assert run.state == Run.State.WAITING
    assert opening.what_to_open(application.pk)["slug"] == "walsden"


def test_nobody_has_two_circles_waiting_for_an_answer():
    """Each opens a circle and writes to strangers, so forty of them in a row would flood everybody."""
    application = sent()
    for state in (Application.State.SENT, Application.State.ASKED, Application.State.APPEALED):
        Application.objects.filter(pk=application.pk).update(state=state)
        application.refresh_from_db()
        with pytest.raises(Conflict) as refused:
            services.begin_another(application, by=services.Founder(application.pk))
        assert refused.value.code == "one_at_a_time"
    assert Application.objects.count() == 1


def test_one_more_circle_by_the_same_people_begins_empty():
    application = sent()
    Application.objects.filter(pk=application.pk).update(state=Application.State.APPROVED)
    application.refresh_from_db()
    another = services.begin_another(application, by=services.Founder(application.pk))
    assert (another.email, another.steps) == (application.email, {})
    assert services.begin_another(application, by=services.Founder(application.pk)) == another
