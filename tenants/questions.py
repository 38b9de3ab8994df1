"""Questions asked at every request in the same words: Django writes their SQL once, and not at every asking.

To put a queryset together and turn it into SQL takes several times as long as PostgreSQL takes to answer it. That does
not matter for what a page asks; it does for what is asked before any page is drawn. Here such a question is put
together once for the process, with slots where the values of each asking go.
"""

from collections.abc import Callable
from copy import copy
from typing import Any, ClassVar, Generic, TypeVar

from django.db import connections, models
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=models.Model)


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


class Question(Generic[Row]):
    """The rows of a queryset whose words are always the same: `Question(make).ask(name=value)`.

    `make` puts the queryset together, with a `Slot` for each value; it is called once, and may not depend on anything
    that changes while the process lives. The rows are what the queryset would have given.
    """

    def __init__(self, make: "Callable[[], models.QuerySet[Row]]") -> None:
        self._make = make
        self._known: tuple[str, _Written] | None = None

    def ask(self, **values: Any) -> list[Row]:
        """What is there now. In the circle we are in: no name of a schema stands in a question."""
        if self._known is None:
            self._known = self._write()
        using, written = self._known
        asking = copy(written)
        asking.connection = connections[using]  # each thread has its own
        sql, slots = written.said
        asking.said = sql, tuple(values[slot.name] if isinstance(slot, Slot) else slot for slot in slots)
        rows: Any = _Asking(asking, using)
        return list(ModelIterable(rows))

    def _write(self) -> tuple[str, _Written]:
        queryset = self._make()
        compiler: Any = queryset.query.get_compiler(using=queryset.db)
        said = compiler.as_sql()
        compiler.__class__ = _Written
        compiler.said = said
        return queryset.db, compiler
