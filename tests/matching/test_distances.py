"""How far it is: nobody is sent further than they go, and nobody learns where a home is."""

import pytest

from kernel.errors import RuleBroken
from tenant_apps.matching.cards import asks_on, people_on
from tenant_apps.matching.models import Ask, Exposure, Offer, Shortlist
from tenant_apps.matching.planning import week_of
from tenant_apps.matching.services import shortlists, wishes
from tenants.context import in_circle
from tests.matching.given import gives, lie, opens

pytestmark = pytest.mark.usefixtures("db")

VALLEY = (("HX7 8", 0, 0), ("HX7 6", 2.5, 0), ("OL14 5", 9, 0), ("HX1 1", 0, 30))
WEEK = {"tue": [["10:00", "12:00"]]}
HERE, UP_THE_ROAD, NEXT_TOWN, FAR = "HX7 8AA", "HX7 6AB", "OL14 5AA", "HX1 1AA"


def company(postcode: str, **more) -> dict:
    return {"tasks": ["company"], "week": WEEK, "postcode": postcode, **more}


def shown(ask: Ask) -> list:
    """Everybody on the list as if it were the first that was ever made."""
    for table in (Shortlist, Exposure):
        table.objects.all().delete()
    return shortlists.look(ask, by=ask.person).shortlist.ids


def ways(ask: Ask) -> dict:
    """What a card says of the way, by person."""
    cards = people_on(shortlists.look(ask, by=ask.person).shortlist, ask, by=ask.person)
    return {card.person: [each for each in card.told.written if "away" in each or "near" in each] for card in cards}


def test_whoever_does_not_come_so_far_is_not_suggested_on_either_list(calderdale, cast):
    lie(*VALLEY)
    with in_circle(calderdale):
        ask = opens(cast.iris, **company(HERE))
        by_car = gives(cast.sol, **company(NEXT_TOWN, travel=["car"], reach_minutes=30))
        on_foot = gives(cast.june, **company(NEXT_TOWN, travel=["foot"], reach_minutes=60))
        assert shown(ask) == [cast.sol.pk]
        assert shortlists.look(by_car, by=cast.sol).shortlist.ids == [ask.pk]
        assert shortlists.look(on_foot, by=cast.june).shortlist.ids == []
        wishes.change(on_foot, {"travel": ["bus"]}, by=cast.june)
        assert set(shown(ask)) == {cast.sol.pk, cast.june.pk}
        assert {each.key for each in week_of(ask).problem.candidates} == {cast.sol.pk, cast.june.pk}
        wishes.change(ask, {"postcode": FAR}, by=cast.iris)
        ask.refresh_from_db()
        assert shown(ask) == []
        assert week_of(ask).problem.candidates == ()
        assert len(week_of(ask, is_wider=True).problem.candidates) == 2


def test_the_way_is_said_in_quarters_of_an_hour_by_how_somebody_travels(calderdale, cast):
    lie(*VALLEY)
    with in_circle(calderdale):
        ask = opens(cast.iris, **company(HERE))
        gives(cast.sol, **company(UP_THE_ROAD, travel=["foot", "bus"]))
        gives(cast.june, **company("HX7 8ZZ", travel=["foot"]))
        gives(cast.otto, **company(NEXT_TOWN, travel=["bus"], reach_minutes=60))
        gives(cast.fin, **company("", travel=["car"]))
        assert ways(ask) == {
            cast.sol.pk: ["Lives about 15 minutes away by bus"],
            cast.june.pk: ["Lives near you"],
            cast.otto.pk: ["Lives about 60 minutes away by bus"],
            cast.fin.pk: [],  # nobody knows, so nothing is said, and nobody is left out
        }
        offer = Offer.objects.get(person=cast.otto)
        (card,) = asks_on(shortlists.look(offer, by=cast.otto).shortlist, offer)
        assert "It is about 60 minutes away by bus" in card.told.to_giver


