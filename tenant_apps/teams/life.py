"""What a team does together, as somebody who takes part reads it: names through privacy's doors, one page at a time."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kernel.actors import Actor
from kernel.sections import Purpose
from kernel.time import now
from tenant_apps.people.models import Person, today
from tenant_apps.privacy.doors import masked_many
from tenant_apps.profiles.models import Answer
from tenant_apps.profiles.questions import MATTERS, SUPPORT
from tenant_apps.profiles.reading import Told, told
from tenant_apps.profiles.vocabulary import vocabulary
from tenant_apps.teams.coming import Coming, what_comes
from tenant_apps.teams.models import (
    Agreement,
    AgreementVersion,
    AgreementYes,
    CheckIn,
    Decision,
    Meeting,
    Review,
    ReviewWords,
    Team,
    TeamHat,
    TeamTask,
)
from tenant_apps.teams.naming import Names
from tenant_apps.teams.policies import is_owners_word
from tenant_apps.teams.policies_life import people_of, voice_of
from tenant_apps.teams.readiness import Sign, signs_of
from tenant_apps.vault.sealing import keys_at_hand

FEW = 5


@dataclass(frozen=True)
class WornHat:
    """A hat with the name of its wearer, for a page."""

    hat: TeamHat
    called: str
    is_mine: bool
    ends_soon: bool


@dataclass(frozen=True)
class HatLine:
    """One kind of hat: what it is, who wears it, and whether it lacks."""

    kind: TeamHat.Kind
    worn: tuple[WornHat, ...]
    is_essential: bool

    @property
    def is_vacant(self) -> bool:
        return self.is_essential and not self.worn


@dataclass(frozen=True)
class TaskLine:
    task: TeamTask
    called: str
    is_mine: bool
    done_by: str = ""


@dataclass(frozen=True)
class SaidLine:
    said: CheckIn
    called: str
    written_by: str = ""


@dataclass(frozen=True)
class AgreementLine:
    """An agreement with its newest wording, and who said what to it."""

    agreement: Agreement
    version: AgreementVersion
    yes: tuple[str, ...]
    cannot: tuple[str, ...]
    asked: tuple[str, ...]
    mine: bool | None
    written_by: str

    @property
    def waits_for_me(self) -> bool:
        return self.mine is None

    @property
    def is_agreed(self) -> bool:
        """Whether everybody who is here said yes to this wording."""
        return not self.asked and not self.cannot


@dataclass(frozen=True)
class ReviewLine:
    """A review between the owner and one member, as far as the reader may see it."""

    review: Review
    called: str
    mine: ReviewWords | None
    theirs: ReviewWords | None
    is_between_us: bool

    @property
    def waits_for_me(self) -> bool:
        return self.is_between_us and self.mine is None


@dataclass(frozen=True)
class LifeCards:
    """What stands on the team's page of what it does together."""

    team: Team
    is_owners_word: bool
    hats: tuple[HatLine, ...]
    tasks: tuple[TaskLine, ...]
    said: tuple[SaidLine, ...]
    coming: tuple[Coming, ...]
    next_meeting: Meeting | None
    decisions_due: tuple[Decision, ...]
    agreements: tuple[AgreementLine, ...]
    reviews_due: tuple[ReviewLine, ...]
    matters: tuple[Told, ...]
    signs: tuple[Sign, ...]

    @property
    def vacant(self) -> tuple[HatLine, ...]:
        return tuple(line for line in self.hats if line.is_vacant)

    @property
    def missing(self) -> tuple[Sign, ...]:
        return tuple(sign for sign in self.signs if not sign.is_there)


def life_cards(team: Team, actor: Actor) -> LifeCards:
    """Everything for the team's page. The caller has made sure that the reader takes part."""
    meetings = Meeting.objects.filter(team=team, cancelled_at=None, noted_at=None, at__gte=now()).order_by("at")
    here = frozenset(people_of(team).values_list("pk", flat=True))
    names = Names(actor, here)
    hats = hat_lines(team, actor, names)
    due = Decision.objects.filter(meeting__team=team, ended_at=None, review_on__lte=today()).select_related("meeting")
    return LifeCards(
        team=team,
        is_owners_word=is_owners_word(actor, team),
        hats=hats,
        tasks=task_lines(team, actor, team.tasks.open()[:FEW], names),
        said=newest_said(team, actor, names)[:FEW],
        coming=what_comes(actor, team.owner),
        next_meeting=meetings.first(),
        decisions_due=tuple(due[:FEW]),
        agreements=agreement_lines(team, actor, names),
        reviews_due=tuple(
            each for each in review_lines(team, actor, names) if each.is_between_us and each.mine is None
        ),
        matters=what_matters(team, actor),
        signs=signs_of(team, here, [line.kind for line in hats if line.worn]),
    )


def hat_lines(team: Team, actor: Actor, names: Names | None = None) -> tuple[HatLine, ...]:
    """Every kind of hat there is, with those who wear it now. One that nobody needs and nobody wears is left out."""
    worn = list(TeamHat.objects.worn().filter(team=team).order_by("from_on", "id"))
    names = (names or Names(actor)).know(hat.person_id for hat in worn)
    me, day = voice_of(actor, team), today()
    lines = []
    for kind in TeamHat.Kind:
        wearers = tuple(
            WornHat(hat, names(hat.person_id), hat.person_id == me.pk, ends_soon(hat, day))
            for hat in worn
            if hat.kind == kind
        )
        if wearers or kind in TeamHat.ESSENTIAL:
            lines.append(HatLine(kind, wearers, kind in TeamHat.ESSENTIAL))
    return tuple(lines)


