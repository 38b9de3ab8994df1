"""One PostgreSQL for each process of the run, two circles in it with the same primary keys, one cast.

Most tests use `db` (through the fixtures below): one transaction around the test, undone at its end. A test that needs
real commits, several connections or the owner's login uses `committed` and cleans up what it makes.
"""

import gc
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import hypothesis
import psycopg
import pytest
from django.core.cache import caches
from django.db import connections
from django.test import Client
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

import config.celery  # noqa: F401  (as the website does: whoever asks for a task finds our queue)
from dev import cluster, embedded
from tenants import directory
from tenants.context import in_federation
from tests import world
from tests.isolation.watch import Watch, watching

LONGEST = (
    "test_supervisor.py",
    "test_routes.py",
    "test_migrate.py",
    "test_own_server.py",
    "test_queue.py",
    "test_tasks.py",
    "test_embedded.py",
)
# So long that each goes to whichever process is free, and not with its file.
ALONE = ("test_every_address_answers_decently", "test_a_migration_that_fails_on_the_57th_of_100")

MEMORY, ROOM_NEEDED = "/dev/shm", 4 << 30  # of which each process of a run fills a part

RARELY = (20_000, 20, 50)  # when rubbish is looked for: as often as usual, that took twice the seconds

MIGRATED = "migrated"  # the database in which everything was migrated once, for others to be copied from


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: where several processes share the files, none is left alone with a long one."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


class FilesButForTheLongest(LoadFileScheduling):
    """Each file goes to one process as a whole, for what its tests share is made once; the longest go by themselves."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        return nodeid if test.startswith(ALONE) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    """How several processes share the tests; another `--dist` is left as it is."""
    return FilesButForTheLongest(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the garbage collector need not look at it again and again,
    and at the rest seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RARELY)


# Examples are judged by what they find, not by how long a busy machine takes to think of them.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def server() -> Iterator[embedded.Server]:
    """A PostgreSQL of our own that does not wait for the disk; removed afterwards."""

    home = Path(tempfile.mkdtemp(prefix="coopbox-test-", dir=_in_memory()))
    home.chmod(0o711)  # the account PostgreSQL runs under must be able to walk through
    server = embedded.start(home, fast_and_loose=True)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)
        if server.place.root != home / "pg":
            shutil.rmtree(server.place.root, ignore_errors=True)


def _in_memory() -> str | None:
    """Where files are kept in memory, if this machine has such a place with room: opening a circle makes a thousand
    files, and a disk takes longer over those than PostgreSQL does. Else None, which is wherever temporary files go."""
    with suppress(OSError):
        if shutil.disk_usage(MEMORY).free > ROOM_NEEDED and os.access(MEMORY, os.W_OK | os.X_OK):
            return MEMORY
    return None


@pytest.fixture(scope="session")
def postgres(server: embedded.Server) -> dict[str, str]:
    """The addresses of the prepared database: DATABASE_URL and DATABASE_OWNER_URL, in the environment too."""
    addresses = cluster.prepare(server)
    os.environ.update(addresses)
    return addresses


@pytest.fixture(scope="session")
def django_db_setup(
    server: embedded.Server, postgres: dict[str, str], django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """Migrate, keep two spares, and open the two circles with their cast."""
    from config import env
    from provisioning import homes, migrate

    for alias, name in [("default", "DATABASE_URL"), ("owner", "DATABASE_OWNER_URL")]:
        found = env.database(postgres[name], engine="")
        for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT"):
            connections.settings[alias][key] = found[key]
    with django_db_blocker.unblock():
        migrate.migrate_all()
        _keep_copy(server)
        homes.refill_spares(2)
        world.build()
        directory.all_open()  # so that no test is the first to ask for the register
    yield
    with django_db_blocker.unblock():
        _hang_up()


def _hang_up() -> None:
    for connection in connections.all(initialized_only=True):
        connection.close()
        if getattr(connection, "pool", None):
            connection.close_pool()


def _keep_copy(server: embedded.Server) -> None:
    """A copy of the database as it is migrated and with no circle in it: migrating another takes seconds."""
    _hang_up()
    with psycopg.connect(server.admin_dsn, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {MIGRATED} OWNER {cluster.OWNER} TEMPLATE {cluster.DATABASE}")


@pytest.fixture(scope="session")
def cupboards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Empty folders, one for each test: `tmp_path` would keep a list of its own of them, at three times the price."""
    shelf = tmp_path_factory.mktemp("cupboards")

    def next_one() -> Iterator[Path]:
        for number in itertools.count():
            (folder := shelf / str(number)).mkdir(mode=0o700)
            yield folder

    return next_one()


