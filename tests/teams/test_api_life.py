"""What a team does together, by programs: the same doors as the pages, with the same refusals."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kernel.time import now
from tenant_apps.entry.models import Scope
from tenant_apps.entry.services import make_token
from tenant_apps.helping import services as helping
from tenant_apps.people.models import today
from tenant_apps.privacy.models import AccessEvent
from tenant_apps.teams import services as teams
from tenant_apps.teams.models import Agreement, Document, Meeting, Review, Session, Team, TeamHat
from tenant_apps.teams.services import agreements, documents, hats, meetings, reviews, tasks
from tests.teams.conftest import adah_acts, here, iris_team
from tests.teams.test_who_decides import acting_for_iris, cannot_decide

__all__ = ["adah_acts", "here", "iris_team"]
pytestmark = pytest.mark.django_db
ROTA = "rota_holder"


class Program:
    """A program of somebody's, at one team."""

    def __init__(self, circle, secret, team_id, **headers):
        self.client = Client(HTTP_HOST=circle.host, headers={"Authorization": f"Bearer {secret}", **headers})
        self.at = f"/api/v1/teams/{team_id}/"

    def get(self, path, **more):
        return self.client.get(f"{self.at}{path}", **more)

    def send(self, method, path, **said):
        return getattr(self.client, method)(f"{self.at}{path}", said, content_type="application/json")

    def post(self, path, **said):
        return self.send("post", path, **said)

    def listed(self, path):
        return self.get(path).json()["results"]


@pytest.fixture
def begin(calderdale, iris_team):
    def begin(person, *scopes: str, team=None, **headers) -> Program:
        ends = now() + timedelta(days=9)
        wanted = list(scopes or ("teams:read", "teams:write"))
        secret = make_token(person, name="x", scopes=wanted, expires_at=ends, by=person)[1]
        return Program(calderdale, secret, (team or iris_team).pk, **headers)

    return begin


def refused(answer, status, words):
    assert (answer.status_code, words in answer.text) == (status, True), answer.text
    return True


def pdf():
    return SimpleUploadedFile("plan.pdf", b"%PDF-1.7\nSECRET\n%%EOF\n", content_type="application/pdf")


def keep(program, paper, **said):
    return program.client.post(f"{program.at}documents/", {"paper": paper, **said})


# --- who may come in --------------------------------------------------------------------------------------------------


@pytest.fixture
def rows(here, iris_team, cast):
    """One of each in Iris's team."""
    team = iris_team
    met = meetings.call_meeting(team, now() - timedelta(hours=1), "Kitchen", by=cast.sol)
    agreement = agreements.make_agreement(team, "Keys", "June has the key.", by=cast.june)
    for days in range(3):
        session = reviews.note_session(team, cast.sol, today() - timedelta(days=days), by=cast.sol)
    return {
        "hat": hats.answer_hat(hats.ask_hat(team, cast.sol, ROTA, by=cast.iris), yes=True, by=cast.sol).pk,
        "task": tasks.add_task(team, "Shop", by=cast.sol).pk,
        "meeting": met.pk,
        "decision": meetings.note_decision(met, "Walk", today() + timedelta(days=9), by=cast.sol).pk,
        "agreement": agreement.pk,
        "document": documents.keep_document(team, pdf(), "Care plan", by=cast.sol).pk,
        "session": session.pk,
        "review": Review.objects.get(team=team).pk,
    }


READS = ("hats/", "tasks/", "check-ins/", "meetings/", "meetings/{meeting}/", "agreements/", "documents/",
         "documents/{document}/", "sessions/", "reviews/")  # fmt: skip
CHANGES = (
    ("post", "hats/"), ("post", "hats/{hat}/say/"), ("post", "hats/{hat}/lay-down/"), ("post", "tasks/{task}/drop/"),
    ("put", "tasks/{task}/"),
    ("post", "check-ins/"), ("post", "check-ins/ask/"), ("post", "meetings/"), ("put", "meetings/{meeting}/"),
    ("post", "meetings/{meeting}/notes/"), ("post", "meetings/{meeting}/cancel/"),
    ("post", "meetings/{meeting}/decisions/"), ("post", "decisions/{decision}/look/"), ("post", "agreements/"),
    ("post", "agreements/{agreement}/words/"), ("post", "agreements/{agreement}/answer/"),
    ("post", "agreements/{agreement}/end/"), ("post", "documents/"), ("delete", "documents/{document}/"),
    ("post", "sessions/"), ("delete", "sessions/{session}/"), ("put", "reviews/{review}/"),
)  # fmt: skip


