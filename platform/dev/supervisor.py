"""`coopbox up`: one command runs everything, and one key stops it.

Database, website, worker and beat run under this process. It starts them in order, starts again what dies, and stops
them the other way about: first the door, then the work, then the data. If it is itself killed, its children notice, and
the next start finds whatever did not.
"""

from __future__ import annotations

import argparse
import errno
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import FrameType

from django.core.exceptions import ImproperlyConfigured

from dev import broker, children, cluster, embedded, keys, own_server
from dev.children import Child
from dev.disk import Disk
from dev.place import CannotStart, make_home, sentences
from dev.prepare import WHO_IS_HERE

DEFAULT_HOME = Path(__file__).resolve().parents[2] / ".coopbox"
SETTINGS = "config.settings.dev"
READY_WITHIN_S = 90
DATABASE_AGAIN_AFTER_S = 3.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=port_number, default=8000, help="the website's port (default 8000)")
    parser.add_argument(
        "--home", type=home_folder, help="folder for data, mail and logs (default .coopbox, or COOPBOX_HOME)"
    )
    parser.add_argument("--no-seed", action="store_true", help="do not open the example circles")


def port_number(typed: str) -> int:
    """A port that people can be told about: 0 would be another one each time."""
    if not typed.isdecimal() or not 1 <= int(typed) <= 65_535:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {typed!r}")
    return int(typed)


def home_folder(typed: str) -> Path:
    """The folder to keep everything in. An empty word is no folder: it is a variable that was not set, and would have
    meant wherever one happens to stand."""
    if not typed.strip():
        raise argparse.ArgumentTypeError("the home is empty: name a folder, or leave --home out")
    return Path(typed)


def run(args: argparse.Namespace) -> int:
    """Run until told to stop. Returns 0 after an orderly stop, 1 with a sentence when it could not start."""
    home = Path(args.home or os.environ.get("COOPBOX_HOME") or DEFAULT_HOME).absolute()
    supervisor = Supervisor(home, port=args.port, seed=not args.no_seed)
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, supervisor.told_to_stop)
    try:
        supervisor.start()
        supervisor.look_after()
    except Stopped:
        pass
    except CannotStart as sentence:
        print(sentence, file=sys.stderr, flush=True)
        return 1
    finally:
        supervisor.stop()
    return 0


class Stopped(Exception):
    """Somebody asked us to stop while we were still starting."""


