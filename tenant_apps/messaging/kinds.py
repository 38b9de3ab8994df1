"""The circle, a team, and two who get to know each other have conversations."""

from collections.abc import Collection, Mapping
from typing import ClassVar, Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, OnBehalf
from kernel.errors import Sentence
from tenant_apps.helping.acting import acting_under
from tenant_apps.matching.meeting_policies import reads_here
from tenant_apps.matching.models import Introduction, Stage
from tenant_apps.messaging.gatherings import About, gathering
from tenant_apps.people.models import Person
from tenant_apps.people.models.person import PersonQuerySet
from tenant_apps.teams.models import Place, Team
from tenant_apps.teams.naming import Names
from tenant_apps.teams.policies import is_host, is_member, is_word_of, stands_for
from tenant_apps.teams.policies_life import people_of
from tenants.context import current_circle

# From the yes of both to talk until it is over. In the team they have the team's conversation.
TALKING: Final = (Stage.TALKING, Stage.TRIAL, Stage.REVIEWED, Stage.TEAM)


def whose_word(by: Actor) -> Person | None:
    """For whom this actor speaks where everybody speaks for themselves: the person, or whom a helper acts for now."""
    hand = stands_for(by)
    if hand is None or not isinstance(by, OnBehalf):
        return hand
    found = acting_under(hand, by.authority)
    return found.person if found is not None and is_word_of(by, found.person) else None


@gathering
class TheCircle:
    """Everybody in the circle."""

    kind: ClassVar = "circle"
    icon: ClassVar = "sprout"
    has_topics: ClassVar = True
    who_reads: ClassVar[Sentence] = _("Everybody in the [circle] reads this, also whoever comes later.")

    def mine(self, by: Actor) -> Collection[About]:
        return [None] if whose_word(by) is not None else []

    def voice(self, by: Actor, about: About) -> Person | None:
        return whose_word(by) if about is None else None

    def people(self, about: About) -> PersonQuerySet:
        return Person.objects.able()

    def called(self, by: Actor, abouts: Collection[About]) -> Mapping[About, str]:
        return {None: gettext("Everybody in %(circle)s") % {"circle": current_circle().name}}

    def why_quiet(self, about: About) -> Sentence | None:
        return None

    def can_close(self, by: Actor, about: About) -> bool:
        return is_host(by)

    def page(self, about: About) -> str:
        return "/home/"


@gathering
class TheTeam:
    """The person a team is for, whoever acts for them, and the members. Nobody who only stands in."""

    kind: ClassVar = "team"
    icon: ClassVar = "users-round"
    has_topics: ClassVar = True
    who_reads: ClassVar[Sentence] = _("Everybody in the [team] reads this, also whoever comes into it later.")

    def mine(self, by: Actor) -> Collection[About]:
        person = whose_word(by)
        if person is None:
            return []
        reads = Q(owner=person)
        if not isinstance(by, OnBehalf):
            held = Place.objects.held().filter(person=person, covers_until=None)
            reads |= Q(pk__in=held.values("team"), ended_at=None)
        return list(Team.objects.filter(reads).values_list("pk", flat=True))

    def voice(self, by: Actor, about: About) -> Person | None:
        team = Team.objects.select_related("owner").filter(pk=about).first()
        if team is None:
            return None
        if is_word_of(by, team.owner):
            return team.owner
        return stands_for(by) if is_member(by, team) and team.is_living else None

    def people(self, about: About) -> PersonQuerySet:
        return people_of(Team.objects.get(pk=about))

    def called(self, by: Actor, abouts: Collection[About]) -> Mapping[About, str]:
        owners = dict(Team.objects.filter(pk__in=abouts).values_list("pk", "owner"))
        names, me = Names(by, owners.values()), whose_word(by)
        mine, other = gettext("My team"), gettext("The team around %(name)s")
        return {
            pk: mine if me is not None and owner == me.pk else other % {"name": names(owner)}
            for pk, owner in owners.items()
        }

    def why_quiet(self, about: About) -> Sentence | None:
        team = Team.objects.get(pk=about)
        if not team.is_living:
            return _("This team has ended. What was said is kept as it was.")
        if team.is_frozen and team.frozen_why != Team.Frozen.CAPACITY:
            return _("This team rests. What was said is kept as it was.")
        return None

    def can_close(self, by: Actor, about: About) -> bool:
        return is_word_of(by, Team.objects.select_related("owner").get(pk=about).owner)

    def page(self, about: About) -> str:
        return reverse("teams:team", args=[about])


@gathering
class TheTwo:
    """Two who get to know each other, from the moment both want to talk until it is over or both are in the team."""

    kind: ClassVar = "introduction"
    icon: ClassVar = "handshake"
    has_topics: ClassVar = False
    who_reads: ClassVar[Sentence] = _("Only the two of you read this, and whoever acts for one of you.")

    def mine(self, by: Actor) -> Collection[About]:
        person = whose_word(by)
        if person is None:
            return []
        two = Introduction.objects.between().filter(stage__in=TALKING).of(person).select_related("asker", "giver")
        return [each.pk for each in two if reads_here(each.asker) and reads_here(each.giver)]

    def voice(self, by: Actor, about: About) -> Person | None:
        found = self._found(about)
        if found is None:
            return None
        sides = ((found.asker, found.giver), (found.giver, found.asker))
        hand = stands_for(by)
        # Whoever acts for the one never reads as the other, also where they are the other.
        return next((one for one, other in sides if hand != other and is_word_of(by, one)), None)

    def people(self, about: About) -> PersonQuerySet:
        found = self._found(about)
        return Person.objects.able().filter(pk__in=[found.asker_id, found.giver_id] if found else [])

    def called(self, by: Actor, abouts: Collection[About]) -> Mapping[About, str]:
        me = whose_word(by)
        two = Introduction.objects.filter(pk__in=abouts).values_list("pk", "asker", "giver")
        others = {pk: giver if me is not None and asker == me.pk else asker for pk, asker, giver in two}
        names, words = Names(by, others.values()), gettext("Getting to know %(name)s")
        return {pk: words % {"name": names(other)} for pk, other in others.items()}

    def why_quiet(self, about: About) -> Sentence | None:
        return None

    def can_close(self, by: Actor, about: About) -> bool:
        return False

    def page(self, about: About) -> str:
        return reverse("matching:met", args=[about])

    def _found(self, about: About) -> Introduction | None:
        two = Introduction.objects.between().filter(pk=about, stage__in=TALKING)
        found = two.select_related("asker", "giver").first()
        # What nobody would read is not written.
        return found if found is not None and reads_here(found.asker) and reads_here(found.giver) else None
