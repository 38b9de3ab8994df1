"""Two entries of one person answered the same question: one answer is theirs, the other stays with the other entry.

Answers only one of them gave are carried over by themselves.
"""

from uuid import UUID

from kernel.together import Joining, comes_together
from tenant_apps.profiles.models import Answer


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
