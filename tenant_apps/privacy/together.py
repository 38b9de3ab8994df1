"""Two entries of one person: of what both chose, whatever shares less counts. Nobody sees more because of it."""

from dataclasses import dataclass, replace
from enum import IntEnum
from uuid import UUID

from kernel.sections import Audience, Section, sections
from kernel.together import Joining, comes_together
from tenant_apps.privacy.facts import wish_of
from tenant_apps.privacy.models import Choice, NamedReader, Stance
from tenant_apps.privacy.words import Preset


class Whose(IntEnum):
    """Whose word it is: Coopbox set it for somebody nobody has asked yet; nobody said anything; or they did."""

    OURS = 0
    NOBODYS = 1
    THEIRS = 2


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom somebody lets see one section: an audience, and people by name."""

    audience: int
    named: frozenset[UUID] = frozenset()
    whose: Whose = Whose.THEIRS

    def is_alike(self, other: "Wish") -> bool:
        """Whether both let the same people see it."""
        return (self.audience, self.named) == (other.audience, other.named)

    def takes_in(self, reader: UUID) -> bool:
        """Whether this reader surely sees it, whoever is in which team."""
        return self.audience >= Audience.CIRCLE or (self.audience >= Audience.NAMED and reader in self.named)

    def narrowed_to(self, other: "Wish") -> "Wish":
        """What both allow: the narrower audience, and by name only those whom both let see it."""
        named = frozenset(each for each in self.named | other.named if self.takes_in(each) and other.takes_in(each))
        audience = min(self.audience, other.audience)
        if audience == Audience.NAMED and not named:
            return Wish(Audience.ONLY_ME)
        return Wish(audience, named)


@comes_together("privacy.Choice.person", "privacy.Stance.person")
def narrower_wins(joining: Joining) -> None:
    """Section by section, of what both chose. Where nothing was chosen for the entry that goes, the one that stays says
    it; and where nobody was asked yet for the one that stays, the one that goes does.

    What the other entry had chosen stays written there.
    """
    kept, gone = _wishes(joining.kept), _wishes(joining.gone)
    _leave_what_nobody_chose(joining)
    stands = _wishes(joining.kept)
    for section in sections():
        ours, theirs = kept[section.code], gone[section.code]
        both = replace(theirs, named=theirs.named - {joining.kept})
        mine = replace(ours, named=ours.named - {joining.gone})
        if theirs.whose < ours.whose:
            now = mine
        elif ours.whose is Whose.OURS:
            now = both
        else:
            now = mine.narrowed_to(both)
        if not now.is_alike(stands[section.code]):
            _choose(joining, section, now)


def _leave_what_nobody_chose(joining: Joining) -> None:
    """What Coopbox set for the entry that stays, before anybody was asked, gives way to the other's stance, or none."""
    ours = Stance.objects.filter(person=joining.kept, is_ours=True).first()
    theirs = Stance.objects.filter(person=joining.gone).first()
    if ours is None or (theirs is not None and theirs.is_ours):
        return
    joining.remove(ours)
    if theirs is not None:
        joining.move(theirs, "person")


def _wishes(person_id: UUID) -> dict[str, Wish]:
    held = Stance.objects.filter(person=person_id).first()
    stance = Preset(held.preset) if held is not None else None
    whose = Whose.NOBODYS if held is None else Whose.OURS if held.is_ours else Whose.THEIRS
    chosen = {choice.section: choice for choice in Choice.objects.filter(person=person_id).prefetch_related("named")}
    wishes = {}
    for section in sections():
        choice = chosen.get(section.code)
        if choice is None:
            wishes[section.code] = Wish(wish_of(stance, section), whose=whose)
        else:
            wishes[section.code] = Wish(choice.audience, frozenset(each.reader_id for each in choice.named.all()))
    return wishes


def _choose(joining: Joining, section: Section, wish: Wish) -> None:
    choice = Choice.objects.filter(person=joining.kept, section=section.code).first()
    if choice is None:
        choice = Choice(person_id=joining.kept, section=section.code, audience=wish.audience)
        joining.add(choice)
    elif choice.audience != wish.audience:
        joining.change(choice, audience=int(wish.audience))
    for named in choice.named.exclude(reader__in=wish.named):
        joining.remove(named)
    have = set(choice.named.values_list("reader", flat=True))
    for reader in sorted(wish.named - have):
        joining.add(NamedReader(choice=choice, reader_id=reader))
