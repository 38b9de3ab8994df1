"""Six signs that a team can stand on its own, so that whoever helped it to start can step back.

Words, not a score: each sign says that it is there, or what is missing and who could do it. `signs` is a pure function
of what is known; `facts_of` finds that out in a few questions.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kernel.time import now
from tenant_apps.teams.models import AgreementVersion, AgreementYes, CheckIn, Meeting, Team, TeamHat
from tenant_apps.teams.policies_life import people_of
from tenant_apps.teams.terms import ENOUGH_MEMBERS, GOES_WELL_WITHIN, MET_WITHIN

Words = str | Promise


@dataclass(frozen=True)
class Facts:
    """What is known of a team."""

    owner: UUID
    people: frozenset[UUID] = frozenset()
    worn: Collection[str] = ()
    # For each agreement that holds, who said yes to its newest wording.
    agreed: tuple[frozenset[UUID], ...] = ()
    met_at: datetime | None = None
    owner_said: str = ""
    owner_said_at: datetime | None = None


@dataclass(frozen=True)
class Sign:
    """One of the six: what it is, whether it is there, and else what is missing, who could do it, and where."""

    code: str
    says: Words
    is_there: bool
    missing: Words = ""
    who: Words = ""
    where: str = ""


def signs(facts: Facts, at: datetime) -> tuple[Sign, ...]:
    """The six signs, in the order in which most teams come by them."""
    return (
        _enough_people(facts),
        _hats_are_worn(facts),
        _agreed(facts),
        _met(facts, at),
        _somebody_to_call(facts),
        _goes_well(facts, at),
    )


def _enough_people(facts: Facts) -> Sign:
    lack = ENOUGH_MEMBERS - len(facts.people - {facts.owner})
    missing = ngettext_lazy("One more person is needed.", "%(n)s more people are needed.", "n") % {"n": lack}
    who = _("Anybody in the team can bring somebody up. The person it is for decides.")
    return Sign("people", _("Enough people"), lack <= 0, missing, who)


def _hats_are_worn(facts: Facts) -> Sign:
    lacking = [kind for kind in TeamHat.ESSENTIAL if kind not in facts.worn]
    missing = _("Nobody does this yet: %(what)s.") % {"what": "; ".join(str(kind.label) for kind in lacking)}
    who = _("Anybody in the team can offer to do it.")
    return Sign("hats", _("Somebody for each thing that is needed"), not lacking, missing, who, "hats/")


def _agreed(facts: Facts) -> Sign:
    says = _("An agreement that everybody said yes to")
    if not facts.agreed:
        return Sign("agreement", says, False, _("Nothing is written down yet."), _("Anybody can begin."), "agreements/")
    is_there = any(facts.people <= yeses for yeses in facts.agreed)
    missing = _("Not everybody has said yes yet.")
    return Sign("agreement", says, is_there, missing, _("Each person answers for themselves."), "agreements/")


def _met(facts: Facts, at: datetime) -> Sign:
    is_there = facts.met_at is not None and facts.met_at >= at - MET_WITHIN
    missing = _("Nobody has met or said how it is going in the last four weeks.")
    who = _("Anybody can call a meeting or ask how it is going.")
    return Sign("met", _("The team keeps in touch"), is_there, missing, who, "meetings/")


def _somebody_to_call(facts: Facts) -> Sign:
    missing = _("Nobody is named to call when somebody cannot come.")
    who = _("Anybody in the team can offer to be called first.")
    says = _("Somebody to call when somebody cannot come")
    return Sign("back_up", says, TeamHat.Kind.BACK_UP in facts.worn, missing, who, "hats/")


def _goes_well(facts: Facts, at: datetime) -> Sign:
    says, where = _("The person the team is for says that it goes well"), "check-ins/"
    who = _("Only they can say it, or whoever acts for them.")
    if facts.owner_said_at is None or facts.owner_said_at < at - GOES_WELL_WITHIN:
        return Sign("goes_well", says, False, _("They have not said so in the last eight weeks."), who, where)
    is_there = facts.owner_said == CheckIn.Going.WELL
    return Sign("goes_well", says, is_there, _("They said that something is hard. Talk about it."), who, where)


def facts_of(
    team: Team,
    at: datetime | None = None,
    people: frozenset[UUID] | None = None,
    worn: Collection[str] | None = None,
) -> Facts:
    """What is known of a team, in five questions; in fewer if the caller knows who takes part, or what is worn."""
    moment = at or now()
    newest = CheckIn.objects.filter(team=team).order_by("person", "-at", "-id").distinct("person")
    said = {person: (going, on) for person, going, on in newest.values_list("person_id", "going", "at")}
    taken_place = Q(at__lte=moment, noted_at__isnull=False)
    met = Meeting.objects.filter(taken_place, team=team, cancelled_at=None).aggregate(last=Max("at"))["last"]
    own = said.get(team.owner_id)
    return Facts(
        owner=team.owner_id,
        people=people if people is not None else frozenset(people_of(team).values_list("pk", flat=True)),
        worn=frozenset(worn if worn is not None else _worn_in(team)),
        agreed=_agreed_by(team),
        met_at=max((each for each in (met, *(on for _going, on in said.values())) if each is not None), default=None),
        owner_said=own[0] if own else "",
        owner_said_at=own[1] if own else None,
    )


def _worn_in(team: Team) -> Collection[str]:
    return list(TeamHat.objects.worn().filter(team=team).values_list("kind", flat=True))


def _agreed_by(team: Team) -> tuple[frozenset[UUID], ...]:
    """Who said yes to the newest wording of each agreement that holds."""
    versions = AgreementVersion.objects.filter(agreement__team=team, agreement__ended_at=None)
    newest: dict[UUID, UUID] = dict(versions.order_by("number").values_list("agreement_id", "pk"))
    yeses: dict[UUID, set[UUID]] = {version: set() for version in newest.values()}
    said = AgreementYes.objects.filter(version__in=yeses, is_yes=True).values_list("version_id", "person_id")
    for version, person in said:
        yeses[version].add(person)
    return tuple(frozenset(people) for people in yeses.values())


def signs_of(
    team: Team, people: frozenset[UUID] | None = None, worn: Collection[str] | None = None
) -> tuple[Sign, ...]:
    """The six signs of a team just now. `people`, who takes part in it, and `worn`, which hats: if asked already."""
    return signs(facts_of(team, people=people, worn=worn), now())
