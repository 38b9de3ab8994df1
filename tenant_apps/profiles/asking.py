"""One question as a form: words, things to tick, a list, a week. What was typed becomes an answer and back."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kernel.errors import RuleBroken
from tenant_apps.profiles import answering
from tenant_apps.profiles.reading import day_name
from tenant_apps.profiles.shape import DAYS, Column, Question
from tenant_apps.profiles.vocabulary import Vocabulary

SPARE_ROWS: Final = 2
_INPUTS: Final[Mapping[Column, Mapping[str, str]]] = {
    Column.LINE: {},
    Column.PHONE: {"inputmode": "tel", "autocomplete": "off"},
    Column.DAY: {"type": "date"},
    Column.MONEY: {"inputmode": "decimal"},
}


class QuestionForm(forms.Form):
    """The form of one question. `answer` is what was said before."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any, question: Question, said: Vocabulary, *, answer: answering.Answer, seen: int) -> None:
        self.question, self.said = question, said
        super().__init__(data, initial={"seen": seen, **_typed(question, answer)})
        self._ask_words()
        self._ask_facets(answer)
        self._ask_rows(len(answer.get("rows", [])))
        if question.has_week:
            self._ask_week()
        self.answer: answering.Answer = {}

    def _ask_words(self) -> None:
        for prompt in self.question.prompts:
            rows = 6 if len(self.question.prompts) == 1 and not self.question.facets else 3
            self.fields[f"words_{prompt.code}"] = forms.CharField(
                label=prompt.label,
                help_text=prompt.hint,
                required=False,
                widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
            )

    def _ask_facets(self, answer: answering.Answer) -> None:
        for facet in self.question.facets:
            choices = self.said.choices(facet.code, answer.get("facets", {}).get(facet.code, ()))
            name = f"facet_{facet.code}"
            if facet.one_only:
                one = [*choices, ("", _("I would rather not say"))]
                self.fields[name] = forms.CharField(
                    label=facet.label, required=False, widget=forms.RadioSelect(choices=one)
                )
            else:
                self.fields[name] = forms.Field(
                    label=facet.label, required=False, widget=forms.CheckboxSelectMultiple(choices=choices)
                )

    def _ask_rows(self, filled: int) -> None:
        if not self.question.rows:
            return
        sent = self.data.get("how_many", "") if self.is_bound else ""
        asked = int(sent) if sent.isdigit() and len(sent) < 4 else filled + SPARE_ROWS
        self.how_many = min(max(asked, 1), self.question.most_rows)
        for number in range(self.how_many):
            for column in self.question.rows:
                attrs = dict(_INPUTS.get(column.column, {}))
                widget: forms.Widget = forms.TextInput(attrs=attrs)
                if column.column is Column.CHOICE:
                    widget = forms.Select(choices=[("", "–"), *self.said.choices(column.facet)])
                self.fields[f"row_{number}_{column.code}"] = forms.CharField(
                    label=column.label, required=False, widget=widget
                )

    def _ask_week(self) -> None:
        for day in DAYS:
            for span in range(answering.MOST_SPANS):
                for end, words in (("from", _("From")), ("to", _("To"))):
                    self.fields[f"week_{day}_{span}_{end}"] = forms.CharField(
                        label=words, required=False, widget=forms.TextInput(attrs={"type": "time"})
                    )

    # --- what the template walks through

    def prompts(self) -> list[forms.BoundField]:
        return [self[f"words_{prompt.code}"] for prompt in self.question.prompts]

    def facets(self) -> list[forms.BoundField]:
        return [self[f"facet_{facet.code}"] for facet in self.question.facets]

    def lines(self) -> list[list[forms.BoundField]]:
        """The rows of the list."""
        if not self.question.rows:
            return []
        return [
            [self[f"row_{number}_{column.code}"] for column in self.question.rows] for number in range(self.how_many)
        ]

    def days(self) -> Iterator[tuple[str, str, list[tuple[forms.BoundField, forms.BoundField]], bool, Any]]:
        """Code and name of each day, its spans, whether more than the first are used, and what is wrong."""
        for day in DAYS if self.question.has_week else ():
            spans = [(self[f"week_{day}_{n}_from"], self[f"week_{day}_{n}_to"]) for n in range(answering.MOST_SPANS)]
            used = any(bound.value() for more in spans[1:] for bound in more)
            yield day, day_name(day), spans, used, self.errors.get(f"week_{day}_0_from") if self.is_bound else None

    # --- what was typed, as an answer

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            self.answer = answering.tidied(self.question, self._said(cleaned), self.said.codes)
        except RuleBroken as refused:
            for name, sentences in refused.errors.items():
                field = name if name in self.fields else f"{name}_0_from"
                for sentence in sentences:
                    self.add_error(field if field in self.fields else None, ValidationError(str(sentence)))
        return cleaned

    def _said(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        question = self.question
        return {
            "words": {each.code: cleaned.get(f"words_{each.code}") for each in question.prompts},
            "facets": {each.code: cleaned.get(f"facet_{each.code}") for each in question.facets},
            "rows": [
                {column.code: cleaned.get(f"row_{number}_{column.code}") for column in question.rows}
                for number in range(self.how_many)
            ]
            if question.rows
            else [],
            "week": {
                day: [
                    [cleaned.get(f"week_{day}_{span}_from"), cleaned.get(f"week_{day}_{span}_to")]
                    for span in range(answering.MOST_SPANS)
                ]
                for day in DAYS
            }
            if question.has_week
            else {},
        }


def _typed(question: Question, answer: answering.Answer) -> dict[str, Any]:
    """An answer as it stands in the fields of its form."""
    typed: dict[str, Any] = {f"words_{code}": text for code, text in answer.get("words", {}).items()}
    for facet in question.facets:
        held = answer.get("facets", {}).get(facet.code, [])
        typed[f"facet_{facet.code}"] = (held[0] if held else "") if facet.one_only else held
    for number, row in enumerate(answer.get("rows", [])):
        for column in question.rows:
            held = row.get(column.code, "")
            if column.column is Column.MONEY and held != "":
                held = f"{held // 100}.{held % 100:02}"
            typed[f"row_{number}_{column.code}"] = held
    for day, spans in answer.get("week", {}).items():
        for number, (start, end) in enumerate(spans):
            typed[f"week_{day}_{number}_from"], typed[f"week_{day}_{number}_to"] = start, end
    return typed
