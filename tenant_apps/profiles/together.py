"""Two entries of one person answered the same question: one answer is theirs, the other stays with the other entry.

Answers only one of them gave are carried over by themselves. When they are two people after all, an answer that goes
back goes as it was: what was written into it since stays with whoever wrote it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kernel.together import Joining, Parting, comes_apart, comes_together
from tenant_apps.profiles import answering
from tenant_apps.profiles.models import Answer, Version

# All that an answer says; the rest is whose it is and to what.
SAYS: Final = (
    *("plain_draft", "plain_shown", "sealed_draft", "sealed_shown"),
    *("number", "has_draft", "is_shown", "changed_at", "shown_at", "checked_on"),
)  # fmt: skip


@comes_together()
def swap_chosen_answers(joining: Joining) -> None:
    """Where the answer of the entry that goes was chosen, the two change places, each with its history."""
    for code in sorted(each.removeprefix("answer:") for each in joining.takes if each.startswith("answer:")):
        ours = Answer.objects.filter(person=joining.kept, question=code).first()
        theirs = Answer.objects.filter(person=joining.gone, question=code).first()
        if ours is None or theirs is None:
            continue
        joining.change(ours, question=f"~{code}"[:40])  # one answer to a question: room is made first
        _carry(joining, theirs, joining.kept)
        _carry(joining, ours, joining.gone)
        joining.change(ours, question=code)


def _carry(joining: Joining, answer: Answer, to: UUID) -> None:
    joining.move(answer, "person", to)
    for version in answer.versions.all():
        joining.move(version, "person", to)


@comes_apart
def keep_what_was_written_since(parting: Parting) -> Callable[[], None]:
    """An answer that was carried over, and written in since, becomes two: as it was, and as it is."""
    carried = Answer.objects.filter(pk__in=parting.carried.get("profiles.Answer", ()), person=parting.kept)
    since = [each for each in carried if each.versions.filter(at__gte=parting.since).exists()]
    aside = [_set_aside(each, parting) for each in since]

    def put_back() -> None:
        for code, written in aside:
            _put_to_theirs(code, written)

    return put_back


def _set_aside(answer: Answer, parting: Parting) -> tuple[str, Answer]:
    """What stands there now becomes an answer of its own, out of the way for a moment; the old one is as it was."""
    written = Answer(person_id=parting.kept, question=f"^{answer.question}"[:40])  # out of the way
    for column in SAYS:
        setattr(written, column, getattr(answer, column))
    written.save(force_insert=True)
    answer.versions.filter(at__gte=parting.since).update(answer=written)
    _as_it_was(answer)
    return answer.question, written


@dataclass
class _State:
    """What an answer said at some moment."""

    shown: answering.Answer
    draft: answering.Answer | None = None
    shown_by: Version | None = None
    checked_by: Version | None = None


def _as_it_was(answer: Answer) -> None:
    """Write into an answer what its versions say of it, the oldest first."""
    state, last = _State({}), None
    for version in answer.versions.order_by("number"):
        match version.what:
            case Version.What.KEPT:
                state.draft = version.held
            case Version.What.SHOWN:
                state = _State(version.held, None, version, version)
            case Version.What.HIDDEN:
                state = _State({}, state.draft if state.draft is not None else version.held)
            case Version.What.CHECKED:
                state.checked_by = version
        last = version
    answer.show(state.shown)
    if state.draft is not None:
        answer.write(state.draft)
    answer.number = last.number if last is not None else 0
    answer.changed_at = last.at if last is not None else answer.changed_at
    answer.shown_at = state.shown_by.at if state.shown_by is not None else None
    answer.checked_on = state.checked_by.at.date() if state.checked_by is not None else None
    answer.save()


def _put_to_theirs(code: str, written: Answer) -> None:
    """It is the answer of whoever stays; beside one that came back to them, it waits as their draft."""
    own = Answer.objects.filter(person=written.person_id, question=code).first()
    written.question = code
    if own is None:
        written.save(update_fields=["question"])
        return
    for number, version in enumerate(written.versions.order_by("number"), start=own.number + 1):
        version.answer, version.number, own.number = own, number, number
        version.save(update_fields=["answer", "number"])
    own.changed_at = written.changed_at
    own.write(written.draft)
    own.save()
    Answer.objects.filter(pk=written.pk).delete()
