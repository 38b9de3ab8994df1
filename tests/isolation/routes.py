"""Every address of every site, found by asking Django, so that an address added tomorrow is walked tomorrow."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

SITES = {
    "circle": "config.urls_circle",
    "sign-in": "config.urls_identity",
    "federation": "config.urls_federation",
    "start": "config.urls_start",
    "console": "config.urls_console",
}
_CONVERTED = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
_NAMED_GROUP = re.compile(r"\(\?P<\w+>[^)]*\)(?:\?:[^)]*\))?")


@dataclass(frozen=True)
class Route:
    """One address with its holes: `path` for a reader, `holes` as (kind, name)."""

    site: str
    path: str
    name: str
    holes: tuple[tuple[str, str], ...]

    def filled(self, uuid: UUID, text: str = "somewhere", number: int = 7) -> str:
        """The address with ids put into its holes."""
        values = {"uuid": str(uuid), "int": str(number)}
        return _CONVERTED.sub(lambda hole: values.get(hole["kind"] or "str", text), self.path)

    def __str__(self) -> str:
        return f"{self.site}:{self.path}"


def every_route(site: str, urlconf: str | None = None) -> list[Route]:
    """The routes of one site, or of another urlconf for it."""
    return list(_walk(site, get_resolver(urlconf or SITES[site]).url_patterns, "/"))


def _walk(site: str, patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Route]:
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(site, pattern.url_patterns, path)
            continue
        if "(?P" in path:  # a regular expression: the design's own files, named by colour and checksum
            path = "/theme.0f766e.000000000000.css" if "theme" in path else "/circles.000000000000.css"
        yield Route(
            site, path, pattern.name or "", tuple((h["kind"] or "str", h["name"]) for h in _CONVERTED.finditer(path))
        )