def test_a_stranger_a_stand_in_and_a_coordinator_find_nothing_and_a_token_does_only_what_it_may(rows, begin, cast):
    for somebody in (cast.otto, cast.fin, cast.cora):
        program = begin(somebody)
        for path in READS:
            assert program.get(path.format(**rows)).status_code == 404, path
        for method, path in CHANGES:
            assert program.send(method, path.format(**rows)).status_code == 404, path
    reads, writes = begin(cast.sol, "teams:read"), begin(cast.sol, "teams:write")
    for path in READS:
        assert reads.get(path.format(**rows)).status_code == 200, path
        assert writes.get(path.format(**rows)).status_code == 403, path
    for method, path in CHANGES:
        assert reads.send(method, path.format(**rows)).status_code == 403, path


def test_what_is_in_another_team_is_as_absent_as_what_nobody_has(rows, begin, cast):
    """Sol has a team of his own, and asks there for what belongs to Iris's."""
    own = teams.found_team(cast.sol, by=cast.sol)
    program, nothing = begin(cast.sol, team=own), dict.fromkeys(rows, uuid4())
    said = {"say": "yes", "going_on": "go_on", "goes_on": False, "notes": "x", "words": "x", "seen": 1, "what": "x",
            "review_on": str(today() + timedelta(days=5)), "at": str(now()), "version": str(uuid4()),
            "answer": "yes", "leaves_vacant": True}  # fmt: skip
    for method, path in [("get", each) for each in READS] + list(CHANGES):
        if "{" not in path:
            continue
        theirs, absent = (program.send(method, path.format(**ids), **said) for ids in (rows, nothing))
        assert theirs.status_code == absent.status_code == 404, path
        assert {**theirs.json(), "request_id": ""} == {**absent.json(), "request_id": ""}, path
    for path in ("tasks/", "hats/", "meetings/", "agreements/", "documents/", "sessions/", "reviews/", "check-ins/"):
        assert program.listed(path) == []


def test_whoever_leaves_finds_none_of_it_on_the_next_request(rows, iris_team, begin, cast):
    sol = begin(cast.sol)
    assert len(sol.listed("hats/")) == 1
    teams.leave(iris_team.places.get(person=cast.sol), by=cast.sol)
    for path in READS:
        assert sol.get(path.format(**rows)).status_code == 404, path


# --- hats -------------------------------------------------------------------------------------------------------------


def test_sol_offers_iris_agrees_and_he_hands_over_to_june(here, iris_team, begin, cast):
    iris, sol, june = (begin(each) for each in (cast.iris, cast.sol, cast.june))
    offered = sol.post("hats/", kind=ROTA, person=str(cast.sol.pk), months=3)
    assert (offered.status_code, offered.json()["team_agreed"], offered.json()["from_on"]) == (201, False, None)
    at = f"hats/{offered.json()['id']}/"
    refused(sol.post("hats/", kind=ROTA, person=str(cast.sol.pk)), 409, "asked already")
    refused(june.post(f"{at}say/", say="agree"), 403, "Only the person the team is for decides this")
    refused(june.post(f"{at}say/", say="yes"), 403, "Only whoever is asked")
    refused(sol.post(f"{at}say/", say="fine"), 403, "The other members")
    refused(june.post(f"{at}say/", say="take-back"), 403, "Only whoever asked")
    assert june.post(f"{at}say/", say="perhaps").status_code == 422
    began = iris.post(f"{at}say/", say="agree").json()
    assert (began["from_on"], began["person_called"]) == (str(today()), cast.sol.called)
    refused(iris.post(f"{at}say/", say="agree"), 409, "answered already")
    refused(june.post(f"{at}lay-down/", leaves_vacant=True), 403, "Only whoever wears it")
    refused(sol.post(f"{at}lay-down/"), 422, "Nobody else in the team does this")
    refused(sol.post(f"{at}lay-down/", successor=str(cast.otto.pk)), 422, "Choose somebody who is in the team")
    asked = sol.post(f"{at}lay-down/", successor=str(cast.june.pk)).json()
    assert asked["follows"] == offered.json()["id"]
    assert {each["person"] for each in sol.listed("hats/")} == {str(cast.sol.pk), str(cast.june.pk)}
    assert june.post(f"hats/{asked['id']}/say/", say="yes").json()["from_on"] == str(today())
    assert [each["person"] for each in sol.listed("hats/")] == [str(cast.june.pk)]
    assert TeamHat.objects.get(pk=offered.json()["id"]).ended_how == "handed_over"


