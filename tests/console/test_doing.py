"""What officers do at the desk: with a fresh proof, once, and written down."""

import re
from datetime import timedelta

import pytest

from kernel.actors import SYSTEM
from kernel.time import now
from shared_apps.applications.links import AT_ONCE, application_of, new_link
from shared_apps.applications.models import Application
from shared_apps.console.models import ConsoleSession, Entry
from shared_apps.console.services import verbs
from shared_apps.federation.models import Standing
from shared_apps.federation.services import standing
from shared_apps.federation.services.facts import today
from shared_apps.runs import services as runs
from shared_apps.runs.models import Run
from tenants.context import in_console, in_federation
from tenants.models import Circle
from tests.console.desk import appoint, browser

STALE = timedelta(minutes=6)

WHY = "Nobody there answers any more."


def written() -> list[tuple[str, str]]:
    with in_console():
        return list(Entry.objects.filter(verb="did").order_by("id").values_list("what", "subject"))


GRAVE = [
    ("oskar", "/circles/calderdale/suspend/"),
    ("oskar", "/circles/calderdale/close/"),
    ("stella", "/applications/{application}/approve/"),
    ("stella", "/applications/{application}/refuse/"),
    ("sana", "/support/ask/"),
    ("nadia", "/officers/give/"),
    ("stella", "/agreements/publish/"),
]


@pytest.mark.parametrize(("first", "path"), GRAVE)
def test_what_weighs_most_wants_a_fresh_proof_and_loses_nothing_that_was_typed(first, path, officers, things):
    path = path.format(application=things.application.pk)
    client = browser(getattr(officers, first), proved=STALE)
    asked = client.get(path)
    assert "Is it still you?" in asked.text
    assert "fresh=1" in asked.text
    kept = client.post(path, {"reason": "Moving house", "words": "Kept words", "name": "Kept name", "why": "Kept why"})
    assert "What you typed is kept." in kept.text
    assert not written()
    with in_console():
        assert Run.objects.count() == 1
    fresh = browser(getattr(officers, first))
    assert "Is it still you?" not in fresh.get(path).text


def test_typed_words_are_there_again_after_the_fresh_proof(officers):
    client = browser(officers.oskar, proved=STALE)
    client.post("/circles/calderdale/suspend/", {"reason": "Moving house"})
    with in_federation():  # the console's own role could not: a proof comes from the sign-in host
        ConsoleSession.objects.update(proved_at=now())
    assert 'value="Moving house"' in client.get("/circles/calderdale/suspend/").text
    assert 'value="Moving house"' not in client.get("/circles/calderdale/suspend/").text


def test_pausing_a_circle_twice_with_one_form_is_one_run_that_says_who_asked(officers, calderdale):
    client = browser(officers.oskar)
    once = verbs.new_form()
    for _again in range(2):
        answer = client.post("/circles/calderdale/suspend/", {"reason": "Moving house", "once": once})
        assert answer.status_code == 302
    with in_console():
        run = Run.objects.get()
    assert (run.kind, run.circle_id, run.facts) == ("suspend", calderdale.id, {"reason": "Moving house"})
    assert (run.asked_by_kind, run.asked_by_id) == ("officer", officers.oskar.pk)
    assert answer["Location"] == f"/runs/{run.pk}/"
    another = client.post("/circles/calderdale/suspend/", {"reason": "Again", "once": verbs.new_form()})
    assert another.status_code == 409
    assert "under way" in another.text
    assert "Oskar Lind" in client.get(f"/runs/{run.pk}/").text


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "x" * 400}, {"reason": "a\x00b", "once": "zz"}])
def test_a_pause_without_its_reason_is_no_run(body, officers):
    answer = browser(officers.oskar).post("/circles/calderdale/suspend/", {"once": verbs.new_form()} | body)
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    with in_console():
        assert not Run.objects.exists()


