"""Load postcodes, say what is loaded, and say to a circle where an area lies.

What is kept of a file is the middle of each sector and of each district: nobody's home can be found by it. A sector
with few postcodes is not kept by itself, so that an area is always some hundred homes; the district stands for it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from django.db import connection, transaction

from kernel.actors import Actor, require
from kernel.errors import RuleBroken
from shared_apps.postcodes.codes import areas_of, is_whole
from shared_apps.postcodes.models import Area, Loading
from shared_apps.postcodes.reading import Row, rows_of
from tenants import directory

# A postcode is some fifteen homes (Royal Mail, Postcode Address File).
FEWEST: Final = 10
Place = tuple[int, int]
"""East and north, in metres."""


def load(files: Sequence[Path], *, by: Actor) -> Loading:
    """Take in files of postcodes in the place of what was there: all of them, or none when a row makes no sense.

    Loading the same again changes nothing but when it was. Raises RuleBroken with file and line.
    """
    return keep(rows_of(files), ", ".join(path.name for path in files), by=by)


@transaction.atomic
def keep(rows: Iterable[Row], source: str, *, by: Actor) -> Loading:
    """Keep the middles of these postcodes, and nothing of those that were there before."""
    require(by)
    with connection.cursor() as cursor:
        # of two who load at the same moment, one after the other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('postcodes'))")
    areas, count, left_out = middles(rows)
    if not areas:
        raise RuleBroken("There is no postcode in it. Nothing was loaded.", code="empty")
    Area.objects.all().delete()
    Area.objects.bulk_create((Area(code=code, east=at[0], north=at[1]) for code, at in areas.items()), batch_size=2000)
    loading = Loading.objects.create(source=source[:200], postcodes=count, left_out=left_out, areas=len(areas))
    directory.bump(using="default")  # what a process remembers of places goes with it
    return loading


def loaded() -> Loading | None:
    """What is loaded; nothing if nothing ever was."""
    return Loading.objects.order_by("-pk").first()


def middles(rows: Iterable[Row]) -> tuple[Mapping[str, Place], int, int]:
    """The middle of each area; of how many postcodes; and how many were left out because nobody knows where they lie.

    An area that is given as such lies where the file says.
    """
    sums: dict[str, list[float]] = {}
    given: dict[str, Place] = {}
    count = left_out = 0
    for row in rows:
        if row.lies is None:
            left_out += 1
            continue
        count += 1
        east, north = row.lies
        inside = areas_of(row.postcode)
        if not is_whole(row.postcode):
            given[inside[0]], inside = (round(east), round(north)), inside[1:]
        for code in inside:
            held = sums.setdefault(code, [0, 0, 0])
            held[0], held[1], held[2] = held[0] + 1, held[1] + east, held[2] + north
    made = {
        code: (round(east / n), round(north / n))
        for code, (n, east, north) in sums.items()
        if n >= FEWEST or " " not in code
    }
    return {**made, **given}, count, left_out


# --- asked by a circle ------------------------------------------------------------------------------------------------


def number_here() -> int:
    """Which loading is in force: it grows with each. None is 0."""
    kept = directory.kept_beside()
    if ("postcodes",) not in kept:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coop.postcodes_loaded()")
            kept[("postcodes",)] = cursor.fetchone()[0]
    return int(kept[("postcodes",)])


def places_of(postcodes: Collection[str]) -> dict[str, Place]:
    """Where these postcodes lie, each as the smallest area around it that is known. An unknown one is not in it."""
    if not number_here():
        return {}
    around = {each: areas_of(each) for each in postcodes}
    known = _known({code for codes in around.values() for code in codes})
    found = {each: next((known[code] for code in codes if code in known), None) for each, codes in around.items()}
    return {each: place for each, place in found.items() if place is not None}


def _known(codes: set[str]) -> dict[str, Place]:
    """These areas as far as they are loaded. What was asked once is remembered until something is loaded anew."""
    kept = directory.kept_beside()
    known = {code: kept[("postcode", code)] for code in codes if ("postcode", code) in kept}
    if missing := sorted(codes - set(known)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT code, east, north FROM coop.places_of(%s)", [missing])
            fresh = {code: (east, north) for code, east, north in cursor.fetchall()}
        kept.update({("postcode", code): place for code, place in fresh.items()})
        known.update(fresh)
    return known
