"""What a team's life tells of a person, and what becomes of it."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.answers import Line, Other, Paper, Piece, answers_for, forgets
from tenant_apps.teams.models import (
    Agreement,
    AgreementVersion,
    AgreementYes,
    Attendance,
    CheckIn,
    Decision,
    Document,
    HatWord,
    Meeting,
    Review,
    ReviewWords,
    Session,
    TeamHat,
    TeamTask,
)
from tenant_apps.vault import files

# Kept as long as the record of care it is a part of.
RECORDS = ("care_record",)
# Columns that say whose hand it was; what they did for others stays theirs, without the name.
HANDS: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (TeamHat, ("asked_by", "agreed_by", "accepted_by", "ended_by")),
    (TeamTask, ("who", "added_by", "done_by")),
    (CheckIn, ("written_by",)),
    (Meeting, ("called_by", "noted_by")),
    (Decision, ("noted_by",)),
    (Agreement, ("made_by",)),
    (AgreementVersion, ("written_by",)),
    (AgreementYes, ("said_by",)),
    (Session, ("noted_by",)),
    (ReviewWords, ("written_by",)),
    (Document, ("kept_by",)),
)


@answers_for("teams.hats", _("What you do in teams"), "teams.TeamHat", "teams.HatWord")
def hats(person_id: UUID) -> Iterator[Piece]:
    for hat in TeamHat.objects.filter(person=person_id).order_by("id"):
        lines = (
            Line(_("Hat"), hat.get_kind_display()),
            Line(_("From"), hat.from_on),
            Line(_("Until"), hat.until_on),
            Line(_("Ended"), hat.get_ended_how_display()),
        )
        yield Piece(f"teams.hat.{hat.pk}", _("A hat in a team"), lines, hat.asked_at)
    for word in HatWord.objects.filter(person=person_id).select_related("hat").order_by("id"):
        said = (Line(_("Hat"), word.hat.get_kind_display()), Line(_("Something speaks against it"), word.is_against))
        yield Piece(f"teams.word.{word.pk}", _("What you said of somebody’s hat"), said, word.at)


@answers_for("teams.tasks", _("Tasks in teams"), "teams.TeamTask")
def tasks(person_id: UUID) -> Iterator[Piece]:
    theirs = Q(owner=person_id) | Q(who=person_id) | Q(done_by=person_id)
    for task in TeamTask.objects.filter(theirs).order_by("id"):
        is_own = task.owner_id == person_id
        lines = (
            Line(_("What"), task.what if is_own else "", of_others=True),
            Line(_("Until"), task.due_on),
            Line(_("By whom"), Other(task.done_by_id) if task.done_by_id else None),
            Line(_("Done"), task.done_at),
        )
        yield Piece(f"teams.task.{task.pk}", _("A task"), lines, task.added_at)


@answers_for(
    "teams.meetings", _("Meetings of teams, and how it is going"),
    "teams.CheckIn", "teams.Meeting", "teams.Attendance", "teams.Decision",
)  # fmt: skip
def meetings(person_id: UUID) -> Iterator[Piece]:
    for said in CheckIn.objects.filter(Q(owner=person_id) | Q(person=person_id)).order_by("id"):
        lines = (
            Line(_("By whom"), Other(said.person_id)),
            Line(_("How is it going?"), said.get_going_display()),
            Line(_("In a few words"), said.words, of_others=said.person_id != person_id),
        )
        yield Piece(f"teams.check_in.{said.pk}", _("How it is going"), lines, said.at)
    for meeting in Meeting.objects.filter(owner=person_id).order_by("id"):
        held = (
            Line(_("When"), meeting.at),
            Line(_("Where"), meeting.place),
            Line(_("What was talked about"), meeting.notes, of_others=True),
        )
        yield Piece(f"teams.meeting.{meeting.pk}", _("A meeting of your team"), held, meeting.called_at)
    for decision in Decision.objects.filter(owner=person_id).order_by("id"):
        what = (
            Line(_("What was decided"), decision.what, of_others=True),
            Line(_("To be looked at again"), decision.review_on),
        )
        yield Piece(f"teams.decision.{decision.pk}", _("A decision of your team"), what, decision.at)
    there = Attendance.objects.filter(person=person_id).exclude(meeting__owner=person_id).select_related("meeting")
    for each in there.order_by("id"):
        when = (Line(_("When"), each.meeting.at),)
        yield Piece(f"teams.attendance.{each.pk}", _("You were at a team’s meeting"), when, each.meeting.at)


@answers_for(
    "teams.agreements", _("Agreements in teams"), "teams.Agreement", "teams.AgreementVersion", "teams.AgreementYes"
)
def agreements(person_id: UUID) -> Iterator[Piece]:
    for version in AgreementVersion.objects.filter(owner=person_id).select_related("agreement").order_by("id"):
        lines = (
            Line(_("What it is about"), version.agreement.title),
            Line(_("What was agreed"), version.words, of_others=True),
            Line(_("Ended"), version.agreement.ended_at),
        )
        yield Piece(f"teams.agreement.{version.pk}", _("An agreement of your team"), lines, version.at)
    for said in AgreementYes.objects.filter(person=person_id).order_by("id"):
        answer = (Line(_("You said yes"), said.is_yes),)
        yield Piece(f"teams.yes.{said.pk}", _("Your answer to an agreement"), answer, said.at)


@answers_for("teams.reviews", _("How it goes in teams"), "teams.Session", "teams.Review", "teams.ReviewWords")
def reviews(person_id: UUID) -> Iterator[Piece]:
    for session in Session.objects.filter(Q(team__owner=person_id) | Q(who=person_id)).order_by("id"):
        met = (Line(_("With whom"), Other(session.who_id)), Line(_("On which day?"), session.on))
        yield Piece(f"teams.session.{session.pk}", _("You met"), met, session.noted_at)
    both = Q(owner=person_id) | Q(review__member=person_id)
    for words in ReviewWords.objects.filter(both).select_related("review").order_by("id"):
        is_owner_side = words.side == ReviewWords.Side.OWNER
        if not is_own_side(words, person_id, is_owner_side=is_owner_side) and words.review.closed_at is None:
            continue
        is_others = not is_own_side(words, person_id, is_owner_side=is_owner_side)
        lines = (
            Line(_("By whom"), words.get_side_display()),
            Line(_("What goes well?"), words.good, of_others=is_others),
            Line(_("What should be different?"), words.change, of_others=is_others),
            Line(_("How do you want to go on?"), words.get_next_display()),
        )
        yield Piece(f"teams.review.{words.pk}", _("How it goes between the two of you"), lines, words.at)


def is_own_side(words: ReviewWords, person_id: UUID, *, is_owner_side: bool) -> bool:
    """Whether these are the words of this person's own side."""
    return words.owner_id == person_id if is_owner_side else words.review.member_id == person_id