def test_closing_needs_the_web_address_typed_and_gives_notice(officers, calderdale):
    client = browser(officers.oskar)
    once = verbs.new_form()
    wrong = client.post("/circles/calderdale/close/", {"once": once, "days": 30, "reason": WHY, "typed": "clapton"})
    assert "nothing was done" in wrong.text
    form = {"once": once, "days": 30, "reason": WHY, "typed": "calderdale"}
    assert "Why?" in client.post("/circles/calderdale/close/", form | {"reason": ""}).text
    with in_console():
        assert not Run.objects.exists()
    client.post("/circles/calderdale/close/", form)
    with in_console():
        assert Run.objects.get().facts == {"days": 30, "reason": WHY}


def test_whoever_is_in_a_circle_has_two_weeks_at_least_and_a_circle_that_tries_things_out_needs_none(
    officers, calderdale
):
    client = browser(officers.oskar)
    form = {"days": 0, "reason": WHY, "typed": "calderdale"}
    too_soon = client.post("/circles/calderdale/close/", form | {"once": verbs.new_form()})
    assert "Give at least 14 days" in too_soon.text
    with in_federation():
        assert not Run.objects.exists()
        Circle.objects.filter(pk=calderdale.id).update(is_sandbox=True)
    assert client.post("/circles/calderdale/close/", form | {"once": verbs.new_form()}).status_code == 302


def test_the_desk_says_when_a_circle_closes_and_why(officers, calderdale):
    with in_federation():
        Circle.objects.filter(pk=calderdale.id).update(
            state="closing", closes_at=now() + timedelta(days=20), state_reason=WHY
        )
    page = browser(officers.oskar).get("/circles/calderdale/").text
    assert re.search(r"Closes on \d+ [A-Z]\w+ 20\d\d", page)
    assert WHY in page


def test_what_a_circles_state_does_not_allow_is_not_there(officers, clapton):
    client = browser(officers.oskar)
    assert client.get("/circles/clapton/resume/").status_code == 404
    assert client.get("/circles/clapton/recover/").status_code == 404
    with in_federation():
        Circle.objects.filter(pk=clapton.id).update(state="suspended")
    assert client.get("/circles/clapton/suspend/").status_code == 404
    assert client.get("/circles/clapton/resume/").status_code == 200
    assert client.get("/circles/nowhere/").status_code == 404


def test_a_run_that_stopped_is_tried_again_and_one_that_waits_is_called_off(officers, things):
    client = browser(officers.oskar)
    address = f"/runs/{things.run.pk}"
    assert client.post(f"{address}/retry/").status_code == 409
    with in_console():
        Run.objects.update(state="stopped")
    assert client.post(f"{address}/retry/")["Location"] == f"{address}/"
    assert client.post(f"{address}/cancel/").status_code == 302
    assert "Cancelled" in client.get(f"{address}/progress/").text
    assert browser(officers.sana).post(f"{address}/retry/").status_code == 404
    assert [what for what, _subject in written()] == ["run_retry", "run_cancel"]


def test_an_import_that_stopped_is_given_up_with_a_reason_that_stands_in_the_record(officers):
    client = browser(officers.oskar)
    with in_console():
        run = runs.ask("import", by=SYSTEM, key="an-import", subject="todmorden", facts={"slug": "todmorden"})
        Run.objects.filter(pk=run.pk).update(state="stopped")
    address = f"/runs/{run.pk}"
    page = client.get(f"{address}/").text
    assert f'href="{address}/give-up/"' in page
    assert "Call it off" not in page
    assert client.post(f"{address}/cancel/").status_code == 409
    assert client.post(f"{address}/give-up/", {"why": ""}).status_code == 200  # the form again
    assert browser(officers.sana).get(f"{address}/give-up/").status_code == 404
    assert client.post(f"{address}/give-up/", {"why": "The file was wrong."})["Location"] == f"{address}/"
    assert "Given up: The file was wrong." in client.get(f"{address}/").text
    with in_console():
        assert Run.objects.get(pk=run.pk).state == "waiting"  # for a worker, who undoes what it left
        assert Entry.objects.filter(verb="did", what="run_give_up", words="The file was wrong.").exists()
    assert client.post(f"{address}/give-up/", {"why": "Twice."}).status_code == 409


