"""The log of looks: nobody sees what could not be written down, and nothing in it goes or changes unseen."""

import json
import os

import psycopg
import pytest
from django.db import connection

from config.cli import main
from kernel.errors import NotFound
from kernel.sections import Purpose
from tenant_apps.journal.models import NeverEdited
from tenant_apps.people.models import Person
from tenant_apps.privacy import chain
from tenant_apps.privacy.doors import masked, require
from tenant_apps.privacy.looking import NotWrittenDown
from tenant_apps.privacy.models import AccessEvent, AccessLink, AccessWaiting
from tenants.context import in_circle
from tenants.locks import lock_number


@pytest.fixture
def looked(db, cast, calderdale):
    with in_circle(calderdale):
        chain.sweep()
        for person in (cast.june, cast.otto, cast.fin):
            masked(cast.cora, person, Purpose.ADMIN)
        yield AccessEvent.objects.about(cast.otto).get()


def test_the_chain_is_whole_and_says_where_it_ends(looked):
    verdict = chain.verify()
    assert verdict.is_whole
    assert (verdict.links, verdict.waiting) == (AccessEvent.objects.count(), 0)
    assert verdict.head == AccessLink.objects.order_by("-number").first().digest
    assert chain.verify(verdict.head).is_whole


def test_code_cannot_change_a_look(looked):
    looked.purpose = "care"
    for deed in (looked.save, looked.delete, AccessEvent.objects.all().delete):
        with pytest.raises(NeverEdited):
            deed()
    with pytest.raises(NeverEdited):
        AccessEvent.objects.update(purpose="care")


def test_nor_may_the_circles_role(committed, calderdale):
    for statement in (
        "UPDATE privacy_accessevent SET purpose = 'care'",
        "DELETE FROM privacy_accessevent",
        "DELETE FROM privacy_accesslink",
        "UPDATE privacy_accesslink SET digest = ''",
    ):
        with pytest.raises(Exception, match="permission denied"), in_circle(calderdale):
            with connection.cursor() as cursor:
                cursor.execute(statement)


@pytest.mark.parametrize(
    ("deed", "fault"),
    [
        ("UPDATE privacy_accessevent SET purpose = 'care' WHERE id = '{id}'", "not as it was written"),
        ("UPDATE privacy_accessevent SET at = at + interval '1 microsecond' WHERE id = '{id}'", "not as it was"),
        (
            "DELETE FROM privacy_accesslink WHERE event_id = '{id}';DELETE FROM privacy_accessevent WHERE id = '{id}'",
            "is missing",
        ),
        ("DELETE FROM privacy_accesslink WHERE event_id = '{id}'", "is missing"),
    ],
)
def test_whoever_rules_over_the_database_is_found_out(cast, calderdale, deed, fault):
    tables = f'"{calderdale.schema}".privacy_accessevent, "{calderdale.schema}".privacy_accesslink'
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute(f'GRANT UPDATE, DELETE ON {tables} TO "{calderdale.role}"')
        try:
            with in_circle(calderdale):
                for person in (cast.otto, cast.june):
                    masked(cast.cora, person, Purpose.ADMIN)
                looked = AccessEvent.objects.about(cast.otto).latest("id")
                with connection.cursor() as cursor:
                    for statement in deed.split(";"):
                        cursor.execute(statement.format(id=looked.pk))
                verdict = chain.verify()
        finally:
            owner.execute(f'REVOKE UPDATE, DELETE ON {tables} FROM "{calderdale.role}"')
    assert not verdict.is_whole
    assert fault in verdict.fault


def test_an_operator_goes_along_the_chain(committed, calderdale, capsys):
    assert main(["access", "verify", "calderdale"]) == 0
    assert "whole" in capsys.readouterr().out
    assert main(["access", "verify", "--json"]) == 0
    said = {each["circle"]: each for each in json.loads(capsys.readouterr().out)}
    assert said["calderdale"]["whole"]
    end = said["calderdale"]["end"]
    assert main(["access", "verify", "calderdale", "--expect", end]) == 0
    assert main(["access", "verify", "calderdale", "--expect", "0" * 63 + "1"]) == 1
    assert main(["access", "verify", "nowhere"]) == 1
    assert main(["access", "verify", "--expect", end]) == 1


def test_a_chain_that_was_cut_off_is_found_by_the_end_that_was_noted(looked):
    noted = chain.verify().head
    assert not chain.verify("f" * 64).is_whole
    assert chain.verify(noted).is_whole


def test_nobody_waits_for_somebody_elses_page(cast, calderdale):
    """While another page holds the end of the chain, a look is written, waits, and is linked by the next sweep."""
    with in_circle(calderdale):
        before = AccessWaiting.objects.count()
        with psycopg.connect(os.environ["DATABASE_URL"]) as other:
            other.execute("SELECT pg_advisory_xact_lock(%s)", [lock_number(chain.LOCK)])
            masked(cast.cora, cast.otto, Purpose.ADMIN)
        assert chain.verify().waiting == before + 1
        assert chain.verify().is_whole
        chain.sweep()
        verdict = chain.verify()
        assert verdict.is_whole
        assert verdict.waiting == 0


def test_what_cannot_be_written_down_is_not_shown(cast, calderdale, browser_of):
    """The log's table takes no more rows: as on a full disk, or when somebody took the right away."""
    table = f'"{calderdale.schema}".privacy_accessevent'
    browser = browser_of(calderdale, cast.cora)
    owner = psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True)
    with owner.cursor() as cursor:
        cursor.execute(f'REVOKE INSERT ON {table} FROM "{calderdale.role}"')
    try:
        with in_circle(calderdale):
            iris = Person.objects.get(pk=cast.iris.pk)
            for door in (
                lambda: masked(cast.cora, iris, Purpose.ADMIN),
                lambda: require(cast.cora, iris, "people.contact", Purpose.ADMIN),
            ):
                with pytest.raises(NotWrittenDown):
                    door()
            assert masked(cast.otto, cast.cora).called
            with pytest.raises(NotFound):
                masked(cast.otto, iris)
        page = browser.get(f"/circle/members/{cast.iris.pk}/")
        assert page.status_code == 503
        assert cast.iris.email not in page.text
        answer = browser.get("/api/v1/people/")
        assert answer.status_code == 503
        assert answer.json()["code"] == "look_not_written"
    finally:
        with owner.cursor() as cursor:
            cursor.execute(f'GRANT INSERT ON {table} TO "{calderdale.role}"')
        owner.close()
