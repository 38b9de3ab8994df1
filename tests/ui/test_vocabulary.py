"""A circle's own words stand in the sentences that are built for them, and in no others."""

import pytest
from django.utils import translation
from django.utils.translation import gettext

from ui.vocabulary import in_own_words, label


def circle(**words: str):
    return type("C", (), {"words": tuple(words.items()), "language": "en-gb"})


BUBBLES = circle(**{"team": "bubble", "team.many": "bubbles", "team.one.pl": "bańka", "team.many.pl": "bańki"})


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Your [team] plans its week.", "Your bubble plans its week."),
        ("[Teams] come together", "Bubbles come together"),
        ("The [steward] and the [team]", "The steward and the bubble"),
        ("Write [anything] here", "Write anything here"),
        ("A care circle has no mark", "A care circle has no mark"),
    ],
)
def test_a_mark_gives_way_to_the_circles_word_or_to_ours(sentence: str, said: str):
    assert in_own_words(sentence, BUBBLES) == said


def test_an_english_article_goes_by_the_word_after_it():
    alliance, pod = circle(team="alliance"), circle(advocate="pod")
    assert in_own_words("You join a [team]", alliance) == "You join an alliance"
    assert in_own_words("An [advocate] speaks up", pod) == "A pod speaks up"
    assert in_own_words("You join a [team]", None) == "You join a team"


def test_a_translation_without_a_mark_stays_as_it_was_translated():
    with translation.override("pl"):
        assert in_own_words("Twój zespół planuje tydzień.", BUBBLES) == "Twój zespół planuje tydzień."
        assert in_own_words("[zespoły]: kto i kiedy", BUBBLES) == "bańki: kto i kiedy"


def test_a_short_label_is_the_bare_word_where_no_sentence_holds_for_every_word():
    with translation.override("pl"):
        assert label("Mój zespół", "team", BUBBLES) == "Bańka"
        assert label("Mój zespół", "team", None) == "Mój zespół"
    assert label("My [team]", "team", BUBBLES) == "My bubble"


@pytest.mark.parametrize(
    ("language", "sentence", "said"),
    [
        ("cy", "Each [team] agrees on times", "Mae pob swigen yn cytuno ar amserau"),
        ("pl", "[Teams] come together", "Powstają bańki"),
        ("tr", "A [team] comes together", "Bir baloncuk oluşur"),
        ("tr", "You join a [team]", "Bir ekibe katılırsınız"),
    ],
)
def test_a_circles_word_stands_in_a_translation_that_holds_for_every_word(language: str, sentence: str, said: str):
    ours = {"team.one.cy": "swigen", "team.many.pl": "bańki", "team.one.tr": "baloncuk"}
    with translation.override(language):
        assert in_own_words(gettext(sentence), circle(**ours)) == said