def test_without_postcodes_the_first_halves_are_compared_and_nobody_is_left_out(calderdale, cast):
    with in_circle(calderdale):
        ask = opens(cast.iris, **company(HERE))
        gives(cast.sol, **company(UP_THE_ROAD, travel=["foot"], reach_minutes=15))
        gives(cast.june, **company(FAR, travel=["foot"], reach_minutes=15))
        assert ways(ask) == {cast.sol.pk: ["Lives near you"], cast.june.pk: []}


def test_the_nearer_of_two_who_are_alike_comes_first_and_moves_with_what_is_loaded(calderdale, cast):
    lie(*VALLEY)
    with in_circle(calderdale):
        ask = opens(cast.iris, **company(HERE))
        gives(cast.sol, **company(NEXT_TOWN, travel=["car"]))
        gives(cast.june, **company(HERE, travel=["car"]))
        assert shown(ask) == [cast.june.pk, cast.sol.pk]
    lie(("HX7 8", 9, 0), ("OL14 5", 9, 0.2))
    with in_circle(calderdale):
        assert ways(ask)[cast.sol.pk] == ["Lives about 15 minutes away by car"]
    lie(("HX7 8", 0, 0), ("OL14 5", 90, 0))
    with in_circle(calderdale):
        assert shown(ask) == [cast.june.pk]


def test_two_homes_in_one_area_look_the_same_from_everywhere(calderdale, cast):
    """An attacker moves their ask to every place there is, also within one area: nobody's street can be told apart."""
    lie(*VALLEY, *((f"HX{n} {m}", n * 1.7, m * 2.3) for n in range(2, 6) for m in range(6)))
    with in_circle(calderdale):
        ask = opens(cast.iris, **company(HERE))
        for person, street in ((cast.sol, "OL14 5AA"), (cast.june, "OL14 5ZZ")):
            gives(person, **company(street, travel=["bus"], reach_minutes=45))
        for place in (HERE, "HX7 8ZZ", "HX7 8", "HX7", *(f"HX{n} {m}AA" for n in range(2, 6) for m in range(6))):
            Ask.objects.filter(pk=ask.pk).update(postcode=place)
            ask.refresh_from_db()
            assert set(shown(ask)) in (set(), {cast.sol.pk, cast.june.pk})
            said = ways(ask)
            assert len({tuple(words) for words in said.values()}) <= 1
        # and within one area, what is shown does not depend on where in it somebody asks
        answers = []
        for street in ("HX3 1AA", "HX3 1ZZ"):
            Ask.objects.filter(pk=ask.pk).update(postcode=street)
            ask.refresh_from_db()
            answers.append((shown(ask), ways(ask)))
        assert answers[0] == answers[1]


@pytest.mark.parametrize("what", ["ask", "offer"])
def test_what_is_no_postcode_is_refused_with_what_to_write(calderdale, cast, what):
    with in_circle(calderdale):
        person = cast.iris if what == "ask" else cast.sol
        begin = wishes.begin_ask if what == "ask" else wishes.begin_offer
        thing = begin(person, by=person)
        with pytest.raises(RuleBroken) as no:
            wishes.change(thing, {"postcode": "the mill"}, by=person)
        assert "This is no postcode." in str(no.value.errors)
        for postcode in ("hx7 8aa", "HX7", ""):
            assert wishes.change(type(thing).objects.get(pk=thing.pk), {"postcode": postcode}, by=person)


def test_the_pages_refuse_it_alike_and_say_what_is_told_of_a_place(calderdale, cast, browser_of):
    with in_circle(calderdale):
        ask = wishes.begin_ask(cast.iris, by=cast.iris, tasks=["company"])
    at = f"/match/asks/{ask.pk}/where/"
    iris = browser_of(calderdale, cast.iris)
    assert "others are told only about how long the way is" in iris.get(at).text
    said = {"people": "1", "postcode": "the mill", "pay": "either"}
    refused = iris.post(at, said)
    assert refused.status_code == 422

    assert "This is no postcode." in refused.text
    assert iris.post(at, {**said, "postcode": "HX7 8AA"}).status_code == 302