def test_a_circle_is_opened_like_another_one_only_where_its_stewards_let_others_copy_it(officers, calderdale, clapton):
    with in_federation():
        Circle.objects.filter(pk=clapton.id).update(features=["may-be-copied"])
    client = browser(officers.oskar)
    page = client.get("/open/").text
    assert f'value="{clapton.id}"' in page
    assert f'value="{calderdale.id}"' not in page
    said = {"name": "Garden Circle", "place": "Leeds", "slug": "garden", "recipe": "simple", "mode": "community"}
    said |= {"once": verbs.new_form(), "steward_name": "Pat Moss", "steward_email": "pat@garden.example"}
    assert client.post("/open/", said | {"copy_of": str(calderdale.id)}).status_code == 200  # the form again
    with in_console():
        assert not Run.objects.filter(kind="open").exists()
    assert client.post("/open/", said | {"copy_of": str(clapton.id)}).status_code == 302
    with in_console():
        assert Run.objects.get(kind="open").facts["copy_of"] == str(clapton.id)


def test_of_two_officers_who_rename_a_circle_the_second_is_told_that_its_name_changed(officers, calderdale):
    first, second = browser(officers.oskar), browser(officers.nadia)
    was = f"{calderdale.slug} {calderdale.name}"
    assert f'name="was" value="{was}"' in second.get("/circles/calderdale/rename/").text
    said = {"once": verbs.new_form(), "was": was, "name": "Upper Valley"}
    assert first.post("/circles/calderdale/rename/", said).status_code == 302
    with in_federation():  # as the run does
        Circle.objects.filter(pk=calderdale.id).update(name="Upper Valley")
        Run.objects.filter(kind="rename").update(state="done")
    said |= {"once": verbs.new_form(), "name": "Lower Valley"}
    assert "it is called Upper Valley now" in second.post("/circles/calderdale/rename/", said).text
    with in_console():
        assert Run.objects.filter(kind="rename").count() == 1


def test_a_run_is_watched_while_it_moves_and_not_for_the_month_it_waits(officers, things):
    client, address = browser(officers.sana), f"/runs/{things.run.pk}/"
    assert "every 2s" in client.get(address).text
    with in_console():
        Run.objects.update(due_at=now() + timedelta(days=30))
    assert "every 2s" not in client.get(address).text
    with in_console():
        Run.objects.update(state="done")
    assert "every 2s" not in client.get(f"{address}progress/").text


def test_an_application_is_decided_once_about_what_was_read(officers, things, django_capture_on_commit_callbacks):
    client, address = browser(officers.stella), f"/applications/{things.application.pk}"
    page = client.get(f"{address}/").text
    assert "Garden Circle" in page
    assert "pat@garden.example" in page
    seen = {"version": things.application.version}
    assert client.post(f"{address}/ask/", seen | {"words": "Who is insured?"})["Location"] == f"{address}/"
    late = client.post(f"{address}/approve/", seen | {"words": ""})
    assert late.status_code == 409
    with in_federation():
        Application.objects.update(state="sent")
        now_is = Application.objects.get()
    stale = client.post(f"{address}/refuse/", seen | {"words": "No."})
    assert (stale.status_code, now_is.state) == (409, "sent")
    done = client.post(f"{address}/approve/", {"version": now_is.version, "words": "Welcome."})
    assert done.status_code == 302
    other = browser(officers.nadia).post(f"{address}/refuse/", {"version": now_is.version, "words": "No."})
    assert other.status_code == 409
    with in_federation():
        assert Application.objects.get().state == "approved"
        assert Run.objects.filter(kind="go-live").count() == 1
    assert "Welcome." in client.get(f"{address}/").text


def test_an_appeal_is_looked_at_with_other_eyes(officers, things):
    address = f"/applications/{things.application.pk}"
    client = browser(officers.stella)
    client.post(f"{address}/refuse/", {"version": things.application.version, "words": "Too near to another."})
    with in_federation():
        Application.objects.update(state="appealed")
        version = Application.objects.get().version
    assert "somebody else has to look" in client.get(f"{address}/").text
    for verb in ("approve", "refuse"):
        assert client.get(f"{address}/{verb}/").url == f"{address}/", "nobody writes for nothing"
    assert client.post(f"{address}/approve/", {"version": version}).status_code == 403
    assert browser(officers.nadia).get(f"{address}/approve/").status_code == 200
    assert browser(officers.nadia).post(f"{address}/approve/", {"version": version}).status_code == 302