def ends_soon(hat: TeamHat, day: date) -> bool:
    """Whether its wearer was told, or would be tonight, that the term is nearly over."""
    return hat.until_on is not None and (hat.until_on - day).days <= 28


def task_lines(team: Team, actor: Actor, tasks: Iterable[TeamTask], names: Names | None = None) -> tuple[TaskLine, ...]:
    found, me = list(tasks), voice_of(actor, team)
    keys_at_hand([team.owner_id])
    names = (names or Names(actor)).know([pk for task in found for pk in (task.who_id, task.done_by_id)])
    return tuple(TaskLine(task, names(task.who_id), task.who_id == me.pk, names(task.done_by_id)) for task in found)


def said_lines(team: Team, actor: Actor, said: Iterable[CheckIn], names: Names | None = None) -> tuple[SaidLine, ...]:
    found = list(said)
    keys_at_hand([team.owner_id])
    names = (names or Names(actor)).know([pk for each in found for pk in (each.person_id, each.written_by_id)])
    return tuple(
        SaidLine(each, names(each.person_id), "" if each.written_by_id == each.person_id else names(each.written_by_id))
        for each in found
    )


def newest_said(team: Team, actor: Actor, names: Names | None = None) -> tuple[SaidLine, ...]:
    """The last word of each who is of the team now."""
    here = people_of(team).values("pk")
    newest = CheckIn.objects.filter(team=team, person__in=here).order_by("person", "-at", "-id").distinct("person")
    lines = said_lines(team, actor, newest, names)
    return tuple(sorted(lines, key=lambda line: line.said.at, reverse=True))


def agreement_lines(team: Team, actor: Actor, names: Names | None = None) -> tuple[AgreementLine, ...]:
    """The agreements that hold, each with its newest wording and everybody's answer."""
    versions = AgreementVersion.objects.filter(agreement__team=team, agreement__ended_at=None)
    newest = {each.agreement_id: each for each in versions.select_related("agreement").order_by("number")}
    found = sorted(newest.values(), key=lambda each: each.agreement_id)
    here = list(people_of(team).values_list("pk", flat=True)) if found else []
    said: dict[UUID, dict[UUID, bool]] = {each.pk: {} for each in found}
    for version, person, is_yes in AgreementYes.objects.filter(version__in=said).values_list(
        "version_id", "person_id", "is_yes"
    ):
        said[version][person] = is_yes
    names = (names or Names(actor)).know([*here, *(each.written_by_id for each in found)])
    me = voice_of(actor, team)
    keys_at_hand([team.owner_id])
    return tuple(
        AgreementLine(
            agreement=each.agreement,
            version=each,
            yes=tuple(names(pk) for pk in here if said[each.pk].get(pk) is True),
            cannot=tuple(names(pk) for pk in here if said[each.pk].get(pk) is False),
            asked=tuple(names(pk) for pk in here if pk not in said[each.pk]),
            mine=said[each.pk].get(me.pk),
            written_by=names(each.written_by_id),
        )
        for each in found
    )


def agreed_wordings(team: Team, lines: Collection[AgreementLine]) -> dict[UUID, AgreementVersion]:
    """By agreement, the newest wording to which everybody who is here said yes; while a newer one waits, that before
    it, and nothing where there is none."""
    waiting = [each.agreement.pk for each in lines if not each.is_agreed]
    agreed = {each.agreement.pk: each.version for each in lines if each.is_agreed}
    if waiting:
        here = set(people_of(team).values_list("pk", flat=True))
        older = AgreementVersion.objects.filter(agreement__in=waiting).order_by("number").prefetch_related("yeses")
        agreed |= {
            each.agreement_id: each
            for each in older
            if here <= {said.person_id for said in each.yeses.all() if said.is_yes}
        }
    return agreed


def review_lines(team: Team, actor: Actor, names: Names | None = None) -> tuple[ReviewLine, ...]:
    """The reviews somebody may see: those they are one of the two of, and those that both shared with the team."""
    is_owner, me = is_owners_word(actor, team), voice_of(actor, team)
    lines = []
    reviews = list(Review.objects.filter(team=team).prefetch_related("words"))
    names = (names or Names(actor)).know([each.member_id for each in reviews])
    keys_at_hand([team.owner_id])
    for review in reviews:
        words = {each.side: each for each in review.words.all()}
        both = len(words) == len(ReviewWords.Side)
        owners, members = words.get(ReviewWords.Side.OWNER), words.get(ReviewWords.Side.MEMBER)
        if is_owner or review.member_id == me.pk:
            mine, theirs = (owners, members) if is_owner else (members, owners)
            lines.append(ReviewLine(review, names(review.member_id), mine, theirs if both else None, True))
        elif both and all(each.is_shared for each in words.values()):
            lines.append(ReviewLine(review, names(review.member_id), owners, members, False))
    return tuple(lines)


def what_matters(team: Team, actor: Actor) -> tuple[Told, ...]:
    """What the owner says in their profile matters to them and how to support them, as far as this reader may see."""
    asked = {question.code: question for question in (MATTERS, SUPPORT)}
    held = {
        each.question: each
        for each in Answer.objects.filter(person=team.owner_id, is_shown=True, question__in=asked).defer(
            "plain_draft", "sealed_draft"
        )
    }
    if not held:
        return ()
    owner: Person = team.owner
    seen = masked_many(actor, [owner], Purpose.VIEW, [asked[code].section for code in held])[0]
    said = vocabulary()
    read = [
        told(question, held[code].shown, said, held[code].checked_on)
        for code, question in asked.items()
        if code in held and seen.may(question.section)
    ]
    return tuple(each for each in read if not each.is_empty)
