"""Who ends what: Iris, Adah who acts for her when she cannot decide, and Cora where it cannot wait."""

from datetime import timedelta

import pytest

from kernel.actors import OnBehalf
from kernel.errors import NotAllowed
from kernel.time import now
from tenant_apps.helping import services as helping
from tenant_apps.helping.models import Evidence
from tenant_apps.people.models import today
from tenant_apps.people.services import give_hat
from tenant_apps.privacy.decide import decide
from tenant_apps.teams import services
from tenant_apps.teams.models import Place, Team, TeamHat
from tenant_apps.teams.services import agreements, hats

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(inside, cast):
    team = services.found_team(cast.iris, by=cast.iris)
    services.join(team, cast.sol, "worker", by_owner=cast.iris, by_member=cast.sol)
    return team


@pytest.fixture
def place(team, cast):
    return team.places.get(person=cast.sol)


def cannot_decide(cast):
    day = today() + timedelta(days=90)
    helping.record_capacity(cast.iris, can_decide=False, why="Assessed", review_on=day, by=cast.cora)


def attorney_for_health(cast):
    """Adah's paper, which Cora wrote down and Fin checked."""
    give_hat(cast.fin, "safeguarding_lead", by=cast.cora)
    authority = helping.record_authority(cast.iris, cast.adah, "lpa_health", ["care"], reference="LPA 1", by=cast.cora)
    helping.accept(authority, by=cast.adah)
    Evidence.objects.create(authority=authority, person=cast.iris, key="0" * 64, called="p", media_type="x", size=1)
    return helping.check(authority, by=cast.fin)


def test_cora_ends_the_standing_in_that_she_began_and_no_place_for_good(team, place, browser_of, calderdale, cast):
    cover = services.let_stand_in(team, cast.otto, now() + timedelta(days=2), "Sol is ill", by=cast.cora)
    services.accept(cover, by=cast.otto)
    cora = browser_of(calderdale, cast.cora)
    assert "End it now" in cora.get(f"/circle/teams/{team.pk}/").text
    assert cora.post(f"/team/places/{place.pk}/end/").status_code == 403
    assert browser_of(calderdale, cast.sol).post(f"/team/places/{cover.pk}/end/").status_code == 403
    for _twice in range(2):
        assert cora.post(f"/team/places/{cover.pk}/end/").status_code == 302
    cover.refresh_from_db()
    assert (cover.ended_how, cover.ended_by_id) == ("cover_over", cast.cora.pk)
    assert not decide(cast.otto, cast.iris, "profiles.getting.support").allow
    place.refresh_from_db()
    assert place.is_held()


def test_a_question_about_standing_in_is_taken_back_by_any_coordinator(team, cast):
    cover = services.let_stand_in(team, cast.otto, now() + timedelta(days=2), by=cast.iris)
    assert services.take_back(cover, by=cast.cora).ended_how == "taken_back"


def test_iris_who_cannot_decide_ends_neither_team_nor_place_and_says_no_to_newcomers(
    inside, team, place, browser_of, calderdale, cast
):
    asked = services.bring_up(team, cast.otto, "neighbour", by=cast.sol)
    cannot_decide(cast)
    inside.tell()
    iris = browser_of(calderdale, cast.iris)
    for path in (f"/team/{team.pk}/end/", f"/team/places/{place.pk}/end/"):
        refused = iris.post(path, {"why": ""})
        assert (refused.status_code, "Whoever acts for them decides" in refused.text) == (403, True)
    shown = iris.get(f"/team/{team.pk}/").text
    assert "End their place" not in shown
    assert "You can always say no" in shown
    assert iris.post(f"/team/places/{asked.pk}/no/").status_code == 302
    asked.refresh_from_db()
    assert asked.ended_how == "not_agreed"
    assert Team.objects.get(pk=team.pk).is_living


