"""A circle goes into an archive and comes out of it elsewhere: table by table and file by file the same."""

import json
import tarfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core import mail

from provisioning import circles, homes, owner
from provisioning.archive import tables
from provisioning.archive.signing import fingerprint
from shared_apps.identity.models import Account, CircleLink
from shared_apps.runs.models import Run, Sealed
from tenant_apps.journal.delivering import deliver_due
from tenant_apps.journal.models import Delivery, Entry
from tenant_apps.people.models import Hat, Person
from tenants import directory, exports
from tenants.context import circle_context, in_circle, in_federation
from tests.archive.carrying import WORDS, bring_in, export, files, plain, rows, said
from tests.world import CANARY, browser

DONE = Run.State.DONE


def without_accounts(found: list[str]) -> list[dict]:
    return [{**json.loads(row), "account_id": None} for row in found]


def assert_same(archive, circle) -> None:
    """Every table of the archive stands in this circle as it was, and every file."""
    for table, before in archive.rows.items():
        now = rows(circle.schema, table)
        if table == "people_person":
            assert without_accounts(now) == without_accounts(before)
        elif table == "journal_entry":
            assert now[: len(before)] == before
            new = {json.loads(row)["event"] for row in now[len(before) :]}
            assert new <= {"people.AccountLinked", "provisioning.RunDone"}
        else:
            assert now == before, table
    assert files(circle) == archive.files


def test_a_circle_arrives_in_another_deployment_table_by_table_and_file_by_file(archive, fresh_house):
    run = bring_in(archive.path, "hebden")
    assert run.state == DONE, said(run)
    circle = circles.ref_of(circles.find("hebden"))
    assert_same(archive, circle)
    assert (circle.name, circle.place, circle.state, circle.brand) == (
        archive.circle.name,
        archive.circle.place,
        "open",
        archive.circle.brand,
    )
    assert homes.drift(circle.schema) == []
    assert circle.host == "hebden.localhost"


def test_its_people_sign_in_there_with_the_address_they_had_and_are_told(archive, fresh_house, told):
    mail.outbox.clear()
    bring_in(archive.path, "hebden")
    circle = circles.ref_of(circles.find("hebden"))
    with in_circle(circle):
        cora = Person.objects.get(name=f"Cora {CANARY['calderdale']}")
        assert Person.objects.filter(account_id=None).count() == 0
        assert cora.wears(Hat.Kind.STEWARD)
    with in_federation():
        assert Account.objects.get(pk=cora.account_id).email == f"cora@{CANARY['calderdale'].lower()}.example"
        assert CircleLink.objects.filter(circle_id=circle.id).count() == len(archive.rows["people_person"])
    assert len(told("Your circle has moved")) == len(archive.rows["people_person"])
    directory.forget()
    assert browser(circle, cora).get("/home/").status_code == 200


def test_beside_the_circle_itself_it_comes_in_as_a_second_one_and_nobody_is_told_that_it_moved(archive, told):
    run = bring_in(archive.path, "hebden")
    assert run.state == DONE, said(run)
    second = circles.ref_of(circles.find("hebden"))
    assert second.id != archive.circle.id
    assert told("Your circle has moved") == []
    with in_federation():
        assert any("lives here already, at calderdale.localhost" in line.words for line in run.lines.all())


def test_what_was_still_to_be_sent_is_sent_by_nobody_twice(archive, fresh_house):
    bring_in(archive.path, "hebden")
    circle = circles.ref_of(circles.find("hebden"))
    with in_circle(circle):
        late = set(Delivery.objects.values_list("entry__event", flat=True))
        assert late <= {"people.AccountLinked"}  # what happened here, and nothing that happened there
        assert Entry.objects.count() >= len(archive.rows["journal_entry"])
    mail.outbox.clear()
    with circle_context(circle):
        deliver_due()
    assert mail.outbox == []


def test_sessions_tokens_and_invitations_stay_behind_and_so_does_the_way_people_signed_in(archive, fresh_house):
    inside = plain(archive.path)
    with tarfile.open(fileobj=BytesIO(inside)) as tar:
        names = tar.getnames()
        left = {each["table"] for each in json.load(tar.extractfile("manifest.json"))["left_behind"]}
    assert {"entry_circlesession", "entry_accesstoken", "journal_delivery"} <= left
    assert not [name for name in names if name.startswith("tables/") and name[7:-6] in left]
    bring_in(archive.path, "hebden")
    circle = circles.ref_of(circles.find("hebden"))
    for table in left - {"journal_delivery", "vault_circlekey"}:  # the circle's keys go along by themselves
        assert rows(circle.schema, table) == [], table


def test_the_archive_holds_only_its_own_circle_and_shows_nothing_of_it_from_outside(archive):
    outside, inside = archive.path.read_bytes(), plain(archive.path)
    for slug, word in CANARY.items():
        assert word.encode() not in outside
        assert word.encode().lower() not in outside.lower()
        assert (word.encode() in inside) is (slug == "calderdale")


