"""What is no good archive is not taken in: a sentence says why, and nothing of it is left behind."""

import errno
import io
import json
import shutil
import tarfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from config import cli_runs
from kernel.actors import SYSTEM
from kernel.errors import Conflict
from provisioning import circles, owner
from provisioning.archive import arriving, container, reading, sealing, signing, tables, writing
from provisioning.archive.refusals import NotTaken
from shared_apps.identity.models import Account, CircleLink
from shared_apps.runs import services as runs
from shared_apps.runs.models import Run, Sealed
from tenants.context import in_federation
from tenants.models import Circle, Domain, SchemaState
from tests import world
from tests.archive.carrying import WORDS, bring_in, plain, quick_lock, said, sealed_again

KEY = quick_lock().key
Things = dict[str, bytes]


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker, tmp_path_factory) -> Path:
    """A good archive of Calderdale."""
    path = tmp_path_factory.mktemp("archive") / "good.coopbox"
    with django_db_blocker.unblock(), in_federation():
        writing.write(circles.find("calderdale"), quick_lock(), path)
    return path


@pytest.fixture(scope="module")
def things(whole: Path) -> Things:
    """What is in it, by name."""
    with tarfile.open(fileobj=io.BytesIO(plain(whole))) as tar:
        return {each.name: tar.extractfile(each).read() for each in tar}


@pytest.fixture
def nothing_left(visitors, settings, tmp_path) -> Iterator[None]:
    """After the test the house is as it was: no circle, address, home, role, file or secret more."""
    before = _house(settings)
    yield
    assert _house(settings) == before


def _house(settings) -> tuple[Any, ...]:
    files = sorted(str(file) for file in Path(settings.MEDIA_ROOT).rglob("*")) if settings.MEDIA_ROOT.exists() else []
    names = owner.raw().execute("SELECT nspname FROM pg_namespace UNION SELECT rolname FROM pg_roles").fetchall()
    with in_federation():
        return (
            set(Circle.objects.using("owner").values_list("pk", flat=True)),
            set(Domain.objects.using("owner").values_list("domain", flat=True)),
            set(SchemaState.objects.using("owner").values_list("schema_name", flat=True)),
            {name for (name,) in names if not name.startswith("pg_")},
            [file for file in files if not file.endswith("circles")],
            Sealed.objects.count(),
            (Account.objects.count(), CircleLink.objects.count()),
        )


def refused(path: Path, *, slug: str = "todmorden", passphrase: str = WORDS, **facts: Any) -> str:
    """The sentence this archive is refused with, for good."""
    run = bring_in(path, slug, passphrase, **facts)
    assert (run.state, run.was_refused) == (Run.State.CANCELLED, True)
    sentence = said(run)
    assert "not foreseen" not in sentence, sentence
    return sentence


def forged(
    things: Things, path: Path, change: Callable[[dict[str, Any], Things], None], *, by: str = "calderdale"
) -> Path:
    """An archive by somebody who has the passphrase and can sign, in which something was changed."""
    changed = dict(things)
    facts = json.loads(changed.pop("manifest.json"))
    changed.pop("signature.json")
    change(facts, changed)
    first = json.dumps(facts).encode()
    out = io.BytesIO()
    container.put(out, "manifest.json", first)
    container.put(out, "signature.json", signing.sign(first, world.circle(by).id).to_bytes())
    for name, data in changed.items():
        container.put(out, name, data)
    return sealed_again(out.getvalue() + container.END, path)


def put(facts: dict[str, Any], things: Things, name: str, data: bytes) -> None:
    """Put other content in, and say so in the manifest."""
    things[name] = data
    entry = next(e for e in (*facts["tables"], facts["accounts"], *facts["files"]) if e["name"] == name)
    entry |= {"size": len(data), "sha256": sha256(data).hexdigest()}
    if "rows" in entry:
        entry["rows"] = data.count(b"\n")


# --- no archive, or not all of it -----------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + b"\0" * 100, b"\0" * 5000])
def test_a_file_that_is_something_else_is_told_from_an_archive(nothing_left, tmp_path, content):
    path = tmp_path / "letter.coopbox"
    path.write_bytes(content)
    assert "not an archive of a circle" in refused(path)


def test_a_file_that_is_not_there_is_not_there(nothing_left, tmp_path):
    assert "There is no file" in refused(tmp_path / "none.coopbox")


