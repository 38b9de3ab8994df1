"""Read the open files of postcodes: each row a postcode and where it lies.

What is taken: the ONS Postcode Directory and its National Statistics sister (by the names over their columns),
Code-Point Open of the Ordnance Survey (no names; postcode, quality, easting, northing), and a plain list of
`postcode,latitude,longitude`. In each, a row may be a whole postcode, a sector (HX7 8) or a district (HX7).
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import asinh, atan2, cos, inf, isfinite, radians, sin, sqrt, tan
from pathlib import Path
from typing import Final

from kernel.errors import RuleBroken
from shared_apps.postcodes.codes import areas_of

# What the columns are called, in small letters, the one to be preferred first.
POSTCODE: Final = ("pcds", "pcd", "pcd7", "pcd8", "pcd2", "postcode")
LATITUDE: Final = ("lat", "latitude")
LONGITUDE: Final = ("long", "longitude", "lon", "lng")
EAST: Final = ("oseast1m", "east1m", "eastings", "easting")
NORTH: Final = ("osnrth1m", "north1m", "northings", "northing")
# Great Britain, Northern Ireland and the islands, with room around them.
DEGREES: Final = ((49.0, 61.5), (-9.0, 2.5))
METRES: Final = ((1.0, 700_000.0), (1.0, 1_300_000.0))
# How the directory says of a postcode that nobody knows where it lies.
NOWHERE_NORTH: Final = 99.0
EARTH: Final = 6_371_000


@dataclass(frozen=True, slots=True)
class Row:
    """A postcode, and where it lies in metres on the map; nothing where the file says that nobody knows."""

    postcode: str
    lies: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class _Shape:
    """In which columns what is to be found. `is_grid`: in metres already, else in degrees."""

    postcode: int
    first: int
    second: int
    is_grid: bool


def rows_of(files: Sequence[Path]) -> Iterator[Row]:
    """All rows of these files. Raises RuleBroken, with file and line, for the first that makes no sense."""
    shapes: set[bool] = set()
    for path in files:
        try:
            with path.open(encoding="utf-8-sig", newline="") as lines:
                yield from _rows(path.name, csv.reader(lines, strict=True), shapes)
        except OSError as error:
            raise RuleBroken(f"{path.name} cannot be read: {error.strerror}.", code="unreadable") from error
        except UnicodeDecodeError as error:
            raise RuleBroken(f"{path.name} is no text in UTF-8. Save it as CSV, UTF-8.", code="unreadable") from error


def _rows(name: str, lines: "Iterable[list[str]]", shapes: set[bool]) -> Iterator[Row]:
    reader, shape = iter(lines), None
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _wrong(name, number, f"this is no line of a CSV file ({error})") from error
        number = max(number, getattr(reader, "line_num", number))
        if not any(cell.strip() for cell in cells):
            continue
        if shape is None:
            shape, is_header = _shape(name, number, cells)
            shapes.add(shape.is_grid)
            if len(shapes) > 1:
                raise RuleBroken(
                    f"{name} counts in metres and another file in degrees, or the other way round. Load one kind.",
                    code="mixed",
                )
            if is_header:
                continue
        yield _row(name, number, cells, shape)


def _shape(name: str, number: int, cells: list[str]) -> tuple[_Shape, bool]:
    """What this file is, by its first line; and whether that line holds names of columns."""
    if areas_of(cells[0]):
        if len(cells) == 3:
            return _Shape(0, 1, 2, is_grid=False), False
        if len(cells) >= 4:
            return _Shape(0, 2, 3, is_grid=True), False
        raise _wrong(name, number, "after the postcode come its latitude and longitude")
    at = {cell.strip().lower(): column for column, cell in reversed(list(enumerate(cells)))}
    postcode = _column(at, POSTCODE)
    degrees_at = (_column(at, LATITUDE), _column(at, LONGITUDE))
    grid_at = (_column(at, EAST), _column(at, NORTH))
    if postcode is not None:
        for (first, second), is_grid in ((degrees_at, False), (grid_at, True)):
            if first is not None and second is not None:
                return _Shape(postcode, first, second, is_grid=is_grid), True
    raise _wrong(name, number, "name the columns postcode, latitude and longitude, or load the file as it is published")


def _column(at: Mapping[str, int], names: Sequence[str]) -> int | None:
    return next((at[name] for name in names if name in at), None)


def _row(name: str, number: int, cells: list[str], shape: _Shape) -> Row:
    if len(cells) <= max(shape.postcode, shape.first, shape.second):
        raise _wrong(name, number, "there are too few columns")
    postcode = cells[shape.postcode].strip()
    if not areas_of(postcode):
        raise _wrong(name, number, f"“{postcode[:20]}” is no postcode")
    said = cells[shape.first].strip(), cells[shape.second].strip()
    if not any(said):
        return Row(postcode, None)
    try:
        first, second = (float(each) for each in said)
    except ValueError:
        first = second = inf
    if not (isfinite(first) and isfinite(second)):
        raise _wrong(name, number, f"“{', '.join(said)[:60]}” says no place")
    if (first == second == 0) if shape.is_grid else first > NOWHERE_NORTH:
        return Row(postcode, None)
    ranges = METRES if shape.is_grid else DEGREES
    if not all(low <= each <= high for each, (low, high) in zip((first, second), ranges, strict=True)):
        raise _wrong(name, number, f"“{', '.join(said)[:60]}” is not in the United Kingdom")
    return Row(postcode, (first, second) if shape.is_grid else on_map(first, second))


def on_map(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees as metres on a map that is true along the meridian two degrees west, and within three thousandths
    anywhere in the United Kingdom: the transverse Mercator projection of a sphere."""
    north, east = radians(latitude), radians(longitude + 2)
    across = cos(north) * sin(east)
    return EARTH * asinh(across / sqrt(1 - across * across)), EARTH * atan2(tan(north), cos(east))


def _wrong(name: str, number: int, what: str) -> RuleBroken:
    return RuleBroken(f"{name}, line {number}: {what}. Nothing was loaded.", code="bad_row")
