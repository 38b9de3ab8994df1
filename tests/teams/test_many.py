"""A team of twelve with a year behind it is read with as few questions as a young one."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kernel.time import now
from tenant_apps.entry.services import make_token
from tenant_apps.people.models import today
from tenant_apps.people.services import add_person
from tenant_apps.teams import services
from tenant_apps.teams.models import CheckIn, Decision, Meeting, Review, Session, TeamTask
from tenant_apps.teams.services import agreements, documents, hats
from tests.teams.conftest import place

pytestmark = pytest.mark.django_db
CEILING = 36  # measured: 34 for Iris, 29 for Sol
CEILING_FOR_PROGRAMS = 16
LISTED = {"hats": 2, "tasks": 52, "check-ins": 52, "meetings": 52, "agreements": 6, "sessions": 5, "reviews": 1}


@pytest.fixture
def old_team(here, cast):
    team = services.found_team(cast.iris, by=cast.iris)
    people = [
        add_person(f"Neighbour {n}", phone=f"01422 555 1{n:02}", reach_by="phone", how_joined="phoned", by=cast.cora)
        for n in range(10)
    ]
    members = [cast.sol, cast.adah, *people]
    for person in members:
        place(team, person, "neighbour")
    for week in range(52):
        at, day = now() - timedelta(weeks=week + 1), today() - timedelta(weeks=week)
        meeting = Meeting.objects.create(team=team, owner=cast.iris, at=at, notes="Talked", noted_at=at)
        Decision.objects.create(meeting=meeting, owner=cast.iris, what="Try it", review_on=day)
        TeamTask.objects.create(team=team, owner=cast.iris, what=f"Task {week}", who=members[week % 12])
        who = members[week % 12]
        CheckIn.objects.create(team=team, owner=cast.iris, person=who, written_by=who, going="well", at=at)
        Session.objects.create(team=team, who=who, on=day, noted_by=who)
    for number in range(6):
        agreements.make_agreement(team, f"Agreement {number}", "We ring first.", by=cast.iris)
    for person, kind in zip(members[:2], ("rota_holder", "safeguarding_lead"), strict=True):
        hats.answer_hat(hats.ask_hat(team, person, kind, by=cast.iris), yes=True, by=person)
    return team


@pytest.mark.parametrize("name", ["iris", "sol"])
def test_the_page_of_a_team_of_twelve_after_a_year_stays_below_its_ceiling(
    old_team, name, browser_of, calderdale, cast, django_assert_max_num_queries
):
    browser = browser_of(calderdale, getattr(cast, name))
    with django_assert_max_num_queries(CEILING):
        page = browser.get(f"/team/{old_team.pk}/")
    assert page.text.count("Neighbour ") >= 10
    for part in ("hats/", "tasks/", "meetings/", "check-ins/", "agreements/", "reviews/", "sheet/"):
        with django_assert_max_num_queries(CEILING):
            assert browser.get(f"/team/{old_team.pk}/{part}").status_code == 200


def test_whoever_left_finds_no_page_file_or_program_of_the_team_on_the_very_next_request(
    old_team, browser_of, calderdale, cast
):
    sol = browser_of(calderdale, cast.sol)
    parts = ("", "hats/", "tasks/", "meetings/", "documents/", "check-ins/", "agreements/", "reviews/", "sheet/")
    found = {part for part in parts if sol.get(f"/team/{old_team.pk}/{part}").status_code == 200}
    assert found == set(parts)
    sent = SimpleUploadedFile("plan.pdf", b"%PDF-1.7\nx\n%%EOF\n", content_type="application/pdf")
    paper = f"/team/{old_team.pk}/documents/{documents.keep_document(old_team, sent, by=cast.iris).pk}/"
    assert sol.get(paper).status_code == 200
    services.leave(old_team.places.get(person=cast.sol), by=cast.sol)
    for part in parts:
        assert sol.get(f"/team/{old_team.pk}/{part}").status_code == 404
    assert sol.get(paper).status_code == 404
    for path in ("", "tasks/", "meetings/"):
        assert sol.get(f"/api/v1/teams/{old_team.pk}/{path}").status_code == 404
    assert not hats.TeamHat.objects.worn().filter(team=old_team, person=cast.sol).exists()


@pytest.mark.parametrize("name", ["iris", "sol"])
def test_the_lists_for_programs_of_a_team_of_twelve_after_a_year_stay_below_theirs(
    old_team, name, calderdale, cast, django_assert_max_num_queries
):
    for each in old_team.places.select_related("person"):
        Review.objects.create(team=old_team, member=each.person, after=3, due_on=today())
    person = getattr(cast, name)
    ends = now() + timedelta(days=9)
    secret = make_token(person, name="x", scopes=["teams:read"], expires_at=ends, by=person)[1]
    client = Client(HTTP_HOST=calderdale.host, headers={"Authorization": f"Bearer {secret}"})
    for part in ("hats", "tasks", "check-ins", "meetings", "agreements", "documents", "sessions", "reviews"):
        with django_assert_max_num_queries(CEILING_FOR_PROGRAMS):
            told = client.get(f"/api/v1/teams/{old_team.pk}/{part}/?page_size=200").json()["results"]
        assert len(told) >= LISTED.get(part, 0), part
