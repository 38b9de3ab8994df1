"""The agreement in the reader's language: every wording is there, says which counts, and owns up to what is English."""

import re
from dataclasses import replace

import pytest
from django.utils import translation

from kernel.actors import SYSTEM
from shared_apps.federation.agreement import clauses_as_json, shipped
from shared_apps.federation.models import AgreementVersion, Signature
from shared_apps.federation.services import agreements
from shared_apps.federation.spoken import ENGLISH, WORDINGS, language_to_show, languages, spoken, translation_into
from tenants.context import in_federation

SPOKEN = ["cy", "pl", "tr"]
ENGLISH_WORDS = 'lang="en-gb"'


@pytest.fixture
def published(db):
    with in_federation():
        return agreements.publish_shipped(by=SYSTEM)


@pytest.fixture
def in_welsh(browser_of, settings):
    browser = browser_of(settings.FEDERATION_DOMAIN)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "cy"
    return lambda path: browser.get(path).content.decode()


def test_the_agreement_comes_in_every_language_that_is_offered():
    assert sorted(languages()) == SPOKEN


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("wording", WORDINGS)
def test_each_clause_is_translated_line_for_line_and_keeps_its_pictures(language, wording):
    english = shipped()
    said = spoken(english.title, english.clauses, wording=wording, language=language)
    plain = spoken(english.title, english.clauses, wording=wording, language=ENGLISH)
    assert {each.language for each in said.clauses} == {language}
    assert (said.language, said.title_language, said.is_partly_english) == (language, language, False)
    assert [each.key for each in translation_keys(language)] == [each.key for each in english.clauses]
    for here, there in zip(said.clauses, plain.clauses, strict=True):
        assert [line.icon for line in here.lines] == [line.icon for line in there.lines]
        assert all(line.line.strip() for line in here.lines)
        assert here.heading != there.heading
        if wording == "easy":
            assert all(len(line.line.split()) <= 20 for line in here.lines), "short sentences"


def translation_keys(language):
    translated = translation_into(language)
    assert translated is not None
    return [each for each in shipped().clauses if each.key in translated.headings]


def test_a_clause_the_national_co_op_wrote_itself_stands_in_english_among_the_translated_ones():
    english = shipped()
    first, *others = english.clauses
    own = replace(first, plain=(*first.plain, "We also bake bread."))
    said = spoken(english.title, [own, *others], wording="plain", language="pl")
    assert [each.language for each in said.clauses] == [ENGLISH, *["pl"] * len(others)]
    assert said.clauses[0].lines[-1].line == "We also bake bread."
    assert said.is_partly_english
    assert not spoken(english.title, [own, *others], wording="easy", language="pl").is_partly_english


def test_a_language_without_a_translation_reads_english_and_english_stays_as_it_is():
    english = shipped()
    for language in ("ur", ENGLISH):
        said = spoken(english.title, english.clauses, wording="full", language=language)
        assert (said.language, said.is_translated, said.title) == (ENGLISH, False, english.title)
        assert said.clauses[0].lines[0].line == english.clauses[0].full[0]


def test_whoever_asks_for_the_words_that_count_gets_english():
    with translation.override("tr"):
        assert language_to_show(in_english=False) == "tr"
        assert language_to_show(in_english=True) == ENGLISH


def main_part(page):
    return page.split('id="main"')[1].split("</main>")[0]


@pytest.mark.parametrize("asked", ["", "?easy=1", "?full=1"])
def test_a_welsh_reader_gets_welsh_words_and_is_told_that_the_english_ones_count(in_welsh, published, asked):
    page = in_welsh(f"/agreement/{asked}")
    assert "Cytundeb y ffederasiwn" in page
    assert '<li id="what">' in page, "in the language of the page"
    assert ENGLISH_WORDS not in re.sub("<!--.*?-->|hreflang=.en-gb.", "", main_part(page))
    assert "y geiriad llawn yn Saesneg" in page
    assert 'href="?full=1&amp;english=1"' in page


def test_the_english_words_can_be_read_from_every_language_and_are_marked(in_welsh, published):
    page = in_welsh("/agreement/?full=1&english=1")
    assert '<li id="what" lang="en-gb"' in page
    assert shipped().clauses[0].heading in page


def test_an_agreement_of_the_national_co_ops_own_is_marked_as_english_and_says_so(in_welsh, published):
    own = [replace(each, heading=f"{each.heading}!") for each in shipped().clauses]
    with in_federation():
        ours = replace(shipped(), title="Our own promise", clauses=tuple(own))
        agreements.publish(ours, by=SYSTEM, from_on=published.from_on, what_changed="It is ours.")
    page = in_welsh("/agreement/")
    assert '<h1 lang="en-gb">Our own promise</h1>' in page
    assert '<li id="what" lang="en-gb"' in page
    assert "Does dim cyfieithiad o hwn eto" in page


def test_a_signature_keeps_the_language_of_the_words_that_were_shown(forming, cora_there):
    version = AgreementVersion.objects.get(number=1)
    agreements.sign(
        version, forming, name="Cora", by=cora_there, person_id=cora_there.id, wording="easy", language="cy"
    )
    assert Signature.objects.values_list("wording", "language").get() == ("easy", "cy")
    assert version.digest == agreements.digest_of(clauses_as_json(shipped().clauses)), (
        "the English words are what binds"
    )


def test_a_polish_steward_reads_the_checklist_the_stage_and_the_agreement_in_polish(
    forming, browser_of, calderdale, cast
):
    cora = browser_of(calderdale, cast.cora)
    cora.cookies["django_language"] = "pl"
    page = main_part(cora.get("/circle/federation/").content.decode())
    for said in ("Powstaje", "Gospodarz podpisał umowę federacji.", '<span lang="pl">Umowa federacji</span>'):
        assert said in page
    for english in ("Forming", "A steward has signed", "Federation agreement"):
        assert english not in page


def test_a_polish_steward_signs_the_polish_words_and_that_is_kept(forming, browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    cora.cookies["django_language"] = "pl"
    assert "To umowa między Twoim kręgiem" in cora.get("/circle/federation/agreement/").content.decode()
    signed = cora.post("/circle/federation/agreement/?wording=easy", {"number": "1", "name": "Cora W", "agreed": "on"})
    assert signed.status_code == 302
    with in_federation():
        assert Signature.objects.values_list("wording", "language").get() == ("easy", "pl")