def test_a_steward_can_read_what_is_in_it_without_coopbox(archive):
    with tarfile.open(fileobj=BytesIO(plain(archive.path))) as tar:
        assert tar.getnames()[:4] == ["manifest.json", "signature.json", "summary.txt", "summary.html"]
        text, page = (tar.extractfile(f"summary.{kind}").read().decode() for kind in ("txt", "html"))
        people = tar.extractfile("tables/people_person.jsonl").read().decode().splitlines()
    assert "- People: 7 (tables/people_person.jsonl)" in text
    assert '<th scope="row">People</th><td>7</td>' in page
    assert "a secret must not open two houses" in text
    assert len(people) == 7
    assert json.loads(people[0])["name"].endswith(CANARY["calderdale"])


def test_where_its_own_id_is_free_the_circle_keeps_it(visitors, todmorden_gone):
    path, circle_id, schema, before = todmorden_gone
    run = bring_in(path, "todmorden")
    assert run.state == DONE, said(run)
    circle = circles.ref_of(circles.find("todmorden"))
    assert (circle.id, circle.schema) == (circle_id, schema)
    assert without_accounts(rows(schema, "people_person")) == without_accounts(before)


@pytest.fixture
def todmorden_gone(visitors, tmp_path):
    """A circle that was exported, and of which nothing is left."""
    from tests.archive.carrying import SOMEBODY, open_todmorden
    from tests.provisioning.living import sweep_out

    circle = open_todmorden()
    path = export(circle).replace(tmp_path / "todmorden.coopbox")
    before = rows(circle.schema, "people_person")
    assert SOMEBODY in before[0]
    sweep_out(["todmorden"])
    return path, circle.id, circle.schema, before


def test_beside_the_circle_it_was_made_of_it_gets_an_id_of_its_own(archive):
    run = bring_in(archive.path, "todmorden")
    assert run.state == DONE, said(run)
    circle = circles.ref_of(circles.find("todmorden"))
    assert circle.id != archive.circle.id
    assert_same(archive, circle)


def test_the_passphrase_is_nowhere_and_its_key_is_forgotten(archive):
    run = bring_in(archive.path, "todmorden")
    with in_federation():
        assert run.state == DONE
        assert not Sealed.objects.exists()
        kept = json.dumps(list(Run.objects.values("facts", "found", "key")), default=str)
    assert WORDS not in kept
    assert WORDS.split()[0] not in kept
    assert not [name for name in exports.folder(archive.circle.id).iterdir() if name.suffix != exports.ENDING]


def test_while_it_is_written_people_work_on_and_the_copy_is_of_one_moment(visitors, calderdale, monkeypatch, tmp_path):
    """Somebody adds a person after the first table was read; neither they nor their journal entry are in the copy."""
    real = tables.lines
    added = []

    def slow(schema, table, fields, key):
        yield from real(schema, table, fields, key)
        if not added:
            added.append(True)
            _in_another_thread(lambda: _add_somebody(calderdale))

    monkeypatch.setattr(tables, "lines", slow)
    before = len(rows(calderdale.schema, "people_person"))
    entries = len(rows(calderdale.schema, "journal_entry"))
    path = export(calderdale)
    with tarfile.open(fileobj=BytesIO(plain(path))) as tar:
        counted = {each["table"]: each["rows"] for each in json.load(tar.extractfile("manifest.json"))["tables"]}
    assert (counted["people_person"], counted["journal_entry"]) == (before, entries)
    assert len(rows(calderdale.schema, "people_person")) == before + 1
    owner.raw().execute(
        f'DELETE FROM "{calderdale.schema}".journal_delivery WHERE entry_id IN'
        f' (SELECT id FROM "{calderdale.schema}".journal_entry ORDER BY id DESC LIMIT 1)'
    )
    owner.raw().execute(f"DELETE FROM \"{calderdale.schema}\".people_person WHERE name = 'Nobody yet'")


def _add_somebody(circle) -> None:
    from kernel.actors import SYSTEM
    from tenant_apps.people.services import add_person

    with in_circle(circle):
        add_person("Nobody yet", by=SYSTEM)


def _in_another_thread(do) -> None:
    import threading

    from django.db import connections

    def alone() -> None:
        do()
        connections.close_all()

    other = threading.Thread(target=alone)
    other.start()
    other.join()


def test_archives_are_removed_when_their_days_are_over(archive, settings):
    made = export(archive.circle)
    assert exports.forget_old() == 0
    settings.EXPORTS_KEPT *= 0
    assert exports.forget_old() == 1
    assert not made.exists()


def test_the_same_key_signs_every_archive_of_a_circle(archive):
    again = export(archive.circle)

    def key_in(path: Path) -> str:
        with tarfile.open(fileobj=BytesIO(plain(path))) as tar:
            return fingerprint(bytes.fromhex(json.load(tar.extractfile("signature.json"))["circle"]))

    assert key_in(again) == key_in(archive.path)
    run = bring_in(again, "todmorden", signed_by=key_in(archive.path).upper())
    assert run.state == DONE, said(run)
