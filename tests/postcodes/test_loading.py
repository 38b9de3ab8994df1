"""Postcodes are loaded: all of a file or nothing, twice as well as once, and never finer than some hundred homes."""

import csv
from pathlib import Path

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from kernel.actors import SYSTEM
from kernel.errors import RuleBroken
from shared_apps.postcodes import services
from shared_apps.postcodes.codes import areas_of
from shared_apps.postcodes.models import Area, Loading
from shared_apps.postcodes.reading import on_map
from tenants import directory
from tenants.context import in_circle, in_federation

pytestmark = pytest.mark.usefixtures("db")


def written(folder: Path, lines: str, name: str = "some.csv") -> Path:
    path = folder / name
    path.write_text(lines, encoding="utf-8")
    return path


def loads(*files: Path) -> Loading:
    with in_federation():
        return services.load(files, by=SYSTEM)


def areas() -> dict[str, tuple[int, int]]:
    with in_federation():
        return {each.code: (each.east, each.north) for each in Area.objects.all()}


def ten(sector: str, east: int, north: int) -> str:
    """Ten postcodes of a sector as Code-Point Open writes them, around one place."""
    return "".join(
        f'"{sector}A{letter}",10,{east + n - 5},{north},"E92000001"\n' for n, letter in enumerate("ABDEFGHJLN")
    )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("HX7 8AA", ("HX7 8", "HX7")),
        ("hx78aa", ("HX7 8", "HX7")),
        ("E1 6AN", ("E1 6", "E1")),
        ("EC1A 1BB", ("EC1A 1", "EC1A")),
        (" ol14  5aa ", ("OL14 5", "OL14")),
        ("HX7", ("HX7",)),
        ("HX7 8", ("HX7 8", "HX7")),
        ("E11", ("E11",)),
        ("", ()),
        ("Leeds", ()),
        ("HX7 8AAA", ()),
        ("7HX 8AA", ()),
    ],
)
def test_a_postcode_is_taken_apart_however_it_is_typed(typed, found):
    assert areas_of(typed) == found


def test_the_three_kinds_of_files_are_told_apart_by_themselves(tmp_path):
    plain = "HX7 8,53.74,-2.01\nOL14 5,53.71,-2.10\n"
    named = "Latitude,Postcode,Longitude\n53.74,HX7 8,-2.01\n53.71,OL14 5,-2.10\n"
    directory_of_ons = (
        "pcd,pcds,doterm,oseast1m,osnrth1m,lat,long\nHX7 8,HX7 8,,1,1,53.74,-2.01\nOL145,OL14 5,,1,1,53.71,-2.10\n"
    )
    found = []
    for lines in (plain, named, "\ufeff" + directory_of_ons):
        loads(written(tmp_path, lines))
        found.append(areas())
    assert found[0] == found[1] == found[2]
    assert set(found[0]) == {"HX7 8", "HX7", "OL14 5", "OL14"}
    loads(written(tmp_path, ten("HX7 8", 399000, 427000)))
    assert areas() == {"HX7 8": (399000, 427000), "HX7": (399000, 427000)}


def test_what_is_kept_is_the_middle_of_an_area_and_never_a_postcode(tmp_path):
    few = '"HX6 1AA",10,404000,423000,"E92000001"\n'
    found = loads(written(tmp_path, ten("HX7 8", 399000, 427000) + few))
    assert (found.postcodes, found.left_out) == (11, 0)
    # the one postcode of HX6 1 would be a few homes: only its district is there
    assert areas() == {"HX7 8": (399000, 427000), "HX7": (399000, 427000), "HX6": (404000, 423000)}


def test_loading_twice_is_loading_once_and_what_is_gone_from_the_file_is_gone(tmp_path):
    first = written(tmp_path, "HX7 8,53.74,-2.01\nOL14 5,53.71,-2.10\n")
    loads(first)
    before = areas()
    loads(first)
    assert areas() == before
    loads(written(tmp_path, "OL14 5,53.71,-2.10\n", "other.csv"))
    assert set(areas()) == {"OL14 5", "OL14"}


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("HX7 8,53.74,-2.01\nHX7 9,here,-2.01\n", "some.csv, line 2: “here, -2.01” says no place."),
        ("HX7 8,53.74,-2.01\n\nHX7 9,nan,-2.01\n", "some.csv, line 3: “nan, -2.01” says no place."),
        ("HX7 8,53.74,-2.01\nHX7 9,48.85,2.35\n", "some.csv, line 2: “48.85, 2.35” is not in the United Kingdom."),
        ("HX7 8,53.74,-2.01\nNowhere,53.7,-2.0\n", "some.csv, line 2: “Nowhere” is no postcode."),
        ("HX7 8,53.74,-2.01\nHX7 9,53.7\n", "some.csv, line 2: there are too few columns."),
        ("name,age\nIris,82\n", "some.csv, line 1: name the columns postcode, latitude and longitude"),
        ("HX7 8,53.74\n", "some.csv, line 1: after the postcode come its latitude and longitude."),
        ('HX7 8,53.74,-2.01\n"HX7 9,53.7,-2\n', "some.csv, line 2: this is no line of a CSV file"),
        ("", "There is no postcode in it."),
        ("postcode,lat,long\nHX7 8AA,99.999999,0\n", "There is no postcode in it."),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_nothing_is_half_loaded(tmp_path, lines, sentence):
    loads(written(tmp_path, "OL14 5,53.71,-2.10\n", "before.csv"))
    with pytest.raises(RuleBroken) as no:
        loads(written(tmp_path, lines))
    assert str(no.value).startswith(sentence)
    assert "Nothing was loaded." in str(no.value)
    assert set(areas()) == {"OL14 5", "OL14"}


