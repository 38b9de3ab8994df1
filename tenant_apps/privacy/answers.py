"""What somebody chose about who sees what, and who looked. What is withheld to keep people safe is not told here."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.answers import Line, Other, Piece, answers_for, forgets, stays
from kernel.sections import Audience, Purpose, section_called
from tenant_apps.people.models import Person
from tenant_apps.privacy.looks import told_looks
from tenant_apps.privacy.models import AccessEvent, BreakGlass, Choice, Doubt, NamedReader, Stance, Withholding
from tenant_apps.privacy.words import AUDIENCES, BASES, PRESET_WORDS, PURPOSES, Preset

RECORDS: Final = ("care_record", "work_record", "complaint_record")


@answers_for("privacy", _("Who may see what"), "privacy.Stance", "privacy.Choice", "privacy.NamedReader")
def choices(person_id: UUID) -> Iterator[Piece]:
    for stance in Stance.objects.filter(person=person_id):
        lines = (Line(_("In general"), str(PRESET_WORDS[Preset(stance.preset)][0])),)
        yield Piece(f"privacy.stance.{stance.pk}", _("How open you are"), lines, stance.chosen_at)
    for choice in Choice.objects.filter(person=person_id).prefetch_related("named").order_by("section"):
        lines = (
            Line(_("At the most"), str(AUDIENCES[Audience(choice.audience)])),
            *(Line(_("By name"), Other(named.reader_id)) for named in choice.named.all()),
        )
        title = section_called(choice.section).name or choice.section
        yield Piece(f"privacy.choice.{choice.pk}", title, lines, choice.chosen_at)


@answers_for("privacy.looks", _("Who looked at your information"), "privacy.AccessEvent", "privacy.BreakGlass",
             "privacy.Withholding", "privacy.Doubt")  # fmt: skip
def looks(person_id: UUID) -> Iterator[Piece]:
    """Who looked, the reason why it could not wait, and the answer to a doubt, were told to them already: nobody looks
    them through first, least of all whoever wrote them."""
    person = Person.objects.get(pk=person_id)
    events = list(AccessEvent.objects.told(person).order_by("at", "id"))
    who = {look.id: look.who for look in told_looks(events)}
    for look in events:
        names = [str(section_called(code).name or code) for code in look.sections]
        lines = (
            Line(_("Who"), who[look.pk] or "Coopbox"),
            Line(_("What"), ", ".join(names)),
            Line(_("What for"), str(PURPOSES[Purpose(look.purpose)])),
            Line(_("Why they could"), str(BASES.get(look.basis, ""))),
        )
        yield Piece(f"privacy.look.{look.pk}", _("Somebody looked"), lines, look.at)
    withheld = Withholding.objects.standing().order_by().values("glass")
    for glass in BreakGlass.objects.filter(person=person_id).exclude(pk__in=withheld).order_by("began_at"):
        lines = (Line(_("Who"), Other(glass.reader_id)), Line(_("Why"), glass.reason))
        yield Piece(f"privacy.glass.{glass.pk}", _("Somebody looked because it could not wait"), lines, glass.began_at)
    for doubt in Doubt.objects.filter(person=person_id).order_by("at"):
        lines = (
            Line(_("In your words"), doubt.words),
            Line(pgettext_lazy("noun", "Answer"), doubt.answer),
            Line(_("Answered by"), Other(doubt.answered_by_id) if doubt.answered_by_id else None),
        )
        yield Piece(f"privacy.doubt.{doubt.pk}", _("You did not recognise a look"), lines, doubt.at)


@forgets("privacy.choices", _("What you chose about who sees what"), "privacy.Stance", "privacy.Choice",
         "privacy.NamedReader")  # fmt: skip
def forget_choices(person_id: UUID) -> int:
    """Their own, and their name on the lists of others."""
    named = NamedReader.objects.filter(reader=person_id).delete()[0]
    own = Choice.objects.filter(person=person_id).delete()[0]
    return named + own + Stance.objects.filter(person=person_id).delete()[0]


@forgets("privacy.glass", _("When it could not wait, and what you did not recognise"), "privacy.BreakGlass",
         "privacy.Doubt", rules=(*RECORDS, "glass_record"))  # fmt: skip
def forget_glass(person_id: UUID) -> int:
    told = BreakGlass.objects.filter(person=person_id, withholding=None).delete()[0]
    return told + Doubt.objects.filter(person=person_id).delete()[0]


def told_meanwhile(person_id: UUID) -> int:
    """What is still withheld is not counted, so that nobody can tell from the number that there is something."""
    return BreakGlass.objects.filter(person=person_id, withholding__ended_at__isnull=False).count()


@forgets("privacy.withheld", _("What could not wait, and was told to you later"), "privacy.BreakGlass",
         "privacy.Withholding", rules=(*RECORDS, "withheld_record"), count=told_meanwhile)  # fmt: skip
def forget_withheld(person_id: UUID) -> int:
    """It goes with the duty to keep it, and never while it is withheld: then somebody may still be at risk."""
    ended = Withholding.objects.filter(glass__person=person_id).exclude(ended_at=None)
    glasses = list(ended.values_list("glass", flat=True))
    return ended.delete()[0] + BreakGlass.objects.filter(pk__in=glasses).delete()[0]


@stays(
    "privacy.looks",
    _("Who looked at your information, and at whose you looked"),
    "privacy.AccessEvent",
    "privacy.BreakGlass",
    "privacy.Doubt",
    why=_(
        "It can never be changed, so that nobody can hide a look. It holds numbers and no names: with your name gone,"
        " the number is nobody's."
    ),
)
def looks_of(person_id: UUID) -> int:
    withheld = Withholding.objects.standing().filter(glass__person=person_id).order_by().values("glass")
    about = AccessEvent.objects.filter(subject_id=person_id)
    about = about.exclude(pk__in=about.filter(glass_id__in=withheld))
    return about.count() + AccessEvent.objects.filter(actor_id=person_id).exclude(subject_id=person_id).count()
