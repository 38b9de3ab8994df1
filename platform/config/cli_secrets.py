"""What an operator must not type as an argument: arguments are seen in the list of processes and in a shell's
history.
"""

import getpass
import sys
from pathlib import Path


def read(file: str | None, *, called: str, option: str) -> str:
    """Typed at the terminal, or the first line of a file that only its owner can read."""
    from kernel.errors import NotAllowed, NotFound

    if file:
        path = Path(file).expanduser()
        if not path.is_file():
            raise NotFound(f"There is no file {path}.")
        if path.stat().st_mode & 0o077:
            raise NotAllowed(f"Others can read {path}. Say first: chmod 600 {path}", code="readable")
        return path.read_text(encoding="utf-8").split("\n", maxsplit=1)[0]
    if not sys.stdin.isatty():
        raise NotAllowed(f"Type the {called} at a terminal, or name a file with {option}.", code="no_terminal")
    return typed(called.capitalize())


def typed(prompt: str) -> str:
    return getpass.getpass(f"{prompt}: ")