def test_a_hat_is_asked_of_those_in_the_team_for_a_year_at_most_and_said_no_to(here, iris_team, begin, cast):
    iris, sol = begin(cast.iris), begin(cast.sol)
    for person in (cast.otto.pk, cast.fin.pk, uuid4()):
        refused(iris.post("hats/", kind=ROTA, person=str(person)), 422, "Choose somebody who is in the team.")
    for wrong in ({"kind": "king"}, {"months": 13}, {"months": 0}):
        assert iris.post("hats/", **{"kind": ROTA, "person": str(cast.sol.pk), **wrong}).status_code == 422
    at = f"hats/{iris.post('hats/', kind=ROTA, person=str(cast.sol.pk)).json()['id']}/say/"
    assert sol.post(at, say="no").json()["ended_how"] == "said_no"
    assert sol.post(at, say="no").status_code == 404


def test_of_iris_who_cannot_decide_a_program_takes_only_the_no_and_of_adah_both(inside, iris_team, begin, cast):
    asked = [hats.ask_hat(iris_team, cast.sol, kind, by=cast.sol) for kind in (ROTA, "chat_admin")]
    agreement = agreements.make_agreement(iris_team, "Keys", "June has the key.", by=cast.june)
    acting = acting_for_iris(inside, cast)
    iris = begin(cast.iris)
    adah = begin(cast.adah, "teams:read", "teams:write", "acting", **{"Acting-Under": str(acting.authority)})
    who_acts = "Whoever acts for them decides"
    refused(iris.post(f"hats/{asked[0].pk}/say/", say="agree"), 403, who_acts)
    refused(iris.post(f"agreements/{agreement.pk}/end/"), 403, who_acts)
    assert iris.post(f"hats/{asked[1].pk}/say/", say="refuse").json()["ended_how"] == "not_agreed"
    assert adah.post(f"hats/{asked[0].pk}/say/", say="agree").json()["from_on"] == str(today())
    refused(iris.post(f"hats/{asked[0].pk}/lay-down/", leaves_vacant=True), 403, who_acts)
    assert adah.post(f"agreements/{agreement.pk}/end/").status_code == 204
    assert Agreement.objects.get(pk=agreement.pk).ended_at is not None


def test_only_a_coordinator_ends_a_place_while_nobody_decides_and_the_answer_says_that_it_was_an_emergency(
    inside, iris_team, begin, cast
):
    place = iris_team.places.get(person=cast.sol)
    cora, end = begin(cast.cora), f"/api/v1/teams/places/{place.pk}/end/"
    refused(cora.client.post(end), 403, "Only the person the team is for")
    cannot_decide(cast)
    inside.tell()
    refused(begin(cast.iris).client.post(end), 403, "Whoever acts for them decides")
    for _twice in range(2):
        assert cora.client.post(end).json()["ended_how"] == "emergency"


# --- tasks ------------------------------------------------------------------------------------------------------------


