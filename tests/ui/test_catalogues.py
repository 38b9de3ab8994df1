"""Translations that can be trusted: complete where we say so, with every placeholder, compiled as they are written."""

import gettext
import re
from html.parser import HTMLParser

import pytest
from babel.messages.catalog import Message
from django.utils import translation

from dev import catalogues
from ui.spoken import IN_THE_MAKING
from ui.vocabulary import VOCABULARY

LANGUAGES = catalogues.languages()
OFFERED = [language for language in LANGUAGES if language not in IN_THE_MAKING]
MARK = re.compile(r"\[([^\[\]]+)\]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


class Tags(HTMLParser):
    """The marks in a sentence, in no order: languages put their words where they like."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(words)
        self.found.sort()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(f"<{tag} {sorted((name, value or '') for name, value in attrs)}>")

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"</{tag}>")


def pairs(message: Message) -> list[tuple[str, str]]:
    """Each form of a translation beside the sentence it stands for; nothing for one that is not translated."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))] if message.string else []
    return [(message.id[-1], form) for form in message.string if form]


def test_welsh_polish_and_turkish_are_offered_and_urdu_is_not_yet():
    assert OFFERED == ["cy", "pl", "tr"]
    assert "ur" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_keeps_what_is_put_into_it(language: str):
    wrong = []
    for message in catalogues.catalogue(language):
        for said, translated in pairs(message) if message.id else []:
            same_values = set(PLACEHOLDER.findall(said)) == set(PLACEHOLDER.findall(translated))
            if not same_values or Tags(said).found != Tags(translated).found:
                wrong.append(f"{said!r} -> {translated!r}")
            if (said[:1] == "\n", said[-1:] == "\n") != (translated[:1] == "\n", translated[-1:] == "\n"):
                wrong.append(f"lines of {said!r}")
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_marks_only_words_a_circle_may_replace_and_only_where_the_sentence_does(language: str):
    with translation.override(language):
        ours = {str(form) for word in VOCABULARY.values() for _one_or_many, form in word.forms}
    wrong = []
    for message in catalogues.catalogue(language):
        for said, translated in pairs(message) if message.id else []:
            marked = {word.lower() for word in MARK.findall(translated)}
            if marked - ours - set(MARK.findall(said)) or (marked and not MARK.search(said)):
                wrong.append(f"{said!r} -> {translated!r}")
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_guessed_and_every_counted_thing_has_all_its_forms(language: str):
    words = catalogues.catalogue(language)
    forms = int(catalogues.PLURALS[language].split(";")[0].removeprefix("nplurals="))
    assert [message.id for message in words if message.fuzzy and message.id] == []
    counted = [message for message in words if isinstance(message.id, tuple) and any(message.string)]
    assert [message.id for message in counted if len(message.string) != forms or not all(message.string)] == []


@pytest.mark.parametrize("language", OFFERED)
def test_a_language_that_is_offered_is_spoken_throughout(language: str):
    left = catalogues.untranslated(catalogues.catalogue(language))
    assert [message.id for message in left] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_django_reads_is_what_was_written(language: str):
    with catalogues.file_of(language, "mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in catalogues.catalogue(language):
        if message.id and isinstance(message.id, str) and message.string:
            read = compiled.pgettext(message.context, message.id) if message.context else compiled.gettext(message.id)
            assert read == message.string


def test_welsh_counts_as_welsh_people_do():
    with catalogues.file_of("cy", "mo").open("rb") as file:
        welsh = gettext.GNUTranslations(file)
    said = [welsh.ngettext("%(n)s browser", "%(n)s browsers", n) % {"n": n} for n in (1, 2, 3, 4)]
    assert said == ["1 porwr", "2 borwr", "3 phorwr", "4 porwr"]


def test_every_sentence_of_the_house_is_found_in_code_or_template_and_stands_in_every_catalogue():
    said = catalogues.sentences()
    assert said.get("That cannot be done.") is not None, "Python"
    assert said.get("Skip to the main part") is not None, "a template"
    assert said.get("circle", "one of") is not None, "with what it means"
    for language in LANGUAGES:
        known = {(catalogues.key_of(each), each.context) for each in catalogues.catalogue(language)}
        lost = [each.id for each in said if each.id and (catalogues.key_of(each), each.context) not in known]
        assert lost == [], f"{language}: make words"