class Supervisor:
    """What one `coopbox up` holds: its home, the port, the database and the children."""

    def __init__(self, home: Path, *, port: int, seed: bool) -> None:
        self.home = home
        self.port = port
        self.seed = seed
        self._began = time.monotonic()
        self._console = os.dup(sys.stdout.fileno())
        self._server: embedded.Server | None = None
        self._listening: list[socket.socket] = []
        self._children: list[Child] = []
        self._preparing: subprocess.Popen[bytes] | None = None
        self._disk = Disk(home)
        self._database_again_at = 0.0
        self._stop = threading.Event()
        self._at_once = False

    def told_to_stop(self, sign: int, frame: FrameType | None) -> None:
        """Ctrl-C once: in order. Twice: at once."""
        self._at_once = self._stop.is_set()
        self._stop.set()
        if self._preparing is not None:
            self._preparing.terminate()

    def start(self) -> None:
        """Bring everything up, in order, and say what is happening. Raises CannotStart, or Stopped."""
        refuse_other_settings()
        with sentences(self.home):
            make_home(self.home)
            embedded.hold(self.home / "lock", self.home)  # until this process ends
            refuse_nonsense(self.home)
            if ended := children.end_leftovers(self.home):
                self._say(f"Ended {ended} processes an earlier run had left behind")
            self._listening = listen(self.port)
            keys.keep(self.home, [keys.SIGNING], prefix=keys.NOT_FOR_REAL)
            environment = self._environment(self._database())
            (self.home / cluster.LAST_PORT).write_text(f"{self.port}\n")
            web, go = self._website(environment)
            with open(go, "wb", buffering=0) as signal_to_go:
                self._prepare(environment)
                signal_to_go.write(b"!")
            self._wait_for(web)
            self._children += self._workers(environment)
            for child in self._children[1:]:
                child.start()
        self._tell()
        if self._server is not None:
            cluster.write_down(self._server)

    def look_after(self) -> None:
        """Until told to stop: start again what died, and say when the disk fills."""
        while not self._stop.wait(0.5):
            self._disk.look(self._say)
            if self._server is not None:
                self._look_after_database(self._server)
            for child in self._children:
                child.look_after(self._say)

    def stop(self) -> None:
        """Stop the website, the worker, beat, and then the database."""
        if self._children or self._server:
            tell("\nStopping ...")
        if self._preparing is not None and self._preparing.poll() is None:
            self._preparing.kill()
        if self._server is not None:
            cluster.write_down(self._server)  # while the others are still leaving
        children.stop_together(self._children, hurry=lambda: self._at_once)
        for listener in self._listening:
            listener.close()
        if self._server is not None:
            self._server.stop()
            self._say("Stopped; everything is kept in " + str(self.home))
        elif self._children:
            self._say("Stopped; the data is in the PostgreSQL that DATABASE_URL names")

    def _database(self) -> dict[str, str]:
        """The addresses of the embedded server, started; or of one's own, seen to be fit."""
        if own := own_server.addresses():
            self._say("Using the PostgreSQL that DATABASE_URL names")
            own_server.prepare(own, queue=own_server.given("BROKER_URL") in ("", broker.URL))
            return own
        self._server = embedded.start(self.home, say=self._say)
        self._disk.folder = self._server.place.root
        self._unless_stopped()
        addresses = cluster.prepare(self._server)
        self._say(f"PostgreSQL answers on port {self._server.port}")
        return addresses

    def _look_after_database(self, server: embedded.Server) -> None:
        """Start it again if it died. What hinders that (a full disk) may pass, so it is tried until it works."""
        if server.is_alive() or time.monotonic() < self._database_again_at:
            return
        first = self._database_again_at == 0.0
        if first:
            self._say("PostgreSQL stopped; starting it again")
        try:
            self._start_database_again(server)
        except CannotStart as sentence:
            if first:
                self._say(f"PostgreSQL is tried again every {DATABASE_AGAIN_AFTER_S:g} s. {sentence}")
            self._database_again_at = time.monotonic() + DATABASE_AGAIN_AFTER_S
        else:
            self._database_again_at = 0.0
            self._say("PostgreSQL answers again")

    def _start_database_again(self, server: embedded.Server) -> None:
        server.release()
        self._server = embedded.start(self.home)
        if self._server.port != server.port:  # somebody took it in that moment: everyone must learn the new one
            for child in self._children:
                child.start_afresh(cluster.urls(self.home))

    def _environment(self, addresses: dict[str, str]) -> dict[str, str]:
        """What the children are told: where things are, and whose children they are."""
        return {
            "PUBLIC_PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            **os.environ,
            **addresses,
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "COOPBOX_HOME": str(self.home),
            children.MARK: str(self.home),
            children.CONSOLE: str(self._console),
        }

    def _website(self, environment: dict[str, str]) -> tuple[Child, int]:
        """The website's process, loading already; and the pipe through which it is told that the database is ready."""
        go_for_child, go = os.pipe()
        listening = [listener.fileno() for listener in self._listening]
        asked = [f"--listen={number}" for number in listening]
        web = self._child("website", "dev.web", *asked, environment=environment, fds=listening)
        web.start(f"--go={go_for_child}", fds=[go_for_child])
        os.close(go_for_child)
        self._children.append(web)
        return web, go

    def _workers(self, environment: dict[str, str]) -> list[Child]:
        celery = ("celery", "--app=config.celery", "--quiet")
        schedule = f"--schedule={self.home / 'beat'}"
        return [
            self._child("worker", *celery, "worker", "--concurrency=2", "--loglevel=warning", environment=environment),
            self._child("beat", *celery, "beat", schedule, "--pidfile=", "--loglevel=warning", environment=environment),
        ]

    def _child(
        self, name: str, module: str, *arguments: str, environment: dict[str, str], fds: Sequence[int] = ()
    ) -> Child:
        command = [sys.executable, "-m", module, *arguments]
        return Child(name, command, log=self.home / "logs" / f"{name}.log", env=environment, fds=[self._console, *fds])

    def _prepare(self, environment: dict[str, str]) -> None:
        """Migrate and seed, in a process of its own, its lines shown as they come."""
        command = [sys.executable, "-m", "dev.prepare", *([] if self.seed else ["--no-seed"])]
        self._say("Bringing the database to this version ...")
        self._preparing = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)
        code = self._preparing.wait()
        self._preparing = None
        self._unless_stopped()
        if code != 0:
            raise CannotStart(
                "The database could not be brought to this version: what is printed above says why, and `coopbox "
                "migrate` tries that step alone."
            )

    def _wait_for(self, web: Child) -> None:
        """Until the website answers /healthz. The sockets listen already, so one question waits for one answer."""
        give_up_at = time.monotonic() + READY_WITHIN_S
        while web.is_alive() and time.monotonic() < give_up_at:
            self._unless_stopped()
            if answers(self.port):
                self._say(f"The website answers on port {self.port}")
                return
        raise CannotStart(f"The website did not start, and {web.log} says why: {web.last_words()}")

    def _unless_stopped(self) -> None:
        if self._stop.is_set():
            raise Stopped

    def _tell(self) -> None:
        for line in welcome(self.home, self.port):
            tell(line)

    def _say(self, line: str) -> None:
        tell(f"{time.monotonic() - self._began:6.1f} s  {line}")