@answers_for("teams.papers", _("Papers of your team"), "teams.Document")
def papers(person_id: UUID) -> Iterator[Piece | Paper]:
    for paper in Document.objects.filter(kept_by=person_id).exclude(owner=person_id).order_by("id"):
        yield Piece(f"teams.kept.{paper.pk}", _("You put a paper with a team’s papers"), (), paper.kept_at)
    for paper in Document.objects.filter(owner=person_id).order_by("id"):
        yield Paper(
            f"teams.document.{paper.pk}",
            paper.called,
            lambda paper=paper: files.content(paper.pk, paper.key),  # type: ignore[misc]
            of_others=True,
        )


def how_many_papers(person_id: UUID) -> int:
    return Document.objects.filter(owner=person_id).count()


@forgets("teams.documents", _("The papers of your team"), "teams.Document", rules=RECORDS, count=how_many_papers)
def forget_papers(person_id: UUID) -> int:
    theirs = Document.objects.filter(owner=person_id)
    for paper in theirs:
        files.remove(paper.pk)
    return theirs.delete()[0]


@forgets(
    "teams.life",
    _("What your team did together, and what you did in teams"),
    *("teams.TeamHat", "teams.HatWord", "teams.TeamTask", "teams.CheckIn", "teams.Meeting", "teams.Attendance"),
    *("teams.Decision", "teams.Agreement", "teams.AgreementVersion", "teams.AgreementYes", "teams.Session"),
    *("teams.Review", "teams.ReviewWords"),
    rules=RECORDS,
)
def forget_life(person_id: UUID) -> int:
    """Of the owner, all of it; of a member, what they said and wore. What the team of somebody else did stays, and
    loses their name."""
    for model, columns in HANDS:
        for column in columns:
            model._base_manager.filter(**{column: person_id}).update(**{column: None})
    TeamHat.objects.filter(follows__in=_hats(person_id)).update(follows=None)
    gone = 0
    for rows in (
        _hats(person_id),
        HatWord.objects.filter(person=person_id),
        TeamTask.objects.filter(owner=person_id),
        CheckIn.objects.filter(Q(owner=person_id) | Q(person=person_id)),
        Attendance.objects.filter(person=person_id),
        Decision.objects.filter(owner=person_id),
        Meeting.objects.filter(owner=person_id),
        AgreementYes.objects.filter(person=person_id),
        Agreement.objects.filter(owner=person_id),
        Review.objects.filter(Q(team__owner=person_id) | Q(member=person_id)),
        Session.objects.filter(Q(team__owner=person_id) | Q(who=person_id)),
    ):
        gone += rows.delete()[0]
    return gone


def _hats(person_id: UUID) -> "QuerySet[TeamHat]":
    return TeamHat.objects.filter(Q(person=person_id) | Q(team__owner=person_id))
