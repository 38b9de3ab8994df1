"""Two entries of one person: what was said on the way to a team goes on speaking of the entry that said it, unless it
still goes on. Two that would then be brought together with themselves are left as they are."""

from kernel.together import Joining, comes_together
from tenant_apps.matching.models import Introduction, Review, Step, TeamWord


@comes_together(
    "matching.Introduction.asker",
    "matching.Introduction.giver",
    "matching.Step.person",
    "matching.Review.person",
    "matching.TeamWord.person",
)
def introductions(joining: Joining) -> None:
    """An introduction is carried over with all that was said in it, or not at all."""
    for column, other in (("asker", "giver_id"), ("giver", "asker_id")):
        for row in Introduction.objects.filter(**{column: joining.gone}).order_by("id"):
            if getattr(row, other) == joining.kept:
                continue
            if joining.move(row, column, joining.kept):
                for model in (Step, Review):
                    for said in model._default_manager.filter(introduction=row, person=joining.gone):
                        joining.move(said, "person", joining.kept)
    for word in TeamWord.objects.filter(person=joining.gone).order_by("id"):
        joining.move(word, "person", joining.kept)
