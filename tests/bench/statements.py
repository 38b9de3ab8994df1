"""What a member's home page says to PostgreSQL, read from the server's own log, beside plain Django."""

from __future__ import annotations

import re
import time

import psycopg

from tests.bench.ground import Ground
from tests.bench.page import both
from tests.bench.tables import Row, Table

PAGES = 30
PATH = "/home/"
_SAID = re.compile(r"^(?P<database>\w+)\|LOG: +(?:statement|execute [^:]+): (?P<text>.*)$", re.MULTILINE)


def run(ground: Ground) -> Table:
    house, bare = ground.house(), ground.bare()
    with psycopg.connect(ground.server.admin_dsn, autocommit=True) as admin:
        admin.execute("ALTER SYSTEM SET log_line_prefix = '%d|'")
        admin.execute("SELECT pg_reload_conf()")
        for name in (house, bare):
            admin.execute(f"ALTER DATABASE {name} SET log_statement = 'all'")
        with both(ground, house, bare) as (ours, plain):
            ours_said = [_messages(ground, house, ours) for _ in range(PAGES)]
            plain_said = [_messages(ground, bare, plain) for _ in range(PAGES)]
        admin.execute("ALTER SYSTEM RESET log_line_prefix")
        admin.execute("SELECT pg_reload_conf()")
    usual, plain_usual = (sorted(said, key=len)[PAGES // 2] for said in (ours_said, plain_said))
    most, plain_most = (max(map(len, said)) for said in (ours_said, plain_said))
    inside, plain_inside = (len(said) + sum(message.count(";") for message in said) for said in (usual, plain_usual))
    return Table(
        [
            Row(
                f"statements on the wire for {PATH}",
                str(len(usual)),
                str(len(plain_usual)),
                f"{len(usual) - len(plain_usual):+d}",
                "at most one more",
                len(usual) - len(plain_usual) <= 1,
            ),
            Row(
                "the page that took most",
                str(most),
                str(plain_most),
                f"{most - plain_most:+d}",
                "at most one more",
                most - plain_most <= 1,
            ),
            Row(
                "each setting of a message counted by itself",
                str(inside),
                str(plain_inside),
                f"{inside - plain_inside:+d}",
            ),
        ],
        [
            f"{PAGES} pages each, one at a time, counted in the server's log with log_statement = all: everything that "
            "was sent, BEGIN and COMMIT included.",
            f"One of ours, `{_short(usual[0])}`, carries its settings in the message that BEGIN needs anyway, "
            "so they cost no trip to the server.",
            "Once a second each process asks whether the register of circles changed: one statement, in whichever "
            "request comes first, before its transaction.",
            "Ours: " + "; ".join(f"`{_short(message)}`" for message in usual),
            "Plain Django: " + "; ".join(f"`{_short(message)}`" for message in plain_usual),
        ],
    )


def _messages(ground: Ground, database: str, ask) -> list[str]:
    """What one page said in this database, message by message."""
    log = ground.server.place.log
    before = log.stat().st_size
    ask(1, PATH)
    time.sleep(0.15)  # the log is written a moment later; and now and then a second is over
    with log.open("rb") as lines:
        lines.seek(before)
        text = lines.read().decode()
    return [said["text"] for said in _SAID.finditer(text) if said["database"] == database]


def _short(message: str) -> str:
    plain = re.sub(r"c_[a-z2-7]{26}", "c_…", " ".join(message.split())).replace("|", "/").replace('"', "")
    return plain if len(plain) <= 84 else plain[:60] + " … " + plain[-20:]
