"""How two people who get to know each other stand, for one of the two: what is seen grows with what both said."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor
from kernel.errors import Conflict, NotFound, RuleBroken, Sentence
from kernel.sections import Purpose, section_called
from kernel.time import now
from tenant_apps.matching.across_words import lines
from tenant_apps.matching.meeting_policies import reads_here
from tenant_apps.matching.models import BETWEEN, Exclusion, Introduction, Review, Stage, Step, TeamWord
from tenant_apps.matching.relations import what_was_ticked_for_the_first_visit
from tenant_apps.matching.services import closing, trying
from tenant_apps.matching.services.coming_in import may_look_again, team_of, waits_for_team
from tenant_apps.matching.told import pounds
from tenant_apps.matching.waiting import is_waiting_for
from tenant_apps.people.models import Person
from tenant_apps.privacy.contents import lines_of
from tenant_apps.privacy.doors import known_by_name, masked_many, require
from tenant_apps.teams.models import Place

What = Step.What
# The way, as it stands on the page: each step with the stage that begins when it is done.
WAY: Final = (
    (_("You would both be glad to get to know each other"), Stage.MUTUAL),
    (_("You both would like to talk"), Stage.TALKING),
    (_("You agree on a first visit"), Stage.TRIAL),
    (_("You both tell how it was"), Stage.REVIEWED),
    (_("You would both like to go on"), Stage.TEAM),
    (_("In the team"), Stage.JOINED),
)
_ORDER: Final = list(Stage)


@dataclass(frozen=True)
class Mark:
    """One step of the way: done, now, or still to come."""

    words: Sentence
    state: str


@dataclass(frozen=True)
class Meeting:
    """One introduction as one of the two sees it. `other_called` is empty while they may not know."""

    row: Introduction
    me: Person
    other: Person
    other_called: str
    stage: str
    is_closed: bool
    i_stopped: bool
    waits_for_me: bool
    i_ask: bool
    lines: list[tuple[str, str]]
    alike: list[tuple[str, str]]
    steps: dict[str, Step]
    is_in_team: bool

    @property
    def goes_on(self) -> bool:
        return not self.is_closed and self.stage != Stage.JOINED

    @property
    def knows(self) -> bool:
        """Whether they may know who the other is."""
        return not self.is_closed and self.stage in (*BETWEEN, Stage.JOINED)

    def said(self, what: str, *, mine: bool = True) -> bool:
        return self.word(what, mine=mine) is not None

    def word(self, what: str, *, mine: bool = True) -> Step | None:
        return self.steps.get(f"{what}:{self.me.pk if mine else self.other.pk}")

    @property
    def i_said(self) -> dict[str, bool]:
        """Which steps they said yes to, for the page."""
        return {each.value: self.said(each) for each in What}

    @property
    def they_met(self) -> bool:
        return self.said(What.MET) and self.said(What.MET, mine=False)

    @property
    def meets_first(self) -> bool:
        return trying.meets_first(self.row) and not self.they_met

    @property
    def i_agreed(self) -> bool:
        """Whether they said yes to the first visit as it is suggested now."""
        step = self.word(What.TRIAL)
        return step is not None and step.number == self.row.trial_number > 0

    @property
    def is_suggested(self) -> bool:
        return self.stage == Stage.TALKING and self.row.trial_number > 0

    @property
    def can_write(self) -> bool:
        """Whether both sides sign in, or somebody does who acts for them, so that what is written is read."""
        return reads_here(self.me) and reads_here(self.other)

    @property
    def has_been(self) -> bool:
        return self.row.trial_at is not None and self.row.trial_at <= now()

    @property
    def their_words(self) -> str:
        """How the other can be reached, if they said so, once both would like to talk."""
        step = self.word(What.TALK, mine=False)
        return step.words if step is not None and self.knows and self.stage != Stage.MUTUAL else ""

    @property
    def my_words(self) -> str:
        step = self.word(What.TALK)
        return step.words if step is not None else ""

    @property
    def where(self) -> str:
        """Where the first visit is: whoever asks knows, and the other once both said yes to it."""
        return self.row.trial_where if self.i_ask or self.stage == Stage.TRIAL else ""

    @property
    def mine(self) -> list[Step]:
        """What this side said on the way."""
        return [] if self.is_closed else [each for each in self.steps.values() if each.person_id == self.me.pk]

    @property
    def i_began(self) -> bool:
        """Whether it was this side that brought it up."""
        return self.row.brought_up_by == (Introduction.With.ASKER if self.i_ask else Introduction.With.GIVER)

    @property
    def about(self) -> str:
        """What one's own ask is called, to tell one introduction from another when nobody may be named."""
        return self.row.ask.title if self.i_ask and self.row.ask is not None else ""

    @property
    def an_hour(self) -> str:
        """What an hour of the first visit is paid."""
        return pounds(self.row.trial_an_hour_minor)

    @property
    def marks(self) -> list[Mark]:
        reached = _ORDER.index(Stage(self.stage))
        marks = []
        for words, stage in WAY:
            done = _ORDER.index(stage) <= reached
            is_now = not done and _ORDER.index(stage) == reached + 1 and not self.is_closed
            marks.append(Mark(words, "done" if done else "now" if is_now else "later"))
        return marks


