"""What a spreadsheet wrote becomes rows of cells, whatever program it was. Nothing here knows people or a database."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.errors import RuleBroken, Sentence

MOST_BYTES: Final = 2_000_000
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 40
MOST_IN_A_CELL: Final = 2_000
SEPARATORS: Final = (";", ",", "\t", "|")
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list, and the line of the file where it begins."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    header: list[str]
    lines: list[Line]


def refused(code: str, sentence: Sentence) -> RuleBroken:
    return RuleBroken(code=code, errors={"file": [sentence]})


def decoded(data: bytes) -> str:
    """The text of a file: with or without a mark at its beginning, in UTF-8, UTF-16 or what Excel writes on Windows."""
    if len(data) > MOST_BYTES:
        raise refused("too_big", _("The file is larger than 2 megabytes. Split it, and bring one part at a time."))
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise refused("workbook", _("This is a workbook. In Excel, choose “Save as” and then “CSV UTF-8”."))
    for mark, coding in _BOMS:
        if data.startswith(mark):
            return _checked(data[len(mark) :], coding)
    if coding := _wide(data):
        return _checked(data, coding)
    try:
        return _checked(data, "utf-8")
    except RuleBroken:
        return _checked(data, "cp1252")


def _wide(data: bytes) -> str:
    """Two bytes a letter, and no mark: every second byte of plain letters is nothing."""
    start = data[:400]
    if len(start) < 4 or start.count(0) < len(start) // 4:
        return ""
    return "utf-16-le" if start[1::2].count(0) > start[0::2].count(0) else "utf-16-be"


def _checked(data: bytes, coding: str) -> str:
    try:
        text = data.decode(coding)
    except UnicodeDecodeError:
        raise refused("not_text", _("This file is not a list as text. Save it as “CSV UTF-8” and try again.")) from None
    if "\x00" in text:
        raise refused("not_text", _("This file is not a list as text. Save it as “CSV UTF-8” and try again."))
    return text


def table_of(text: str) -> Table:
    """The first line, with the names of the columns, and all others but empty ones."""
    text = text.lstrip("\ufeff")
    separator, skipped = _separator(text)
    rows = _rows(text, separator)
    lines = [line for line in rows if any(cell.strip() for cell in line.cells) and line.number > skipped]
    if len(lines) < 2:
        raise refused(
            "empty", _("There is nobody in this list. The first line names the columns; then comes a line a person.")
        )
    header, *rest = lines
    if len(header.cells) > MOST_COLUMNS:
        raise refused("too_wide", _("There are more than 40 columns. Leave out those that are not needed."))
    if len(rest) > MOST_ROWS:
        raise refused("too_long", _("There are more than 5,000 people in this list. Split it into several."))
    return Table([cell.strip()[:100] for cell in header.cells], rest)


def _rows(text: str, separator: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    before = 0
    try:
        for cells in reader:
            number, before = before + 1, reader.line_num
            if any(len(cell) > MOST_IN_A_CELL for cell in cells):
                raise refused(
                    "long_cell", _('A cell is far too long. Perhaps a quotation mark (") is missing its end.')
                )
            yield Line(number, cells)
    except csv.Error:
        raise refused("no_table", _("This cannot be read as a table. Save it as “CSV UTF-8” and try again.")) from None


def _separator(text: str) -> tuple[str, int]:
    """What stands between the cells, and how many lines at the top only say so: Excel may write `sep=;` there."""
    first = text.split("\n", 1)[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], 1
    outside = "".join(piece for place, piece in enumerate(first.split('"')) if place % 2 == 0)
    return max(SEPARATORS, key=lambda sign: (outside.count(sign), -SEPARATORS.index(sign))), 0