def test_a_task_is_taken_left_to_anybody_done_not_done_and_dropped(here, iris_team, begin, cast):
    sol, june = begin(cast.sol), begin(cast.june)
    at = f"tasks/{tasks.add_task(iris_team, 'Shop', by=cast.iris).pk}/"
    assert june.post(f"{at}mine/").json()["who"] == str(cast.june.pk)
    assert sol.post(f"{at}anybody/").json()["who"] is None
    first, again = (sol.post(f"{at}done/").json() for _twice in range(2))
    assert first == again
    assert sol.get("tasks/?show=done").json()["results"] == [first]
    refused(june.post(f"{at}mine/"), 409, "This is done already.")
    refused(june.post(f"{at}drop/"), 409, "This is done already.")
    assert june.post(f"{at}again/").json()["done_at"] is None
    assert june.post(f"{at}drop/").json()["dropped_at"]
    refused(june.post(f"{at}done/"), 409, "This was dropped.")
    assert june.post(f"{at}paint/").status_code == 404
    assert sol.listed("tasks/") == []


# --- how it is going, and meetings ------------------------------------------------------------------------------------


def test_sol_says_how_it_goes_and_asks_the_others_once_a_day(here, iris_team, begin, cast):
    sol = begin(cast.sol)
    said = sol.post("check-ins/", going="mixed", words="The mornings are hard.")
    assert (said.status_code, said.json()["person"]) == (201, str(cast.sol.pk))
    assert [each["words"] for each in begin(cast.june).listed("check-ins/")] == ["The mornings are hard."]
    for wrong in ({"going": "splendid"}, {}, {"going": "well", "words": "x" * 601}):
        assert sol.post("check-ins/", **wrong).status_code == 422
    assert sol.post("check-ins/ask/").status_code == 204
    refused(begin(cast.june).post("check-ins/ask/"), 409, "asked today already")


def test_a_meeting_is_called_moved_written_down_and_not_overwritten(here, iris_team, begin, cast):
    sol, june = begin(cast.sol), begin(cast.june)
    soon, later = (str(now() + timedelta(days=days)) for days in (2, 3))
    assert sol.post("meetings/", at="tomorrow").status_code == 422
    refused(sol.post("meetings/", at=str(now() + timedelta(days=900))), 422, "within a year")
    made = sol.post("meetings/", at=soon, place="Kitchen").json()
    at = f"meetings/{made['id']}/"
    assert june.send("put", at, at=later, place="Garden").json()["place"] == "Garden"
    refused(sol.post(f"{at}notes/", notes="x", seen=0), 409, "has not begun yet")
    day = str(today() + timedelta(days=20))
    refused(sol.post(f"{at}decisions/", what="Walk", review_on=day), 409, "has not begun yet")
    Meeting.objects.filter(pk=made["id"]).update(at=now() - timedelta(hours=1))
    refused(sol.send("put", at, at=later), 409, "has begun already")
    refused(sol.post(f"{at}notes/", notes="x", seen=0, there=[str(cast.otto.pk)]), 422, "who is in the team")
    noted = sol.post(f"{at}notes/", notes="A shorter rota.", there=[str(cast.sol.pk)], seen=0).json()
    assert (noted["notes"], noted["there"], noted["number"]) == ("A shorter rota.", [str(cast.sol.pk)], 1)
    refused(june.post(f"{at}notes/", notes="Other words", seen=0), 409, "Somebody else wrote here")
    assert june.get(at).json()["notes"] == "A shorter rota."
    refused(june.post(f"{at}cancel/"), 409, "took place")
    refused(june.send("put", at, at=later), 409, "took place")
    refused(sol.post(f"{at}decisions/", what="Walk", review_on=str(today())), 422, "Choose a later day")
    assert sol.post(f"{at}decisions/", what="Walk").status_code == 422
    decision = sol.post(f"{at}decisions/", what="Walk", review_on=day).json()
    look = f"decisions/{decision['id']}/look/"
    refused(june.post(look, goes_on=True), 422, "when you look at it again")
    assert june.post(look, goes_on=True, review_on=str(today() + timedelta(days=30))).json()["looked_at"]
    assert june.post(look, goes_on=False).json()["ended_at"]
    refused(june.post(look, goes_on=False), 409, "over already")
    assert [each["what"] for each in june.get(at).json()["decisions"]] == ["Walk"]


