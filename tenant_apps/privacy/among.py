"""`person__among=ids`: one of these, told to the database as one list instead of as many single words as there are ids.

With a hundred people on a page, writing a hundred words into each question takes longer than answering it.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, ForeignKey, Lookup, UUIDField

from tenants.questions import Slot


@CharField.register_lookup
@ForeignKey.register_lookup
@UUIDField.register_lookup
class Among(Lookup):
    """`column = ANY(list)`, of ids or of words: no row for an empty list."""

    lookup_name = "among"

    def get_prep_lookup(self) -> Any:
        ids: Iterable[Any] | Slot = self.rhs
        return ids if isinstance(ids, Slot) else list(ids)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*params, self.rhs)
