"""Lists that are filtered, sorted and turned page by page with GET alone, so that every view of one has an address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise

from kernel.words import sought

Words = str | Promise
PAGE_SIZE: Final = 50
PRINTED: Final = 2000
LONGEST_SEARCH: Final = 80


@dataclass(frozen=True)
class Choice:
    """Something a list can be narrowed by: the name in the address, its label, and what may be chosen."""

    name: str
    label: Words
    choices: Sequence[tuple[str, Words]]
    narrow: Callable[[QuerySet, str], QuerySet]


@dataclass(frozen=True)
class Column:
    """A column a list can be sorted by."""

    name: str
    label: Words
    order: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """A filter as it stands on the page."""

    choice: Choice
    value: str


@dataclass(frozen=True)
class Heading:
    """A column's head: where its link leads, and which way the list runs now ("ascending", "descending" or "")."""

    column: Column
    query: str
    sorted: str


@dataclass(frozen=True)
class Sorting:
    """A way the list can run, for whoever sees no heads of columns: on a phone, each row is a card."""

    value: str
    column: Column
    is_down: bool
    is_chosen: bool


@dataclass(frozen=True)
class Listing:
    """A page of a list, and the addresses of its other views."""

    page: Page
    search: str
    chosen: Sequence[Chosen]
    headings: Sequence[Heading]
    sortings: Sequence[Sorting]
    can_search: bool
    query: str
    is_print: bool

    @property
    def earlier(self) -> str:
        return f"?{_with(self.query, page=self.page.previous_page_number())}" if self.page.has_previous() else ""

    @property
    def later(self) -> str:
        return f"?{_with(self.query, page=self.page.next_page_number())}" if self.page.has_next() else ""

    @property
    def printed(self) -> str:
        return f"?{_with(self.query, print='1')}"

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search or any(each.value for each in self.chosen))


def listing(
    request: HttpRequest,
    rows: QuerySet,
    *,
    columns: Sequence[Column] = (),
    choices: Sequence[Choice] = (),
    search: Callable[[QuerySet, str], QuerySet] | None = None,
    sort: str = "",
) -> Listing:
    """What of a list is asked for. What makes no sense in the address is passed over."""
    words = sought(request.GET.get("q", ""), longest=LONGEST_SEARCH) if search else ""
    if words and search:
        rows = search(rows, words)
    chosen = []
    for choice in choices:
        value = request.GET.get(choice.name, "")
        value = value if value in dict(choice.choices) else ""
        rows = choice.narrow(rows, value) if value else rows
        chosen.append(Chosen(choice, value))
    by, down = _sorting(request.GET.get("sort", sort), columns)
    if by is not None:
        rows = rows.order_by(*(_turned(field, down) for field in by.order))
    query = _query(words, chosen, f"{'-' if down else ''}{by.name}" if by else "", sort)
    is_print = request.GET.get("print") == "1"
    page = Paginator(rows, PRINTED if is_print else PAGE_SIZE).get_page(request.GET.get("page", "1"))
    headings = [_heading(column, by, down, query) for column in columns]
    return Listing(page, words, chosen, headings, _sortings(columns, by, down), search is not None, query, is_print)


def _sorting(wanted: str, columns: Sequence[Column]) -> tuple[Column | None, bool]:
    down = wanted.startswith("-")
    named = {column.name: column for column in columns if column.order}
    return named.get(wanted.removeprefix("-")), down


def _turned(field: str, down: bool) -> str:
    if not down:
        return field
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"


def _query(words: str, chosen: Sequence[Chosen], sorting: str, usual: str) -> str:
    said: dict[str, str] = {"q": words} if words else {}
    said |= {each.choice.name: each.value for each in chosen if each.value}
    return _with("", **said, **({"sort": sorting} if sorting and sorting != usual else {}))


def _heading(column: Column, by: Column | None, down: bool, query: str) -> Heading:
    if not column.order:
        return Heading(column, "", "")
    is_this = column is by
    turned = f"{'-' if is_this and not down else ''}{column.name}"
    return Heading(column, f"?{_with(query, sort=turned)}", ("descending" if down else "ascending") if is_this else "")


def _sortings(columns: Sequence[Column], by: Column | None, down: bool) -> list[Sorting]:
    return [
        Sorting(f"{'-' if turned else ''}{column.name}", column, turned, column is by and turned == down)
        for column in columns
        if column.order
        for turned in (False, True)
    ]


def _with(query: str, **more: Any) -> str:
    said = QueryDict(query, mutable=True)
    for name, value in more.items():
        said[name] = str(value)
    return said.urlencode()


def narrowed_by(field: str) -> Callable[[QuerySet, str], QuerySet]:
    """A filter that takes the rows whose field has the chosen value."""
    return lambda rows, value: rows.filter(**{field: value})


def words_of(choices: Mapping[str, Words]) -> list[tuple[str, Words]]:
    return list(choices.items())
