"""A process of a real deployment looks at its database before it serves anybody."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from dev import cluster
from tenants.startup import refuse_mixing
from tests.dev.federation import free_port
from tests.dev.workers import ground, until

PGBOUNCER = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"


def test_a_database_whose_walls_stand_is_taken(committed):
    refuse_mixing()


def test_a_side_door_left_open_is_refused(committed, server):
    address = server.admin_dsn.rsplit("/", 1)[0] + f"/{cluster.DATABASE}"
    with psycopg.connect(address, autocommit=True) as admin:
        admin.execute("GRANT EXECUTE ON FUNCTION set_config(text, text, boolean) TO PUBLIC")
        try:
            with pytest.raises(ImproperlyConfigured, match="set_config can be called"):
                refuse_mixing()
        finally:
            admin.execute("REVOKE EXECUTE ON FUNCTION set_config(text, text, boolean) FROM PUBLIC")


def test_a_database_that_is_away_is_waited_for(committed, monkeypatch):
    settings = connections["default"].settings_dict
    connections["default"].close()
    connections["default"].close_pool()
    monkeypatch.setitem(settings, "PORT", "1")
    monkeypatch.setitem(settings, "OPTIONS", {key: v for key, v in settings["OPTIONS"].items() if key != "pool"})
    refuse_mixing()
    connections["default"].close()


@pytest.fixture(params=["transaction", "session", "statement"])
def pooled(request, committed, postgres, monkeypatch) -> Iterator[str]:
    """The application's connections go through PgBouncer in one of its modes. Yields the mode."""
    if not os.path.exists(PGBOUNCER):
        pytest.skip("PgBouncer is not installed here; .ci/run installs it.")
    from config import env

    direct = env.database(postgres["DATABASE_URL"], engine="")
    port, folder = free_port(), ground("pgbouncer")
    (folder / "users").write_text(f'"{direct["USER"]}" "{direct["PASSWORD"]}"\n')
    (folder / "pgbouncer.ini").write_text(
        f"[databases]\n* = host=127.0.0.1 port={direct['PORT']}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
        f"listen_port = {port}\nunix_socket_dir =\nauth_type = plain\nauth_file = {folder}/users\n"
        f"pool_mode = {request.param}\ndefault_pool_size = 2\nignore_startup_parameters = extra_float_digits\n"
    )
    account = {}
    if os.geteuid() == 0:  # PgBouncer refuses to run as root
        account = {"user": "nobody"}
    process = subprocess.Popen([PGBOUNCER, "-q", str(folder / "pgbouncer.ini")], **account)
    assert until(lambda: answers(port), 30), "PgBouncer did not start"
    settings = connections["default"].settings_dict
    connections["default"].close()
    connections["default"].close_pool()
    with monkeypatch.context() as patched:
        patched.setitem(settings, "PORT", str(port))
        yield request.param
        connections["default"].close()
        connections["default"].close_pool()
    process.terminate()
    process.wait()
    shutil.rmtree(folder, ignore_errors=True)


def answers(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


def test_a_pooler_that_would_mix_circles_is_refused_and_the_others_are_taken(pooled):
    if pooled == "statement":
        with pytest.raises(ImproperlyConfigured, match="would mix circles"):
            refuse_mixing()
    else:
        refuse_mixing()
