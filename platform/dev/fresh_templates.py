"""Templates as they are on the disk now: compiled once, and again when their file has changed.

What Django brings either never looks again (`cached.Loader`) or compiles every template for every page. This looks at
the time of each file it uses, which costs some microseconds, so a page is as fast as in production and an edit is seen
on the next reload.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.template import Template, TemplateDoesNotExist
from django.template.loaders import cached


class Loader(cached.Loader):
    """Django's cached loader, which forgets what is no longer so."""

    def __init__(self, engine: Any, loaders: list[Any]) -> None:
        super().__init__(engine, loaders)
        self._seen: dict[str, int | None] = {}

    def get_template(self, template_name: str, skip: list[Any] | None = None) -> Template:
        key = self.cache_key(template_name, skip)
        if self._seen.get(key) != _written_at(self.get_template_cache.get(key)):
            self.get_template_cache.pop(key, None)
        try:
            template = super().get_template(template_name, skip)
        except TemplateDoesNotExist:
            self.get_template_cache.pop(key, None)  # somebody may be about to write it
            raise
        self._seen[key] = _written_at(template)
        return template

    def reset(self) -> None:
        super().reset()
        self._seen.clear()


def _written_at(template: object) -> int | None:
    """When the file behind a template was last written; None when there is none (any more)."""
    if not isinstance(template, Template) or template.origin is None:
        return None
    try:
        return Path(template.origin.name).stat().st_mtime_ns
    except OSError:
        return None
