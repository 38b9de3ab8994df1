"""What a steward reads who opens an archive without Coopbox: what it is, what is in it, and what is not.

Written in the circle's language, as plain text and as one page of HTML that loads nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import capfirst

from provisioning.archive import tables
from provisioning.archive.manifest import SUMMARIES, Manifest


def of(said: Manifest) -> Iterator[tuple[str, bytes]]:
    """The readable summaries, by name. The same manifest always makes the same ones."""
    with translation.override(str(said.circle["language"])):
        context = _context(said)
        for name in SUMMARIES:
            yield name, render_to_string(f"archive/{name}", context).encode()


def _context(said: Manifest) -> dict[str, Any]:
    models = tables.exported()
    return {
        "circle": said.circle,
        "release": said.release,
        "made_at": datetime.fromisoformat(said.made_at),
        "tables": [
            {"name": capfirst(str(models[each.table]._meta.verbose_name_plural)), "file": each.name, "rows": each.rows}
            for each in said.tables
        ],
        "accounts": said.accounts,
        "files": len(said.files),
        "files_size": sum(each.size for each in said.files),
        "left_behind": said.left_behind,
        "open_deliveries": said.open_deliveries,
    }