def meetings_of(
    person: Person, actor: Actor, rows: Iterable[Introduction], at: datetime | None = None
) -> list[Meeting]:
    """These introductions as one of the two sees them; the caller let them in."""
    moment, found = at or now(), list(rows)
    others = {each.pk: each.other(person.pk) for each in found}
    named = names(actor, list({each.pk: each for each in others.values()}.values()))
    joined = [each for each in found if each.stage == Stage.JOINED]
    places = Place.objects.held(moment).filter(
        team__owner__in=[each.asker_id for each in joined], person__in=[each.giver_id for each in joined]
    )
    together = set(places.values_list("team__owner", "person")) if joined else set()
    apart = Exclusion.objects.filter(person=person, other__in=list(named))
    rather_not = set(apart.values_list("other", flat=True))
    return [
        _meeting(each, person, others[each.pk], named, together=together, rather_not=rather_not, moment=moment)
        for each in found
    ]


def names(actor: Actor, people: list[Person]) -> dict[UUID, str]:
    """Whom the reader may call by name anyway, or knows because both said yes."""
    called = {each.pk: each.called for each in masked_many(actor, people, Purpose.VIEW, ["people.name"])}
    unknown = Person.objects.filter(pk__in=[pk for pk, name in called.items() if not name])
    return {**called, **{each.pk: each.called for each in known_by_name(actor, unknown)}}


def _meeting(
    row: Introduction,
    me: Person,
    other: Person,
    named: dict[UUID, str],
    *,
    together: set[tuple[UUID, UUID]],
    rather_not: set[UUID],
    moment: datetime,
) -> Meeting:
    steps = {f"{each.what}:{each.person_id}": each for each in row.steps.all()}
    # Only of somebody whose name one knows, or knew: else it would say who it is.
    is_apart = other.pk in rather_not and (row.stage in BETWEEN or bool(named[other.pk]))
    i_stopped = f"{What.STOP.value}:{me.pk}" in steps or (is_apart and row.stage != Stage.JOINED)
    is_over = row.closed_at is None and row.stage in BETWEEN and closing.is_stale(row)
    is_closed = i_stopped or is_over or row.seems_closed(moment)
    return Meeting(
        row=row,
        me=me,
        other=other,
        # Of somebody whose name one knew before, it is not forgotten; but what is over speaks of nobody.
        other_called="" if is_closed else named[other.pk],
        stage=row.stage,
        is_closed=is_closed,
        i_stopped=i_stopped,
        waits_for_me=not is_closed and is_waiting_for(row, me),
        i_ask=me.pk == row.asker_id,
        lines=[] if is_closed else lines(row.offered if me.pk == row.asker_id else row.asked),
        alike=[] if is_closed else lines(_both(row.asked, row.offered)),
        steps=steps,
        is_in_team=(row.asker_id, row.giver_id) in together,
    )


def _both(asked: dict[str, Any], offered: dict[str, Any]) -> dict[str, list[str]]:
    """What stands in the ask and in the offer alike: the reasons that both may know."""
    shared = {name: [code for code in codes if code in offered.get(name, ())] for name, codes in asked.items()}
    return {name: codes for name, codes in shared.items() if name != "pay"}


