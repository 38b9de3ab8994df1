"""The ground both sides stand on: one PostgreSQL of our own, a database for each, a process for each.

Ours and the peer never share a process, so neither pays for the other's settings; the parent has them take turns, so
whatever else the machine does falls on both.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from dev import embedded

OWNER, APP = "coopbox_owner", "coopbox_app"


class Failed(RuntimeError):
    """One side could not do what it was asked."""


class Side:
    """A process with settings of its own that does what the parent asks, one thing after another."""

    def __init__(self, module: str, settings: str, environment: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("w") as complaints:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.bench.side", module],
                env={
                    **os.environ,
                    **environment,
                    "DJANGO_SETTINGS_MODULE": settings,
                    "PYTHONPATH": os.pathsep.join(filter(None, [str(log.parent), os.environ.get("PYTHONPATH")])),
                },
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
            )

    def ask(self, what: str, **given: Any) -> Any:
        """Call the function `what` of the side's module. Raises Failed with its complaint."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):  # when it died its log says why
            self._process.stdin.write(json.dumps({"what": what, "given": given}) + "\n")
            self._process.stdin.flush()
        said = self._process.stdout.readline()
        if not said:
            raise Failed(f"{what}: the process ended.\n{self.log.read_text()[-4000:]}")
        answer = json.loads(said)
        if "error" in answer:
            raise Failed(f"{what}: {answer['error']}")
        return answer["result"]

    def close(self) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Ground:
    """A PostgreSQL that waits for the disk, as a real one does, and what stands on it."""

    def __init__(self, home: Path, server: embedded.Server) -> None:
        self.home = home
        self.server = server
        self._password = secrets.token_urlsafe(16)

    def url(self, login: str, password: str, database: str, port: int = 0) -> str:
        return f"postgresql://{login}:{password}@127.0.0.1:{port or self.server.port}/{database}"

    def app_url(self, database: str, port: int = 0) -> str:
        """A database as the application's login, perhaps through a pooler at another port."""
        return self.url(APP, self._password, database, port)

    def admin_url(self, database: str, port: int = 0) -> str:
        return self.url("postgres", self.admin_password, database, port)

    @property
    def admin_password(self) -> str:
        return str(conninfo_to_dict(self.server.admin_dsn)["password"])

    def passwords(self) -> dict[str, str]:
        """Of the logins a pooler must know."""
        return {APP: self._password, "postgres": self.admin_password}

    def house(self) -> str:
        """A database prepared for Coopbox, empty. Returns its name."""
        from tenants.roles import prepare_database

        name = f"house_{secrets.token_hex(3)}"
        prepare_database(
            self.server.admin_dsn,
            database=name,
            owner=OWNER,
            owner_password=self._password,
            app=APP,
            app_password=self._password,
        )
        return name

    def bare(self) -> str:
        """A database for a peer, with the one schema our shared migrations expect. Returns its name."""
        name = f"peer_{secrets.token_hex(3)}"
        with psycopg.connect(self.server.admin_dsn, autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}")
        with psycopg.connect(self.admin_url(name), autocommit=True) as admin:
            admin.execute("CREATE SCHEMA coop")
        return name

    @contextmanager
    def ours(
        self,
        database: str,
        module: str = "tests.bench.ours",
        *,
        port: int = 0,
        urls: str = "",
        apps: str = "",
        history: str = "",
    ) -> Iterator[Side]:
        """Coopbox as it is, over its two logins; with other pages or further apps in its circles when named."""
        where = {"DATABASE_URL": self.app_url(database, port)}
        where["DATABASE_OWNER_URL"] = self.url(OWNER, self._password, database)
        where |= {"BENCH_URLS": urls, "BENCH_APPS": apps, "BENCH_HISTORY": history}
        with self._side(module, "tests.bench.our_settings", where) as side:
            yield side

    @contextmanager
    def django_tenants(
        self,
        database: str,
        module: str = "tests.bench.django_tenants_as_it_comes",
        *,
        port: int = 0,
        apps: str = "",
        history: str = "",
    ) -> Iterator[Side]:
        """The same apps on django-tenants as it comes."""
        where = {"PEER_URL": self.admin_url(database, port), "BENCH_APPS": apps, "BENCH_HISTORY": history}
        with self._side(module, "tests.bench.peer_settings", where) as side:
            yield side

    @contextmanager
    def plain_django(
        self, database: str, module: str = "tests.bench.plain_django", *, urls: str = ""
    ) -> Iterator[Side]:
        """The same apps in plain Django, one set of tables, ATOMIC_REQUESTS."""
        where = {"PEER_URL": self.admin_url(database), "BENCH_URLS": urls}
        with self._side(module, "tests.bench.plain_settings", where) as side:
            yield side

    @contextmanager
    def _side(self, module: str, settings: str, environment: dict[str, str]) -> Iterator[Side]:
        side = Side(module, settings, environment, self.home / f"{module}-{secrets.token_hex(3)}.log")
        try:
            yield side
        finally:
            side.close()


@contextmanager
def ground() -> Iterator[Ground]:
    """Start a PostgreSQL for the run, and leave nothing of it behind."""
    home = Path(tempfile.mkdtemp(prefix="coopbox-bench-"))
    home.chmod(0o711)  # the account PostgreSQL runs under must be able to walk through
    server = embedded.start(home)
    try:
        yield Ground(home, server)
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)
        if server.place.root != home / "pg":
            shutil.rmtree(server.place.root, ignore_errors=True)


def letters(number: int) -> str:
    """A short word for each number, as web addresses want them: aaa, aab, ... without letters that look alike."""
    alphabet = "abcdefghjkmnpqrstuwx"
    return "".join(alphabet[number // 20**place % 20] for place in (2, 1, 0))
