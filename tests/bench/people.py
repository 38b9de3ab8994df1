"""Invented people who ask and who offer, as a town has them: the same for a seed, on every machine."""

from __future__ import annotations

from random import Random

from tenant_apps.matching.engine.shape import EITHER, HOME, PAID, VOLUNTARY, Giver, Need, reach_of, span

TOWN = 150  # squares of 100 metres each way
PLAIN, HARDER = range(8), range(8, 18)


def givers(seed: int, count: int, town: int = TOWN) -> list[Giver]:
    """So many offers. Half of them are free on some mornings or afternoons, few at night."""
    draw = Random(f"givers {seed}")
    return [giver(draw, key, town) for key in range(1, count + 1)]


def needs(seed: int, count: int, town: int = TOWN) -> list[Need]:
    """So many asks; their keys and people are below nought, so that nobody is both."""
    draw = Random(f"needs {seed}")
    return [need(draw, -key, town) for key in range(1, count + 1)]


def giver(draw: Random, key: int, town: int = TOWN) -> Giver:
    tasks = _some(draw, PLAIN, 0.6) | (_some(draw, HARDER, 0.5) if draw.random() < 0.5 else 0) | 1
    return Giver(
        key=key,
        tasks=tasks,
        refuses=_some(draw, HARDER, 0.05),
        training=_some(draw, range(20), 0.2),
        checks=_some(draw, range(2), 0.8),
        languages=1 | _some(draw, range(1, 16), 0.06),
        gender=draw.choice((1, 1, 1, 2, 2, 0)),
        bears=(1 << HOME) - 1 & ~_some(draw, range(HOME), 0.04),
        brings=_some(draw, range(4), 0.1),
        week=0 if draw.random() < 0.03 else _free(draw),
        place=None if draw.random() < 0.05 else (draw.randrange(town), draw.randrange(town)),
        area=draw.choice((0, 1, 2, 3, 4, 5)),
        reach=reach_of(tuple(draw.sample(("foot", "bus", "bike", "car"), 2)), draw.choice((15, 20, 30, 45))),
        pay=draw.choice((VOLUNTARY, PAID, PAID, EITHER)),
        least_pence=draw.choice((0, 1250, 1400, 1600, 1800)),
        gladly=tasks & _some(draw, range(18), 0.4),
        has=(_some(draw, range(20), 0.15), _some(draw, range(9), 0.3), *(_one(draw) for _ in range(3))),
        likes=(_some(draw, range(20), 0.1), 0, *(_one(draw, 0.1) for _ in range(3))),
        room=draw.choice((0, 1, 1, 1, 2, 3)),
        waiting_since=draw.randrange(400),
    )


def need(draw: Random, key: int, town: int = TOWN) -> Need:
    is_flexible = draw.random() < 0.7
    return Need(
        key=key,
        person=key,
        tasks=1 << draw.choice(PLAIN) | (1 << draw.choice(HARDER) if draw.random() < 0.4 else 0),
        training=1 << draw.randrange(20) if draw.random() < 0.2 else 0,
        checks=draw.choice((0, 1, 1, 3)),
        languages=1 << draw.randrange(16) if draw.random() < 0.15 else 1,
        gender=draw.choice((0, 0, 0, 1, 2)),
        home=_some(draw, range(HOME), 0.08),
        allergies=_some(draw, range(4), 0.05),
        week=_free(draw) if is_flexible else span(draw.randrange(7) * 96 + draw.randrange(28, 80), 4),
        is_flexible=is_flexible,
        least_quarters=draw.choice((2, 4, 8)),
        place=None if draw.random() < 0.05 else (draw.randrange(town), draw.randrange(town)),
        area=draw.choice((0, 1, 2, 3, 4, 5)),
        pay=draw.choice((VOLUNTARY, PAID, EITHER, EITHER)),
        most_pence=draw.choice((None, 1300, 1500, 1700, 2000)),
        has=(_some(draw, range(20), 0.15), 0, *(_one(draw) for _ in range(3))),
        likes=(_some(draw, range(20), 0.15), _some(draw, range(9), 0.2), *(_one(draw, 0.2) for _ in range(3))),
        people=draw.choice((1, 1, 2, 3)),
        waiting_since=draw.randrange(400),
    )


def _free(draw: Random) -> int:
    """Mornings, afternoons, evenings and nights of the week; a night goes on past midnight."""
    found = 0
    for day in range(7):
        for start, quarters, often in ((28, 20, 0.5), (48, 20, 0.5), (68, 20, 0.35), (88, 32, 0.1)):
            if draw.random() < often:
                found |= span(day * 96 + start, quarters)
    return found


def _some(draw: Random, bits: range, often: float) -> int:
    return sum(1 << bit for bit in bits if draw.random() < often)


def _one(draw: Random, often: float = 0.6) -> int:
    return 1 << draw.randrange(8) if draw.random() < often else 0
