"""Somebody says who may see what. It counts from the next request on, everywhere."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, require
from kernel.errors import NotAllowed, NotFound, RuleBroken
from kernel.sections import Audience, Section, section_called, sections
from kernel.time import now
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person
from tenant_apps.people.services.people import locked
from tenant_apps.privacy.doors import known_by_name
from tenant_apps.privacy.events import AudienceChosen, StanceTaken
from tenant_apps.privacy.models import Choice, NamedReader, Stance
from tenant_apps.privacy.policies import can_choose
from tenant_apps.privacy.words import PRESETS, Preset

MOST_NAMED = 50


@transaction.atomic
def choose_audience(
    person: Person,
    code: str,
    audience: Audience,
    *,
    named: Iterable[Person] = (),
    seen: str | None = None,
    by: Actor,
) -> Choice:
    """Say who may see one section of what is known of this person; `named` are those chosen by name.

    `seen` is the stamp of the choice as it was looked at: a page opened before somebody chose anew does not undo that.
    """
    section, person = section_called(code), locked(person)
    if not section.code:
        raise NotFound
    if not can_choose(require(by), person, section):
        raise NotAllowed(_("Only they themselves choose who sees this."))
    if audience not in section.choices:
        raise RuleBroken(code="not_a_choice", errors={"audience": [_("Choose one of these.")]})
    if seen is not None and seen != stamp_of(Choice.objects.filter(person=person, section=code).first()):
        raise RuleBroken(
            _("This was chosen anew since you opened the page. Look once more, then choose."), code="chosen_anew"
        )
    readers = _readers(person, audience, named, by)
    choice, _made = Choice.objects.update_or_create(
        person=person, section=code, defaults={"audience": audience, "chosen_at": now()}
    )
    choice.named.exclude(reader__in=readers).delete()
    have = set(choice.named.values_list("reader", flat=True))
    NamedReader.objects.bulk_create(NamedReader(choice=choice, reader=each) for each in readers if each.pk not in have)
    announce(AudienceChosen(person_id=person.pk, section=Code(code), audience=int(audience)), by=by)
    return choice


def stamp_of(choice: Choice | None) -> str:
    """By what a page tells later whether this was chosen anew since; empty where nothing was chosen."""
    return "" if choice is None else choice.chosen_at.isoformat()


def _readers(person: Person, audience: Audience, named: Iterable[Person], by: Actor) -> list[Person]:
    """Those chosen by name, who must be people that the chooser may know by name."""
    wanted = {each.pk for each in named if each.pk != person.pk}
    if audience is Audience.ONLY_ME:
        return []
    readers = list(known_by_name(by, Person.objects.present().filter(pk__in=wanted)))
    if len(readers) != len(wanted):
        raise RuleBroken(code="unknown_reader", errors={"named": [_("Choose people from the list.")]})
    if len(readers) > MOST_NAMED:
        raise RuleBroken(code="too_many_readers", errors={"named": [_("Choose fewer people.")]})
    if audience is Audience.NAMED and not readers:
        raise RuleBroken(code="nobody_named", errors={"named": [_("Choose at least one person, or “Only me”.")]})
    return readers


@transaction.atomic
def take_stance(person: Person, preset: Preset, *, by: Actor) -> Stance:
    """Answer all questions at once. What was chosen for single sections before is chosen anew."""
    person = locked(person)
    every = sections()
    if not all(can_choose(require(by), person, section) for section in every):
        raise NotAllowed(_("Only they themselves choose who sees this."))
    Choice.objects.filter(person=person).delete()
    stance, _made = Stance.objects.update_or_create(
        person=person, defaults={"preset": preset.value, "is_ours": False, "chosen_at": now()}
    )
    announce(StanceTaken(person_id=person.pk, preset=Code(preset.value)), by=by)
    return stance


def audience_of(stance: Preset | None, section: Section) -> Audience:
    """What a stance means for one section, as it will be held between its floor and ceiling."""
    return section.clamp(section.default if stance is None else PRESETS[stance][section.klass])
