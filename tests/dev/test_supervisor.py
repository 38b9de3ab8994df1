"""One command runs a federation of two circles; kills, taken ports and second starts are answered in words."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.test import override_settings

from dev import caught_mail, children, cluster, embedded, place, supervisor
from dev.prepare import SEEDING
from tests.dev.federation import Federation, free_port
from tests.dev.workers import ground, until

MAY_MOUNT = os.geteuid() == 0
DISK_MB = 400
BEEN_HERE = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={'k' * 32}"}  # whose it is, only the database can say


@pytest.fixture(scope="module")
def federation() -> Iterator[Federation]:
    """One federation for the whole file: its tests tell one story, from the first start to the last."""
    folder = ground("up")
    made = Federation(folder / "home", settings={"STATIC_ROOT": str(folder / "static")})
    if MAY_MOUNT:  # a disk of its own, small enough to be filled
        made.home.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=711", "tmpfs", str(made.home)]
        subprocess.run(mount, check=True)
    try:
        made.up()
        yield made
        made.end_whatever_runs()
    finally:
        children.end_leftovers(made.home)
        if left := embedded.running(made.home):
            left.stop()
        if MAY_MOUNT:
            subprocess.run(["umount", "-l", str(made.home)], check=True)
        shutil.rmtree(folder, ignore_errors=True)


def test_it_says_where_to_go_and_who_one_can_be(federation: Federation) -> None:
    at = f"localhost:{federation.port}"
    for line in (
        f"http://{at}",
        f"http://calderdale.{at}",
        f"http://clapton.{at}",
        "cora@calderdale.example",
        "Ctrl-C",
    ):
        assert line in federation.told
    assert federation.circles() == 2


@pytest.mark.parametrize("host", ["localhost", "calderdale.localhost", "clapton.localhost"])
def test_the_federation_and_both_circles_answer(federation: Federation, host: str) -> None:
    assert federation.get("/", host)[0] == 200


def test_it_answers_on_this_machine_only(federation: Federation) -> None:
    addresses = {listener.getsockname()[0] for listener in supervisor.listen(free_port())}
    assert addresses <= {"127.0.0.1", "::1"}


def test_caught_mail_is_a_page_on_the_federations_site_only(federation: Federation) -> None:
    with override_settings(COOPBOX_HOME=federation.home):
        kept = caught_mail.keep(
            EmailMessage("Tea on Thursday", "See https://x.example/", to=["iris@calderdale.example"])
        )
    assert "Tea on Thursday" in federation.get("/dev/mail/")[1]
    assert "See" in federation.get(f"/dev/mail/{kept.stem}/")[1]
    assert federation.get("/dev/mail/1-00000000/")[0] == 404
    assert federation.get("/dev/mail/", "calderdale.localhost")[0] == 404


def test_the_doctor_finds_it_well(federation: Federation) -> None:
    asked = federation.doctor("--json")
    found = {check["name"]: check for check in json.loads(asked.stdout)["checks"]}
    assert asked.returncode == 0
    assert {name for name, check in found.items() if check["state"] != "ok"} <= {"Dependencies", "Disk"}
    assert "took up a job" in found["Worker"]["sentence"]


def test_a_stylesheet_edited_while_it_runs_is_served_whole(federation: Federation) -> None:
    sheet = federation.home.parent / "static" / "trial.css"
    sheet.parent.mkdir(exist_ok=True)
    for text in ("p { color: teal }", "p { color: teal; margin: 0 }\n" * 50, "p {}"):
        sheet.write_text(text)
        assert federation.get("/static/trial.css") == (200, text)


def test_files_lie_in_its_home_for_its_account_alone(federation: Federation) -> None:
    path = federation.inside(
        "from django.core.files.base import ContentFile\n"
        "from django.core.files.storage import default_storage\n"
        "from tenants import directory\n"
        "from tenants.context import circle_context\n"
        "with circle_context(directory.by_slug('calderdale')):\n"
        "    print(default_storage.path(default_storage.save('plans/tea.txt', ContentFile(b'Thursday'))))\n"
    )
    assert Path(path).is_relative_to(federation.home / "files" / "circles")
    assert stat.S_IMODE((federation.home / "files").stat().st_mode) == 0o700
    assert stat.S_IMODE(Path(path).stat().st_mode) == 0o600


def test_every_process_and_every_command_signs_with_the_homes_own_key(federation: Federation) -> None:
    kept = json.loads((federation.home / "secrets.json").read_text())["signing_key"]
    assert kept.startswith("dev-only-")
    assert len(kept) > 60
    assert federation.inside("from django.conf import settings; print(settings.SECRET_KEY)") == kept


def test_settings_that_are_not_meant_for_it_are_refused_in_one_sentence(federation: Federation) -> None:
    for module in ("config.settings.test", "config.settings.production", "somebody.elses"):
        said = federation.refused(DJANGO_SETTINGS_MODULE=module)
        assert f"with config.settings.dev only, and DJANGO_SETTINGS_MODULE says {module}: unset it" in said
        assert said.count("\n") == 1


def test_a_second_supervisor_on_the_same_home_is_refused(federation: Federation) -> None:
    assert re.search(r"already running .*\(process \d+\): stop it with Ctrl-C", federation.refused())


def test_a_port_in_use_is_one_sentence(federation: Federation, home: Path) -> None:
    other = Federation(home, federation.port)
    said = other.refused()
    assert f"Port {federation.port} is in use" in said
    assert f"make up PORT={federation.port + 1}" in said


@pytest.mark.parametrize("word", ["dev.web", "worker", "beat"])
def test_a_child_that_dies_is_started_again(federation: Federation, word: str) -> None:
    before = federation.child(word)
    os.kill(before, signal.SIGKILL)
    assert until(lambda: federation.child(word) not in (0, before))
    assert federation.get("/healthz")[0] == 200
    assert "stopped (killed by SIGKILL); starting it again in 1 s" in federation.told


def test_a_killed_database_is_started_again_and_pages_answer(federation: Federation) -> None:
    server = embedded.running(federation.home)
    assert server is not None
    os.kill(server.pid, signal.SIGKILL)
    assert until(lambda: "PostgreSQL answers again" in federation.told)
    assert "PostgreSQL stopped; starting it again" in federation.told
    assert until(lambda: federation.shows("calderdale.localhost"))


def test_a_database_whose_port_was_taken_meanwhile_is_found_on_its_new_one(federation: Federation) -> None:
    server = embedded.running(federation.home)
    assert server is not None
    assert federation.process is not None
    before = {word: federation.child(word) for word in ("dev.web", "worker", "beat")}
    with socket.socket() as other:
        with held_still(federation):  # it must not be quicker than whoever takes the port
            os.kill(server.pid, signal.SIGKILL)
            assert until(lambda: took(other, server.port))
        assert until(lambda: (now := embedded.running(federation.home)) and now.port != server.port)
        assert until(lambda: all(federation.child(word) not in (0, pid) for word, pid in before.items()))
        assert until(lambda: federation.shows("clapton.localhost"))


@contextmanager
def held_still(federation: Federation) -> Iterator[None]:
    """The supervisor looks after nothing meanwhile; what it started goes on."""
    assert federation.process is not None
    federation.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        federation.process.send_signal(signal.SIGCONT)


def took(other: socket.socket, port: int) -> bool:
    """Whether somebody else could take a port; PostgreSQL's last processes hold it for a moment."""
    other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        other.bind(("127.0.0.1", port))
    except OSError:
        return False
    other.listen()
    return True


