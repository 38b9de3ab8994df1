"""What a new circle finds in its cupboards. Recipes are data (`book`); here they are looked up and served."""

from typing import Final

from kernel.actors import SYSTEM
from kernel.errors import RuleBroken
from provisioning.events import CircleOpened
from provisioning.recipes.book import BOOK, SIMPLE, Recipe
from tenant_apps.journal.events import Code
from tenant_apps.journal.models import Entry
from tenant_apps.journal.services import announce
from tenants.context import CircleRef, in_circle

__all__ = ["BOOK", "PLAINEST", "Recipe", "check", "cook"]

PLAINEST: Final = SIMPLE.name


def check(name: str) -> Recipe:
    """The recipe of that name. Raises RuleBroken when there is none."""
    if name not in BOOK:
        raise RuleBroken(f"There is no recipe “{name}”. Known recipes: {', '.join(BOOK)}.", code="no_recipe")
    return BOOK[name]


def cook(circle: CircleRef, name: str, again: bool) -> None:
    """Serve a recipe in a circle, in one transaction there.

    `again` says that somebody may have cooked before and was not heard to the end; whatever is there by then stays as
    it is.
    """
    recipe = check(name)
    with in_circle(circle):
        if not again or not Entry.objects.filter(event=CircleOpened.event_name).exists():
            announce(CircleOpened(recipe=Code(recipe.name)), by=SYSTEM)
