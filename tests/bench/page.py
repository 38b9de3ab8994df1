"""A member's home page, whole requests a second, beside the same page in plain Django without circles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

from tests.bench.ground import Ground
from tests.bench.tables import Row, Table

NAME = "Sol Banerjee"
ROUNDS = 40
A_ROUND = 60
LEAST = 0.90
URLS = "tests.bench.light_urls"
PAGES = {
    "/home/": "a member's home",
    "/team/": "the lightest page there is",
    "/light/": "one line and no template, to see only what lies around a page",
}

Asking = Callable[[int, str], float]


@contextmanager
def both(ground: Ground, house: str, bare: str) -> Iterator[tuple[Asking, Asking]]:
    """Ours and plain Django's page, ready and warm: each is told how often and where, and answers in seconds."""
    with ground.ours(house, urls=URLS) as ours, ground.plain_django(bare, urls=URLS) as plain:
        ours.ask("build")
        plain.ask("build")
        cookie = ours.ask("sign_in", slug="calderdale", name=NAME)
        plain_cookie = plain.ask("sign_in", name=NAME)

        def ask_ours(count: int, path: str) -> float:
            return ours.ask("seconds_for", count=count, slug="calderdale", path=path, cookie=cookie, says="Calderdale")

        def ask_plain(count: int, path: str) -> float:
            return plain.ask("seconds_for", count=count, path=path, cookie=plain_cookie, says="Calderdale")

        for path in PAGES:
            ask_ours(A_ROUND, path)
            ask_plain(A_ROUND, path)
        yield ask_ours, ask_plain


def run(ground: Ground) -> Table:
    rows = []
    with both(ground, ground.house(), ground.bare()) as (ours, plain):
        for path, meaning in PAGES.items():
            pairs = [(ours(A_ROUND, path), plain(A_ROUND, path)) for _ in range(ROUNDS)]
            us, them = (A_ROUND / median(times) for times in zip(*pairs, strict=True))
            # two neighbours in time met the same machine: their ratio is worth more than a ratio of medians
            ratio = median(their / our for our, their in pairs)
            rows.append(
                Row(
                    f"{path} ({meaning})",
                    f"{us:.0f}/s, {1e6 / us:.0f} us",
                    f"{them:.0f}/s, {1e6 / them:.0f} us",
                    f"{ratio:.2f}",
                    f"at least {LEAST:.2f}",
                    ratio >= LEAST,
                )
            )
    return Table(
        rows,
        [
            f"{ROUNDS} rounds of {A_ROUND} requests a side, taking turns; one thread, in process, through the whole "
            "WSGI handler with every middleware. The ratio is the median of the rounds' ratios.",
            "The peer is strict: the same apps, templates, sessions, middleware and connection pool, with one set of "
            "tables, ATOMIC_REQUESTS and Django's own backend. It knows no hosts, and its one circle is a constant.",
        ],
    )
