"""The vault's keys of the whole deployment: how far they are, changing them, and forgetting again, circle by circle."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings

from kernel.errors import Conflict
from provisioning import circles, owner
from tenant_apps.vault import deployment, rotating
from tenant_apps.vault.ledger import LedgerDamaged
from tenant_apps.vault.models import CircleKey, PersonKey, Rotation
from tenant_apps.vault.services import shred_again
from tenants.context import CircleRef, in_circle

GotTo = Callable[[CircleRef, int, int], None]


@dataclass(frozen=True)
class Standing:
    """How a circle's keys stand."""

    circle: CircleRef
    is_kept: bool
    behind: int
    missing: int
    people: int
    shredded: int
    under_way: tuple[str, ...]

    @property
    def is_up_to_date(self) -> bool:
        return not self.behind and not self.under_way


def standings() -> Iterator[Standing]:
    """Every circle that has a home, and those that are closed and can be brought back."""
    for circle in circles.everyone():
        with in_circle(circle):
            marks = [bytes(mark) for mark in CircleKey.objects.values_list("locked_by", flat=True)]
            keys = PersonKey.objects.all()
            standing = _standing(
                circle,
                marks,
                people=keys.filter(shredded_at=None).values("person_id").distinct().count(),
                shredded=keys.exclude(shredded_at=None).count(),
                under_way=tuple(Rotation.objects.filter(finished_at=None).values_list("layer", flat=True)),
            )
        yield standing
    for circle in circles.everyone(closed=True):
        yield _standing(circle, _marks_in_trash(circle), is_kept=True)


def _standing(
    circle: CircleRef,
    marks: list[bytes],
    *,
    is_kept: bool = False,
    people: int = 0,
    shredded: int = 0,
    under_way: tuple[str, ...] = (),
) -> Standing:
    newest, known = deployment.newest().mark, {key.mark for key in deployment.all_keys()}
    behind, missing = sum(mark != newest for mark in marks), sum(mark not in known for mark in marks)
    return Standing(circle, is_kept, behind, missing, people, shredded, under_way)


def _marks_in_trash(circle: CircleRef) -> list[bytes]:
    """Of a closed circle only the owner's login can still ask."""
    table = f"{owner.quoted(f'trash_{circle.schema}')}.{owner.quoted(CircleKey._meta.db_table)}"
    if (owner.raw().execute("SELECT to_regclass(%s)", [table]).fetchone() or (None,))[0] is None:
        return []
    asked = f"SELECT locked_by FROM {table}"  # noqa: S608 (names of ours)
    return [bytes(mark) for (mark,) in owner.raw().execute(asked.encode()).fetchall()]


def rotate(layer: str, only: str | None = None, *, got_to: GotTo = lambda circle, done, of: None) -> list[Rotation]:
    """Change one layer of keys in every circle, or in one, or go on where somebody was stopped.

    Raises Conflict when somebody keeps locking with an old key; said again, it goes on from there. And when another
    command is changing the same circle's keys just now.
    """
    wanted = [circles.ref_of(circles.find(only))] if only else circles.everyone()
    done = []
    for circle in wanted:
        with owner.only_one(f"keys:{circle.schema}") as mine:
            if not mine:
                said = f"Another command is changing the keys of {circle.name} just now. Wait until it is done."
                raise Conflict(said, code="in_turn")
            done.append(_rotate(circle, layer, got_to))
    return done


def _rotate(circle: CircleRef, layer: str, got_to: GotTo) -> Rotation:
    try:
        return rotating.rotate(circle, layer, got_to=lambda at, of: got_to(circle, at, of))
    except rotating.StillInUse as busy:
        said = f"Somebody in {circle.name} has been writing for long. Say it again later; it goes on from here."
        raise Conflict(said, code="still_in_use") from busy


def shred_everywhere_again(only: str | None = None) -> dict[str, int]:
    """Destroy again, by the ledger, every key that a backup brought back. Says how many in which circle."""
    wanted = [circles.ref_of(circles.find(only))] if only else circles.everyone()
    found = {}
    for circle in wanted:
        try:
            with in_circle(circle):
                found[circle.slug] = shred_again()
        except LedgerDamaged as damaged:
            said = f"In the ledger of {circle.name} ({damaged}) a line was changed or taken out. Put the file back from"
            raise Conflict(f"{said} its own backup, and say this again.", code="ledger_damaged") from damaged
    return found


def old_keys_are_needed() -> list[str]:
    """The circles for which VAULT_KEY_FALLBACKS must stay."""
    if not settings.VAULT_KEY_FALLBACKS:
        return []
    return [standing.circle.slug for standing in standings() if standing.behind]
