"""How long a look at 200 rooms of ten people takes at a Rocket.Chat's default limit, beside the limit itself."""

from __future__ import annotations

from tests.bench.ground import Ground
from tests.bench.tables import Row, Table, duration

ROOMS, MEMBERS, MOST = 200, 10, 1.2


def run(ground: Ground) -> Table:
    rows = []
    with ground.ours(ground.house(), "tests.bench.chat_in_step_side") as ours:
        ours.ask("build", rooms=ROOMS, members=MEMBERS)
        for what, called in (
            ("begin", f"make {ROOMS} rooms and all users, and let {MEMBERS} into each"),
            ("look", f"look at {ROOMS} rooms, one missing and one too many in each"),
            ("look_again", f"look at {ROOMS} rooms that are as they should be"),
        ):
            took = ours.ask(what)
            allowed = f"{duration(took['allowed'])} ({took['calls']} × {took['endpoint']})"
            ratio = f"{took['seconds'] / took['allowed']:.3f}"
            reached = took["seconds"] <= MOST * took["allowed"] if what != "begin" else None
            to_reach = "report" if what == "begin" else str(MOST)
            rows.append(Row(called, duration(took["seconds"]), allowed, ratio, to_reach, reached))
    return Table(
        rows,
        [
            "The peer is the limit itself: ten calls in sixty seconds of each endpoint, so that the endpoint that is "
            "asked most often takes this long, whoever asks.",
            "The job runs as it does: each minute, for 45 seconds at most. The clock jumps over what is only waited "
            "for; every call, question and answer takes its real time.",
        ],
    )
