"""What profiles hold of a person, told for a copy; and what becomes of it when they are forgotten."""

from collections.abc import Callable, Iterator
from typing import Final
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.answers import Line, Other, Paper, Piece, answers_for, forgets, says_nothing
from tenant_apps.profiles.models import Answer, Check, PaperForm, Showing, Version
from tenant_apps.profiles.questions import QUESTIONS
from tenant_apps.profiles.reading import Told, told
from tenant_apps.profiles.vocabulary import Vocabulary, vocabulary

RECORDS: Final = ("care_record", "work_record")
BY_OTHERS: Final = (Version.How.BEHALF, Version.How.PAPER)

says_nothing("profiles.OwnTerm", why="the circle's words for what can be ticked; who changed them is in the journal")


@answers_for("profiles", _("What you tell of yourself"), "profiles.Answer", "profiles.Version", "profiles.PaperForm")
def tells(person_id: UUID) -> Iterator[Piece]:
    said = vocabulary()
    for answer in Answer.objects.filter(person=person_id).order_by("question"):
        if answer.question not in QUESTIONS:
            continue
        lines = [Line(_("Last checked on"), answer.checked_on), Line(_("Others can read it"), answer.is_shown)]
        last = answer.versions.first()
        by_others = last is not None and last.how in BY_OTHERS
        lines += _lines(told(answer.asked, answer.shown, said), by_others)
        if answer.has_draft:
            lines += [Line(_("As a draft"), True), *_lines(told(answer.asked, answer.draft, said), by_others)]
        yield Piece(f"profiles.answer.{answer.pk}", answer.asked.title, tuple(lines), answer.changed_at)
    yield from _versions(person_id, said)
    for form in PaperForm.objects.filter(person=person_id).order_by("made_at"):
        lines = [
            Line(_("Code"), form.spoken),
            Line(_("Printed by"), Other(form.made_by_id) if form.made_by_id else None),
        ]
        yield Piece(f"profiles.form.{form.pk}", _("A form on paper"), tuple(lines), form.made_at)


def _versions(person_id: UUID, said: Vocabulary) -> Iterator[Piece]:
    for version in Version.objects.filter(person=person_id).select_related("answer").order_by("at", "number"):
        question = QUESTIONS.get(version.answer.question)
        if question is None:
            continue
        lines = [
            Line(_("What"), version.get_what_display()),
            Line(_("How"), version.get_how_display()),
            Line(_("By"), Other(version.by_id) if version.by_id else None),
            Line(_("Together with"), Other(version.beside_id) if version.beside_id else None),
            *_lines(told(question, version.held, said), version.how in BY_OTHERS),
        ]
        yield Piece(f"profiles.version.{version.pk}", question.title, tuple(lines), version.at)


def _lines(said: Told, by_others: bool) -> list[Line]:
    """An answer as lines. What somebody wrote for them may tell of that somebody, so it is looked at first; their own
    words are theirs, whomever they tell of."""
    lines = [Line(label, text, of_others=by_others) for label, text in said.words]
    lines += [Line(label, ", ".join(terms)) for label, terms in said.ticked]
    lines += [Line(label, text, of_others=by_others) for row in said.rows for label, text in row if text]
    return lines + [Line(day, ", ".join(spans)) for day, spans in said.week]


@answers_for("profiles.showings", _("Your pictures and recordings"), "profiles.Showing")
def showings(person_id: UUID) -> Iterator[Piece | Paper]:
    for showing in Showing.objects.filter(person=person_id).order_by("kept_at"):
        lines = (
            Line(_("What"), showing.get_medium_display()),
            Line(_("In words"), showing.told),
            Line(_("Others can meet it"), showing.is_shown),
            Line(_("Kept by"), Other(showing.kept_by_id) if showing.kept_by_id else None),
        )
        yield Piece(f"profiles.showing.{showing.pk}", showing.get_medium_display(), lines, showing.kept_at)
        if default_storage.exists(showing.file):
            yield Paper(f"profiles.file.{showing.pk}", showing.file.rsplit("/", 1)[-1], _reader(showing.file))


def _reader(name: str) -> Callable[[], bytes]:
    def read() -> bytes:
        with default_storage.open(name) as file:
            return bytes(file.read())

    return read


@answers_for("profiles.checks", _("What was checked about you"), "profiles.Check")
def checks(person_id: UUID) -> Iterator[Piece]:
    for check in Check.objects.filter(person=person_id).order_by("on", "id"):
        lines = (
            Line(_("How it stands"), check.get_state_display()),
            Line(_("How"), check.get_route_display() if check.route else ""),
            Line(pgettext_lazy("date", "On"), check.on),
            Line(_("To be done again by"), check.renew_on),
            Line(_("Noted by"), Other(check.noted_by_id) if check.noted_by_id else None),
        )
        yield Piece(f"profiles.check.{check.pk}", check.get_kind_display(), lines, check.noted_at)


@forgets("profiles.answers", _("What you told of yourself, with its history"), "profiles.Answer", "profiles.Version",
         "profiles.PaperForm", rules=RECORDS)  # fmt: skip
def forget_answers(person_id: UUID) -> int:
    """Their own; where they wrote with or for others, the others keep what they said and lose the name."""
    Version.objects.filter(Q(beside=person_id), ~Q(person=person_id)).update(how=Version.How.OWN, beside=None)
    Version.objects.filter(~Q(person=person_id), by=person_id).update(by=None)
    PaperForm.objects.filter(~Q(person=person_id), made_by=person_id).update(made_by=None)
    forms = PaperForm.objects.filter(person=person_id).delete()[0]
    return forms + Answer.objects.filter(person=person_id).delete()[0]


def how_many_showings(person_id: UUID) -> int:
    return Showing.objects.filter(person=person_id).count()


@forgets("profiles.showings", _("Your pictures and recordings"), "profiles.Showing", count=how_many_showings)
def forget_showings(person_id: UUID) -> int:
    """The files as well, once it is certain."""
    Showing.objects.filter(~Q(person=person_id), kept_by=person_id).update(kept_by=None)
    files = list(Showing.objects.filter(person=person_id).values_list("file", flat=True))
    gone = Showing.objects.filter(person=person_id).delete()[0]
    transaction.on_commit(lambda: [default_storage.delete(file) for file in files])
    return gone


@forgets("profiles.checks", _("What was checked about you"), "profiles.Check", rules=("work_record",))
def forget_checks(person_id: UUID) -> int:
    Check.objects.filter(~Q(person=person_id), noted_by=person_id).update(noted_by=None)
    return Check.objects.filter(person=person_id).delete()[0]
