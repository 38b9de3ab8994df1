"""`coopbox postcodes`: how many there are, from when, and loading more."""

import pytest

from shared_apps.postcodes.models import Area, Loading
from tenants.context import in_federation


@pytest.fixture(autouse=True)
def _gone_afterwards(committed):
    yield
    with in_federation():
        Area.objects.all().delete()
        Loading.objects.all().delete()


def test_an_operator_loads_postcodes_and_reads_what_there_is(say, tmp_path):
    code, said = say("postcodes")
    assert code == 0
    assert "No postcodes are loaded" in said
    assert say("postcodes", "--json")[1]["postcodes"] == 0
    path = tmp_path / "valley.csv"
    path.write_text("postcode,latitude,longitude\nHX7 8,53.74,-2.01\nOL14 5,53.71,-2.10\n")
    for _again in range(2):
        code, said = say("postcodes", "load", str(path))
        assert (code, said[:39]) == (0, "2 postcodes in 4 areas, from valley.csv")
    facts = say("postcodes", "--json")[1]
    assert (facts["postcodes"], facts["areas"], facts["source"]) == (2, 4, "valley.csv")
    assert facts["loaded_at"]


def test_a_bad_row_ends_with_one_and_a_sentence(say, tmp_path):
    path = tmp_path / "valley.csv"
    path.write_text("HX7 8,53.74,-2.01\nHX7 9,53.74,a long way\n")
    code, said = say("postcodes", "load", str(path))
    assert (code, said) == (1, "valley.csv, line 2: “53.74, a long way” says no place. Nothing was loaded.\n")
    code, said = say("postcodes", "load", str(path), "--json")
    assert (code, said["error"]["code"]) == (1, "bad_row")
    assert "No postcodes are loaded" in say("postcodes")[1]
    assert say("postcodes", "load")[0] == 2