def test_while_nobody_decides_cora_ends_a_place_in_an_emergency_and_not_the_team(
    inside, team, place, browser_of, calderdale, cast, mailoutbox
):
    cora = browser_of(calderdale, cast.cora)
    cannot_decide(cast)
    inside.tell()
    mailoutbox.clear()
    assert "End their place" in cora.get(f"/circle/teams/{team.pk}/").text
    asked = cora.get(f"/team/places/{place.pk}/end/")
    assert (asked.status_code, cast.sol.called in asked.text, "an emergency" in asked.text) == (200, True, True)
    assert Place.objects.get(pk=place.pk).is_held()
    for _twice in range(2):
        assert cora.post(f"/team/places/{place.pk}/end/")["Location"] == f"/circle/teams/{team.pk}/"
    assert cora.get(f"/team/places/{place.pk}/end/").status_code == 404
    place.refresh_from_db()
    assert (place.ended_how, place.ended_by_id) == ("emergency", cast.cora.pk)
    inside.tell()
    assert {cast.iris.email, cast.sol.email} <= {to for mail in mailoutbox for to in mail.to}
    with pytest.raises(NotAllowed):
        services.end_team(team, by=cast.cora)


def test_whoever_may_end_a_place_is_asked_first_and_for_nobody_else_there_is_such_a_page(
    inside, team, place, browser_of, calderdale, cast
):
    at = f"/team/places/{place.pk}/end/"
    for somebody in (cast.cora, cast.sol, cast.otto):
        assert browser_of(calderdale, somebody).get(at).status_code == 404
    asked = browser_of(calderdale, cast.iris).get(at)
    assert ("They can be asked into the team again" in asked.text, "emergency" in asked.text) == (True, False)
    assert place.is_held()
    cover = services.let_stand_in(team, cast.otto, now() + timedelta(days=2), "Sol is ill", by=cast.cora)
    services.accept(cover, by=cast.otto)
    cannot_decide(cast)
    inside.tell()
    cora = browser_of(calderdale, cast.cora)
    assert "End standing in" in cora.get(f"/team/places/{cover.pk}/end/").text
    shown = cora.get(f"/circle/teams/{team.pk}/").text
    assert f'href="{at}"' in shown
    for somebody in (cast.iris, cast.sol, cast.otto):
        browser = browser_of(calderdale, somebody)
        assert (browser.get(at).status_code, browser.post(at).status_code) in ((404, 403), (404, 404))
    assert Place.objects.get(pk=place.pk).is_held()


def test_adah_decides_for_iris_with_both_names_and_cora_no_longer(inside, team, place, cast):
    cannot_decide(cast)
    authority = attorney_for_health(cast)
    inside.tell()
    team.refresh_from_db()
    assert not helping.can_decide(cast.iris)
    adah = OnBehalf(cast.adah, cast.iris.pk, authority.pk)
    otto = services.bring_up(team, cast.otto, "neighbour", by=cast.sol)
    assert services.bring_up(team, cast.fin, "friend", by=cast.iris).agreed_at is None
    with pytest.raises(NotAllowed, match="Whoever acts for them decides"):
        services.agree(otto, by=cast.iris)
    with pytest.raises(NotAllowed, match="Whoever acts for them decides"):
        services.ask_to_go(place, by=cast.cora)
    assert services.agree(otto, by=adah).agreed_by_id == cast.adah.pk
    ended = services.ask_to_go(place, by=adah)
    assert (ended.ended_how, ended.ended_by_id) == ("asked_to_go", cast.adah.pk)
    assert services.end_team(team, by=adah).ended_by_id == cast.adah.pk
    assert not Place.objects.held().filter(team=team).exists()


def acting_for_iris(inside, cast):
    """Iris cannot decide just now; Adah has the paper, and her team does not rest."""
    cannot_decide(cast)
    authority = attorney_for_health(cast)
    inside.tell()
    return OnBehalf(cast.adah, cast.iris.pk, authority.pk)


