"""Questions asked at every request in the same words: Django writes their SQL once, and not at every asking.

To put a queryset together and turn it into SQL takes several times as long as PostgreSQL takes to answer it. That does
not matter for what a page asks; it does for what is asked before any page is drawn. Here such a question is put
together once for the process, with slots where the values of each asking go.
"""

from collections.abc import Callable, Iterable
from copy import copy
from typing import Any, ClassVar, Final, Generic, TypeVar

from django.db import connections, models
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row")


class Slot(models.Expression):
    """Where a value goes that is given at each asking, by this name."""

    def __init__(self, name: str, output_field: models.Field) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return "%s", (self,)


class _Written(SQLCompiler):
    """A question as Django wrote it, in one asking of it: the same SQL, with the values of this one."""

    said: tuple[str, tuple[Any, ...]]

    def as_sql(self, with_limits: bool = True, with_col_aliases: bool = False) -> Any:
        return self.said


class _Asking:
    """As much of a queryset as it takes to read its rows."""

    _known_related_objects: ClassVar[dict[Any, Any]] = {}

    def __init__(self, compiler: SQLCompiler, using: str) -> None:
        self.db = using
        self.query = self
        self._compiler = compiler

    def get_compiler(self, using: str) -> SQLCompiler:
        return self._compiler


def _models(asking: SQLCompiler, using: str) -> Iterable[Any]:
    rows: Any = _Asking(asking, using)
    return ModelIterable(rows)


def _tuples(asking: Any, _using: str) -> Iterable[Any]:
    return asking.results_iter(tuple_expected=True)


def _alone(asking: Any, _using: str) -> Iterable[Any]:
    return (row[0] for row in asking.results_iter())


# How its rows are read: as those of the queryset would be.
_READ: Final[dict[Any, Callable[[Any, str], Iterable[Any]]]] = {
    ModelIterable: _models,
    ValuesListIterable: _tuples,
    FlatValuesListIterable: _alone,
}


class Question(Generic[Row]):
    """The rows of a queryset whose words are always the same: `Question(make).ask(name=value)`.

    `make` puts the queryset together, with a `Slot` for each value; it is called once, and may not depend on anything
    that changes while the process lives. The rows are what the queryset would have given: of a model, or of
    `values_list`. One that locks rows is asked in a transaction only, as Django would have it.
    """

    def __init__(self, make: "Callable[[], models.QuerySet[Any, Row]]") -> None:
        self._make = make
        self._known: tuple[str, _Written, Callable[[SQLCompiler, str], Iterable[Any]]] | None = None

    def ask(self, **values: Any) -> list[Row]:
        """What is there now. In the circle we are in: no name of a schema stands in a question."""
        if self._known is None:
            self._known = self._write()
        using, written, read = self._known
        asking = copy(written)
        asking.connection = connections[using]  # each thread has its own
        if asking.query.select_for_update and not asking.connection.in_atomic_block:
            raise TransactionManagementError("Rows are locked in a transaction.")
        sql, slots = written.said
        asking.said = sql, tuple(values[slot.name] if isinstance(slot, Slot) else slot for slot in slots)
        return list(read(asking, using))

    def _write(self) -> tuple[str, _Written, Callable[[SQLCompiler, str], Iterable[Any]]]:
        queryset: Any = self._make()
        read = _READ[queryset._iterable_class]
        compiler: Any = queryset.query.get_compiler(using=queryset.db)
        said = compiler.as_sql()
        compiler.__class__ = _Written
        compiler.said = said
        return queryset.db, compiler, read