def test_drafts_are_their_writers_own_business(officers):
    with in_federation():
        draft = Application.objects.create(email="shy@garden.example", name="Shy Circle")
    client = browser(officers.nadia)
    assert client.get(f"/applications/{draft.pk}/").status_code == 404
    assert "Shy Circle" not in client.get("/applications/").text


def test_a_circle_moves_stage_by_a_run_and_only_when_its_checklist_is_met(officers, calderdale):
    with in_federation():
        standing.begin(calderdale.id, Standing.Stage.FORMING, by=SYSTEM)
    client = browser(officers.stella)
    form = {"stage": "open_hosted", "why": "Ready.", "once": verbs.new_form()}
    refused = client.post("/circles/calderdale/stage/", form)
    assert "A steward has signed" in refused.text
    tick = {"item": "open.insured", "done": "1"}
    assert client.post("/circles/calderdale/tick/", tick).status_code == 302
    assert client.post("/circles/calderdale/tick/", {"item": "open.privacy", "done": "1"}).status_code == 403
    assert client.post("/circles/calderdale/tick/", {"item": "no.such"}).status_code == 404
    with in_federation():
        Standing.objects.filter(circle_id=calderdale.id).update(stage="idea")  # an idea needs nothing to be given up
    form["stage"] = "closed"
    assert client.post("/circles/calderdale/stage/", form).status_code == 302
    with in_console():
        assert Run.objects.get().facts == {"stage": "closed", "why": "Ready."}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "Say how the circle is to be called"),
        ({"name": "Calderdale Care Circle", "slug": "calderdale"}, "Say how the circle is to be called"),
        ({"name": "The National Co-op"}, "name"),
        ({"slug": "clapton"}, "This web address is taken."),
        ({"slug": "garden"}, "This web address is taken."),
        ({"slug": "c1apton"}, "too easily mistaken"),
        ({"slug": "cald er"}, "single hyphens"),
        ({"slug": "www"}, "kept for the federation"),
    ],
)
def test_what_a_renaming_would_be_refused_for_is_said_on_its_page(asked, said, officers, things, calderdale):
    form = {"name": "", "slug": "", "once": verbs.new_form()} | asked
    answer = browser(officers.oskar).post("/circles/calderdale/rename/", form)
    assert answer.status_code == 200
    assert said in answer.text
    with in_console():
        assert not Run.objects.filter(kind="rename").exists()


def test_the_desk_gives_no_circle_the_name_people_know_another_one_by(officers, calderdale, clapton):
    with in_federation():
        Circle.objects.filter(pk=clapton.id).update(place="Clapton, London")
    form = {"name": "Clapton Care Circle", "slug": "", "once": verbs.new_form()}
    answer = browser(officers.oskar).post("/circles/calderdale/rename/", form)
    assert answer.status_code == 200
    assert answer.context["form"].errors["name"]
    with in_console():
        assert not Run.objects.filter(kind="rename").exists()


def test_a_second_closing_is_told_of_the_first_on_its_page_but_not_of_one_for_a_later_day(officers, calderdale):
    client = browser(officers.oskar)

    def close() -> int:
        form = {"days": "30", "reason": WHY, "typed": "calderdale", "once": verbs.new_form()}
        return client.post("/circles/calderdale/close/", form).status_code

    with in_console():
        runs.ask("close", by=SYSTEM, key="later", circle_id=calderdale.id, due_at=now() + timedelta(days=9))
    assert close() == 302
    assert close() == 409


def test_a_closed_circle_stays_in_its_stage(officers, calderdale):
    with in_federation():
        standing.begin(calderdale.id, Standing.Stage.CLOSED, by=SYSTEM)
        Circle.objects.filter(pk=calderdale.id).update(state="closed")
    answer = browser(officers.stella).get("/circles/calderdale/stage/")
    assert (answer.status_code, "stays in its stage" in answer.text) == (409, True)


