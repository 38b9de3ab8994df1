"""Who could come to some of the visits of an ask: by the same must and the same gladness as its list, but for times.

In a team each comes to a part of the week, so to come to all of it is no must here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from kernel.time import now
from tenant_apps.matching.checking import with_what_may_be_done
from tenant_apps.matching.distances import Places, places
from tenant_apps.matching.engine.index import Index
from tenant_apps.matching.engine.loop import hindrances, score
from tenant_apps.matching.engine.shape import Need, Terms
from tenant_apps.matching.facts import COUNTED, giver_of, terms_here
from tenant_apps.matching.figures import outward
from tenant_apps.matching.models import Ask, Offer
from tenant_apps.matching.ranking import CROWD, forbids, has, need_for, own_codes
from tenant_apps.matching.services.shortlists import people_there, settled
from tenant_apps.matching.shelf import ask_index
from tenant_apps.matching.standing import Facts, facts_of

# So many are looked at: for each visit the gladdest of those who can come to it, and then the gladdest of all.
MOST: Final = 300
FOR_EACH_VISIT: Final = 12

Coming = tuple[Offer, int]
"""An offer, and how glad both would be, from 0 to 1000."""


def who_could_come(ask: Ask, visits: Iterable[int], *, without: str = "", is_wider: bool = False) -> list[Coming]:
    """Everybody to be looked at. `visits` are the quarters of each, as bits of the week; `without` leaves one must-have
    away, `is_wider` how far it is."""
    asker = facts_of([ask.person_id])[ask.person_id]
    need = _loosened(need_for(ask, asker), without, is_wider=is_wider)
    ids = ask_index(lambda index: _looked_up(index, need, terms_here(), visits))
    found = list(_who_suit(ask, need, ids, without, is_wider=is_wider))
    shown, aside = settled(ask, now())
    is_a_crowd = len(found) >= CROWD
    return [
        (offer, glad)
        for offer, glad, facts in found
        if offer.person_id in shown or not (offer.person_id in aside or forbids(asker, facts, is_a_crowd=is_a_crowd))
    ]


def who_still_comes(ask: Ask, people: Iterable[UUID]) -> list[Coming]:
    """Of these, whoever could come now. What somebody keeps to themselves in their profile has no part in this: when
    one is gone from a team that was shown, it must not be for that."""
    asker = facts_of([ask.person_id])[ask.person_id]
    need = _loosened(need_for(ask, asker), "", is_wider=False)
    found = _who_suit(ask, need, people, "", is_wider=False)
    return [(offer, glad) for offer, glad, facts in found if not forbids(asker, facts, is_a_crowd=False)]


def _loosened(need: Need, without: str, *, is_wider: bool) -> Need:
    less: dict[str, Any] = {"is_flexible": True, "least_quarters": 0}
    if without in COUNTED:
        less[COUNTED[without]] = 0
    if is_wider:
        less["place"] = None
    return replace(need, **less)


def _looked_up(index: Index, need: Need, terms: Terms, visits: Iterable[int]) -> list[UUID]:
    everybody = index.shortlist(need, terms, MOST)
    found = {UUID(str(each.key)): None for each in everybody}
    if len(everybody) < MOST:
        return list(found)
    able = [index.shortlist(replace(need, week=each, is_flexible=False), terms, FOR_EACH_VISIT) for each in visits]
    first = {UUID(str(each.key)): None for some in able for each in some}
    return list(first | found)[: max(MOST, len(first))]


def _who_suit(
    ask: Ask, need: Need, ids: Iterable[UUID], without: str, *, is_wider: bool
) -> Iterator[tuple[Offer, int, Facts]]:
    """Looked at in the database, as it stands this moment."""
    offers, terms = people_there(ask, ids), terms_here()
    own = {code: codes for code, codes in own_codes(ask).items() if code != without}
    able, known = with_what_may_be_done(offers.values()), facts_of(offers)
    there = places([ask, *able])
    for offer in able:
        facts = known[offer.person_id]
        giver = giver_of(offer, facts, there)
        if hindrances(need, giver, terms) or not has(facts, own):
            continue
        if is_wider or _is_near(ask, offer, there):
            yield offer, score(need, giver).score, facts


def _is_near(ask: Ask, offer: Offer, there: Places) -> bool:
    """Where nobody knows how far it is: the first halves of the postcodes, as far as both said one."""
    here, other = outward(ask.postcode), outward(offer.postcode)
    return there.metres(ask, offer) is not None or not here or not other or here == other
