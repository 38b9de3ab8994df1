"""What a new circle finds in its cupboards: rows, written through the same services as everybody's.

A recipe is a module here with `cook(*, again: bool) -> None`, run inside the circle in one transaction. `again` says
that somebody may have cooked before and was not heard to the end; whatever is there by then must stay as it is.
"""

from importlib import import_module

from kernel.errors import RuleBroken
from tenants.context import CircleRef, in_circle

KNOWN = ("simple",)


def check(name: str) -> None:
    """Raises RuleBroken when there is no such recipe."""
    if name not in KNOWN:
        raise RuleBroken(f"There is no recipe “{name}”. Known recipes: {', '.join(KNOWN)}.", code="no_recipe")


def cook(circle: CircleRef, name: str, again: bool) -> None:
    """Run a recipe in a circle."""
    check(name)
    recipe = import_module(f"provisioning.recipes.{name}")
    with in_circle(circle):
        recipe.cook(again=again)
