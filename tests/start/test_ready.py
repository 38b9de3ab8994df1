"""The last pages say what is so: all that was answered, and nothing that nobody asks."""

from kernel.time import now
from shared_apps.applications.models import Application
from shared_apps.runs.models import Run
from tests.start.conftest import answer, answer_all

OWN = {
    "society_name": "Todmorden Care Co-op Limited",
    "society_number": "RS009999",
    "society_since": "2024-04-01",
    "society_evidence": "In the Mutuals Public Register",
}


def the_ready_page(pat, circle, state: str) -> str:
    application = answer_all(pat)
    Application.objects.filter(pk=application.pk).update(state=state, circle_id=circle.id)
    Run.objects.create(
        kind="open",
        key=application.opening_key,
        state=Run.State.DONE,
        asked_by_kind="system",
        due_at=now(),
    )
    return pat.get("/ready/").text


def test_a_group_whose_circle_goes_live_at_once_is_not_told_to_answer_a_question_nobody_asks(pat, calderdale):
    page = the_ready_page(pat, calderdale, "approved")
    assert "Answer the federation" not in page
    assert "Show your front page to somebody" in page
    assert page.count("<li><div><strong>") == 5


def test_the_ready_page_wears_the_groups_own_logo(pat, calderdale):
    answer_all(pat)
    Application.objects.filter(email="pat@garden.example").update(logo="0123abcd")
    assert 'src="/5-look/logo/0123abcd.png"' in the_ready_page(pat, calderdale, "sent")


def test_a_group_that_waits_for_the_federation_is_told_to_answer_it(pat, calderdale):
    assert "Answer the federation" in the_ready_page(pat, calderdale, "sent")


def test_the_list_of_answers_repeats_the_day_and_the_proof_of_the_society(pat):
    answer_all(pat)
    assert answer(pat, "/6-kind/society/", society="own", **OWN).status_code == 302
    page = pat.get("/check/").text
    for said in ("Todmorden Care Co-op Limited, RS009999", "1 April 2024", "In the Mutuals Public Register"):
        assert said in page


def test_the_front_promises_nobodys_answer_where_a_circle_goes_live_at_once(at_start, db, settings):
    assert "A person at the federation reads" in at_start().get("/").text
    settings.START_MODE = "live"
    assert "A person at the federation reads" not in at_start().get("/").text
