"""Do circles' rows stay apart under 10,000 mixed requests in 8 threads, directly and through PgBouncer?"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.bench.ground import Failed, Ground, Side
from tests.bench.tables import Row, Table

WORDS = ["ash", "beech", "cedar", "elder", "hazel"]
MIXING, PAGES = "tests.bench.mixing", "tests.bench.mixed_urls"
REQUESTS = 10_000
THREADS = 8
SHARED = 4  # server connections the pooler shares among all of those threads


def run(ground: Ground) -> Table:
    house, bare = ground.house(), ground.bare()
    with ground.ours(house, MIXING, urls=PAGES) as ours, ground.django_tenants(bare, MIXING) as peer:
        ours.ask("build", words=WORDS)
        peer.ask("build", words=WORDS)
        rows = _compare("direct", ground, house, bare, ours, peer)
    notes = [
        f"{REQUESTS:,} requests a side and row, {THREADS} threads, {len(WORDS)} circles with the same keys, another "
        "circle each time, through the whole WSGI handler: pages that only read, pages that write in a transaction or "
        "without one, pages that fall back to a savepoint, pages that break half-way.",
        "Written astray: rows found afterwards in a circle's table with another circle's word.",
    ]
    program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        notes.append("Not measured through PgBouncer: it is not installed here (`apt-get install pgbouncer`).")
        return Table(rows, notes)
    with (
        pgbouncer(ground, program) as port,
        ground.ours(house, MIXING, port=port, urls=PAGES) as ours,
        ground.django_tenants(bare, MIXING, port=port) as peer,
    ):
        rows += _compare("PgBouncer", ground, house, bare, ours, peer)
    notes.append(f"PgBouncer shares {SHARED} connections in transaction mode; the peer sets its path by session `SET`.")
    return Table(rows, notes)


def _compare(way: str, ground: Ground, house: str, bare: str, ours: Side, peer: Side) -> list[Row]:
    counted = [side.ask("requests", words=WORDS, count=REQUESTS, threads=THREADS) for side in (ours, peer)]
    us, them = counted
    astray, their_astray = _astray(ground, house), _astray(ground, bare)
    return [
        Row(
            f"{way}: rows read of another circle",
            f"{us['foreign']:,} of {us['read']:,}",
            f"{them['foreign']:,} of {them['read']:,}",
            to_reach="0",
            reached=us["foreign"] == 0 and us["read"] > REQUESTS,
        ),
        Row(f"{way}: rows written astray", f"{astray:,}", f"{their_astray:,}", to_reach="0", reached=astray == 0),
        Row(
            f"{way}: requests that broke by themselves",
            _broken(us),
            _broken(them),
            to_reach="0",
            reached=us["broken"] == 0,
        ),
        Row(
            f"{way}: requests a second, {THREADS} threads",
            *(f"{REQUESTS / each['seconds']:.0f}/s" for each in counted),
        ),
    ]


def _broken(counted: dict) -> str:
    kinds = ", ".join(f"{kind} {times:,}" for kind, times in counted["how"].items())
    return f"{counted['broken']:,}" + (f" ({kinds})" if kinds else "")


def _astray(ground: Ground, database: str) -> int:
    """Rows that lie in one circle's table and carry another's word, seen by the administrator."""
    with psycopg.connect(ground.admin_url(database)) as admin:
        homes = admin.execute("SELECT schema_name, slug FROM public.tenants_circle").fetchall()
        counts = [
            admin.execute(f'SELECT count(*) FROM "{schema}".plum_plum WHERE colour <> %s', [slug]).fetchone()
            for schema, slug in homes
        ]
    return sum(count[0] for count in counts if count)


SETTINGS = """\
[databases]
* = host=127.0.0.1 port={server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = {shared}
max_client_conn = 200
server_tls_sslmode = disable
logfile = {folder}/pgbouncer.log
"""


@contextmanager
def pgbouncer(ground: Ground, program: str) -> Iterator[int]:
    """PgBouncer in transaction mode before the server, for as long as it is needed. Yields its port."""
    folder = ground.server.place.root / f"pgbouncer-{secrets.token_hex(3)}"
    folder.mkdir(mode=0o700)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "users.txt").write_text("".join(f'"{name}" "{word}"\n' for name, word in ground.passwords().items()))
    (folder / "pgbouncer.ini").write_text(
        SETTINGS.format(server=ground.server.port, port=port, folder=folder, shared=SHARED)
    )
    account = ground.server.place.account  # PgBouncer will not run as root either
    if account:
        for path in (folder, *folder.iterdir()):
            os.chown(path, account.uid, account.gid)
    process = subprocess.Popen(
        [program, "-q", str(folder / "pgbouncer.ini")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        **(account.lend() if account else {}),  # type: ignore[call-overload]
    )
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise Failed("PgBouncer did not start.")