@pytest.fixture(autouse=True)
def _clean_rooms(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, cupboards: Iterator[Path], settings):
    """Every test starts with empty caches and an empty file cupboard. A test inside one big transaction may walk from
    circle to circle in it, which nothing else may."""
    cupboard = next(cupboards)
    settings.MEDIA_ROOT = cupboard / "files"
    settings.EXPORTS_ROOT = cupboard / "exports"
    settings.SHRED_LEDGER = cupboard / "shredded"
    for cache in caches.all():
        cache.clear()
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        from tenants.scope import ScopedConnection

        monkeypatch.setattr(ScopedConnection, "coopbox_may_change", True)
        if "committed" not in request.fixturenames:  # what is asked once a second counts in nobody's ceiling
            monkeypatch.setattr(directory, "FRESH_FOR", 60)
    known = directory._memory.register
    yield
    undone = "db" in request.fixturenames and "committed" not in request.fixturenames
    # What is undone now gives its number to what the next test will do; what is not is read anew.
    directory._memory.register = known if undone else None
    if known is not None:
        known.beside.clear()  # what the test found out may be undone as well
    wrapper = connections["default"]
    if wrapper.in_atomic_block and wrapper.is_usable():
        # Django looks at the constraints before it undoes everything; by then nobody is in a circle any more.
        with in_federation(), wrapper.cursor() as cursor:
            cursor.execute("SELECT 1")


@pytest.fixture(autouse=True)
def watch(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, _clean_rooms: None
) -> Iterator[Watch | None]:
    """Whatever the test is about, nothing of one circle may turn up in another while it runs."""
    if not {"db", "committed"} & set(request.fixturenames):
        yield None
        return
    request.getfixturevalue("django_db_setup")
    if "committed" not in request.fixturenames:
        # Runs hold their lock with the owner's connection, even in a test that is undone and may not open one itself.
        # Where the test is undone already by now, Django has put a refusal in front of the method.
        owner = connections["owner"]
        if owner.connection is None:
            with request.getfixturevalue("django_db_blocker").unblock():
                getattr(owner.connect, "wrapped", owner.connect)()
        request.getfixturevalue("db")
        directory.all_open()  # so that no test's own questions hold the one for the register
    with watching(monkeypatch) as eyes:
        yield eyes


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Real transactions on both logins, nothing undone at the end."""
    with django_db_blocker.unblock():
        yield
        for connection in connections.all(initialized_only=True):
            connection.close()


@pytest.fixture
def calderdale(django_db_setup: None):
    return world.circle("calderdale")


@pytest.fixture
def clapton(django_db_setup: None):
    return world.circle("clapton")


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    """Calderdale's people by first name: iris, sol, adah, otto, cora, fin, june."""
    return world.cast("calderdale")


@pytest.fixture
def clapton_cast(db: None) -> SimpleNamespace:
    """Clapton's people by first name: vale, june, and neighbours with the same ids as Calderdale's people."""
    return world.cast("clapton")


@pytest.fixture
def browser_of() -> Callable[..., Client]:
    """A browser at a circle: `browser_of(calderdale)` for a stranger, `browser_of(calderdale, cast.iris)` signed in."""
    return world.browser


@pytest.fixture
def same_id() -> Callable[[str], UUID]:
    return world.same_id