def test_a_cancelled_meeting_is_on_no_list_and_at_no_address(here, iris_team, begin, cast):
    sol = begin(cast.sol)
    at = f"meetings/{sol.post('meetings/', at=str(now() + timedelta(days=2))).json()['id']}/"
    assert sol.post(f"{at}cancel/").status_code == 204
    assert sol.get(at).status_code == sol.post(f"{at}cancel/").status_code == 404
    assert sol.listed("meetings/") == []


# --- agreements and papers --------------------------------------------------------------------------------------------


def test_an_agreement_is_written_answered_written_anew_and_ended_by_iris(here, iris_team, begin, cast):
    iris, sol, june = (begin(each) for each in (cast.iris, cast.sol, cast.june))
    refused(sol.post("agreements/", title="Keys", words=" "), 422, "blank")
    made = sol.post("agreements/", title="Keys", words="June has the key.").json()
    assert (made["mine"], made["yes"], cast.june.called in made["asked"]) == (True, [cast.sol.called], True)
    at, first = f"agreements/{made['id']}/", made["version"]
    for _twice in range(2):
        assert june.post(f"{at}answer/", version=first, answer="yes").json()["mine"] is True
    assert june.post(f"{at}answer/", version=first, answer="perhaps").status_code == 422
    assert june.post(f"{at}answer/", version=str(uuid4()), answer="yes").status_code == 404
    second = june.post(f"{at}words/", words="Adah has the key.", seen=1).json()
    assert (second["number"], second["yes"]) == (2, [cast.june.called])
    refused(sol.post(f"{at}words/", words="Sol has it.", seen=1), 409, "wrote this anew meanwhile")
    refused(sol.post(f"{at}answer/", version=first, answer="yes"), 409, "There is a newer wording")
    assert sol.post(f"{at}answer/", version=second["version"], answer="no").json()["cannot"] == [cast.sol.called]
    assert [each["words"] for each in iris.listed("agreements/")] == ["Adah has the key."]
    refused(sol.post(f"{at}end/"), 403, "Only the person the team is for can end this")
    assert iris.post(f"{at}end/").status_code == 204
    assert iris.post(f"{at}end/").status_code == 404
    assert iris.listed("agreements/") == []


def test_a_paper_is_kept_opened_written_down_and_taken_away(here, iris_team, begin, cast):
    sol, june = begin(cast.sol), begin(cast.june)
    junk = SimpleUploadedFile("plan.pdf", b"MZ not a paper", content_type="application/pdf")
    refused(keep(sol, junk), 422, "Choose a picture or a PDF file.")
    assert keep(sol, "").status_code == 422
    assert sol.post("documents/", paper="x").status_code == 415
    kept = keep(sol, pdf(), called="Care plan")
    assert (kept.status_code, kept.json()["called"]) == (201, "Care plan")
    at = f"documents/{kept.json()['id']}/"
    opened = june.get(at)
    assert b"SECRET" in opened.content
    assert (opened["Content-Disposition"][:10], opened["Content-Security-Policy"]) == ("attachment", "sandbox")
    look = AccessEvent.objects.get(subject_id=cast.iris.pk, sections__contains=["teams.papers"])
    assert look.actor_id == cast.june.pk
    refused(june.send("delete", at), 403, "Only whoever put it here")
    assert sol.send("delete", at).status_code == 204
    assert sol.send("delete", at).status_code == 404
    assert not Document.objects.filter(team=iris_team).exists()


# --- sessions and reviews ---------------------------------------------------------------------------------------------