def test_a_circle_is_opened_from_the_desk_once(officers):
    client, once = browser(officers.oskar), verbs.new_form()
    body = {"name": "Garden Circle", "place": "Leeds", "slug": "garden", "recipe": "simple", "once": once}
    body |= {"mode": "introductory", "steward_name": "Pat Moss", "steward_email": "pat@garden.example"}
    assert "taken" in client.post("/open/", body | {"slug": "calderdale"}).text
    assert "easily mistaken for “calderdale”" in client.post("/open/", body | {"slug": "ca1derdale"}).text
    namesake = {"name": "Calderdale Care Circle", "place": "Calderdale Care Circle valley"}
    assert client.post("/open/", body | namesake).status_code == 200
    for _again in range(2):
        assert client.post("/open/", body).status_code == 302
    with in_console():
        run = Run.objects.get(kind="open")
    assert run.facts["stewards"] == [{"name": "Pat Moss", "email": "pat@garden.example"}]
    assert run.facts["mode"] == "introductory"
    page = client.get(f"/runs/{run.pk}/").text
    assert "pat@garden.example" not in page


def test_everything_done_is_in_the_record_with_who_did_it(officers, things):
    client = browser(officers.oskar)
    client.post("/circles/calderdale/plan/", {"plan": "own", "from_on": str(today())})
    assert written() == [("plan", "own")]
    record = browser(officers.stella).get("/audit/?verb=did")
    assert "Oskar Lind" in record.text
    assert browser(officers.oskar).get("/audit/").status_code == 404
    assert appoint("nadia", hat="standards").may("audit")


def test_a_group_that_is_written_to_often_keeps_its_newest_links(officers, things):
    with in_console():
        sent = [new_link(things.application) for _letter in range(AT_ONCE + 2)]
    with in_federation():
        assert things.application.links.count() == AT_ONCE
        assert application_of(sent[-1])[0] == things.application


def test_what_an_officer_tries_without_the_right_is_not_there_and_is_in_the_record(officers, things, calderdale):
    sana = browser(officers.sana)
    assert sana.get("/circles/calderdale/close/").status_code == 404
    assert sana.post(f"/applications/{things.application.pk}/approve/", {"words": "Yes."}).status_code == 404
    assert sana.post("/circles/Not a circle/close/").status_code == 404  # no page at all, so nobody was turned away
    with in_console():
        tried = Entry.objects.filter(verb="tried").order_by("id")
        assert list(tried.values_list("by_id", "what", "circle_id", "subject")) == [
            (officers.sana.pk, "close", calderdale.id, ""),
            (officers.sana.pk, "approve", None, str(things.application.pk)),
        ]
    record = browser(officers.nadia).get("/audit/?verb=tried").text
    assert "Sana Mirza" in record
    assert "Tried, and may not" in record
    assert "Approve an application" in record


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_what_a_service_refuses_is_in_the_record_too_for_pages_and_programs_alike(officers, things, calderdale, accept):
    with in_federation():
        standing.begin(calderdale.id, Standing.Stage.FORMING, by=SYSTEM)
    tick = {"item": "open.privacy", "done": "1"}  # which is the stewards' to tick
    answer = browser(officers.stella).post("/circles/calderdale/tick/", tick, headers={"Accept": accept})
    assert answer.status_code == 403
    with in_console():
        [tried] = Entry.objects.filter(verb="tried", by_id=officers.stella.pk)
        assert (tried.what, tried.circle_id) == ("tick", calderdale.id)
        assert not Entry.objects.filter(verb="did", by_id=officers.stella.pk).exists()


def test_a_run_that_waits_for_its_day_says_which(officers, calderdale):
    with in_federation():
        runs.ask("close", by=SYSTEM, key="a close", circle_id=calderdale.id, due_at=now() + timedelta(days=30))
    page = browser(officers.oskar).get("/runs/").text
    assert re.search(r"Waits for \d+ [A-Z]\w+ 20\d\d", page)
    assert "Waiting for its turn" not in page.partition("<tbody")[2]
