"""How a circle opens: three transactions, each in as few messages as it can be, because people wait for it.

First the register's row, the address and the home, then the recipe inside the circle, then the word that it is open.
Whatever dies on the way, the register says what was done, and the same call goes on from there.
"""

from dataclasses import replace
from functools import partial
from uuid import UUID

from django.db import transaction

from kernel.errors import Conflict
from kernel.ids import circle_id_of, uuid7
from kernel.time import now
from provisioning import addresses, homes, names, owner, recipes, register
from tenant_apps.journal.services import wake
from tenants import directory
from tenants.context import CircleRef
from tenants.models import Circle, Domain

# A spare for us if there is one, every address that is had (or was and is kept: provisioning.addresses), and whether
# somebody began here and did not finish.
LOOK = """
WITH taken AS ({take}), had AS (
  SELECT slug FROM public.tenants_circle UNION
  SELECT split_part(domain, '.', 1) FROM public.tenants_domain WHERE right(domain, length({below})) = {below})
SELECT (SELECT schema_name FROM taken), (SELECT string_agg(slug, ' ') FROM had),
  (SELECT bool_or(slug = {slug} AND state = {opening}) FROM public.tenants_circle)
"""
SET_OPEN = "UPDATE public.tenants_circle SET state = {open}, opened_at = now() WHERE id = {id}"


def open_at(circle: Circle) -> CircleRef:
    """Open this circle, which is nowhere yet, or go on with the one that somebody began to open like it.

    Two who want one address at the same moment: the second waits until the first is done, and is then told.
    """
    turn = f"open:{circle.slug}"
    try:
        ref, begun = _register(circle, turn)
        recipes.cook(ref, circle.recipe, begun)
        _say_open(ref, turn)
    except BaseException:
        owner.leave(turn)
        raise
    opened = replace(ref, state=Circle.State.OPEN.value)
    wake(opened)  # what happened indoors is told now
    return opened


def begin(circle: Circle) -> tuple[CircleRef, bool]:
    """The first part alone: a home, a row in the register, an address. Also says whether all that was there already,
    because somebody began to open the circle like it. Nobody is let in before `finish`."""
    turn = f"open:{circle.slug}"
    try:
        return _register(circle, turn)
    finally:
        owner.leave(turn)


def finish(circle_id: UUID) -> None:
    """The last part alone: whoever asks for the circle's address from now on is let in. Safe to repeat."""
    with transaction.atomic(using=owner.ALIAS):
        opened = Circle.objects.using(owner.ALIAS).filter(pk=circle_id, state=Circle.State.OPENING)
        if opened.update(state=Circle.State.OPEN, opened_at=now()):
            directory.bump()
            circle = register.ref_of(register.numbered(circle_id))
            transaction.on_commit(partial(wake, circle), using=owner.ALIAS)  # what happened indoors is told now


def describe(circle_id: UUID, wanted: Circle) -> None:
    """Write what is said of this circle over what somebody else had said of it before they gave up."""
    said = {field.attname: getattr(wanted, field.attname) for field in Circle._meta.concrete_fields}
    kept = ("id", "schema_name", "state", "created_at", "opened_at", "slug")
    Circle.objects.using(owner.ALIAS).filter(pk=circle_id, state=Circle.State.OPENING).update(
        **{name: value for name, value in said.items() if name not in kept}
    )


def check(circle: Circle) -> None:
    """Raises RuleBroken when what is said of a circle-to-be makes no sense, whatever other circles there are."""
    names.check_letters(circle.slug)
    register.check(circle)


def _register(circle: Circle, turn: str) -> tuple[CircleRef, bool]:
    """Give the circle a home, its row and its address. Also says whether all that was there already."""
    with transaction.atomic(using=owner.ALIAS, durable=True):
        spare, slugs, begun = _look(circle.slug, turn)
        if begun == "t":
            ref = _as_begun(circle)
            transaction.set_rollback(True, using=owner.ALIAS)  # the spare goes back
            return ref, True
        names.check_others(circle.slug, slugs.split())
        circle.schema_name = spare or homes.build(uuid7())
        circle_id = circle_id_of(circle.schema_name)
        assert circle_id is not None  # homes are named by kernel.ids.schema_name
        circle.id = circle_id
        domain = Domain(domain=addresses.below(circle.slug), tenant=circle, is_primary=True)
        # Nobody waits for the disk yet: the recipe's transaction comes after this one and does, for both.
        rows = [owner.insertion(circle), owner.insertion(domain)]
        owner.together(";".join(["SET LOCAL synchronous_commit = off", *rows, "COMMIT"]))
    return circle.ref(domain.domain), False


def _look(slug: str, turn: str) -> tuple[str, ...]:
    look = LOOK.format(
        take=homes.TAKE_SPARE,
        slug=owner.literal(slug),
        opening=owner.literal(Circle.State.OPENING.value),
        below=owner.literal(addresses.below("")),
    )
    (found,) = owner.together(";".join([owner.lock(turn), addresses.one_at_a_time(), look]))
    return found


def _as_begun(wanted: Circle) -> CircleRef:
    """The circle that somebody began to open at this address, if it is the one that is wanted."""
    circle = Circle.objects.using(owner.ALIAS).get(slug=wanted.slug)
    if (circle.name, circle.recipe) != (wanted.name, wanted.recipe):
        raise Conflict(
            f"Somebody began to open “{circle.name}” at this address and did not finish. Open it by that name, or"
            f" close it: coopbox circle close {circle.slug}",
            code="unfinished",
        )
    return circle.ref(Domain.objects.using(owner.ALIAS).get(tenant=circle, is_primary=True).domain)


def _say_open(circle: CircleRef, turn: str) -> None:
    with transaction.atomic(using=owner.ALIAS, durable=True):
        said = SET_OPEN.format(open=owner.literal(Circle.State.OPEN.value), id=owner.literal(str(circle.id)))
        owner.together(";".join([said, directory.BUMP, "COMMIT", owner.unlock(turn)]))
        transaction.on_commit(directory.forget, using=owner.ALIAS)