def test_a_review_is_read_by_the_two_and_by_the_team_only_when_both_share_it(here, iris_team, begin, cast):
    iris, sol, june = (begin(each) for each in (cast.iris, cast.sol, cast.june))
    for days in range(3):
        reviews.note_session(iris_team, cast.sol, today() - timedelta(days=days), by=cast.sol)
    (asked,) = sol.listed("reviews/")
    at = f"reviews/{asked['id']}/"
    assert (asked["mine"], asked["theirs"], asked["is_between_us"]) == (None, None, True)
    assert june.listed("reviews/") == []
    assert june.send("put", at, going_on="stop").status_code == 404
    assert sol.send("put", at, good="We laugh.").status_code == 422
    assert sol.send("put", at, good="We laugh.", going_on="go_on", is_shared=True).json()["theirs"] is None
    assert iris.listed("reviews/")[0]["theirs"] is None  # not before she wrote herself
    assert iris.send("put", at, change="Come later.", going_on="change").json()["theirs"]["good"] == "We laugh."
    assert june.listed("reviews/") == []  # only one of them shares it
    iris.send("put", at, change="Come later.", going_on="change", is_shared=True)
    assert june.listed("reviews/")[0]["mine"]["change"] == "Come later."
    refused(june.send("put", at, going_on="stop"), 403, "Only the two people")


def test_days_are_read_by_whose_they_are_and_taken_back_by_nobody_else(here, iris_team, begin, cast):
    mine, adahs = (reviews.note_session(iris_team, each, today(), by=each) for each in (cast.sol, cast.adah))
    sol, iris = begin(cast.sol), begin(cast.iris)
    assert [each["id"] for each in sol.listed("sessions/")] == [str(mine.pk)]
    assert {each["id"] for each in iris.listed("sessions/")} == {str(mine.pk), str(adahs.pk)}
    assert sol.send("delete", f"sessions/{adahs.pk}/").status_code == 404
    assert iris.send("delete", f"sessions/{adahs.pk}/").status_code == 204
    assert list(Session.objects.filter(team=iris_team)) == [mine]


# --- founding for somebody --------------------------------------------------------------------------------------------


def test_cora_begins_a_team_for_otto_who_said_that_he_would_like_one(here, begin, cast):
    cora, at = begin(cast.cora), "/api/v1/teams/for/"

    def found(program, **said):
        return program.client.post(at, said, content_type="application/json")

    otto = str(cast.otto.pk)
    refused(found(cora, person=otto, asked=False), 422, "Ask them first")
    assert found(cora, person=otto).status_code == 422
    refused(found(cora, person=str(uuid4()), asked=True), 422, "whose name you may know")
    one, again = (found(cora, person=otto, asked=True).json() for _twice in range(2))
    assert one == again
    team = Team.objects.get(pk=one["id"])
    assert (team.owner, team.founded_by, team.starter) == (cast.otto, cast.cora, cast.cora)
    for somebody in (cast.sol, cast.iris, cast.fin):
        assert found(begin(somebody), person=otto, asked=True).status_code == 404
    assert found(begin(cast.cora, Scope.TEAMS_READ), person=otto, asked=True).status_code == 403


def test_nobody_begins_a_team_for_others_in_another_name(here, begin, cast):
    asked = helping.ask_for_help(cast.iris, cast.cora, ["care"], until_on=None, by=cast.iris)
    authority = helping.accept(asked, by=cast.cora)
    cora = begin(cast.cora, "teams:write", "acting", **{"Acting-Under": str(authority.pk)})
    said = {"person": str(cast.otto.pk), "asked": True}
    assert cora.client.post("/api/v1/teams/for/", said, content_type="application/json").status_code in (403, 409)
    assert not Team.objects.filter(owner=cast.otto).exists()


# --- a team that rests, and many of everything ------------------------------------------------------------------------


def test_in_a_team_whose_owner_died_nothing_is_changed_and_all_is_read(rows, iris_team, begin, cast):
    Team.objects.filter(pk=iris_team.pk).update(frozen_at=now(), frozen_why="died")
    sol = begin(cast.sol)
    for path in READS:
        assert sol.get(path.format(**rows)).status_code == 200, path
    for path, said in (
        ("hats/", {"kind": "chat_admin", "person": str(cast.sol.pk)}),
        (f"tasks/{rows['task']}/done/", {}),
        ("check-ins/", {"going": "well"}),
        ("meetings/", {"at": str(now() + timedelta(days=1))}),
        ("agreements/", {"title": "Keys", "words": "Sol has it."}),
        ("sessions/", {"who": str(cast.sol.pk), "on": str(today())}),
    ):
        refused(sol.post(path, **said), 409, "This team rests")
    refused(keep(sol, pdf()), 409, "This team rests")
