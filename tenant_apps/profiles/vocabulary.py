"""What can be ticked in this circle, and how it is said: our terms, the circle's own, in the language in force."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.utils import translation

from tenant_apps.profiles.models import OwnTerm
from tenant_apps.profiles.questions import FACETS
from tenants.context import current_circle
from tenants.questions import Question

Words = dict[str, dict[str, str]]
OWN: Final = "x-"
_OWN_TERMS: Final = Question(OwnTerm.objects.all)


class Vocabulary:
    """All terms of this circle, read once for a page: ours and its own, also those that are no longer offered."""

    def __init__(self, own: Iterable[OwnTerm], language: str, main: str) -> None:
        self.offered: Words = {facet: dict(terms) for facet, terms in _ours(translation.get_language()).items()}
        self.retired: Words = {}
        for term in own:
            if term.facet not in self.offered:
                continue
            said = label_in(term, language, main)
            if term.retired_at is None and (term.is_new or (said and term.code in self.offered[term.facet])):
                self.offered[term.facet][term.code] = said or term.code.removeprefix(OWN)
            elif term.is_new:
                self.retired.setdefault(term.facet, {})[term.code] = said or term.code.removeprefix(OWN)

    def choices(self, facet: str, kept: Iterable[str] = ()) -> list[tuple[str, str]]:
        """What can be ticked, and what somebody has ticked before it was retired."""
        gone = self.retired.get(facet, {})
        return [*self.offered[facet].items(), *((code, gone[code]) for code in kept if code in gone)]

    def says(self, facet: str, code: str) -> str:
        """One term in words. A code that nobody knows is said as it is, so that nothing disappears."""
        return self.offered.get(facet, {}).get(code) or self.retired.get(facet, {}).get(code) or code

    @property
    def codes(self) -> dict[str, list[str]]:
        """The codes that an answer may hold, by facet."""
        return {facet: [*terms, *self.retired.get(facet, ())] for facet, terms in self.offered.items()}


@lru_cache(maxsize=64)  # languages, and none
def _ours(language: str | None) -> Words:
    """Our own terms in the language in force, which is the one named: in words once, being the same in every circle."""
    return {code: {term.code: str(term.label) for term in facet.terms} for code, facet in FACETS.items()}


def vocabulary() -> Vocabulary:
    """The words in force, in this circle and language."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return Vocabulary(_OWN_TERMS.ask(), language, current_circle().language)


def label_in(term: OwnTerm, language: str, main: str) -> str:
    """How the circle says it in a language. A new thing that nobody translated is said as in the circle's own."""
    labels: dict[str, str] = term.labels
    found = labels.get(language, "")
    if found or not term.is_new:
        return found
    return labels.get(main) or next(iter(labels.values()), "")
