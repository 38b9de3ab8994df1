"""The recipes there are, as data: what a circle can start with.

A recipe promises no more than the rooms that exist can keep. When a room is added that a recipe should fill, its field
comes here, and `recipes.cook` learns to serve it.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenant_apps.people.models import Hat

STEWARD, COORDINATOR = Hat.Kind.STEWARD.value, Hat.Kind.COORDINATOR.value


@dataclass(frozen=True)
class Recipe:
    """What a circle starts with.

    `gives` says in whole sentences what somebody who chooses it gets, and nothing else. `words` are the circle's own
    words for ours; `strapline` and `about` are the first texts of its public pages, which its stewards will change.
    """

    name: str
    title: str | Promise
    for_whom: str | Promise
    gives: tuple[str | Promise, ...]
    strapline: str | Promise = ""
    about: str | Promise = ""
    words: dict[str, str | Promise] = field(default_factory=dict)
    first_steward: tuple[str, ...] = (STEWARD,)
    other_stewards: tuple[str, ...] = (STEWARD,)

    def register(self) -> dict[str, Any]:
        """What the register holds from the start, in the language in force."""
        words = {ours: str(theirs) for ours, theirs in self.words.items()}
        return {"strapline": str(self.strapline), "about": str(self.about), "words": words}


SIMPLE: Final = Recipe(
    name="simple",
    title=_("Simple"),
    for_whom=_("For a group that wants to find its own way."),
    gives=(_("An empty circle. Your stewards fill it."),),
)
EQUAL_CARE: Final = Recipe(
    name="equal-care",
    title=_("Equal Care: four kinds of members"),
    for_whom=_(
        "For a care co-op that belongs to people who get support, those close to them, workers, and people who put"
        " money in."
    ),
    gives=(
        _("First texts for your public pages that tell how the four kinds of members own the circle together."),
        _("Your first steward is also its first co-ordinator."),
        _("The words of this house, which are those of Equal Care: team, advocate, supporter."),
    ),
    strapline=_("Care that belongs to the people in it."),
    about=_(
        "We are a care co-operative. It belongs to four kinds of members: people who get support, their family and"
        " friends, the people who give support, and people who put money in. Each has a voice. People choose who"
        " supports them, and helpers are known and fairly paid."
    ),
    first_steward=(STEWARD, COORDINATOR),
)
COMMUNITY: Final = Recipe(
    name="community",
    title=_("Community group without care"),
    for_whom=_("For neighbours who help one another, and do not give regulated care."),
    gives=(
        _("First texts for your public pages that say you are neighbours, and not a care service."),
        _("People who give support are called helpers, and a team is called a group."),
    ),
    strapline=_("Neighbours who look out for one another."),
    about=_(
        "We are neighbours who help one another: with shopping, a lift, a garden, or company. We are not a care"
        " service. If somebody needs personal care, we help them to find it."
    ),
    words={"supporter": _("helper"), "supporter.many": _("helpers"), "team": _("group"), "team.many": _("groups")},
)
BOOK: Final = {recipe.name: recipe for recipe in (SIMPLE, EQUAL_CARE, COMMUNITY)}
