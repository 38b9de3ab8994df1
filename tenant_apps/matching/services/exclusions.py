"""Say with whom one would rather not be brought together, and take it back. Nobody else ever learns of it."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, OnBehalf, require
from kernel.errors import NotAllowed, RuleBroken
from kernel.words import tidy
from tenant_apps.journal.services import announce
from tenant_apps.matching.events import ExclusionChanged
from tenant_apps.matching.models import BETWEEN, Exclusion, Introduction, Stage
from tenant_apps.people.models import Person
from tenant_apps.privacy.doors import known_by_name
from tenant_apps.teams.policies import is_word_of, stands_for


def whom_they_may_name(person: Person, by: Actor) -> Any:
    """Those whose names they may know; and for their own word, whom they got to know here, also when that is over."""
    everybody = Person.objects.present()
    known = known_by_name(by, everybody)
    if isinstance(by, OnBehalf):
        return known
    knew = Introduction.objects.of(person).filter(stage__in=(*BETWEEN, Stage.JOINED))
    met = Q(pk__in=knew.values("asker")) | Q(pk__in=knew.values("giver"))
    return everybody.filter(Q(pk__in=known.values("pk")) | met)


@transaction.atomic
def exclude(person: Person, other: Person, note: str = "", *, by: Actor) -> Exclusion:
    """From now on the two are suggested to each other no more. Saying it twice is saying it once."""
    if not is_word_of(require(by), person):
        raise NotAllowed(_("Only they themselves, or somebody who acts for them, can say this."))
    if person.pk == other.pk:
        raise RuleBroken(code="oneself", errors={"person": [_("Choose somebody else.")]})
    Person.objects.select_for_update(of=["self"]).get(pk=person.pk)
    known = Exclusion.objects.filter(person=person, other=other).first()
    if known is not None:
        return known
    said = Exclusion(person=person, other=other, note=tidy(note), said_by=stands_for(by))
    said.full_clean()
    said.save(force_insert=True)
    announce(ExclusionChanged(exclusion_id=said.pk, person_id=person.pk), by=by)
    return said


@transaction.atomic
def include_again(exclusion: Exclusion, *, by: Actor) -> None:
    """Take it back: only they themselves, for nobody who acts for them has read it. Twice is once."""
    found = Exclusion.objects.select_for_update(of=["self"]).filter(pk=exclusion.pk).first()
    if found is None:
        return
    if require(by).id != found.person_id or isinstance(by, OnBehalf):
        raise NotAllowed(_("Only they themselves can take this back."))
    number, person_id = found.pk, found.person_id
    found.delete()
    announce(ExclusionChanged(exclusion_id=number, person_id=person_id), by=by)


def excluded_pairs() -> set[tuple[object, object]]:
    """Who is nobody's match for whom, in both directions: for finding people, and never to be shown."""
    said = Exclusion.objects.values_list("person_id", "other_id")
    return {pair for one, other in said for pair in ((one, other), (other, one))}
