"""Two entries of one person: of what both chose, whatever shares less counts. Nobody sees more because of it."""

from dataclasses import dataclass
from uuid import UUID

from kernel.sections import Audience, Section, sections
from kernel.together import Joining, comes_together
from tenant_apps.privacy.facts import wish_of
from tenant_apps.privacy.models import Choice, NamedReader, Stance
from tenant_apps.privacy.words import Preset


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom somebody lets see one section: an audience, and people by name."""

    audience: int
    named: frozenset[UUID] = frozenset()

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
    """Section by section. What the other entry had chosen stays written there."""
    kept, gone = _wishes(joining.kept), _wishes(joining.gone)
    for section in sections():
        before, other = kept[section.code], gone[section.code]
        both = Wish(other.audience, other.named - {joining.kept})
        now = Wish(before.audience, before.named - {joining.gone}).narrowed_to(both)
        if now != before:
            _choose(joining, section, now)


def _wishes(person_id: UUID) -> dict[str, Wish]:
    preset = Stance.objects.filter(person=person_id).values_list("preset", flat=True).first()
    stance = Preset(preset) if preset else None
    chosen = {choice.section: choice for choice in Choice.objects.filter(person=person_id).prefetch_related("named")}
    wishes = {}
    for section in sections():
        choice = chosen.get(section.code)
        if choice is None:
            wishes[section.code] = Wish(wish_of(stance, section))
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