def told_for_the_visit(meeting: Meeting, reader: Person) -> list[tuple[Sentence, list[tuple[Sentence, str]]]]:
    """What the other ticked for the first visit. Each look is written down before anything is shown."""
    codes = [
        code
        for code in sorted(what_was_ticked_for_the_first_visit(reader, meeting.other))
        if _opened(reader, meeting.other, code)
    ]
    told = lines_of(meeting.other, codes)
    return [(section_called(code).name, told[code]) for code in codes if told[code]]


def tried(do: Callable[[], Any], form: forms.Form) -> bool:
    """Whether it was refused; then the form says why, beside what was typed."""
    try:
        with transaction.atomic():
            do()
    except (Conflict, RuleBroken) as no:
        for field, sentences in (no.errors or {"": [no.sentence]}).items():
            for sentence in sentences:
                form.add_error(field if field in form.fields else None, str(sentence))
        return True
    return False


def _opened(reader: Person, subject: Person, code: str) -> bool:
    try:
        require(reader, subject, code, Purpose.CARE)
    except NotFound:
        return False
    return True


@dataclass(frozen=True)
class Said:
    """What one of the two said, and who wrote it down for them, if it was not their own hand."""

    label: Sentence
    at: datetime
    lines: list[tuple[Sentence, str]]
    is_mine: bool
    written_by: str


def review_rows(meeting: Meeting) -> list[Review]:
    """How the first visit was: one's own, and the other's once both have said."""
    rows = list(meeting.row.reviews.select_related("given_by"))
    both = len(rows) > 1 and not meeting.is_closed
    return [each for each in rows if both or each.person_id == meeting.me.pk]


def reviews_of(meeting: Meeting, actor: Actor) -> list[Said]:
    """The same in words, and who wrote it down."""
    shown = review_rows(meeting)
    hands = _hands(actor, [each.given_by for each in shown if each.given_by_id != each.person_id])
    told = []
    for each in shown:
        is_mine = each.person_id == meeting.me.pk
        lines_ = [
            (_("What was good?"), each.went_well),
            (_("What would you like to be different?"), each.differently),
            (_("What should you two agree on before you go on?"), each.agree_on),
        ]
        label = _("How it was for you") if is_mine else _("How it was for them")
        said = [(asked, words) for asked, words in lines_ if words]
        told.append(Said(label, each.given_at, said, is_mine, _hand(hands, each.given_by, each.person_id)))
    return told


def said_by_me(meeting: Meeting, actor: Actor) -> list[Said]:
    """What this side has said on the way, with what they let the other know by it."""
    steps = [each for each in meeting.row.steps.select_related("said_by") if each.person_id == meeting.me.pk]
    hands = _hands(actor, [each.said_by for each in steps if each.was_heard])
    told = []
    for step in steps:
        ticked = "; ".join(str(section_called(code).name) for code in step.ticked)
        lines_ = [(_("How they can reach you"), step.words), (_("What they may read for this visit"), ticked)]
        said = [(label, words) for label, words in lines_ if words]
        label = What(step.what).label
        told.append(Said(label, step.said_at, said, True, _hand(hands, step.said_by, step.person_id)))
    return told


def _hands(actor: Actor, people: list[Person | None]) -> dict[UUID, str]:
    return names(actor, list({each.pk: each for each in people if each is not None}.values()))


def _hand(hands: dict[UUID, str], hand: Person | None, person_id: UUID) -> str:
    """Who wrote it down for them; "" for their own hand."""
    if hand is None or hand.pk == person_id:
        return ""
    return hands.get(hand.pk) or gettext("Somebody who acts for them")


def worries_of(meeting: Meeting, actor: Actor) -> list[tuple[str, TeamWord]]:
    """What those in the team say, for the owner, with who said it."""
    if not meeting.i_ask or meeting.stage != Stage.TEAM or meeting.is_closed:
        return []
    rows = list(meeting.row.team_words.filter(is_worried=True).select_related("person"))
    named = names(actor, [each.person for each in rows])
    return [(named[each.person_id], each) for each in rows]


def team_has_time(meeting: Meeting) -> bool:
    return meeting.stage == Stage.TEAM and waits_for_team(meeting.row)


def is_resting(meeting: Meeting) -> bool:
    team = team_of(meeting.row.asker)
    return team is not None and team.is_frozen


def can_look_again(meeting: Meeting) -> bool:
    return meeting.i_ask and may_look_again(meeting.row)
