"""What a team does together: for those who are in it, and nobody else."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kernel import answers
from kernel.actors import OnBehalf
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.entry.services import make_token
from tenant_apps.helping.models import Authority
from tenant_apps.journal.models import Entry
from tenant_apps.journal.services import deliver_due
from tenant_apps.people.models import today
from tenant_apps.privacy.models import AccessEvent
from tenant_apps.privacy.services import choose_audience
from tenant_apps.profiles import services as profiles
from tenant_apps.profiles.questions import MATTERS
from tenant_apps.rights.answering import all_known
from tenant_apps.teams.models import (
    AgreementYes,
    CheckIn,
    Decision,
    Document,
    Meeting,
    Place,
    Review,
    ReviewWords,
    Session,
    Team,
    TeamTask,
)
from tenant_apps.teams.readiness import Facts, facts_of, signs, signs_of
from tenant_apps.teams.services import agreements, documents, hats, meetings, reviews, tasks
from tenant_apps.teams.waiting import waiting_for
from tenants.context import circle_context, in_circle

pytestmark = pytest.mark.django_db
PAGES = ("readiness", "hats", "hats/ask", "tasks", "check-ins", "meetings", "documents", "agreements",
         "reviews", "sheet")  # fmt: skip


def pdf(words=b"SECRET WORDS"):
    return SimpleUploadedFile("plan.pdf", b"%PDF-1.7\n" + words + b"\n%%EOF\n", content_type="application/pdf")


# --- who may come in --------------------------------------------------------------------------------------------------


def test_members_and_the_owner_see_every_page_and_a_stranger_a_stand_in_and_a_steward_none(
    iris_team, cast, browser_of, calderdale, adah_acts
):
    with in_circle(calderdale):
        Team.objects.filter(pk=iris_team.pk).update(starter=None)
    browsers = {name: browser_of(calderdale, getattr(cast, name)) for name in ("iris", "sol", "fin", "otto", "cora")}
    for page in PAGES:
        at = f"/team/{iris_team.pk}/{page}/"
        for name, browser in browsers.items():
            assert browser.get(at).status_code == (200 if name in ("iris", "sol") else 404), (name, page)
        assert adah_acts.get(at).status_code == 200, page


def test_the_names_of_the_team_are_known_to_those_in_it_and_to_who_acts_for_iris(
    iris_team, cast, browser_of, calderdale, adah_acts
):
    with in_circle(calderdale):
        meetings.check_in(iris_team, "well", "Fine so far.", by=cast.sol)
    for browser in (browser_of(calderdale, cast.june), browser_of(calderdale, cast.iris), adah_acts):
        page = browser.get(f"/team/{iris_team.pk}/check-ins/").text
        assert cast.sol.called in page
        assert "Fine so far." in page


def test_whoever_leaves_is_out_with_the_next_request_and_a_place_ends_all(iris_team, cast, browser_of, calderdale):
    sol = browser_of(calderdale, cast.sol)
    assert sol.get(f"/team/{iris_team.pk}/tasks/").status_code == 200
    with in_circle(calderdale):
        Place.objects.filter(team=iris_team, person=cast.sol).update(ended_at=now(), ended_how="left")
        with pytest.raises(NotAllowed):
            tasks.add_task(iris_team, "Shop", by=cast.sol)
    assert sol.get(f"/team/{iris_team.pk}/tasks/").status_code == 404
    assert sol.post(f"/team/{iris_team.pk}/tasks/", {"what": "Shop"}).status_code == 404


def test_a_team_that_ended_or_whose_owner_died_is_kept_as_it_was(here, iris_team, cast):
    task = tasks.add_task(iris_team, "Shop", by=cast.sol)
    Team.objects.filter(pk=iris_team.pk).update(frozen_at=now(), frozen_why="capacity")
    tasks.add_task(iris_team, "Cook", by=cast.sol)  # care goes on
    Team.objects.filter(pk=iris_team.pk).update(frozen_why="died")
    for change in (
        lambda: tasks.finish_task(task, by=cast.sol),
        lambda: meetings.check_in(iris_team, "well", by=cast.sol),
        lambda: hats.ask_hat(iris_team, cast.sol, "rota_holder", by=cast.sol),
    ):
        with pytest.raises(Conflict) as refused:
            change()
        assert refused.value.code == "team_rests"


# --- tasks ------------------------------------------------------------------------------------------------------------


def test_a_task_is_added_given_done_once_and_not_done_after_all(here, iris_team, cast):
    task = tasks.add_task(iris_team, "Shop for Sunday", who=cast.june, due_on=today(), by=cast.sol)
    assert tasks.finish_task(task, by=cast.june).done_by == cast.june
    first = TeamTask.objects.get(pk=task.pk).done_at
    assert tasks.finish_task(task, by=cast.sol).done_at == first
    with pytest.raises(Conflict):
        tasks.drop_task(task, by=cast.sol)
    assert tasks.reopen_task(task, by=cast.iris).is_open
    tasks.drop_task(task, by=cast.iris)
    with pytest.raises(Conflict):
        tasks.finish_task(task, by=cast.iris)
    for somebody in (cast.otto, cast.fin):
        with pytest.raises(NotAllowed):
            tasks.finish_task(task, by=somebody)
    with pytest.raises(Conflict):
        tasks.add_task(iris_team, "Shop", who=cast.otto, by=cast.sol)


def test_whoever_is_given_a_task_is_written_to_without_a_word_of_it(iris_team, cast, calderdale, mailoutbox):
    with in_circle(calderdale):
        tasks.add_task(iris_team, "Shop for Sunday", who=cast.june, by=cast.sol)
        tasks.add_task(iris_team, "Shop for Monday", who=cast.sol, by=cast.sol)
    with circle_context(calderdale):
        deliver_due()
    (letter,) = [mail for mail in mailoutbox if "asked to do something" in mail.body]
    assert letter.to == [cast.june.email]
    assert "Sunday" not in letter.subject + letter.body


def test_what_is_to_be_done_is_locked_for_iris_and_not_in_the_journal(here, iris_team, cast):
    from django.db import connection

    task = tasks.add_task(iris_team, "Fetch the insulin", by=cast.sol)
    with connection.cursor() as cursor:
        cursor.execute("SELECT what FROM teams_teamtask WHERE id = %s", [task.pk])
        assert b"insulin" not in bytes(cursor.fetchone()[0])
    assert "insulin" not in str(Entry.objects.get(event="teams.TaskAdded", payload__task_id=str(task.pk)).payload)


def test_tasks_on_the_page_and_what_was_typed_stays_when_it_is_refused(iris_team, cast, browser_of, calderdale):
    at, sol = f"/team/{iris_team.pk}/tasks/", browser_of(calderdale, cast.sol)
    wrong = sol.post(at, {"what": "Water the fern", "due_on": "2026-01-01"})
    assert wrong.status_code == 422
    assert "Water the fern" in wrong.text
    assert sol.post(at, {"what": " "}).status_code == 422
    assert sol.post(at, {"what": "Shop", "who": str(cast.otto.pk)}).status_code == 422
    assert sol.post(at, {"what": "Water the fern", "who": str(cast.iris.pk)}).status_code == 302
    with in_circle(calderdale):
        task = TeamTask.objects.get(team=iris_team)
    assert browser_of(calderdale, cast.iris).post(f"{at}{task.pk}/", {"do": "done"}).status_code == 302
    assert "Not done after all" in sol.get(at).text
    assert browser_of(calderdale, cast.otto).post(f"{at}{task.pk}/", {"do": "again"}).status_code == 404


def test_a_task_is_put_right_by_anybody_of_the_team_and_whoever_is_newly_asked_is_told(
    iris_team, cast, browser_of, calderdale, mailoutbox
):
    at, sol = f"/team/{iris_team.pk}/tasks/", browser_of(calderdale, cast.sol)
    with in_circle(calderdale):
        day = (today() + timedelta(days=3)).isoformat()
    sol.post(at, {"what": "Water the fren", "due_on": day})
    with in_circle(calderdale):
        task = TeamTask.objects.get(team=iris_team)
    change = f"{at}{task.pk}/correct/"
    assert change in sol.get(at).text
    assert "Water the fren" in sol.get(change).text
    june = browser_of(calderdale, cast.june)
    for wrong in ({"what": " "}, {"what": "Water", "due_on": "2026-01-01"}, {"what": "x", "who": str(cast.otto.pk)}):
        assert june.post(change, wrong).status_code == 422
    for _twice in range(2):
        said = {"what": "Water the fern", "who": str(cast.sol.pk), "due_on": day}
        assert june.post(change, said).status_code == 302
    with in_circle(calderdale):
        task.refresh_from_db()
        assert (task.what, task.who) == ("Water the fern", cast.sol)
        assert Entry.objects.filter(event="teams.TaskChanged").count() == 1
    with circle_context(calderdale):
        deliver_due()
    (letter,) = [mail for mail in mailoutbox if "asked to do something" in mail.body]
    assert letter.to == [cast.sol.email]
    assert "fern" not in letter.subject + letter.body
    for stranger in (cast.otto, cast.fin, cast.cora):
        assert browser_of(calderdale, stranger).post(change, {"what": "Gone"}).status_code == 404
    sol.post(f"{at}{task.pk}/", {"do": "done"})
    assert june.get(change).status_code == 404
    with in_circle(calderdale), pytest.raises(Conflict):
        tasks.change_task(task, "Water it twice", who=None, due_on=None, by=cast.june)


def test_a_day_that_is_past_may_stay_when_the_words_are_put_right(here, iris_team, cast):
    task = tasks.add_task(iris_team, "Shop", due_on=today(), by=cast.sol)
    TeamTask.objects.filter(pk=task.pk).update(due_on=today() - timedelta(days=2))
    late = TeamTask.objects.get(pk=task.pk)
    assert tasks.change_task(late, "Shop for Sunday", who=None, due_on=late.due_on, by=cast.june).is_late
    with pytest.raises(RuleBroken):
        tasks.change_task(late, "Shop", who=None, due_on=today() - timedelta(days=1), by=cast.june)


def test_many_tasks_and_words_take_no_more_questions_than_few(
    iris_team, cast, browser_of, calderdale, django_assert_max_num_queries
):
    with in_circle(calderdale):
        for number in range(12):
            tasks.add_task(iris_team, f"Task {number}", who=(cast.sol, cast.june, cast.adah)[number % 3], by=cast.sol)
            meetings.check_in(iris_team, "well", "Fine", by=(cast.sol, cast.june)[number % 2])
    june = browser_of(calderdale, cast.june)
    june.get("/home/")
    with django_assert_max_num_queries(15):
        june.get(f"/team/{iris_team.pk}/tasks/")
    with django_assert_max_num_queries(36):
        june.get(f"/team/{iris_team.pk}/")


# --- how it is going, and meetings ------------------------------------------------------------------------------------


def test_iris_says_it_herself_or_adah_for_her_and_both_names_stand_there(iris_team, cast, adah_acts, calderdale):
    at = f"/team/{iris_team.pk}/check-ins/"
    assert adah_acts.post(at, {"going": "well", "words": "She laughs again."}).status_code == 302
    assert adah_acts.post(at, {"going": "splendid"}).status_code == 422
    with in_circle(calderdale):
        said = CheckIn.objects.get(team=iris_team)
        assert (said.person, said.written_by) == (cast.iris, cast.adah)
    assert f"written by {cast.adah.called}" in adah_acts.get(at).text


def test_everybody_is_asked_how_it_goes_once_a_day_and_the_letter_names_nobody(iris_team, cast, calderdale, mailoutbox):
    with in_circle(calderdale):
        meetings.ask_how_it_goes(iris_team, by=cast.sol)
        with pytest.raises(Conflict):
            meetings.ask_how_it_goes(iris_team, by=cast.june)
    with circle_context(calderdale):
        deliver_due()
    assert {mail.to[0] for mail in mailoutbox} == {cast.iris.email, cast.adah.email, cast.june.email}
    assert not any("Iris" in mail.subject + mail.body for mail in mailoutbox)


def test_a_meeting_is_called_in_the_circles_time_noted_and_not_overwritten(iris_team, cast, browser_of, calderdale):
    at, sol = f"/team/{iris_team.pk}/meetings/", browser_of(calderdale, cast.sol)
    with in_circle(calderdale):
        day = today() + timedelta(days=200)  # summer time, from a winter's day
        far = today() + timedelta(days=900)
    assert sol.post(at, {"day": str(day), "at": "14:30", "place": "Kitchen"}).status_code == 302
    assert sol.post(at, {"day": str(far), "at": "14:30"}).status_code == 422
    with in_circle(calderdale):
        meeting = Meeting.objects.get(team=iris_team)
    assert "14:30" in sol.get(f"{at}{meeting.pk}/").text
    assert sol.post(f"{at}{meeting.pk}/decide/", {"what": "Tea", "review_on": str(day)}).status_code == 422
    with in_circle(calderdale):
        Meeting.objects.filter(pk=meeting.pk).update(at=now() - timedelta(hours=1))
    sent = {"there": [str(cast.sol.pk), str(cast.iris.pk)], "notes": "We want a shorter rota.", "seen": "0"}
    assert sol.post(f"{at}{meeting.pk}/", sent).status_code == 302
    late = browser_of(calderdale, cast.june).post(f"{at}{meeting.pk}/", {**sent, "notes": "Other words"})
    assert late.status_code == 422
    assert "Other words" in late.text
    page = sol.get(f"{at}{meeting.pk}/").text
    assert "We want a shorter rota." in page
    assert sol.post(f"{at}{meeting.pk}/cancel/").status_code == 409


def test_a_time_that_does_not_come_on_the_night_the_clocks_change_gets_a_sentence(
    iris_team, cast, browser_of, calderdale
):
    at, sol = f"/team/{iris_team.pk}/meetings/", browser_of(calderdale, cast.sol)
    with in_circle(calderdale):
        march = next(day for n in range(1, 500) if (day := today() + timedelta(days=n)).month == 3 and day.day == 31)
    spring = march - timedelta(days=(march.weekday() + 1) % 7)  # the last Sunday of March
    autumn = date(spring.year, 10, 31) - timedelta(days=(date(spring.year, 10, 31).weekday() + 1) % 7)
    refused = sol.post(at, {"day": str(spring), "at": "01:30", "place": "By the stove"})
    assert refused.status_code == 422
    assert "the clocks go forward" in refused.text
    assert "By the stove" in refused.text
    assert sol.post(at, {"day": str(spring), "at": "03:30"}).status_code == 302
    assert sol.post(at, {"day": str(autumn), "at": "01:30"}).status_code == 302  # twice that night: the first is meant
    with in_circle(calderdale):
        found = sorted(f"{each.at:%H:%M}" for each in Meeting.objects.filter(team=iris_team))
    assert found == ["00:30", "02:30"]


def test_a_decision_is_looked_at_again_and_its_day_is_never_empty(here, iris_team, cast):
    met = meetings.call_meeting(iris_team, now() - timedelta(hours=2), by=cast.sol)
    for wrong in (today(), today() + timedelta(days=400)):
        with pytest.raises(RuleBroken):
            meetings.note_decision(met, "Walk on Mondays", wrong, by=cast.sol)
    decision = meetings.note_decision(met, "Walk on Mondays", today() + timedelta(days=30), by=cast.sol)
    Decision.objects.filter(pk=decision.pk).update(review_on=today())
    assert Decision.objects.get(pk=decision.pk).is_due
    with pytest.raises(RuleBroken):
        meetings.look_at_decision(decision, goes_on=True, by=cast.june)
    later = today() + timedelta(days=90)
    assert not meetings.look_at_decision(decision, goes_on=True, review_on=later, by=cast.june).is_due
    meetings.look_at_decision(decision, goes_on=False, by=cast.iris)
    with pytest.raises(Conflict):
        meetings.look_at_decision(decision, goes_on=False, by=cast.iris)


# --- papers and agreements --------------------------------------------------------------------------------------------


def test_a_paper_is_locked_opened_by_the_team_written_down_and_taken_away(iris_team, cast, browser_of, calderdale):
    at, sol = f"/team/{iris_team.pk}/documents/", browser_of(calderdale, cast.sol)
    junk = SimpleUploadedFile("plan.pdf", b"MZ not a paper", content_type="application/pdf")
    assert sol.post(at, {"paper": junk}).status_code == 422
    assert sol.post(at, {"paper": pdf(), "called": "Care plan"}).status_code == 302
    with in_circle(calderdale):
        paper = Document.objects.get(team=iris_team)
        assert paper.called == "Care plan"
    answer = browser_of(calderdale, cast.june).get(f"{at}{paper.pk}/")
    assert b"SECRET WORDS" in answer.content
    assert answer["Content-Disposition"].startswith("attachment")
    for name in ("fin", "otto", "cora"):
        assert browser_of(calderdale, getattr(cast, name)).get(f"{at}{paper.pk}/").status_code == 404
    assert browser_of(calderdale, cast.june).post(f"{at}{paper.pk}/remove/").status_code == 403
    assert browser_of(calderdale, cast.iris).post(f"{at}{paper.pk}/remove/").status_code == 302
    with in_circle(calderdale):
        assert Entry.objects.get(event="teams.DocumentOpened").actor_id == cast.june.pk
        look = AccessEvent.objects.get(subject_id=cast.iris.pk, sections__contains=["teams.papers"])
        assert look.actor_id == cast.june.pk  # Iris reads who looked
        assert not Document.objects.filter(team=iris_team).exists()


def test_an_agreement_asks_each_and_a_new_wording_asks_again(here, iris_team, cast):
    agreement = agreements.make_agreement(iris_team, "When to call", "Call before nine.", by=cast.sol)
    first = agreement.versions.get()
    agreements.answer_agreement(first, yes=True, by=cast.june)
    agreements.answer_agreement(first, yes=True, by=cast.june)
    assert AgreementYes.objects.filter(version=first, is_yes=True).count() == 2
    assert agreements.write_anew(agreement, "Call before nine.", seen=1, by=cast.june) == first
    second = agreements.write_anew(agreement, "Call before eight.", seen=1, by=cast.june)
    with pytest.raises(Conflict):
        agreements.write_anew(agreement, "Call before ten.", seen=1, by=cast.sol)
    with pytest.raises(Conflict):
        agreements.answer_agreement(first, yes=True, by=cast.iris)
    assert list(second.yeses.values_list("person", flat=True)) == [cast.june.pk]
    agreements.answer_agreement(second, yes=False, by=cast.iris)
    assert agreements.answer_agreement(second, yes=True, by=cast.iris).is_yes
    with pytest.raises(NotAllowed):
        agreements.end_agreement(agreement, by=cast.sol)
    agreements.end_agreement(agreement, by=cast.iris)


def test_the_page_says_who_said_yes_and_who_was_not_heard_yet(iris_team, cast, browser_of, calderdale):
    at = f"/team/{iris_team.pk}/agreements/"
    sol = browser_of(calderdale, cast.sol)
    assert sol.post(at, {"title": "Keys", "words": "The key is with June."}).status_code == 302
    page = browser_of(calderdale, cast.iris).get(at).text
    assert "The key is with June." in page
    assert "Not answered yet:" in page
    assert "Waits for your answer" in browser_of(calderdale, cast.june).get(f"/team/{iris_team.pk}/").text
    with in_circle(calderdale):
        agreement = iris_team.agreements.get()
    wrong = sol.post(f"{at}{agreement.pk}/", {"words": "With Adah.", "seen": "0"})
    assert wrong.status_code == 422
    assert "With Adah." in wrong.text


# --- reviews ----------------------------------------------------------------------------------------------------------


def met(team, person, times, *, by=None):
    for days in range(times):
        reviews.note_session(team, person, today() - timedelta(days=days), by=by or person)


def test_after_the_third_the_eighth_and_the_twelfth_time_both_are_asked(here, iris_team, cast):
    met(iris_team, cast.sol, 2)
    assert not Review.objects.filter(team=iris_team).exists()
    met(iris_team, cast.sol, 14)
    met(iris_team, cast.sol, 14)  # noted twice is noted once
    assert list(Review.objects.filter(team=iris_team).order_by("after").values_list("after", flat=True)) == [3, 8, 12]
    with pytest.raises(NotAllowed):
        reviews.note_session(iris_team, cast.sol, today(), by=cast.june)
    for somebody in (cast.iris, cast.otto, cast.fin):
        with pytest.raises(RuleBroken):
            reviews.note_session(iris_team, somebody, today(), by=cast.iris)
    with pytest.raises(RuleBroken):
        reviews.note_session(iris_team, cast.sol, today() + timedelta(days=1), by=cast.sol)
    reviews.take_session_back(Session.objects.filter(team=iris_team).first(), by=cast.sol)
    assert Session.objects.filter(team=iris_team).count() == 13


def test_a_review_is_between_the_two_until_both_let_the_team_read_it(iris_team, cast, browser_of, calderdale):
    with in_circle(calderdale):
        met(iris_team, cast.sol, 3, by=cast.iris)
        review = Review.objects.get(team=iris_team)
    at = f"/team/{iris_team.pk}/reviews/{review.pk}/"
    iris, sol, june = (browser_of(calderdale, getattr(cast, name)) for name in ("iris", "sol", "june"))
    assert june.get(at).status_code == 404
    assert june.post(at, {"going_on": "stop"}).status_code == 404
    assert sol.post(at, {"good": "We laugh."}).status_code == 422
    assert sol.post(at, {"good": "We laugh.", "going_on": "go_on", "is_shared": "on"}).status_code == 302
    assert "We laugh." not in iris.get(at).text  # not before she wrote herself
    assert iris.post(at, {"change": "Come later.", "going_on": "change"}).status_code == 302
    assert "We laugh." in iris.get(at).text
    assert "Come later." in sol.get(at).text
    assert june.get(at).status_code == 404  # only one of them shares it
    assert iris.post(at, {"change": "Come later.", "going_on": "change", "is_shared": "on"}).status_code == 302
    assert "Come later." in june.get(at).text


def test_adah_writes_for_iris_of_sol_and_not_of_herself(here, iris_team, cast, adah_acts):
    authority = Authority.objects.get(person=cast.iris, helper=cast.adah)
    acting = OnBehalf(cast.adah, cast.iris.pk, authority.pk)
    met(iris_team, cast.sol, 3)
    met(iris_team, cast.adah, 3)
    sols, adahs = (Review.objects.get(team=iris_team, member=each) for each in (cast.sol, cast.adah))
    words = reviews.write_review(sols, going_on="go_on", by=acting)
    assert (words.side, words.written_by) == (ReviewWords.Side.OWNER, cast.adah)
    with pytest.raises(NotAllowed):
        reviews.write_review(adahs, going_on="go_on", by=acting)
    with pytest.raises(NotAllowed):
        reviews.write_review(sols, going_on="go_on", by=cast.june)


def test_what_waits_for_each_is_known_in_one_question_and_goes_when_it_is_answered(
    here, iris_team, cast, django_assert_max_num_queries
):
    hat = hats.ask_hat(iris_team, cast.june, "chat_admin", by=cast.sol)
    hats.agree_to_hat(hats.ask_hat(iris_team, cast.adah, "back_up", by=cast.adah), yes=True, by=cast.iris)
    agreement = agreements.make_agreement(iris_team, "Keys", "June has the key.", by=cast.sol)
    met(iris_team, cast.sol, 3)

    def pages(person):
        return [each.at.split("/")[3] for each in waiting_for(person) if str(iris_team.pk) in each.at]

    assert pages(cast.iris) == ["hats", "agreements", "reviews"]
    assert pages(cast.sol) == ["reviews"]
    assert pages(cast.june) == ["hats", "agreements"]
    assert pages(cast.fin) == pages(cast.otto) == []
    hats.answer_hat(hat, yes=True, by=cast.june)
    agreements.answer_agreement(agreement.versions.get(), yes=False, by=cast.june)
    assert pages(cast.june) == []
    agreements.write_anew(agreement, "Adah has the key.", seen=1, by=cast.adah)
    assert pages(cast.june) == pages(cast.sol)[:1] == ["agreements"]
    with django_assert_max_num_queries(1):
        waiting_for(cast.iris)


def test_what_waits_stands_on_the_first_page(iris_team, cast, browser_of, calderdale):
    with in_circle(calderdale):
        hats.ask_hat(iris_team, cast.june, "chat_admin", by=cast.sol)
    said, at = "whether you will do something for a team", f"/team/{iris_team.pk}/hats/"
    page = browser_of(calderdale, cast.june).get("/home/").text
    assert said in page
    assert at in page
    assert said not in browser_of(calderdale, cast.sol).get("/home/").text


# --- whether it can stand on its own ----------------------------------------------------------------------------------


def test_the_six_signs_follow_from_what_is_known():
    owner, others = uuid7(), [uuid7() for _ in range(3)]
    at, everybody = now(), frozenset([owner, *others])
    none = {sign.code: sign for sign in signs(Facts(owner, frozenset([owner])), at)}
    assert not any(sign.is_there for sign in none.values())
    assert str(none["people"].missing) == "3 more people are needed."
    all_of_it = Facts(
        owner=owner,
        people=everybody,
        worn={"rota_holder", "profile_holder", "safeguarding_lead", "back_up"},
        agreed=(frozenset([owner]), everybody),
        met_at=at - timedelta(days=28),
        owner_said="well",
        owner_said_at=at - timedelta(weeks=8),
    )
    assert all(sign.is_there for sign in signs(all_of_it, at))
    later = {sign.code: sign.is_there for sign in signs(all_of_it, at + timedelta(seconds=1))}
    assert (later["met"], later["goes_well"], later["people"]) == (False, False, True)


def test_a_team_grows_sign_by_sign_and_its_starter_sees_them_and_nothing_else(
    iris_team, cast, browser_of, calderdale, django_assert_max_num_queries
):
    with in_circle(calderdale):
        for kind in ("rota_holder", "profile_holder", "safeguarding_lead", "back_up"):
            hats.answer_hat(hats.ask_hat(iris_team, cast.sol, kind, by=cast.iris), yes=True, by=cast.sol)
        agreement = agreements.make_agreement(iris_team, "Keys", "June has the key.", by=cast.june)
        for somebody in (cast.iris, cast.sol, cast.adah):
            agreements.answer_agreement(agreement.versions.get(), yes=True, by=somebody)
        meetings.check_in(iris_team, "mixed", "The mornings are hard.", by=cast.iris)
        assert [sign.code for sign in signs_of(iris_team) if not sign.is_there] == ["goes_well"]
        with django_assert_max_num_queries(8):
            facts_of(iris_team)
    cora, at = browser_of(calderdale, cast.cora), f"/team/{iris_team.pk}/"
    page = cora.get(f"{at}readiness/")
    assert page.status_code == 200
    assert "something is hard" in page.text
    assert "mornings" not in page.text
    assert "To be done" not in cora.get(at).text
    with in_circle(calderdale):
        Team.objects.filter(pk=iris_team.pk).update(stepped_back_at=now())
    assert cora.get(f"{at}readiness/").status_code == 404


# --- on paper, and for programs ---------------------------------------------------------------------------------------


def test_the_sheet_says_who_is_who_what_matters_and_only_what_the_reader_may_see(
    iris_team, cast, browser_of, calderdale
):
    with in_circle(calderdale):
        type(cast.sol).objects.filter(pk=cast.sol.pk).update(phone="01632 960 777")
        said = {"words": {"words": "My garden."}}
        number = profiles.keep_answer(cast.iris, MATTERS, said, seen=0, by=cast.iris).number
        profiles.show_answers(cast.iris, {MATTERS: number}, by=cast.iris)
        hats.answer_hat(hats.ask_hat(iris_team, cast.june, "rota_holder", by=cast.iris), yes=True, by=cast.june)
    at, june = f"/team/{iris_team.pk}/sheet/", browser_of(calderdale, cast.june)
    for page in (june.get(at).text, june.get(f"{at}?look=large").text):
        for words in (cast.sol.called, "Shopping on Fridays", "01632 960 777", "My garden.", "Keeps the rota"):
            assert words in page
        assert cast.fin.called not in page
    assert june.get(f"{at}?look=odd").status_code == 404
    with in_circle(calderdale):
        choose_audience(cast.sol, "people.contact", 0, by=cast.sol)
    assert "01632 960 777" not in june.get(at).text


def program(circle, person, *scopes):
    with in_circle(circle):
        ends = now() + timedelta(days=9)
        secret = make_token(person, name="x", scopes=list(scopes), expires_at=ends, by=person)[1]
    return Client(HTTP_HOST=circle.host, headers={"Authorization": f"Bearer {secret}"})


def test_a_program_reads_tasks_and_meetings_and_says_that_one_is_done(iris_team, cast, calderdale):
    with in_circle(calderdale):
        task = tasks.add_task(iris_team, "Shop", who=cast.sol, by=cast.iris)
        meetings.call_meeting(iris_team, now() + timedelta(days=1), "Kitchen", by=cast.sol)
    at = f"/api/v1/teams/{iris_team.pk}/"
    sol = program(calderdale, cast.sol, "teams:read", "teams:write")
    assert sol.get(f"{at}tasks/").json()["results"][0]["what"] == "Shop"
    assert sol.get(f"{at}meetings/").json()["results"][0]["place"] == "Kitchen"
    for _twice in range(2):
        assert sol.post(f"{at}tasks/{task.pk}/done/").json()["done_by"] == str(cast.sol.pk)
    assert program(calderdale, cast.sol, "teams:read").post(f"{at}tasks/{task.pk}/done/").status_code == 403
    for name in ("otto", "fin", "cora"):
        stranger = program(calderdale, getattr(cast, name), "teams:read", "teams:write")
        assert stranger.get(f"{at}tasks/").status_code == 404
        assert stranger.post(f"{at}tasks/{task.pk}/done/").status_code == 404
    with in_circle(calderdale):
        authority = Authority.objects.create(
            person=cast.iris, helper=cast.adah, basis="consent", scopes=["care"], from_on=today(),
            review_on=today(), accepted_at=now(),
        )  # fmt: skip
    adah = program(calderdale, cast.adah, "teams:read", "acting")
    held = {"Acting-Under": str(authority.pk)}
    assert adah.get(f"{at}tasks/", headers=held).status_code == 200


# --- the person's own copy, and being forgotten -----------------------------------------------------------------------


def _all_of_it(team, cast):
    met(team, cast.sol, 3)
    review = Review.objects.get(team=team)
    reviews.write_review(review, going_on="go_on", good="Sols words of Iris", by=cast.sol)
    tasks.finish_task(tasks.add_task(team, "Shop", who=cast.sol, by=cast.sol), by=cast.sol)
    meetings.check_in(team, "well", "Sol is fine.", by=cast.sol)
    meetings.check_in(team, "well", "Iris is fine.", by=cast.iris)
    agreements.make_agreement(team, "Keys", "June has the key.", by=cast.sol)
    held = meetings.call_meeting(team, now() - timedelta(hours=2), "Kitchen", by=cast.sol)
    meetings.note_meeting(held, "We talked.", [cast.sol, cast.iris], seen=0, by=cast.sol)
    meetings.note_decision(held, "Walk", today() + timedelta(days=9), by=cast.sol)
    documents.keep_document(team, pdf(), by=cast.sol)
    hats.answer_hat(hats.ask_hat(team, cast.sol, "rota_holder", by=cast.iris), yes=True, by=cast.sol)


def test_iris_is_told_all_of_it_and_sol_what_is_his(here, iris_team, cast):
    _all_of_it(iris_team, cast)
    told = {
        each: "\n".join(str(line.value) for room in all_known(each.pk) for piece in room.pieces for line in piece.lines)
        for each in (cast.iris, cast.sol)
    }
    for words in ("We talked.", "June has the key.", "Iris is fine.", "Walk"):
        assert words in told[cast.iris]
        assert words not in told[cast.sol]
    assert "Sols words of Iris" not in told[cast.iris]  # she has not answered herself yet
    assert "Sol is fine." in told[cast.sol]


def test_forgotten_nothing_of_them_is_left_and_what_the_team_of_another_did_loses_the_name(here, iris_team, cast):
    _all_of_it(iris_team, cast)
    parts = {part.code: part for part in answers.parts() if part.code.startswith("teams.")}
    for part in parts.values():
        part.do(cast.sol.pk)
    task, held = TeamTask.objects.get(team=iris_team), Meeting.objects.get(team=iris_team)
    assert (task.who, task.done_by, held.called_by) == (None, None, None)
    assert list(CheckIn.objects.filter(team=iris_team).values_list("person", flat=True)) == [cast.iris.pk]
    assert not Review.objects.filter(team=iris_team).exists()
    for part in parts.values():
        part.do(cast.iris.pk)
    for model in (TeamTask, Meeting, CheckIn, Document, Session):
        assert not model.objects.filter(team=iris_team).exists()
    assert not Decision.objects.filter(owner=cast.iris).exists()
