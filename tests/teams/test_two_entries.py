"""Iris was written down twice: as one person she has one place in a team, and none in her own."""

import pytest

from kernel.actors import SYSTEM
from tenant_apps.merging import services as merging
from tenant_apps.people.models import Person
from tenant_apps.people.services import add_person, give_hat
from tenant_apps.teams import services
from tenant_apps.teams.models import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def irys(here, cast):
    give_hat(cast.fin, "steward", by=SYSTEM)
    surname = cast.iris.name.split()[1]
    return add_person(f"Irys {surname}", phone="01422 555 123", reach_by="phone", how_joined="phoned", by=cast.cora)


def one_of(kept, gone, cast):
    asked = merging.ask(kept, gone, takes=(), by=cast.cora)
    return merging.agree(asked, by=cast.fin)


def test_of_two_places_in_one_team_the_held_one_counts_and_both_are_there_again_when_they_are_two(irys, cast):
    team = services.found_team(cast.otto, by=cast.otto)
    asked = services.bring_up(team, cast.iris, "friend", by=cast.otto)
    held = services.join(team, irys, "neighbour", by_owner=cast.otto, by_member=cast.cora)
    merge = one_of(cast.iris, irys, cast)
    (place,) = Place.objects.filter(team=team, ended_at=None)
    assert (place.pk, place.person_id, place.is_held()) == (held.pk, cast.iris.pk, True)
    merging.undo(merge, by=cast.cora)
    now_held = {(each.pk, each.person_id) for each in Place.objects.filter(team=team, ended_at=None)}
    assert now_held == {(asked.pk, cast.iris.pk), (held.pk, irys.pk)}


def test_nobody_is_a_member_of_their_own_team(irys, cast):
    team = services.found_team(Person.objects.get(pk=cast.iris.pk), by=cast.iris)
    services.join(team, irys, "friend", by_owner=cast.iris, by_member=cast.cora)
    one_of(cast.iris, irys, cast)
    assert not Place.objects.held().filter(team=team).exists()


def test_the_team_around_the_entry_that_stays_goes_on_and_the_other_rests(irys, cast):
    ours, theirs = (services.found_team(each, by=cast.cora) for each in (cast.iris, irys))
    one_of(cast.iris, irys, cast)
    services.resting.look_again_at_all(by=SYSTEM)
    for team in (ours, theirs):
        team.refresh_from_db()
    assert (ours.frozen_why, theirs.frozen_why) == ("", "left")
    assert services.end_team(theirs, by=cast.cora).ended_at is not None


def test_iris_hears_of_a_second_team_asks_its_people_over_and_both_go_on_when_they_are_two(
    inside, irys, browser_of, calderdale, cast, mailoutbox
):
    ours, theirs = (services.found_team(each, by=cast.cora) for each in (cast.iris, irys))
    services.join(theirs, cast.sol, "worker", "Mornings", by_owner=cast.cora, by_member=cast.sol)
    inside.tell()
    mailoutbox.clear()
    merge = one_of(cast.iris, irys, cast)
    inside.tell()
    assert [cast.iris.email] in [mail.to for mail in mailoutbox]
    theirs.refresh_from_db()
    assert theirs.frozen_why == "left"
    iris = browser_of(calderdale, cast.iris)
    assert "You were written down twice" in iris.get(f"/team/{ours.pk}/").text
    assert browser_of(calderdale, cast.otto).post(f"/team/{ours.pk}/ask-over/").status_code == 404
    assert browser_of(calderdale, cast.cora).post(f"/team/{ours.pk}/ask-over/").status_code == 403
    for _twice in range(2):
        assert iris.post(f"/team/{ours.pk}/ask-over/").status_code == 302
    asked = Place.objects.get(team=ours, person=cast.sol, ended_at=None)
    assert (asked.does, asked.agreed_by_id, asked.accepted_at) == ("Mornings", cast.iris.pk, None)
    merging.undo(merge, by=cast.cora)
    inside.tell()
    for team in (ours, theirs):
        team.refresh_from_db()
        assert not team.is_frozen
    assert Place.objects.held().filter(team=theirs, person=cast.sol).exists()
    assert "written down twice" not in iris.get(f"/team/{ours.pk}/").text