if MAY_MOUNT:  # nobody else may make a disk small enough to be filled

    @pytest.mark.slow
    def test_a_disk_that_fills_while_it_runs_is_said_once_and_when_there_is_room_it_goes_on(
        federation: Federation,
    ) -> None:
        full = r"The disk that holds .* is full \(\d+ MB left\) and nothing more can be saved: free at least 200 MB"
        with psycopg.connect(cluster.urls(federation.home)["DATABASE_OWNER_URL"], autocommit=True) as writing:
            filler = filled(federation.home)
            assert until(lambda: re.search(full, federation.told))
            with held_still(federation):  # what PostgreSQL gives back when it breaks down would let it start again
                with pytest.raises(psycopg.OperationalError):  # its own log needs room for whatever is saved
                    for _ in range(DISK_MB):
                        writing.execute("SELECT pg_logical_emit_message(false, 'filling', repeat('x', 1000000))")
                assert until(lambda: postgres_gone(federation.home))
                filled(federation.home)
                status, page = federation.get("/", "calderdale.localhost", **BEEN_HERE)
        assert status == 503
        assert "Please try again in a minute. Nothing you saved is lost." in page
        assert until(lambda: "PostgreSQL is tried again every 3 s. The disk that holds" in federation.told)
        filler.unlink()
        assert until(lambda: "PostgreSQL answers again" in federation.told.split("is tried again every")[-1])
        assert until(lambda: federation.shows("calderdale.localhost"))
        assert until(lambda: "There is room again on the disk" in federation.told)
        assert federation.told.count(" is full (") == 2  # once while it runs, once because it could not start

    def postgres_gone(home: Path) -> bool:
        """Kill the server and each of its processes; whether none was left to give back room."""
        found = place.find(home)
        assert found is not None
        left = [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if works_in(pid, found.data)]
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return not left

    def works_in(pid: int, folder: Path) -> bool:
        with suppress(OSError):
            return Path(f"/proc/{pid}/cwd").readlink() == folder
        return False

    @pytest.mark.slow
    def test_a_start_on_a_full_disk_is_one_sentence(federation: Federation) -> None:
        federation.end()
        for left in (0, 64_000):
            filler = filled(federation.home, left)
            said = federation.refused()
            assert re.search(r"The disk that holds .* is full \(\d+ MB left\): free at least 200 MB there", said)
            assert "Traceback" not in said
            filler.unlink()
        federation.up()

    def filled(folder: Path, left: int = 0) -> Path:
        """A file that takes all the room there is, but for so many bytes; it grows when asked for again."""
        filler = folder / "filler"
        with filler.open("ab", buffering=0) as file, suppress(OSError):
            while True:  # until not a byte more fits: others write meanwhile
                os.posix_fallocate(file.fileno(), 0, file.seek(0, os.SEEK_END) + chunk(folder))
        os.truncate(filler, filler.stat().st_size - left)
        return filler

    def chunk(folder: Path) -> int:
        return max(shutil.disk_usage(folder).free // 2, 4096)


def test_a_killed_supervisor_leaves_nothing_in_the_way(federation: Federation) -> None:
    (federation.home / SEEDING).touch()  # as if it had been killed while it opened the example circles
    federation.end(signal.SIGKILL)
    took = federation.up()
    assert not (federation.home / SEEDING).exists()
    assert federation.circles() == 2
    assert federation.get("/", "clapton.localhost")[0] == 200
    assert took < 30


def test_its_children_notice_that_it_is_gone(federation: Federation) -> None:
    federation.end(signal.SIGKILL)
    assert until(lambda: not children.leftovers(federation.home), 15)
    federation.up()


def test_a_closed_terminal_stops_it_in_order(federation: Federation) -> None:
    assert federation.end(signal.SIGHUP) == 0
    assert embedded.running(federation.home) is None
    federation.up()


def test_it_stops_everything_when_asked_and_starts_again_with_all_it_had(federation: Federation) -> None:
    began = time.monotonic()
    assert federation.end(signal.SIGINT) == 0
    assert time.monotonic() - began < 15
    assert "everything is kept" in federation.told
    assert not children.leftovers(federation.home)
    assert embedded.running(federation.home) is None
    federation.up()
    assert federation.circles() == 2
    assert federation.end(signal.SIGTERM) == 0


def test_stopped_while_it_starts_it_stops(federation: Federation) -> None:
    federation.begin()
    assert until(lambda: "PostgreSQL answers" in federation.told)
    assert federation.end(signal.SIGINT) == 0
    assert embedded.running(federation.home) is None


def test_the_doctor_of_a_stopped_federation_says_what_to_do(federation: Federation) -> None:
    asked = federation.doctor()
    assert asked.returncode == 0
    assert "The embedded PostgreSQL is not running." in asked.stdout
    assert "What to do: Run `coopbox up`." in asked.stdout
