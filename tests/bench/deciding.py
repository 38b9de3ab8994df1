"""What it costs to ask who may see what: a page, a list of 5,000, a search, and decisions a second."""

from __future__ import annotations

from tests.bench.ground import Ground
from tests.bench.tables import Row, Table, duration

PEOPLE = 5000
AT_MOST = 1.15


PAGES = {
    "/people/": "the page with the first hundred",
    "/people/?name=Person+01": "the same page after a search by name",
    "/people/?name=0123": "the same page after a search by telephone",
    "/people/TOLD/": "a whole profile, every question answered",
}


def run(ground: Ground) -> Table:
    rows = []
    with ground.ours(ground.house(), "tests.bench.deciding_pages") as pages:
        assert pages.ask("build", people=PEOPLE) == PEOPLE
        for path, meaning in PAGES.items():
            took = pages.ask("page", path=path)
            ratio = took["ours"] / took["peer"]
            rows.append(
                Row(
                    f"{meaning}, of {PEOPLE:,} people",
                    f"{duration(took['ours'])}, {took['questions']} questions",
                    f"{duration(took['peer'])}, {took['peer_questions']} questions",
                    f"{ratio:.2f}",
                    f"at most {AT_MOST:.2f}",
                    ratio <= AT_MOST,
                )
            )
    with ground.ours(ground.house(), "tests.bench.deciding_side") as ours:
        assert ours.ask("build", people=PEOPLE) == PEOPLE
        for what in ("list", "count", "search", "sort"):
            took = ours.ask("query", kind=what)
            ratio = took["ours"] / took["peer"]
            rows.append(
                Row(
                    f"{took['says']}, {PEOPLE:,} people with mixed choices",
                    f"{duration(took['ours'])}, {took['questions']} questions, {took['found']:,} found",
                    f"{duration(took['peer'])}, {took['peer_questions']} questions",
                    f"{ratio:.2f}",
                    f"at most {AT_MOST:.2f}",
                    ratio <= AT_MOST,
                )
            )
        for many in (1, 100, PEOPLE):
            took = ours.ask("masking", many=many)
            rows.append(
                Row(
                    f"the masked door, {many:,} people, four sections each, looks written down",
                    f"{duration(took['ours'])}, {took['questions']} questions",
                    f"{duration(took['peer'])}, {took['peer_questions']} questions",
                    f"{took['ours'] / took['peer']:.2f}",
                )
            )
        a_second = ours.ask("decisions")
        rows.append(Row("decisions, facts in hand", f"{a_second['judge']:,.0f}/s"))
        rows.append(Row("decisions, facts loaded for 5,000 people", f"{a_second['loaded']:,.0f}/s"))
    return Table(
        rows,
        [
            "The reader is an ordinary member with a team of 40. Half of the people chose by themselves, a quarter "
            "took one of the three answers, a quarter said nothing.",
            "The peer is the same query with no policy; for the list, cut to as many rows as the reader finds. For the "
            "masked door it is reading the rows.",
        ],
    )