def test_files_of_two_kinds_no_text_and_no_file_are_refused_with_a_sentence(tmp_path):
    degrees, metres = (
        written(tmp_path, "HX7 8,53.74,-2.01\n"),
        written(tmp_path, ten("HX7 8", 399000, 427000), "hx.csv"),
    )
    with pytest.raises(RuleBroken, match="Load one kind"):
        loads(degrees, metres)
    (tmp_path / "picture.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RuleBroken, match="no text in UTF-8"):
        loads(tmp_path / "picture.csv")
    with pytest.raises(RuleBroken, match=r"gone\.csv cannot be read"):
        loads(tmp_path / "gone.csv")
    with pytest.raises(RuleBroken, match="cannot be read"):
        loads(tmp_path)
    assert areas() == {}


def test_postcodes_that_lie_nowhere_are_left_out_and_counted(tmp_path):
    lines = "pcds,lat,long\nHX7 8,53.74,-2.01\nJE2 3AB,99.999999,0.000000\nGY1 1AA,,\n"
    assert loads(written(tmp_path, lines)).left_out == 2
    grid = '"HX7 8AA",10,399000,427000,"E92000001"\n"HX7 8ZZ",90,0,0,""\n'
    assert loads(written(tmp_path, grid)).left_out == 1


def test_distances_on_the_map_are_true():
    """Hebden Bridge to Todmorden is some six kilometres, Land's End to John o' Groats some 970 (Ordnance Survey)."""

    def between(one: tuple[float, float], other: tuple[float, float]) -> float:
        (east, north), (east_too, north_too) = on_map(*one), on_map(*other)
        return ((east - east_too) ** 2 + (north - north_too) ** 2) ** 0.5 / 1000

    assert between((53.7416, -2.0133), (53.7137, -2.0960)) == pytest.approx(6.27, abs=0.1)
    assert between((50.0657, -5.7132), (58.6373, -3.0689)) == pytest.approx(970, rel=0.005)


def test_a_circle_asks_by_name_and_can_neither_list_nor_change_anything(tmp_path, calderdale):
    loads(written(tmp_path, "HX7 8,53.74,-2.01\n"))
    directory.forget()
    with in_circle(calderdale):
        assert set(services.places_of(["HX7 8AA", "HX6 1AA", "nonsense"])) == {"HX7 8AA"}
    for statement in ("SELECT * FROM public.postcodes_area", "DELETE FROM public.postcodes_loading"):
        with pytest.raises(ProgrammingError, match="permission denied"), in_circle(calderdale):
            with connection.cursor() as cursor:
                cursor.execute(statement)


def test_what_is_loaded_anew_holds_at_once_for_whoever_asks(tmp_path, calderdale):
    for line in ("HX7 8,53.74,-2.01\n", "HX7 8,53.80,-2.01\n"):
        loads(written(tmp_path, line))
        directory.forget()
        assert directory.all_living()  # somebody's next request, before it enters a circle
        east, north = on_map(*(float(each) for each in line.split(",")[1:]))
        with in_circle(calderdale):
            assert services.places_of(["HX7 8AA"]) == {"HX7 8AA": (round(east), round(north))}


def test_a_large_file_as_it_is_published_is_read_row_by_row(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["pcds", "lat", "long"])
        for n in range(20_000):
            letters = f"{'ABDEFGHJLN'[n // 10 % 10]}{'ABDEFGHJLN'[n % 10]}"
            rows.writerow([f"HX{n // 1000 % 10} {n // 100 % 10}{letters}", 53.7 + n / 100_000, -2])
    found = loads(path)
    assert (found.postcodes, found.areas) == (20_000, 110)
