"""A circle's life, as far as its home goes: opened, paused, resumed, closed. Every verb is safe to repeat."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, NotFound, RuleBroken
from kernel.words import tidy
from provisioning import homes, opening, owner, recipes
from provisioning.running import Work
from tenants import directory
from tenants.context import CircleRef
from tenants.models import Circle, Domain, SchemaState

TRASH = "trash_"


def find(slug: str, *, lock: bool = False) -> Circle:
    """The circle with this web address. Raises NotFound with a sentence."""
    circles = Circle.objects.using(owner.ALIAS).exclude(state=Circle.State.CLOSED)
    if lock:
        circles = circles.select_for_update()
    circle = circles.filter(slug=slug).first()
    if circle is None:
        raise NotFound(f"There is no circle called “{slug}” here. `coopbox circle list` shows them all.")
    return circle


def numbered(circle_id: UUID | None, *, lock: bool = False) -> Circle:
    """The circle with this id, closed or not. Raises NotFound when it was never here or is gone for good."""
    circles = Circle.objects.using(owner.ALIAS)
    circle = (circles.select_for_update() if lock else circles).filter(pk=circle_id).first()
    if circle is None:
        raise NotFound(_("This circle is not here any more."))
    return circle


def of_run(work: Work) -> CircleRef:
    """The circle a run is about. Raises Conflict when it was closed while the run waited."""
    circle = numbered(work.run.circle_id)
    if circle.state == Circle.State.CLOSED:
        raise Conflict(_("This circle was closed meanwhile."), code="closed_meanwhile")
    return ref_of(circle)


def ref_of(circle: Circle) -> CircleRef:
    host = Domain.objects.using(owner.ALIAS).filter(tenant=circle, is_primary=True).values_list("domain", flat=True)
    return circle.ref(host.first() or "")


def open_circle(*, slug: str, name: str, by: Actor, recipe: str = "simple", **facts: str) -> CircleRef:
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


def _set_state(
    slug: str, state: Circle.State, *, was: set[Circle.State], reason: str = "", **stamps: object
) -> CircleRef:
    with transaction.atomic(using=owner.ALIAS):
        circle = find(slug, lock=True)
        if circle.state == state:
            return ref_of(circle)
        if circle.state not in was:
            raise Conflict(f"{circle.name} is {circle.get_state_display().lower()}.", code="wrong_state")
        circle.state, circle.state_reason = state, reason
        for name, value in stamps.items():
            setattr(circle, name, value)
        circle.full_clean(validate_unique=False)
        circle.save(using=owner.ALIAS)
        directory.bump()
    return ref_of(circle)


def suspend(slug: str, *, reason: str, by: Actor) -> CircleRef:
    """Pause a circle: its pages say so, nobody gets in, nothing runs, nothing is lost."""
    require(by)
    return _set_state(slug, Circle.State.SUSPENDED, was={Circle.State.OPEN}, reason=reason, suspended_at=now())


def resume(slug: str, *, by: Actor) -> CircleRef:
    """Let a paused circle go on as before."""
    require(by)
    return _set_state(slug, Circle.State.OPEN, was={Circle.State.SUSPENDED}, suspended_at=None)


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


def close(slug: str, *, by: Actor) -> str:
    """Close a circle: from this moment nobody reaches it. Its schema is renamed out of the way, its role loses every
    right, and `empty_trash` drops it later. Returns the name it lies under until then."""
    require(by)
    with transaction.atomic(using=owner.ALIAS):
        circle = find(slug, lock=True)
        trash = TRASH + circle.schema_name
        schema, role = owner.quoted(circle.schema_name), owner.quoted(homes.role_of(circle.schema_name))
        owner.send(f"REVOKE ALL ON SCHEMA {schema} FROM {role}; ALTER ROLE {role} NOLOGIN")
        owner.send(f"ALTER SCHEMA {schema} RENAME TO {owner.quoted(trash)}")
        SchemaState.objects.using(owner.ALIAS).filter(schema_name=circle.schema_name).delete()
        Domain.objects.using(owner.ALIAS).filter(tenant=circle).delete()
        circle.state, circle.closed_at = Circle.State.CLOSED, now()
        circle.slug = f"closed-{circle.pk.hex}"[:40]  # the address is free for others
        circle.save(using=owner.ALIAS)
        directory.bump()
    return trash


def empty_trash(*, older_than: timedelta | None = None, at_most: int = 5) -> int:
    """Drop a few closed circles' schemas for good, TRASH_DAYS after their closing. Returns how many.

    A few at a time: each drop locks everything in the schema.
    """
    before = now() - (settings.TRASH_KEPT if older_than is None else older_than)
    gone = set(Circle.objects.using(owner.ALIAS).filter(closed_at__lte=before).values_list("schema_name", flat=True))
    there = owner.raw().execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE %s", ["trash\\_c\\_%"]).fetchall()
    due = [trash for (trash,) in sorted(there) if trash.removeprefix(TRASH) in gone][:at_most]
    for trash in due:
        owner.send(f"DROP SCHEMA {owner.quoted(trash)} CASCADE")
        homes.drop(trash.removeprefix(TRASH))
    return len(due)


def everyone() -> list[CircleRef]:
    """Every circle that is not closed, by name."""
    primary = Domain.objects.using(owner.ALIAS).filter(is_primary=True)
    hosts = dict(primary.values_list("tenant_id", "domain"))
    living = Circle.objects.using(owner.ALIAS).exclude(state=Circle.State.CLOSED)
    return [circle.ref(hosts.get(circle.pk, "")) for circle in living]


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
