"""What is done to circles by command is a run: it can be listed, looked at, tried again and called off."""

from datetime import timedelta

import pytest
from django.core import mail

from dev import doctor
from kernel.actors import SYSTEM
from kernel.time import now
from provisioning import circles, copying
from shared_apps.runs import services
from shared_apps.runs.models import Run
from tenants import directory
from tenants.context import in_federation
from tenants.models import Circle
from tests.provisioning.living import todmorden

__all__ = ["todmorden"]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(directory, "until_known", directory.forget)


def a_run(kind: str = "rename", **more) -> Run:
    with in_federation():
        circle = circles.find("todmorden")
        facts = {"key": f"a test {now()}", "circle_id": circle.pk, "subject": circle.slug, "wake": False} | more
        return services.ask(kind, by=SYSTEM, **facts)


def test_a_circle_is_renamed_and_its_run_is_on_the_list(say, todmorden):
    code, said = say("circle", "rename", "todmorden", "--name", "Upper Valley", "--address", "upper-valley")
    assert (code, "todmorden leads there still" in said) == (0, True)
    assert say("run", "list")[1].startswith("Nothing is under way")
    code, (run,) = say("run", "list", "--all", "--circle", "upper-valley", "--json")
    assert (code, run["kind"], run["state"], run["circle"]) == (0, "rename", "done", "upper-valley")
    code, shown = say("run", "show", run["id"])
    assert code == 0
    assert "register" in shown
    code, facts = say("run", "show", run["id"], "--json")
    assert [step["state"] for step in facts["steps"]] == ["done"] * 3


def test_renaming_to_nothing_or_to_what_is_had_ends_with_one(say, todmorden):
    assert say("circle", "rename", "todmorden", "--json")[1]["error"]["code"] == "no_name"
    code, said = say("circle", "rename", "todmorden", "--address", "clapton", "--json")
    assert (code, said["error"]["code"]) == (1, "stopped")
    assert "taken" in said["error"]["sentence"]