def test_of_iris_who_cannot_decide_only_the_no_to_a_hat_counts_and_adah_says_yes(
    inside, team, browser_of, calderdale, cast
):
    offered = hats.ask_hat(team, cast.sol, "rota_holder", by=cast.sol)
    chat = hats.ask_hat(team, cast.sol, "chat_admin", by=cast.sol)
    adah = acting_for_iris(inside, cast)
    iris, at = browser_of(calderdale, cast.iris), f"/team/{team.pk}/hats/"
    shown = iris.get(at).text
    assert "I agree" not in shown
    assert "You can always say no" in shown
    assert "Whoever acts for you decides" in iris.get("/home/").text
    refused = iris.post(f"{at}{offered.pk}/answer/", {"do": "agree"})
    assert (refused.status_code, "Whoever acts for them decides" in refused.text) == (403, True)
    assert iris.post(f"{at}{chat.pk}/answer/", {"do": "refuse"}).status_code == 302
    assert TeamHat.objects.get(pk=chat.pk).ended_how == "not_agreed"
    assert hats.agree_to_hat(offered, yes=True, by=adah).agreed_by_id == cast.adah.pk
    assert TeamHat.objects.worn().filter(team=team, kind="rota_holder").exists()


def test_whom_iris_asks_while_she_cannot_decide_waits_for_adahs_yes_as_well(inside, team, cast):
    adah = acting_for_iris(inside, cast)
    asked = hats.ask_hat(team, cast.sol, "rota_holder", by=cast.iris)
    assert hats.answer_hat(asked, yes=True, by=cast.sol).from_on is None
    assert hats.agree_to_hat(asked, yes=True, by=adah).from_on == today()


def test_what_iris_does_herself_is_handed_over_only_with_adahs_yes_while_she_cannot_decide(inside, team, cast):
    own = hats.ask_hat(team, cast.iris, "profile_holder", by=cast.iris)
    adah = acting_for_iris(inside, cast)
    handed = hats.lay_down(own, successor=cast.sol, by=cast.iris)
    assert hats.answer_hat(handed, yes=True, by=cast.sol).from_on is None
    assert hats.agree_to_hat(handed, yes=True, by=adah).from_on == today()


def test_iris_who_cannot_decide_takes_no_hat_off_sol_and_ends_no_agreement(inside, team, browser_of, calderdale, cast):
    sols = hats.answer_hat(hats.ask_hat(team, cast.sol, "rota_holder", by=cast.iris), yes=True, by=cast.sol)
    agreement = agreements.make_agreement(team, "Keys", "Sol has the key.", by=cast.sol)
    adah = acting_for_iris(inside, cast)
    iris, at = browser_of(calderdale, cast.iris), f"/team/{team.pk}/"
    assert "Somebody else should do it" not in iris.get(f"{at}hats/").text
    assert "This does not hold any more" not in iris.get(f"{at}agreements/{agreement.pk}/").text
    lay_down, newest = f"{at}hats/{sols.pk}/lay-down/", agreement.versions.get()
    for answer in (
        iris.get(lay_down),
        iris.post(lay_down, {"successor": "", "leaves_vacant": "on"}),
        iris.post(f"{at}hats/{sols.pk}/answer/", {"do": "go-on"}),
        iris.post(f"{at}agreements/said/{newest.pk}/", {"do": "end"}),
    ):
        assert (answer.status_code, "Whoever acts for them decides" in answer.text) == (403, True)
    with pytest.raises(NotAllowed, match="Only the person the team is for can end this"):
        agreements.end_agreement(agreement, by=cast.sol)
    assert agreements.end_agreement(agreement, by=adah).ended_at is not None
    assert hats.lay_down(sols, leaves_vacant=True, by=adah).ended_how == "taken_off"


def test_while_nobody_decides_for_iris_everybody_else_together_still_agrees_to_a_hat(inside, team, cast):
    services.join(team, cast.june, "friend", by_owner=cast.iris, by_member=cast.june)
    cannot_decide(cast)
    inside.tell()
    offered = hats.ask_hat(team, cast.sol, "rota_holder", by=cast.sol)
    with pytest.raises(NotAllowed, match="Whoever acts for them decides"):
        hats.agree_to_hat(offered, yes=True, by=cast.iris)
    assert hats.say_of_hat(offered, is_against=False, by=cast.june).from_on == today()
