"""What a copy looks like: a page to read, the same for programs, and the files, in one archive."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, Final
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kernel.answers import Other, Paper, Piece, Value
from kernel.time import now, zone
from tenant_apps.people.answers import GONE
from tenant_apps.people.models import Hat, Person
from tenant_apps.rights.answering import Known
from tenant_apps.rights.book import BASES
from tenant_apps.rights.models import DataRequest, Decided
from tenant_apps.rights.services import keeping
from tenants.context import current_circle

PAGE, DATA, STYLE, FILES = "read-me.html", "information.json", "style.css", "files"
COVER: Final = "█████"  # as long for a short word as for a long one


@dataclass(frozen=True)
class Shown:
    """A piece as it goes into the copy. `why` says what was held back of it, if something was."""

    key: str
    title: str
    at: str
    lines: list[tuple[str, str]]
    why: str = ""


def pack(request: DataRequest, known: list[Known], decided: Mapping[str, Decided]) -> bytes:
    """The whole archive, in the circle's language."""
    circle = current_circle()
    with translation.override(circle.language), timezone.override(zone(circle.time_zone)):
        names = _names(known, request.person)
        rooms = [(str(room.answer.title), [_shown(each, decided, names) for each in room.pieces]) for room in known]
        papers, left_out = _papers(known, decided)
        facts = {
            "circle": circle,
            "person": request.person,
            "made_at": now(),
            "rooms": rooms,
            "papers": [name for name, _content_of in papers],
            "left_out": left_out,
            "bases": BASES.values(),
            "keeping": keeping.rules(),
        }
        page = render_to_string("rights/copy/copy.html", facts)
        data = json.dumps(_for_programs(request, known, decided, names), ensure_ascii=False, indent=2)
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr(PAGE, page)
        archive.writestr(DATA, data)
        archive.writestr(STYLE, _style())
        for name, content in papers:
            archive.writestr(f"{FILES}/{name}", content)
    return made.getvalue()


def covered(text: str, words: list[str]) -> str:
    """The text with these words covered, wherever and however they are written."""
    if not words:
        return text
    longest_first = sorted(words, key=len, reverse=True)
    return re.sub("|".join(re.escape(word) for word in longest_first), COVER, text, flags=re.IGNORECASE)


def _shown(piece: Piece, decided: Mapping[str, Decided], names: Mapping[UUID, str]) -> Shown:
    seen = decided.get(piece.key)
    at = _said(piece.at, names) if piece.at else ""
    if seen is not None and seen.how == Decided.How.LEFT_OUT:
        # What was left out is told with its kind and its reason, and nothing else of it.
        return Shown(piece.key, str(piece.title), at, [], seen.why)
    words = list(seen.covered) if seen is not None else []
    lines = [
        (str(line.label), covered(_said(line.value, names), words) if line.of_others else _said(line.value, names))
        for line in piece.lines
        if line.value not in (None, "")
    ]
    return Shown(piece.key, str(piece.title), at, lines, seen.why if seen is not None else "")


def _said(value: Value, names: Mapping[UUID, str]) -> str:
    """A value in words people read."""
    if isinstance(value, Other):
        return names.get(value.person_id) or _("somebody of the circle")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j E Y, H:i")
    return date_format(value, "j E Y") if isinstance(value, date) else str(value)


def _plain(value: Value, names: Mapping[UUID, str]) -> Any:
    """A value as programs read it."""
    if isinstance(value, (Other, UUID)):
        return _said(value, names) if isinstance(value, Other) else str(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, int)) else str(value)


def _names(known: list[Known], person: Person) -> dict[UUID, str]:
    """What others are called in the copy: officers by name and office, for they acted for the circle; nobody else."""
    ids = {line.value.person_id for room in known for piece in room.pieces for line in piece.lines
           if isinstance(line.value, Other)}  # fmt: skip
    names = {person.pk: _("you")}
    held = Hat.objects.filter(person__in=ids - {person.pk}, kind__in=Hat.OFFICES).select_related("person")
    for hat in held.exclude(person__name=GONE).order_by("-from_on", "id"):
        names.setdefault(hat.person_id, f"{hat.person.name} ({hat.get_kind_display()})")
    return names


def _papers(
    known: list[Known], decided: Mapping[str, Decided]
) -> tuple[list[tuple[str, bytes]], list[tuple[str, str]]]:
    """The files that go along, each under a name of its own, and those that do not, with the reason."""
    along: list[tuple[str, bytes]] = []
    left_out: list[tuple[str, str]] = []
    for paper in (paper for room in known for paper in room.papers):
        seen = decided.get(paper.key)
        if seen is not None and seen.how == Decided.How.LEFT_OUT:
            left_out.append((paper.name, seen.why))
        elif (content := _content(paper)) is None:
            left_out.append((paper.name, _("the file is not there any more")))
        else:
            safe = re.sub(r"[^A-Za-z0-9._-]+", "-", PurePosixPath(paper.name).name).lstrip(".") or "file"
            along.append((f"{len(along) + 1:03d}-{safe}", content))
    return along, left_out


def _content(paper: Paper) -> bytes | None:
    """What is in the file; None when it is gone, which is no reason to give somebody no copy at all."""
    try:
        return paper.read()
    except FileNotFoundError:
        return None


def _for_programs(
    request: DataRequest, known: list[Known], decided: Mapping[str, Decided], names: Mapping[UUID, str]
) -> dict[str, Any]:
    rooms = []
    for room in known:
        pieces = []
        for piece in room.pieces:
            shown = _shown(piece, decided, names)
            seen = decided.get(piece.key)
            is_out = seen is not None and seen.how == Decided.How.LEFT_OUT
            words = list(seen.covered) if seen is not None else []
            told: dict[str, Any] = {"key": piece.key, "title": str(piece.title), "at": _plain(piece.at, names)}
            told["facts"] = [] if is_out else [
                {"what": str(line.label), "value": covered(str(line.value), words) if line.of_others and words
                 else _plain(line.value, names)}
                for line in piece.lines if line.value is not None
            ]  # fmt: skip
            if shown.why:
                told["held_back"] = shown.why
            pieces.append(told)
        rooms.append({"room": room.answer.code, "title": str(room.answer.title), "pieces": pieces})
    return {
        "format": "coopbox-copy-1",
        "circle": current_circle().name,
        "person": str(request.person_id),
        "request": str(request.pk),
        "made_at": now().isoformat(),
        "rooms": rooms,
    }


def _style() -> str:
    found = finders.find("rights/copy.css")
    if isinstance(found, str):
        with open(found, encoding="utf-8") as style:
            return style.read()
    return ""
