"""A team is Iris's own: nobody is in it without her yes and theirs, and whoever goes sees nothing of it any more."""

from datetime import timedelta

import pytest

from kernel.actors import SYSTEM, OnBehalf
from kernel.errors import Conflict, NotAllowed
from kernel.time import now
from tenant_apps.helping import services as helping
from tenant_apps.journal.models import Entry
from tenant_apps.people.models import Person
from tenant_apps.people.services import leave_circle
from tenant_apps.privacy.decide import decide
from tenant_apps.privacy.doors import known_by_name
from tenant_apps.teams import services
from tenant_apps.teams.models import Place, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(inside, cast):
    return services.found_team(cast.iris, by=cast.iris)


def joined(team, person, by, kind="worker"):
    return services.join(team, person, kind, by_owner=by, by_member=person)


def test_there_is_one_team_around_a_person_however_often_it_is_begun(browser_of, calderdale, cast):
    iris = browser_of(calderdale, cast.iris)
    first, second = iris.post("/team/new/"), iris.post("/team/new/")
    assert first["Location"] == second["Location"]
    assert "Nobody else is in it yet" in iris.get("/team/").text
    assert "Nobody else is in it yet" in iris.get(first["Location"]).text


def test_cora_brings_sol_up_iris_agrees_and_sol_says_yes(inside, team, browser_of, calderdale, cast, mailoutbox):
    iris, sol, cora = (browser_of(calderdale, each) for each in (cast.iris, cast.sol, cast.cora))
    said = {"person": cast.sol.pk, "kind": "worker", "does": "Mornings"}
    refused = iris.post(f"/team/{team.pk}/ask/", said)
    assert refused.status_code == 422  # Sol has not shared his name with her
    assert "Mornings" in refused.text
    assert cora.post(f"/team/{team.pk}/ask/", said).status_code == 302
    inside.tell()
    assert [mail.to for mail in mailoutbox] == [[cast.iris.email]]
    assert "Sol" not in mailoutbox[0].subject + mailoutbox[0].body
    place = Place.objects.get(team=team, person=cast.sol)
    assert "Would you like them in the team?" in iris.get(f"/team/{team.pk}/").text
    assert iris.post(f"/team/places/{place.pk}/agree/").status_code == 302
    inside.tell()
    assert mailoutbox[-1].to == [cast.sol.email]
    assert "would like you in the team" in sol.get("/team/").text
    assert sol.get(f"/team/{team.pk}/").status_code == 404
    assert sol.post(f"/team/places/{place.pk}/yes/").status_code == 302
    assert "Mornings" in sol.get(f"/team/{team.pk}/").text
    assert services.accept(place, by=cast.sol).began_at == Place.objects.get(pk=place.pk).began_at


def test_whom_a_member_brings_up_is_asked_only_after_iris_agreed(team, browser_of, calderdale, cast):
    joined(team, cast.sol, cast.iris)
    place = services.bring_up(team, cast.adah, "family", by=cast.sol)
    adah = browser_of(calderdale, cast.adah)
    assert "would like you in the team" not in adah.get("/team/").text
    with pytest.raises(NotAllowed):
        services.agree(place, by=cast.sol)
    assert browser_of(calderdale, cast.iris).post(f"/team/places/{place.pk}/agree/").status_code == 302
    assert "would like you in the team" in adah.get("/team/").text
    assert not Place.objects.held().filter(pk=place.pk).exists()


def test_a_no_needs_no_reason_and_counts_once(team, cast):
    place = services.bring_up(team, cast.otto, "neighbour", by=cast.iris)
    services.say_no(place, by=cast.otto)
    assert services.say_no(place, by=cast.otto).ended_how == "said_no"
    with pytest.raises(Conflict, match="over"):
        services.accept(place, by=cast.otto)
    again = services.bring_up(team, cast.otto, "neighbour", by=cast.iris)
    assert services.say_no(again, by=cast.iris).ended_how == "not_agreed"


def test_whoever_leaves_sees_nothing_of_it_from_the_next_request_on(team, browser_of, calderdale, cast):
    place = joined(team, cast.sol, cast.iris)
    sol = browser_of(calderdale, cast.sol)
    assert sol.get(f"/team/{team.pk}/").status_code == 200
    assert decide(cast.sol, cast.iris, "profiles.getting.support").allow
    assert sol.post(f"/team/places/{place.pk}/leave/").status_code == 302
    assert sol.get(f"/team/{team.pk}/").status_code == 404
    assert not decide(cast.sol, cast.iris, "profiles.getting.support").allow


def test_only_iris_or_who_acts_for_her_ends_a_place(team, browser_of, calderdale, cast):
    place = joined(team, cast.sol, cast.iris)
    for somebody in (cast.otto, cast.cora):
        with pytest.raises(NotAllowed):
            services.ask_to_go(place, by=somebody)
    asked = helping.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
    adah = OnBehalf(cast.adah, cast.iris.pk, helping.accept(asked, by=cast.adah).pk)
    assert services.ask_to_go(place, by=adah).ended_how == "asked_to_go"
    entry = Entry.objects.filter(event="teams.PlaceEnded").latest("id")
    assert (entry.actor_id, entry.on_behalf_of) == (cast.adah.pk, cast.iris.pk)


