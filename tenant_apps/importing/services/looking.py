"""The dry run: every row is looked through, compared with everybody here and with the lines before it."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.crypto import salted_hmac

from tenant_apps.importing.checking import check
from tenant_apps.importing.models import Import, Row
from tenant_apps.importing.services.beginning import AT_ONCE
from tenant_apps.merging.likeness import COMMON, Known, alike, marks, near, plain, readable
from tenant_apps.people.models import today
from tenants.context import current_circle, in_circle

State = Row.State
FINDINGS = ["state", "values", "problems", "like", "person", "mark", "wanted"]


def look_through(list_id: UUID, round: int) -> None:
    """Safe to run again: each piece is looked through anew, and counted where it stands."""
    circle = current_circle()
    with in_circle(circle):
        brought = Import.objects.select_related("made_by").get(pk=list_id)
        lines = list(brought.rows.order_by("line").values_list("pk", flat=True))
        everybody = _Everybody(readable(brought.made_by))
    for place in range(0, len(lines), AT_ONCE):
        with in_circle(circle):
            brought = Import.objects.select_for_update().get(pk=list_id)
            if brought.state != Import.State.CHECKING or brought.round != round:
                return
            rows = list(Row.objects.filter(pk__in=lines[place : place + AT_ONCE]).order_by("line"))
            _look(brought, rows, everybody)
            Row.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["id"], update_fields=FINDINGS, batch_size=AT_ONCE
            )
            brought.seen = place + len(rows)
            brought.save(update_fields=["seen"])
    with in_circle(circle):
        Import.objects.filter(pk=list_id, state=Import.State.CHECKING, round=round).update(state=Import.State.READY)


class _Everybody:
    """Everybody here and every line so far, in heaps, so that each row is compared with few."""

    def __init__(self, here: list[Known]) -> None:
        self.heaps = near(here)
        self.lines: dict[tuple[str, ...], int] = {}

    def line_before(self, entry: Known, line: int) -> int | None:
        """The line that named the same person before: by name with e-mail address or telephone; by telephone not where
        each has an address of their own."""
        name = plain(entry.name)
        with_phone = (name, "phone", entry.digits)
        as_told: list[tuple[str, ...]] = [(name, entry.email, entry.digits)]
        as_told += [(name, "email", entry.email)] if entry.email else []
        as_told += [(*with_phone, "alone")] if entry.digits and not entry.email else []
        looked_up = [*as_told, with_phone] if not entry.email else [*as_told, (*with_phone, "alone")]
        before = [self.lines[each] for each in looked_up if each in self.lines]
        if before:
            return min(before)
        for each in [*as_told, *([with_phone] if entry.digits else [])]:
            self.lines[each] = line
        return None

    def like(self, entry: Known) -> Known | None:
        """The likeliest of those here who seem to be the same."""
        best: tuple[int, Known] | None = None
        for mark in marks(entry):
            heap = self.heaps.get(mark, ())
            if len(heap) > COMMON:
                continue
            for known in heap:
                weight = len(alike(known, entry))
                if weight and (best is None or weight > best[0]):
                    best = weight, known
        return best[1] if best else None


def _look(brought: Import, rows: Iterable[Row], everybody: _Everybody) -> None:
    day, wide = today(), len(brought.header)
    marked = {row.pk: mark_of(check(row.cells, brought.columns, wide, day).values) for row in rows}
    known = _brought_before(brought, marked.values())
    for row in rows:
        found = check(row.cells, brought.columns, wide, day)
        row.values, row.problems, row.mark = found.values, found.problems, marked[row.pk]
        row.like_id = row.person_id = None
        earlier = None if found.problems else everybody.line_before(entry_of(found.values), row.line)
        if found.problems:
            row.state = State.WRONG
        elif earlier is not None:
            row.state, row.problems = State.WRONG, [{"code": "twice", "column": "", "said": str(earlier)}]
        else:
            _compare(row, everybody, known)
        row.wanted = row.wanted and row.state == State.LIKE


def _compare(row: Row, everybody: _Everybody, known: dict[str, UUID]) -> None:
    entry = entry_of(row.values)
    like = everybody.like(entry)
    if row.mark in known:
        row.state, row.like_id = State.KNOWN, known[row.mark]
    elif like is None:
        row.state = State.NEW
    else:
        row.state = State.KNOWN if _is_the_same(entry, like) else State.LIKE
        row.like_id = like.id


def _is_the_same(entry: Known, like: Known) -> bool:
    """Name, e-mail address and telephone as they stand here already."""
    same = entry.email == like.email and entry.digits == like.digits
    return same and bool(entry.email or entry.digits) and plain(entry.name) == plain(like.name)


def entry_of(values: dict[str, str]) -> Known:
    told = {what: str(values.get(what, "")) for what in ("name", "email", "phone", "known_as")}
    return Known(None, **told)


def mark_of(values: dict[str, str]) -> str:
    """What stands for a line, so that it is known again in another file; nothing can be read from it."""
    entry = entry_of(values)
    return _digest("importing.row", f"{plain(entry.name)}\n{entry.email}\n{entry.digits}")


def _digest(what: str, text: str) -> str:
    return salted_hmac(f"{what}.{current_circle().id}", text, algorithm="sha256").hexdigest()


def written_mark(values: Iterable[object]) -> str:
    """What stands for an entry as it was written, so that it is known whether somebody changed it since."""
    return _digest("importing.written", "\n".join(str(value) for value in values))


def _brought_before(brought: Import, marks_here: Iterable[str]) -> dict[str, UUID]:
    """Lines of other lists that were brought in, and whose people are still here."""
    before = Row.objects.filter(mark__in=set(marks_here), state__in=(State.BROUGHT, State.STAYED))
    pairs = before.exclude(brought=brought).exclude(person=None).values_list("mark", "person_id")
    return {mark: person_id for mark, person_id in pairs if person_id is not None}


__all__ = ["entry_of", "look_through", "mark_of", "written_mark"]
