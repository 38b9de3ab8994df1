"""A circle's life, as far as its home goes: opened, paused, resumed, closed. Every verb is safe to repeat."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, RuleBroken
from kernel.words import tidy
from provisioning import homes, opening, owner, recipes, register
from provisioning.closing import close, empty_trash, is_kept
from provisioning.register import find, find_even_closed, numbered, of_run, ref_of, slug_of
from tenant_apps.journal.services import wake
from tenants import directory
from tenants.context import CircleRef
from tenants.models import Circle, Domain, SchemaState

PAUSABLE = {Circle.State.OPEN, Circle.State.CLOSING}

__all__ = [
    "PAUSABLE",
    "change_state",
    "close",
    "empty_trash",
    "everyone",
    "facts",
    "find",
    "find_even_closed",
    "names_by_schema",
    "numbered",
    "of_run",
    "open_circle",
    "own_login",
    "ref_of",
    "resume",
    "slug_of",
    "suspend",
]


def open_circle(*, slug: str, name: str, by: Actor, recipe: str = "simple", **facts: Any) -> CircleRef:
    """Open a circle: a home, an address, and what its recipe puts in the cupboards.

    Moves into a warm spare when there is one, else builds a home from the template. The register's row and the home are
    one transaction, the recipe another; the same call after a crash goes on where it stopped.

    Raises RuleBroken for a web address that cannot be had or facts that make no sense, Conflict when somebody began to
    open another circle there and did not finish.
    """
    require(by)
    recipes.check(recipe)
    name = tidy(name)
    if not name:
        raise RuleBroken(_("Give the circle a name."), code="no_name")
    circle = Circle(slug=slug, name=name, recipe=recipe, **facts)
    opening.check(circle)
    return opening.open_at(circle)


def change_state(
    circle_id: UUID, state: Circle.State, *, was: set[Circle.State], reason: str = "", **stamps: object
) -> CircleRef:
    """Move a circle from one of these states to another; where it is already, it stays as it is.

    Raises Conflict when it is in none of them.
    """
    with transaction.atomic(using=owner.ALIAS):
        circle = numbered(circle_id, lock=True)
        if circle.state == state:
            return ref_of(circle)
        if circle.state not in was:
            raise Conflict(
                _("%(circle)s is %(state)s.") % {"circle": circle.name, "state": circle.get_state_display().lower()},
                code="wrong_state",
            )
        circle.state, circle.state_reason = state, reason
        for name, value in stamps.items():
            setattr(circle, name, value)
        register.check(circle)
        circle.save(using=owner.ALIAS)
        directory.bump()
    changed = ref_of(circle)
    wake(changed)  # what happened while nobody was let in is told now
    return changed


def suspend(slug: str, *, reason: str, by: Actor) -> CircleRef:
    """Pause a circle: its pages say so, nobody gets in, nothing runs, nothing is lost."""
    require(by)
    return change_state(find(slug).pk, Circle.State.SUSPENDED, was=PAUSABLE, reason=reason, suspended_at=now())


def resume(slug: str, *, by: Actor) -> CircleRef:
    """Let a paused circle go on as before."""
    require(by)
    return change_state(find(slug).pk, Circle.State.OPEN, was={Circle.State.SUSPENDED}, suspended_at=None)


def own_login(slug: str, *, undo: bool = False, by: Actor) -> dict[str, str]:
    """Give a circle a login of its own, or take it back. Returns what belongs into the file CIRCLE_LOGINS names.

    Either way the circle is offline until every process has been started again with that file changed: every page
    that needs its tables answers 503. Given again, the old password ends.

    Raises Conflict for a circle that is not open yet.
    """
    require(by)
    circle = find(slug)
    if circle.state == Circle.State.OPENING:
        raise Conflict(f"{circle.name} is not open yet. Finish opening it first.", code="wrong_state")
    schema = circle.schema_name
    if undo:
        homes.take_own_login_back(schema)
        return {}
    return {schema: homes.give_own_login(schema)}


def everyone(*, closed: bool = False) -> list[CircleRef]:
    """Every circle that is not closed, by name; or those that are and can still be brought back."""
    primary = Domain.objects.using(owner.ALIAS).filter(is_primary=True)
    hosts = dict(primary.values_list("tenant_id", "domain"))
    state = {"state": Circle.State.CLOSED}
    rows = Circle.objects.using(owner.ALIAS)
    found = rows.filter(**state, pk__in=hosts) if closed else rows.exclude(**state)
    return [circle.ref(hosts.get(circle.pk, "")) for circle in found if not closed or is_kept(circle)]


def names_by_schema() -> dict[str, str]:
    """Web addresses of the circles that have a home, by schema."""
    return {ref.schema: ref.slug for ref in everyone()}


def facts(slug: str) -> dict[str, str]:
    """What the operator may know of a circle: where it is and how far its tables are. Nothing of its people."""
    circle = find(slug)
    ref = ref_of(circle)
    state = SchemaState.objects.using(owner.ALIAS).filter(schema_name=circle.schema_name).first()
    size = owner.raw().execute(
        "SELECT pg_size_pretty(coalesce(sum(pg_total_relation_size(oid)), 0)) FROM pg_class"
        " WHERE relnamespace = %s::regnamespace AND relkind = 'r'",
        [circle.schema_name],
    )
    domains = Domain.objects.using(owner.ALIAS).filter(tenant=circle).order_by("-is_primary", "domain")
    return {
        "name": circle.name,
        "place": circle.place,
        "state": circle.get_state_display(),
        "reason": circle.state_reason,
        "address": ref.url,
        "domains": ", ".join(domain.domain for domain in domains),
        "id": str(circle.pk),
        "schema": circle.schema_name,
        "opened": f"{circle.opened_at:%d %B %Y, %H:%M} UTC" if circle.opened_at else "not yet",
        "recipe": circle.recipe,
        "migration": str(state.at_step if state else "none"),
        "stopped by": state.error if state else "",
        "size": (size.fetchone() or ("",))[0],
    }