def test_strangers_find_no_team_and_a_coordinator_sees_who_is_in_and_no_more(team, browser_of, calderdale, cast):
    joined(team, cast.sol, cast.iris)
    otto = browser_of(calderdale, cast.otto)
    for address in ("", "ask/", "stand-in/", "standing-in/", "end/"):
        assert otto.get(f"/team/{team.pk}/{address}").status_code == 404
    assert otto.get("/circle/teams/").status_code == 404
    cora = browser_of(calderdale, cast.cora)
    assert "Iris" in cora.get("/circle/teams/").text
    assert "Sol" in cora.get(f"/circle/teams/{team.pk}/").text
    with pytest.raises(NotAllowed):
        services.end_team(team, by=cast.cora)


def test_of_somebody_who_does_not_sign_in_cora_notes_what_they_said(inside, browser_of, calderdale, cast):
    Person.objects.filter(pk__in=[cast.iris.pk, cast.otto.pk]).update(account_id=None)
    cora = browser_of(calderdale, cast.cora)
    refused = cora.post("/circle/teams/new/", {"person": cast.iris.pk})
    assert refused.status_code == 422
    assert cora.post("/circle/teams/new/", {"person": cast.iris.pk, "asked": "on"}).status_code == 302
    team = Team.objects.living().get(owner=cast.iris)
    cora.post(f"/team/{team.pk}/ask/", {"person": cast.otto.pk, "kind": "neighbour"})
    place = Place.objects.get(team=team, person=cast.otto)
    for verb in ("agree", "yes"):
        assert cora.post(f"/team/places/{place.pk}/{verb}/").status_code == 302
    place.refresh_from_db()
    assert (place.agreed_by_id, place.accepted_by_id, place.is_held()) == (cast.cora.pk, cast.cora.pk, True)


def test_each_of_the_two_has_four_weeks_to_answer_and_is_reminded_once(inside, team, cast, mailoutbox):
    joined(team, cast.sol, cast.iris)
    place = services.bring_up(team, cast.otto, "neighbour", by=cast.sol)
    this = Place.objects.filter(pk=place.pk)
    inside.tell()
    mailoutbox.clear()
    assert services.remind(by=SYSTEM) == 0
    this.update(asked_at=now() - timedelta(days=27))
    assert [services.remind(by=SYSTEM) for _twice in range(2)] == [1, 0]
    inside.tell()
    assert [mail.to for mail in mailoutbox] == [[cast.iris.email]]
    services.agree(place, by=cast.iris)
    inside.tell()
    mailoutbox.clear()
    this.update(asked_at=now() - timedelta(days=45), agreed_at=now() - timedelta(days=18))
    assert services.mind_the_time(by=SYSTEM) == 0
    assert [services.remind(by=SYSTEM) for _twice in range(2)] == [1, 0]
    inside.tell()
    assert [mail.to for mail in mailoutbox] == [[cast.otto.email]]
    this.update(agreed_at=now() - timedelta(days=29))
    assert [services.mind_the_time(by=SYSTEM) for _twice in range(2)] == [1, 0]
    assert this.get().ended_how == "ran_out"


def test_whoever_acts_for_iris_in_money_alone_hears_nothing_of_her_team(inside, team, browser_of, cast, mailoutbox):
    asked = helping.ask_for_help(cast.iris, cast.adah, ["money"], until_on=None, by=cast.iris)
    helping.accept(asked, by=cast.adah)
    inside.tell()
    mailoutbox.clear()
    services.bring_up(team, cast.otto, "neighbour", by=cast.cora)
    inside.tell()
    assert [mail.to for mail in mailoutbox] == [[cast.iris.email]]
    assert not known_by_name(cast.adah, Person.objects.filter(pk=cast.otto.pk)).exists()


def test_whoever_helps_a_team_to_begin_does_so_in_no_other_name(inside, cast):
    team = services.found_team(cast.iris, starter=cast.fin, by=cast.cora)
    asked = helping.ask_for_help(cast.otto, cast.fin, ["care"], until_on=None, by=cast.otto)
    fin = OnBehalf(cast.fin, cast.otto.pk, helping.accept(asked, by=cast.fin).pk)
    with pytest.raises(NotAllowed):
        services.bring_up(team, cast.sol, "worker", by=fin)
    place = services.bring_up(team, cast.sol, "worker", by=cast.fin)
    with pytest.raises(NotAllowed):
        services.take_back(place, by=fin)
    assert services.take_back(place, by=cast.fin).ended_how == "taken_back"


def test_whoever_leaves_the_circle_has_no_place_and_coming_back_gives_none(inside, team, calderdale, cast):
    joined(team, cast.sol, cast.iris)
    leave_circle(Person.objects.get(pk=cast.sol.pk), by=cast.sol)
    inside.tell()
    assert Place.objects.get(team=team, person=cast.sol).ended_how == "left_circle"


def test_the_team_page_asks_as_much_for_many_as_for_few(
    team, browser_of, calderdale, cast, django_assert_max_num_queries
):
    for person in (cast.sol, cast.adah, cast.otto, cast.fin):
        joined(team, person, cast.iris)
    with django_assert_max_num_queries(30):
        assert browser_of(calderdale, cast.iris).get(f"/team/{team.pk}/").status_code == 200


def test_what_is_told_for_a_copy_names_no_other(team, cast):
    from kernel.answers import answers

    joined(team, cast.sol, cast.iris)
    (ours,) = [each for each in answers() if each.code == "teams"]
    told = str([str(line.label) + repr(line.value) for piece in ours.gather(cast.iris.pk) for line in piece.lines])
    assert "Sol" not in told
