"""The circle's own words for what can be ticked: something new, or another way to say one of ours."""

from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from kernel.actors import Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from kernel.time import now
from kernel.words import refuse_control_signs, tidy
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person
from tenant_apps.profiles.events import TermRetired, TermSet
from tenant_apps.profiles.models import OwnTerm
from tenant_apps.profiles.policies import can_set_terms
from tenant_apps.profiles.questions import FACETS
from tenant_apps.profiles.vocabulary import OWN

LONGEST: Final = 60
MOST_IN_A_FACET: Final = 60


@transaction.atomic
def set_term(facet: str, labels: Mapping[str, str], *, code: str = "", by: Actor) -> OwnTerm:
    """Say something in the circle's own words, by language. Without a code it is a new thing, and gets one for good.

    An empty text takes the words for that language away. Raises RuleBroken with a sentence.
    """
    if not can_set_terms(require(by)):
        raise NotAllowed(_("Only a steward can change what can be ticked."))
    if facet not in FACETS:
        raise NotFound
    said = _tidied(labels)
    _refuse_a_twin(facet, code, said)
    if not code:
        code = _new_code(facet, said)
    elif not code.startswith(OWN) and code not in {term.code for term in FACETS[facet].terms}:
        raise NotFound
    term, made = OwnTerm.objects.select_for_update().get_or_create(facet=facet, code=code)
    if code.startswith(OWN) and made and not said:
        raise RuleBroken(_("Say what it is called."), code="no_words")
    hand = hand_of(by)
    term.labels, term.retired_at = said, None
    term.changed_by = hand if isinstance(hand, Person) else None
    term.full_clean(exclude=["labels"])
    term.save()
    announce(TermSet(facet=Code(facet), term=Code(code)), by=by)
    return term


@transaction.atomic
def retire_term(term: OwnTerm, *, by: Actor) -> OwnTerm:
    """Do not offer something any more. Whoever ticked it keeps it, and its code is never used again."""
    if not can_set_terms(require(by)):
        raise NotAllowed(_("Only a steward can change what can be ticked."))
    term = OwnTerm.objects.select_for_update().get(pk=term.pk)
    if term.retired_at is not None:
        raise Conflict(_("This is not offered any more already."), code="retired_already")
    term.retired_at = now()
    term.save(update_fields=["retired_at"])
    announce(TermRetired(facet=Code(term.facet), term=Code(term.code)), by=by)
    return term


def _tidied(labels: Mapping[str, str]) -> dict[str, str]:
    said = {}
    spoken = dict(settings.LANGUAGES)
    for language, words in labels.items():
        text = tidy(str(words))
        if language not in spoken or not text:
            continue
        if len(text) > LONGEST:
            raise RuleBroken(_("This is too long to be ticked. Use fewer words."), code="too_long")
        try:
            refuse_control_signs(text)
        except ValidationError as signs:
            raise RuleBroken(signs.message, code="control_signs") from signs
        said[language] = text
    return said


def _refuse_a_twin(facet: str, code: str, said: Mapping[str, str]) -> None:
    """Two things to tick that are called the same in a language would split those who mean one thing."""
    own = list(OwnTerm.objects.filter(facet=facet, retired_at=None).exclude(code=code))
    for language, words in said.items():
        with override(language):
            ours = {str(term.label) for term in FACETS[facet].terms if term.code != code}
        if words.casefold() in {each.casefold() for each in (*ours, *(term.labels.get(language, "") for term in own))}:
            raise RuleBroken(_("There is something of that name to tick already."), code="twin")


def _new_code(facet: str, said: Mapping[str, str]) -> str:
    words = next(iter(said.values()), "")
    if not words:
        raise RuleBroken(_("Say what it is called."), code="no_words")
    taken = set(OwnTerm.objects.filter(facet=facet).values_list("code", flat=True))
    if len(taken) >= MOST_IN_A_FACET:
        raise RuleBroken(_("There are many of your own already. Retire some first."), code="too_many")
    base = f"{OWN}{slugify(words)[:40] or 'own'}"
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, 200))) if code not in taken)