def test_an_archive_that_is_cut_anywhere_says_that_its_end_is_missing(nothing_left, whole, tmp_path):
    data = whole.read_bytes()
    shell = len(sealing.look_at(whole).raw)
    path = tmp_path / "cut.coopbox"
    for at in (5, 17, 18, 60, shell - 1, shell, shell + 10, len(data) // 2, len(data) - 1):
        path.write_bytes(data[:at])
        with pytest.raises(NotTaken, match="end of this archive is missing"), path.open("rb") as file:
            sealing.Opener(file, KEY).read(1 << 40)
    assert "end of this archive is missing" in refused(path)


def test_chunks_can_be_neither_left_out_nor_swapped_nor_added(committed, tmp_path):
    path = tmp_path / "long.coopbox"
    sealed_again(bytes(sealing.CHUNK) + b"\1" * sealing.CHUNK + b"the end", path)
    data, shell, size = path.read_bytes(), len(sealing.look_at(path).raw), sealing.CHUNK + sealing.TAG
    head, one, two, three = data[:shell], data[shell : shell + size], data[shell + size : shell + 2 * size], data[-23:]
    assert head + one + two + three == data
    for wrong, why in [
        (head + one + two, "missing"),
        (head + one, "missing"),
        (head + two + one + three, "damaged"),
        (head + one + three, "missing|damaged"),
        (head + one + two + three + three, "damaged|missing"),
        (head + one + two + three + b"\0", "damaged|missing"),
    ]:
        path.write_bytes(wrong)
        with path.open("rb") as file, pytest.raises(NotTaken, match=why):
            sealing.Opener(file, KEY).read(1 << 40)


def test_not_one_byte_of_it_can_be_changed(nothing_left, whole, tmp_path):
    data = bytearray(whole.read_bytes())
    path = tmp_path / "changed.coopbox"
    for at in range(0, len(data), max(1, len(data) // 150)):
        data[at] ^= 1
        path.write_bytes(data)
        with pytest.raises(NotTaken), path.open("rb") as file:
            sealing.Opener(file, KEY).read(1 << 40)
        data[at] ^= 1
    for at in (-1, -sealing.TAG, -sealing.TAG - 1, -5000):
        data[at] ^= 1
        path.write_bytes(data)
        assert "damaged or was changed" in refused(path)
        data[at] ^= 1


@pytest.mark.parametrize("more", [b"\0", b"\n", b"more", bytes(1024), b"x" * (sealing.CHUNK + 100)])
def test_what_was_added_behind_its_end_is_said_to_be_behind_its_end(nothing_left, whole, tmp_path, more):
    path = tmp_path / "longer.coopbox"
    path.write_bytes(whole.read_bytes() + more)
    assert "goes on behind its end" in refused(path)


def test_a_wrong_passphrase_is_told_from_a_damaged_file(nothing_left, whole):
    assert "passphrase does not open" in refused(whole, passphrase="correct horse battery stapler")


@pytest.mark.parametrize("n", [2**13, 2**19, 2**30, 65537, -1, "65536"])
def test_an_archive_cannot_ask_for_all_the_memory_there_is(whole, tmp_path, n):
    data = whole.read_bytes()
    facts = sealing.look_at(whole).raw[len(sealing.MAGIC) + 2 :]
    asked = json.loads(facts)
    asked["key"]["n"] = n
    new = json.dumps(asked).encode()
    path = tmp_path / "greedy.coopbox"
    path.write_bytes(sealing.MAGIC + len(new).to_bytes(2, "big") + new + data[len(sealing.look_at(whole).raw) :])
    with pytest.raises(NotTaken, match="damaged"):
        sealing.look_at(path)


# --- of another time ------------------------------------------------------------------------------------------------


def test_an_archive_in_a_format_to_come_says_that_this_coopbox_is_too_old(whole, tmp_path):
    raw = sealing.look_at(whole).raw
    path = tmp_path / "newer.coopbox"
    path.write_bytes(raw.replace(b'"format":1', b'"format":2') + whole.read_bytes()[len(raw) :])
    with pytest.raises(NotTaken, match="newer Coopbox"):
        sealing.look_at(path)


def test_an_archive_with_migrations_we_do_not_know_is_from_a_newer_release(nothing_left, things, tmp_path):
    def change(facts, things):
        facts["migrations"].append(["people", "0999_wings"])
        facts["release"] = "9.1"

    path = forged(things, tmp_path / "newer.coopbox", change)
    assert "newer release (9.1)" in refused(path)


def test_an_archive_whose_tables_cannot_be_made_any_more_says_which_release_to_pass_through(
    nothing_left, things, tmp_path
):
    def change(facts, things):
        facts["migrations"] = [["people", "0001_squashed_long_ago"]]
        facts["release"] = "0.0.3"

    path = forged(things, tmp_path / "older.coopbox", change)
    assert "Import it into a Coopbox of that release" in refused(path)


# --- by somebody else -----------------------------------------------------------------------------------------------


def test_an_archive_signed_with_the_other_circles_key_is_refused(nothing_left, things, tmp_path):
    path = forged(things, tmp_path / "other.coopbox", lambda facts, things: None, by="clapton")
    assert "signature of this archive is wrong" in refused(path)


def test_another_circles_archive_does_not_pass_for_this_ones(nothing_left, things, tmp_path):
    """Clapton's id in Calderdale's manifest needs Clapton's key."""

    def change(facts, things):
        facts["circle"]["id"] = str(world.circle("clapton").id)

    path = forged(things, tmp_path / "other.coopbox", change, by="calderdale")
    assert "signature of this archive is wrong" in refused(path)


def test_an_archive_signed_by_another_key_than_was_told_is_refused(nothing_left, whole):
    theirs = signing.fingerprint(signing.sign(b"", world.circle("clapton").id).circle)
    assert "signature of this archive is wrong" in refused(whole, signed_by=theirs)


def test_a_manifest_that_was_changed_after_it_was_signed_is_refused(nothing_left, things, tmp_path):
    out = io.BytesIO()
    container.put(out, "manifest.json", things["manifest.json"].replace(b"Calderdale", b"Calderdole"))
    container.put(out, "signature.json", things["signature.json"])
    path = sealed_again(out.getvalue() + container.END, tmp_path / "changed.coopbox")
    assert "signature of this archive is wrong" in refused(path)


# --- bombs ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "files/../../escape",
        "files//etc/passwd",
        "/etc/passwd",
        "files/a/./b",
        "files/a\\b",
        "files/" + "x" * 300,
        "files/a\nb",
    ],
)
def test_a_file_whose_name_leads_out_of_its_folder_is_refused(nothing_left, things, tmp_path, name):
    def change(facts, things):
        things[name] = b"x"
        facts["files"].append({"name": name, "size": 1, "sha256": sha256(b"x").hexdigest()})

    path = forged(things, tmp_path / "bomb.coopbox", change)
    assert "damaged" in refused(path)


def test_a_link_is_not_what_was_expected(nothing_left, things, tmp_path):
    """The manifest says that a file comes; a link to somewhere else comes."""

    def change(facts, things):
        facts["files"].append({"name": "files/link", "size": 0, "sha256": sha256(b"").hexdigest()})

    path = forged(things, tmp_path / "link.coopbox", change)
    link = tarfile.TarInfo("files/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    inside = plain(path).removesuffix(container.END) + link.tobuf(tarfile.PAX_FORMAT) + container.END
    assert "damaged" in refused(sealed_again(inside, path))


def test_two_files_that_stand_in_each_others_way_are_refused(nothing_left, things, tmp_path):
    def change(facts, things):
        for name in ("files/a", "files/a/b"):
            things[name] = b"x"
            facts["files"].append({"name": name, "size": 1, "sha256": sha256(b"x").hexdigest()})

    assert "damaged" in refused(forged(things, tmp_path / "clash.coopbox", change))


def test_what_does_not_fit_on_the_disk_is_known_before_anything_is_written(nothing_left, things, tmp_path):
    def change(facts, things):
        facts["files"].append({"name": "files/huge", "size": 1 << 39, "sha256": "0" * 64})

    assert "holds more than is taken in" in refused(forged(things, tmp_path / "huge.coopbox", change))


def test_an_archive_may_not_be_bigger_than_the_deployment_takes(nothing_left, whole, settings):
    settings.ARCHIVE_LIMIT = 1000
    assert "ARCHIVE_LIMIT_GB" in refused(whole)


def test_a_row_of_absurd_size_is_refused(nothing_left, whole, monkeypatch):
    monkeypatch.setattr(tables, "ROW_LIMIT", 100)
    assert "holds more than is taken in" in refused(whole)


def test_a_full_disk_leaves_nothing_behind(nothing_left, whole, monkeypatch):
    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(arriving, "put_files", full)
    assert "not enough room" in refused(whole)


# --- rows that are none ---------------------------------------------------------------------------------------------

PEOPLE = "tables/people_person.jsonl"


def _people(change: Callable[[list[dict[str, Any]]], Any]) -> Callable[[dict[str, Any], Things], None]:
    def changed(facts: dict[str, Any], things: Things) -> None:
        rows = [json.loads(line) for line in things[PEOPLE].splitlines()]
        rows = change(rows) or rows
        put(facts, things, PEOPLE, b"".join(json.dumps(row).encode() + b"\n" for row in rows))

    return changed


def _deep(facts: dict[str, Any], things: Things) -> None:
    put(facts, things, PEOPLE, b'{"a":' * 100_000 + b"\n")


def _table_that_stays(facts: dict[str, Any], things: Things) -> None:
    """A session smuggled in: whoever wrote it would be signed in as somebody."""
    name = "tables/entry_circlesession.jsonl"
    row = {"name": name, "size": 0, "sha256": sha256(b"").hexdigest(), "table": "entry_circlesession", "rows": 0}
    facts["tables"].append(row | {"columns": ["session_key"]})


def _table_missing(facts: dict[str, Any], things: Things) -> None:
    facts["tables"] = [each for each in facts["tables"] if each["name"] != PEOPLE]
    del things[PEOPLE]


WRONG: dict[str, Callable[[dict[str, Any], Things], None]] = {
    "a column too many": _people(lambda rows: rows[0].update(wings=2)),
    "a column too few": _people(lambda rows: rows[0].pop("name") and None),
    "a date that is none": _people(lambda rows: rows[0].update(joined_on="the other day")),
    "a name that is too long": _people(lambda rows: rows[0].update(name="x" * 500)),
    "nobody's name": _people(lambda rows: rows[0].update(name="")),
    "one key twice": _people(lambda rows: [*rows, rows[0]]),
    "a zero byte": _people(lambda rows: rows[0].update(name="a\0b")),
    "people of hats who are not there": _people(lambda rows: rows[3:]),
    "a list": lambda facts, things: put(facts, things, PEOPLE, b"[1, 2]\n"),
    "half a row": lambda facts, things: put(facts, things, PEOPLE, things[PEOPLE][:-10]),
    "depth": _deep,
    "sessions": _table_that_stays,
    "a table missing": _table_missing,
    "no columns": lambda facts, things: facts["tables"][0].update(columns=[]),
    "an odd table": lambda facts, things: facts["tables"][0].update(table='x"; DROP SCHEMA public; --'),
    "more rows than there are": lambda facts, things: facts["tables"][0].update(rows=10**9),
    "no id": lambda facts, things: facts["circle"].update(id="x"),
    "a wrong colour": lambda facts, things: facts["circle"].update(brand="red; }"),
    "words that are none": lambda facts, things: facts["circle"].update(words={"team": {"a": 1}}),
    "a name in two lines": lambda facts, things: facts["circle"].update(place="Two\nlines"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_rows_and_facts_that_make_no_sense_are_refused(nothing_left, things, tmp_path, wrong):
    def change(facts, changed):
        WRONG[wrong](facts, changed)

    assert refused(forged(things, tmp_path / "wrong.coopbox", change))


def test_what_is_hidden_behind_the_end_is_found(nothing_left, whole, tmp_path):
    path = sealed_again(plain(whole) + b"more", tmp_path / "more.coopbox")
    assert "damaged" in refused(path)


def test_an_archive_that_is_exchanged_while_it_is_taken_in_is_refused(
    nothing_left, whole, things, tmp_path, monkeypatch
):
    path = tmp_path / "archive.coopbox"
    shutil.copy(whole, path)
    real = reading.look_through

    def exchange(archive, **kwargs):
        real(archive, **kwargs)
        forged(things, path, _people(lambda rows: rows[0].update(name="Somebody else")))

    monkeypatch.setattr(reading, "look_through", exchange)
    assert "damaged" in refused(path)


# --- addresses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "why"),
    [("clapton", "taken"), ("c1apton", "mistaken"), ("www", "kept for the federation"), ("A b", "letters")],
)
def test_an_address_that_cannot_be_had_is_refused_and_another_one_asked_for(nothing_left, whole, slug, why):
    assert why in refused(whole, slug=slug)


def test_an_address_that_is_taken_in_the_middle_is_refused_too(nothing_left, whole, monkeypatch):
    real = arriving.number_for

    def too_late(wanted):
        monkeypatch.setattr(arriving, "check_address", lambda slug: _taken())
        return real(wanted)

    monkeypatch.setattr(arriving, "number_for", too_late)
    assert "taken" in refused(whole)


def _taken() -> None:
    from provisioning import names

    names.check_others("todmorden", ["todmorden"])


def test_what_was_refused_is_over_and_says_what_helps_at_every_door(nothing_left, whole, tmp_path):
    from tests.archive.carrying import carry_out

    path = tmp_path / "cut.coopbox"
    path.write_bytes(whole.read_bytes()[:-100])
    run = bring_in(path, "todmorden")
    with in_federation(), pytest.raises(Conflict):
        runs.retry(run, by=SYSTEM, wake=False)
    with pytest.raises(Conflict) as no:
        cli_runs.try_again(run)
    assert no.value.code == "refused"
    assert "Copy the file again, all of it. Nothing was made of it" in str(no.value)
    assert "run retry" not in str(no.value)
    run = carry_out(run)
    assert run.was_refused
    assert {step.tries for step in run.steps.all() if step.said} == {1}