def test_a_run_that_stopped_is_tried_again_where_it_stopped(say, todmorden, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("provisioning.chronicle.note", lambda *args: 1 / 0)
        code, said = say("circle", "rename", "todmorden", "--name", "Upper Valley")
    assert code == 1
    (run,) = say("run", "list", "--json")[1]
    assert f"coopbox run retry {run['id']}" in said
    assert (run["state"], run["step"]) == ("stopped", "journal")
    assert say("run", "retry", run["id"]) == (0, "It is done.\n")
    code, said = say("run", "retry", run["id"], "--json")
    assert (code, said["error"]["code"]) == (1, "not_stopped")


def test_the_doctor_points_at_what_has_stopped(say, todmorden, tmp_path):
    healthy = doctor.Patient(tmp_path, 8000, database_answers=True)
    assert doctor.runs(healthy).state == doctor.OK
    say("circle", "rename", "todmorden", "--address", "clapton")
    found = doctor.runs(healthy)
    assert (found.state, found.sentence) == (doctor.WARN, "Stopped on the way: 1.")
    assert "coopbox run list" in found.do
    assert "Unknown" in doctor.runs(doctor.Patient(tmp_path, 8000)).sentence


def test_what_a_dead_process_left_in_the_middle_is_taken_up_by_retry(say, todmorden):
    run = a_run(facts={"name": "Upper Valley"})
    with in_federation():
        Run.objects.filter(pk=run.pk).update(state=Run.State.RUNNING, held_until=now() + timedelta(minutes=2))
    assert say("run", "retry", str(run.pk)) == (0, "It is done.\n")


def test_a_run_is_called_off_before_it_begins_and_not_after(say, todmorden):
    run = a_run(facts={"name": "Upper Valley"})
    assert say("run", "cancel", str(run.pk))[0] == 0
    assert circles.find("todmorden").name == "Todmorden Care Circle"
    say("circle", "rename", "todmorden", "--name", "Upper Valley")
    (done, _) = say("run", "list", "--all", "--json")[1]
    code, said = say("run", "cancel", done["id"], "--json")
    assert (code, said["error"]["code"]) == (1, "has_begun")


@pytest.mark.parametrize("verb", ["show", "retry", "cancel"])
def test_a_run_that_is_not_there_is_named_in_a_sentence(say, verb):
    for number in ("nonsense", "01a2029e-1f65-7254-bbf4-1f266c8ad8ce"):
        code, said = say("run", verb, number)
        assert code == 1
        assert said.startswith(f"There is no run “{number}” here.")


def test_a_circle_that_is_open_is_not_recovered_and_no_run_is_left_lying_about(say, todmorden):
    code, said = say("circle", "recover", "todmorden")
    assert (code, said) == (1, "This circle is not closing.\n")
    with in_federation():
        assert not Run.objects.filter(kind="recover").exists()


def test_a_circle_closes_with_notice_and_is_recovered(say, todmorden):
    code, said = say("circle", "close", "todmorden", "--yes", "--days", "7")
    assert code == 0
    when = f"{now() + timedelta(days=7):%d %B %Y}"
    assert said.startswith(
        f"Todmorden Care Circle is closing: it can be read, and not changed.\nIt is locked away on {when} at "
    )
    assert said.endswith(" UTC. Until then `coopbox circle recover todmorden` brings it back.\n")
    assert len(mail.outbox) == 2
    (run,) = say("run", "list", "--json")[1]
    assert (run["kind"], run["state"], run["step"]) == ("close", "waiting", "wait")
    code, again = say("circle", "close", "todmorden", "--yes", "--json")
    assert (code, again["error"]["code"]) == (1, "stopped")
    code, back = say("circle", "recover", "todmorden", "--json")
    assert (code, back["state"]) == (0, "open")


def test_a_closed_circle_is_listed_while_it_is_kept_and_brought_back(say, todmorden):
    code, closed = say("circle", "close", "todmorden", "--yes", "--days", "0", "--json")
    assert (code, closed["state"]) == (0, "closed")
    assert [circle["slug"] for circle in say("circle", "list", "--closed", "--json")[1]] == ["todmorden"]
    assert "todmorden" not in [circle["slug"] for circle in say("circle", "list", "--json")[1]]
    assert say("circle", "recover", "todmorden")[0] == 0
    assert "todmorden" in [circle["slug"] for circle in say("circle", "list", "--json")[1]]
    assert say("circle", "list", "--closed") == (0, "No closed circle is kept.\n")


def test_whoever_closes_a_circle_at_once_is_told_when_what_it_kept_is_removed(say, todmorden, settings):
    code, said = say("circle", "close", "todmorden", "--yes", "--days", "0")
    when = f"{now() + settings.TRASH_KEPT:%d %B %Y}"
    assert code == 0
    assert said.startswith(
        f"Todmorden Care Circle is closed, and nobody gets in.\nWhat it kept is removed for good on {when} at "
    )
    assert said.endswith(" UTC. Until then `coopbox circle recover todmorden` brings it back.\n")


def test_a_notice_nobody_could_give_is_refused(say, todmorden):
    for days in ("-1", "4000"):
        code, said = say("circle", "close", "todmorden", "--yes", "--days", days, "--json")
        assert (code, "whole days" in said["error"]["sentence"]) == (1, True)
    assert say("circle", "close", "todmorden", "--days", "soon")[0] == 2


def test_a_sandbox_goes_live_by_command(say, todmorden):
    assert say("circle", "open", "heptonstall", "--sandbox", "--steward", "cora@tod.example")[0] == 0
    assert circles.find("heptonstall").is_sandbox
    assert say("circle", "go-live", "heptonstall")[0] == 0
    assert not circles.find("heptonstall").is_sandbox


def test_a_circle_is_opened_like_another_one_that_allows_it(say, todmorden):
    code, said = say("circle", "open", "heptonstall", "--like", "todmorden", "--json")
    assert (code, said["error"]["code"]) == (1, "not_to_be_copied")
    rows = Circle.objects.using("owner").filter(slug="todmorden")
    rows.update(features=[copying.MAY_BE_COPIED], about="We mend things together.")
    assert say("circle", "open", "heptonstall", "--like", "todmorden")[0] == 0
    assert circles.find("heptonstall").about == "We mend things together."
    rows.update(about="We sing, too.")
    assert say("circle", "clone", "heptonstall", "--from", "todmorden")[0] == 0
    assert circles.find("heptonstall").about == "We sing, too."


def test_a_stage_needs_its_checklist(say, todmorden):
    code, said = say("circle", "stage", "todmorden", "open_hosted", "--why", "Ready.")
    assert code == 1
    assert "not done yet" in said
    assert say("circle", "stage", "todmorden", "forming", "--why", "It is.")[0] == 0
    assert say("circle", "stage", "todmorden")[0] == 2


def test_a_stage_there_is_not_is_refused_before_a_run_is_made_and_the_stages_are_named(say, todmorden):
    with in_federation():
        before = Run.objects.count()
    code, said = say("circle", "stage", "todmorden", "nosuchstage", "--why", "Ready.")
    assert code == 1
    assert "“nosuchstage” is no stage of a circle's life" in said
    assert "forming, open_hosted, open_society, closing, closed" in said
    with in_federation():
        assert Run.objects.count() == before


def test_an_opening_that_stopped_goes_on_with_the_same_command_and_not_with_another(say, todmorden, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("provisioning.recipes.cook", lambda *args, **kwargs: 1 / 0)
        assert say("circle", "open", "heptonstall", "--name", "Heptonstall")[0] == 1
    code, said = say("circle", "open", "heptonstall", "--name", "Others", "--json")
    assert (code, said["error"]["code"]) == (1, "unfinished")
    assert say("circle", "open", "heptonstall", "--name", "Heptonstall")[0] == 0
    with in_federation():
        assert Run.objects.filter(kind="open").count() == 1


def test_an_opening_that_was_given_up_leaves_its_address_to_others(say, todmorden, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("provisioning.recipes.cook", lambda *args, **kwargs: 1 / 0)
        say("circle", "open", "heptonstall", "--name", "Heptonstall")
    (begun,) = say("run", "list", "--json")[1]
    assert say("circle", "close", "heptonstall", "--yes") == (0, "Heptonstall is closed.\n")
    assert not mail.outbox
    code, said = say("run", "retry", begun["id"])
    assert (code, "closed meanwhile" in said) == (1, True)
