"""What somebody wrote in their profiles and showed, and how their checks stand, in words for the pages of privacy."""

from collections.abc import Collection, Iterable, Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kernel.errors import Sentence
from tenant_apps.people.models import Person
from tenant_apps.privacy.contents import tells
from tenant_apps.profiles.models import Answer, Showing
from tenant_apps.profiles.questions import QUESTIONS
from tenant_apps.profiles.reading import Told, latest_checks, told
from tenant_apps.profiles.sections import CHECKS, PICTURES
from tenant_apps.profiles.shape import Kind
from tenant_apps.profiles.vocabulary import vocabulary

Line = tuple[str, Sentence, str]


@tells(*{question.section for question in QUESTIONS.values()})
def answers(person: Person, codes: Collection[str]) -> Iterable[Line]:
    """Every answer that others may read, as far as each of them may."""
    asked = {code: question.section for code, question in QUESTIONS.items() if question.section in codes}
    said = vocabulary()
    for answer in Answer.objects.filter(person=person, is_shown=True, question__in=asked).order_by("question"):
        for label, text in in_lines(told(QUESTIONS[answer.question], answer.shown, said)):
            yield asked[answer.question], label, text


def in_lines(answer: Told) -> Iterator[tuple[Sentence, str]]:
    """An answer line by line: each heading with what stands under it."""
    yield from answer.words
    for label, ticked in answer.ticked:
        yield label, "\n".join(ticked)
    for row in answer.rows:
        held = [text for _label, text in row if text]
        yield answer.question.title, ", ".join(held)
    for day, spans in answer.week:
        yield day, ", ".join(spans)


@tells(*(each.code for each in PICTURES.values()))
def showings(person: Person, codes: Collection[str]) -> Iterable[Line]:
    """That there is a picture or a recording; it is met on their page."""
    for showing in Showing.objects.filter(person=person, is_shown=True).order_by("medium"):
        if (code := PICTURES[Kind(showing.profile)].code) in codes:
            yield code, showing.get_medium_display(), showing.told or _("There is one.")


@tells(CHECKS.code)
def checks(person: Person, codes: Collection[str]) -> Iterable[Line]:
    """How each check stands."""
    for code in codes:
        for check in latest_checks(person):
            yield code, check.get_kind_display(), f"{check.get_state_display()}, {date_format(check.on, 'j E Y')}"
