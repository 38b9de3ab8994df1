"""What all rooms together know of one person, as they told it; and which models nobody answers for."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.module_loading import autodiscover_modules

from kernel import answers
from kernel.answers import Answer, Line, Paper, Piece
from tenant_apps.people.models import Person

POINTERS = ("person_id", "actor_id", "account_id", "on_behalf_of", "subject_id", "helper_id")


def discover() -> None:
    """Load the `answers` of every app, so that no room is forgotten."""
    autodiscover_modules("answers")


@dataclass(frozen=True, slots=True)
class Known:
    """What one room told of a person."""

    answer: Answer
    pieces: tuple[Piece, ...]
    papers: tuple[Paper, ...]


def all_known(person_id: UUID) -> list[Known]:
    """Everything, room by room. Rooms that know nothing are left out."""
    found = []
    entries = [person_id, *Person.objects.filter(same_as=person_id).order_by("id").values_list("pk", flat=True)]
    for answer in answers.answers():
        told = [each for entry in entries for each in answer.gather(entry)]
        pieces = tuple(each for each in told if isinstance(each, Piece))
        papers = tuple(each for each in told if isinstance(each, Paper))
        if told:
            found.append(Known(answer, pieces, papers))
    return found


def to_look_at(known: list[Known]) -> Iterator[Piece | Paper]:
    """Those that may tell of somebody else, so that a human looks at them before they are handed over."""
    for room in known:
        yield from (piece for piece in room.pieces if any(line.of_others and line.value for line in piece.lines))
        yield from (paper for paper in room.papers if paper.of_others)


def fingerprint(each: Piece | Paper) -> str:
    """Known again as long as the words stand as they stood."""
    said = "\x1e".join(str(line.value) for line in each.lines) if isinstance(each, Piece) else each.name
    return sha256(said.encode()).hexdigest()


def words_of(piece: Piece) -> list[Line]:
    """The lines somebody has to look at."""
    return [line for line in piece.lines if line.of_others and line.value]


# --- nobody is forgotten ----------------------------------------------------------------------------------------------


def points_at_somebody(model: type[models.Model]) -> bool:
    """Whether rows of this model hold a person's id, as a key or as a plain number."""
    for column in model._meta.concrete_fields:
        if column.related_model is Person or (isinstance(column, models.UUIDField) and column.name in POINTERS):
            return True
    return model is Person


def unanswered() -> tuple[list[str], list[str]]:
    """Models that hold a person's id: for which nobody tells what they know, and of which nobody says what becomes."""
    silent = {model for model, _why in answers.silent()}
    told = silent.union(*(answer.covers for answer in answers.answers()))
    fated = silent.union(*(part.covers for part in answers.parts()))
    held = [
        f"{model._meta.app_label}.{model.__name__}"
        for config in apps.get_app_configs()
        if config.name in settings.TENANT_APPS
        for model in config.get_models(include_auto_created=True)
        if points_at_somebody(model)
    ]
    return [each for each in held if each not in told], [each for each in held if each not in fated]
