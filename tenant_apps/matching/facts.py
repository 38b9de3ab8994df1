"""An ask and an offer as the engine counts them: codes as bits, and only of what people show to the circle.

What somebody keeps to themselves is not here: it has no part in who fits and in which order (see `ranking`).
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final
from uuid import UUID

from shared_apps.federation import here
from tenant_apps.matching.distances import Places, reach
from tenant_apps.matching.engine.shape import EITHER, HOME, MAN, PAID, VOLUNTARY, WOMAN, Giver, Need, Terms
from tenant_apps.matching.explaining import quarters
from tenant_apps.matching.models import Ask, Offer, Pay
from tenant_apps.matching.standing import UNBEARABLE, Facts
from tenant_apps.profiles import facets
from tenant_apps.profiles.shape import Facet

# The homes somebody may not be able to bear, each a bit.
HOMES: Final = ("dog", "cat", "birds", "small", "other", "inside", "outside", "vaping")
PAYS: Final = MappingProxyType({Pay.VOLUNTARY: VOLUNTARY, Pay.PAID: PAID, Pay.EITHER: EITHER})
Bits = Mapping[str, int]


def _bits(codes: Iterable[str]) -> Bits:
    return MappingProxyType({code: 1 << number for number, code in enumerate(codes)})


def _of(facet: Facet) -> Bits:
    return _bits(term.code for term in facet.terms)


TASKS: Final = _of(facets.NEEDS)
LANGUAGES: Final = _of(facets.LANGUAGES)
TRAINING: Final = _of(facets.COURSES)
INTERESTS: Final = _of(facets.INTERESTS)
SKILLS: Final = _of(facets.SKILLS)
HOME_BITS: Final = _bits(HOMES)
GENDERS: Final = MappingProxyType({"woman": WOMAN, "man": MAN})
# By which facet of a must-have the engine counts what, and which of its codes.
COUNTED: Final = MappingProxyType({"languages": "languages", "courses": "training", "gender": "gender"})
KNOWN_CODES: Final = MappingProxyType(
    {"languages": frozenset(LANGUAGES), "courses": frozenset(TRAINING), "gender": frozenset(GENDERS)}
)


def mask(codes: Iterable[str], bits: Bits) -> int:
    """These codes as bits. A circle's own codes have none: they are looked at when people are looked through."""
    found = 0
    for code in codes:
        found |= bits.get(code, 0)
    return found


def terms_here() -> Terms:
    """What this circle does not do."""
    return Terms(no_paid_work=not here.offers_paid_work(), no_personal_care=not here.may_give_personal_care())


def need_of(ask: Ask, asker: Facts, apart: Iterable[UUID], there: Places) -> Need:
    """An ask, with what its asker shows. Their own home and allergies count for them whether they show them or not."""
    must, like = ask.must, ask.like
    return Need(
        key=ask.pk,
        person=ask.person_id,
        tasks=mask(ask.tasks, TASKS),
        training=mask(must.get("courses") or (), TRAINING),
        languages=mask(must.get("languages") or (), LANGUAGES),
        gender=mask((must.get("gender") or ())[:1], GENDERS),
        home=mask(asker.home | asker.hidden_home, HOME_BITS),
        allergies=mask(asker.allergies, HOME_BITS),
        week=quarters(ask.week),
        # One of several who share a week need not come at all of its times.
        is_flexible=ask.is_flexible or ask.people > 1,
        place=there.of(ask),
        pay=PAYS[Pay(ask.pay)],
        most_pence=ask.most_an_hour_minor,
        apart=frozenset(apart),
        has=(mask(asker.shown.get("interests", ()), INTERESTS), 0, 0, 0, mask(asker.shown.get("skills", ()), SKILLS)),
        likes=(mask(like.get("interests") or (), INTERESTS), 0, 0, 0, mask(like.get("skills") or (), SKILLS)),
        people=ask.people,
        waiting_since=ask.opened_at.date().toordinal() if ask.opened_at else 0,
    )


def giver_of(offer: Offer, giver: Facts, there: Places) -> Giver:
    """An offer, with what its giver shows."""
    like, shown = offer.like, giver.shown
    return Giver(
        key=offer.person_id,
        tasks=mask(offer.tasks, TASKS),
        training=mask(shown.get("courses", ()), TRAINING),
        languages=mask(shown.get("languages", ()), LANGUAGES),
        # Whoever does not show it is not found by it: on a list of women, each would be known for one.
        gender=mask(shown.get("gender", ()), GENDERS),
        bears=bears(shown),
        brings=mask(giver.home, HOME_BITS),
        week=quarters(offer.week),
        place=there.of(offer),
        reach=reach(offer),
        pay=PAYS[Pay(offer.pay)],
        least_pence=offer.least_an_hour_minor or 0,
        gladly=mask(offer.gladly, TASKS),
        has=(mask(shown.get("interests", ()), INTERESTS), 0, 0, 0, mask(shown.get("skills", ()), SKILLS)),
        likes=(mask(like.get("interests") or (), INTERESTS), 0, 0, 0, mask(like.get("skills") or (), SKILLS)),
        waiting_since=offer.opened_at.date().toordinal() if offer.opened_at else 0,
    )


def bears(said: Mapping[str, Sequence[str]]) -> int:
    """The homes that somebody who says this can be in."""
    return ((1 << HOME) - 1) & ~mask(unbearable(said), HOME_BITS)


def unbearable(said: Mapping[str, Sequence[str]]) -> set[str]:
    """All homes that somebody who says this cannot be in."""
    return {
        home
        for facet, forbids in UNBEARABLE.items()
        for code in said.get(facet, ())
        for home in forbids.get(code, frozenset())
    }
