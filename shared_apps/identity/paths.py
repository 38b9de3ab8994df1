"""Where to go next, when somebody else wrote the address."""

from typing import Final
from urllib.parse import urlencode

from django.utils.http import url_has_allowed_host_and_scheme

LONGEST: Final = 500
# On the way over the sign-in host an address stands within an address, with every sign of it written out.
LONGEST_ON_THE_WAY: Final = 3000


def on_to(path: str, next: str) -> str:
    """The address of a page of ours that leads on to `next` afterwards."""
    return f"{path}?{urlencode({'next': next})}"


def safe_path(offered: object, *, otherwise: str = "/", longest: int = LONGEST) -> str:
    """The path to go on to, if it stays on this host; else `otherwise`.

    Takes a path with its query, beginning with exactly one slash. Anything that a browser might read as another host
    (`//evil.example`, `/\\evil.example`, `https:...`, control characters) is left aside, not repaired.
    """
    if not isinstance(offered, str) or not offered.startswith("/") or len(offered) > longest:
        return otherwise
    if "\\" in offered or any(ord(letter) < 33 or ord(letter) == 127 for letter in offered):
        return otherwise
    return offered if url_has_allowed_host_and_scheme(offered, allowed_hosts=None) else otherwise