def refuse_other_settings() -> None:
    """`coopbox up` is one machine with everything on it. Nobody may take it for a real deployment by mistake."""
    asked = os.environ.get("DJANGO_SETTINGS_MODULE") or SETTINGS
    if asked != SETTINGS:
        raise CannotStart(
            f"`coopbox up` runs with {SETTINGS} only, and DJANGO_SETTINGS_MODULE says {asked}: unset it for this "
            "command, or start website, worker and beat by themselves as docs/operating/run-it-for-real.md says."
        )


def refuse_nonsense(home: Path) -> None:
    """Nothing is started for settings that make no sense. They are found by name: what is above us we do not import."""
    os.environ["COOPBOX_HOME"] = str(home)
    try:
        import_module(SETTINGS)
    except ImproperlyConfigured as sentence:
        raise CannotStart(str(sentence)) from None


def tell(line: str) -> None:
    """Say something to whoever started us. A terminal that was closed must not keep us from stopping in order."""
    with suppress(OSError):
        print(line, flush=True)


def listen(port: int) -> list[socket.socket]:
    """Take the port, on this machine's own address only, in both the addresses that `localhost` can mean."""
    listening = []
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            listener = socket.socket(family, socket.SOCK_STREAM)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listener.bind((address, port))
            listener.listen(512)
        except (OSError, OverflowError) as refusal:
            if family == socket.AF_INET6 and getattr(refusal, "errno", None) != errno.EADDRINUSE:
                continue  # a machine without IPv6
            raise _port_refused(port, refusal) from refusal
        listening.append(listener)
    return listening


def _port_refused(port: int, refusal: OSError | OverflowError) -> CannotStart:
    taken = getattr(refusal, "errno", None) == errno.EADDRINUSE
    why = "is in use by another program" if taken else "cannot be used here"
    other = port + 1 if 1024 <= port < 65_535 else 8001
    return CannotStart(
        f"Port {port} {why}: choose another with `make up PORT={other}` or `coopbox up --port {other}`, or stop what "
        "uses it."
    )


def answers(port: int, within_s: float = 5) -> bool:
    """Whether the website says that it is well."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=within_s)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def welcome(home: Path, port: int) -> list[str]:
    """What a person who has just started Coopbox wants to know."""
    path = home / WHO_IS_HERE
    here = json.loads(path.read_text()) if path.exists() else {"circles": [], "people": []}
    federation = here.get("federation") or f"http://localhost:{port}"
    scheme, _, host = federation.partition("://")
    places = [("The federation", federation), ("Start a circle", f"{scheme}://start.{host}"), *here["circles"]]
    lines = ["", "Coopbox is running.", "", *_columns(places)]
    if here["people"]:
        people = [(email, f"{name}, {does} ({circle})") for email, name, does, circle in here["people"]]
        lines += ["", "Sign in with the e-mail address of somebody who lives here:", "", *_columns(people)]
        lines += ["", f"Sign-in codes are printed here; all mail is caught at {federation}/dev/mail/"]
    elif not here["circles"]:
        lines += ["", "There is no circle yet: open one with `coopbox circle open NAME`."]
    return [*lines, "", "Ctrl-C stops everything.", ""]


def _columns(rows: list[tuple[str, str]]) -> list[str]:
    width = max(len(first) for first, _ in rows)
    return [f"  {first:<{width}}  {second}" for first, second in rows]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="dev.supervisor")
    add_arguments(parser)
    sys.exit(run(parser.parse_args()))
