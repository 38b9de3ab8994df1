"""What somebody told of themselves, every version of it, and what was checked about them."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.answers import Line, Other, Paper, Piece, answers_for, forgets, stays
from tenant_apps.profiles.models import Answer, Check, OwnTerm, PaperForm, Showing, Version
from tenant_apps.profiles.questions import QUESTIONS
from tenant_apps.profiles.shape import Question

RECORDS: Final = ("care_record", "work_record")


@answers_for(
    "profiles",
    _("What you tell of yourself"),
    "profiles.Answer",
    "profiles.Version",
    "profiles.Showing",
    "profiles.Check",
    "profiles.PaperForm",
)
def profile(person_id: UUID) -> Iterator[Piece | Paper]:
    for answer in Answer.objects.filter(person=person_id).order_by("question"):
        question = QUESTIONS[answer.question]
        yield Piece(f"profiles.answer.{answer.pk}", question.title, _read(question, answer.draft), answer.changed_at)
        for version in answer.versions.order_by("number"):
            version.answer = answer
            lines = (
                Line(_("What was done"), version.get_what_display()),
                Line(_("How"), version.get_how_display()),
                Line(_("By"), _other(version.by_id)),
                Line(_("With"), _other(version.beside_id)),
                *_read(question, version.held),
            )
            yield Piece(f"profiles.version.{version.pk}", _("As it was written then"), lines, version.at)
    yield from _shown(person_id)
    yield from _checked(person_id)


def _read(question: Question, answer: dict[str, Any]) -> tuple[Line, ...]:
    """An answer as lines: words, what was ticked, lists, the week."""
    lines = []
    prompts = {prompt.code: prompt.label for prompt in question.prompts}
    for code, words in answer.get("words", {}).items():
        lines.append(Line(prompts.get(code, code), words))
    facets = {facet.code: facet for facet in question.facets}
    for code, ticked in answer.get("facets", {}).items():
        known = {term.code: str(term.label) for term in facets[code].terms} if code in facets else {}
        lines.append(Line(facets[code].label if code in facets else code, ", ".join(known.get(t, t) for t in ticked)))
    columns = {column.code: str(column.label) for column in question.rows}
    for row in answer.get("rows", []):
        said = "; ".join(f"{columns.get(code, code)}: {value}" for code, value in row.items())
        lines.append(Line(question.rows_title or question.title, said))
    for day, spans in answer.get("week", {}).items():
        lines.append(Line(day, ", ".join("-".join(span) for span in spans)))
    return tuple(lines)


def _shown(person_id: UUID) -> Iterator[Piece | Paper]:
    for each in Showing.objects.filter(person=person_id).order_by("kept_at"):
        lines = (
            Line(_("In words"), each.told),
            Line(_("Shown to others"), each.is_shown),
            Line(_("Kept by"), _other(each.kept_by_id)),
        )
        yield Piece(f"profiles.showing.{each.pk}", each.get_medium_display(), lines, each.kept_at)
        if default_storage.exists(each.file):
            yield Paper(f"profiles.file.{each.pk}", each.file, lambda file=each.file: _bytes(file))  # type: ignore[misc]


def _checked(person_id: UUID) -> Iterator[Piece]:
    for check in Check.objects.filter(person=person_id).order_by("on", "id"):
        lines = (
            Line(_("How"), check.get_route_display() if check.route else ""),
            Line(_("How it stands"), check.get_state_display()),
            Line(_("On"), check.on),
            Line(_("To be done again by"), check.renew_on),
            Line(_("Written down by"), _other(check.noted_by_id)),
        )
        yield Piece(f"profiles.check.{check.pk}", check.get_kind_display(), lines, check.noted_at)
    for form in PaperForm.objects.filter(person=person_id).order_by("made_at"):
        lines = (Line(_("Code"), form.spoken), Line(_("Printed by"), _other(form.made_by_id)))
        yield Piece(f"profiles.form.{form.pk}", _("A form was printed for you"), lines, form.made_at)


def _other(person_id: UUID | None) -> Other | None:
    return Other(person_id) if person_id else None


def _bytes(file: str) -> bytes:
    with default_storage.open(file) as found:
        return bytes(found.read())


@forgets("profiles.answers", _("What you told of yourself"), "profiles.Answer", "profiles.Version", rules=RECORDS)
def forget_answers(person_id: UUID) -> int:
    return Answer.objects.filter(person=person_id).delete()[0]


@forgets("profiles.showings", _("Your picture and recordings"), "profiles.Showing")
def forget_showings(person_id: UUID) -> int:
    theirs = Showing.objects.filter(person=person_id)
    for file in theirs.values_list("file", flat=True):
        transaction.on_commit(lambda file=file: default_storage.delete(file))  # type: ignore[misc]
    return theirs.delete()[0]


@forgets("profiles.forms", _("Forms that were printed for you"), "profiles.PaperForm")
def forget_forms(person_id: UUID) -> int:
    return PaperForm.objects.filter(person=person_id).delete()[0]


@forgets("profiles.checks", _("What was checked about you"), "profiles.Check", rules=("work_record",))
def forget_checks(person_id: UUID) -> int:
    return Check.objects.filter(person=person_id).delete()[0]


@stays(
    "profiles.helped",
    _("What you wrote down for others, and words you gave the circle"),
    "profiles.OwnTerm",
    "profiles.Version",
    "profiles.Showing",
    "profiles.Check",
    "profiles.PaperForm",
    why=_("It is about them. With your name gone, nobody can tell any more that it was you."),
)
def helped(person_id: UUID) -> int:
    wrote = Version.objects.filter(Q(by=person_id) | Q(beside=person_id)).exclude(person=person_id)
    return (
        wrote.count()
        + Showing.objects.filter(kept_by=person_id).exclude(person=person_id).count()
        + Check.objects.filter(noted_by=person_id).count()
        + PaperForm.objects.filter(made_by=person_id).exclude(person=person_id).count()
        + OwnTerm.objects.filter(changed_by=person_id).count()
    )


@answers_for("profiles.words", _("Words you gave the circle"), "profiles.OwnTerm")
def own_words(person_id: UUID) -> Iterator[Piece]:
    for term in OwnTerm.objects.filter(changed_by=person_id).order_by("id"):
        yield Piece(f"profiles.term.{term.pk}", term.code, (Line(_("Words"), ", ".join(term.labels.values())),))
