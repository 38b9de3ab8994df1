"""Dates read as people say them: in Polish a month beside its day is in the genitive, 6 grudnia and not 6 grudzień."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
ROOMS = [ROOT / room for room in ("platform", "provisioning", "shared_apps", "tenant_apps", "tenants")]
SAYS_DATES = sorted(
    path for room in ROOMS for ending in ("html", "txt", "svg", "py") for path in room.rglob(f"*.{ending}")
)
_FORMAT = re.compile(r"""["']([a-zA-Z](?:[^a-zA-Z"'\n]+[a-zA-Z])+)["']""")  # single letters and what stands between


def nominatives_beside_a_day(text: str) -> list[str]:
    """Formats that put a month's bare name (F) beside a day (j, d): E is what stands there in every language."""
    return [said for said in _FORMAT.findall(text) if "F" in said and re.search("[jd]", said)]


def test_no_page_letter_or_sentence_puts_a_months_bare_name_beside_a_day():
    found = {
        str(path.relative_to(ROOT)): wrong
        for path in SAYS_DATES
        if (wrong := nominatives_beside_a_day(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "text", ['{{ at|date:"j F Y" }}', "{{ at|date:'l j F, H:i' }}", 'date_format(day, "j F")', '{% now "d F" %}']
)
def test_one_planted_on_purpose_is_found(text):
    assert nominatives_beside_a_day(text)
    assert not nominatives_beside_a_day(text.replace("F", "E"))


def test_a_month_alone_keeps_its_name():
    assert not nominatives_beside_a_day('{{ month|date:"F Y" }}')


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en-gb", "Sunday 6 December 2026; December 2026"),
        ("cy", "Dydd Sul 6 Rhagfyr 2026; Rhagfyr 2026"),
        ("pl", "Niedziela 6 grudnia 2026; Grudzień 2026"),
        ("tr", "Pazar 6 Aralık 2026; Aralık 2026"),
    ],
)
def test_the_sixth_of_december_in_every_language(language, said):
    with translation.override(language):
        shown = Template('{{ day|date:"l j E Y" }}; {{ day|date:"F Y" }}').render(Context({"day": date(2026, 12, 6)}))
    assert shown == said


def test_the_day_on_a_page_and_the_span_of_a_week_are_said_so_too():
    from tenant_apps.home.greeting import in_words, span_of, wall_clock, week_of

    at = wall_clock("Europe/London").replace(year=2026, month=12, day=3)
    with translation.override("pl"):
        assert in_words(at).endswith("3 grudnia")
        assert span_of(week_of(at)).startswith("30 listopada")
        assert span_of(week_of(at)).endswith("6 grudnia")
