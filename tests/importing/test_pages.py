"""The pages and the programs' door: a list step by step, and nothing for anybody who does not look after people."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tenant_apps.importing.models import Import
from tenant_apps.people.models import Person
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
IMPORT = "/circle/members/import/"
API = "/api/v1/people-lists/"
LIST = "Name;E-mail;Shoes\nZoë Hill;zoe@moor.example;38\n<b>Bo</b>;bo at moor;41\n"


def upload(browser, data: bytes, name="members.csv"):
    return browser.post(IMPORT, {"file": SimpleUploadedFile(name, data), "pasted": ""})


def test_cora_brings_a_list_step_by_step(browser_of, calderdale, cast, work):
    cora = browser_of(calderdale, cast.cora)
    assert "Bring in a list" in cora.get(IMPORT).text
    sent = upload(cora, LIST.encode("cp1252"))
    where = sent.headers["location"]
    columns = cora.get(where)
    assert "Shoes" in columns.text
    assert "Zoë Hill" in columns.text
    assert cora.post(f"{where}columns/", {"column-0": "name", "column-1": "email"}).status_code == 302
    assert "<progress" in cora.get(where).text
    assert cora.get(where, headers={"HX-Request": "true"}).text.startswith("<p><progress")
    work()
    found = cora.get(where)
    assert "Line 3" in found.text
    assert "“bo at moor” cannot stand in “E-mail address”" in found.text
    assert "<b>Bo</b>" not in found.text
    assert "Nothing has been written yet." in found.text
    assert cora.get(where, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert cora.post(f"{where}confirm/").status_code == 302
    work()
    done = cora.get(f"{where}?show=brought")
    assert "Zoë Hill" in done.text
    assert "can be undone" in done.text
    with in_circle(calderdale):
        assert Person.objects.get(name="Zoë Hill").account_id is None
    assert cora.post(f"{where}undo/").status_code == 302
    work()
    with in_circle(calderdale):
        assert not Person.objects.filter(name="Zoë Hill").exists()
    assert "Undone" in cora.get(where).text


def test_what_cannot_be_read_is_said_beside_the_file(browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    for data, said in [(b"PK\x03\x04", "Save as"), (b"Name\n", "nobody in this list")]:
        answer = upload(cora, data)
        assert answer.status_code == 422
        assert said in answer.text
    assert "Choose a file, or paste a list." in cora.post(IMPORT, {"pasted": ""}).text


def test_a_pasted_list_is_a_list(browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    assert cora.post(IMPORT, {"pasted": "Name\tPhone\nAnn Lee\t01422 555 010\n"}).status_code == 302


def test_columns_that_make_no_sense_are_asked_again(browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    where = upload(cora, LIST.encode()).headers["location"]
    again = cora.post(f"{where}columns/", {"column-0": "name", "column-1": "name"})
    assert again.status_code == 422
    assert "Two columns cannot be the same thing." in again.text


def test_a_list_that_is_dropped_is_gone(browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    where = upload(cora, LIST.encode()).headers["location"]
    assert cora.post(f"{where}drop/").status_code == 302
    assert cora.get(where).status_code == 404
    with in_circle(calderdale):
        assert not Import.objects.latest("made_at").rows.exists()


def test_nobody_else_finds_these_pages(browser_of, calderdale, cast):
    where = upload(browser_of(calderdale, cast.cora), LIST.encode()).headers["location"]
    for member in (cast.sol, cast.iris, cast.fin):
        browser = browser_of(calderdale, member)
        for address in (IMPORT, where):
            assert browser.get(address).status_code == 404
        assert browser.post(f"{where}confirm/").status_code == 404
        assert browser.get(API).status_code in (403, 404)


def test_programs_take_the_same_steps_and_read_the_same_sentences(browser_of, calderdale, cast, work):
    cora = browser_of(calderdale, cast.cora)

    def send(address, body=None):
        return cora.post(address, json.dumps(body or {}), content_type="application/json")

    made = send(API, {"text": LIST})
    assert made.status_code == 201
    assert made.json()["state"] == "checking"
    where = f"{API}{made.json()['id']}/"
    work()
    assert cora.get(where).json()["rows"] == {"new": 1, "wrong": 1}
    (wrong,) = cora.get(f"{where}rows/?state=wrong").json()["results"]
    assert wrong["line"] == 3
    assert "“bo at moor”" in wrong["problems"][0]
    assert send(f"{where}confirm/").json()["state"] == "bringing"
    assert send(f"{where}confirm/").status_code == 409
    work()
    assert cora.get(where).json()["state"] == "done"
    assert send(f"{where}undo/").json()["state"] == "undoing"
    work()
    assert cora.get(where).json()["rows"] == {"undone": 1, "wrong": 1}
    assert send(API, {"text": "Name\n"}).status_code == 422
    assert send(API, {"text": LIST, "columns": {"0": "account_id"}}).status_code == 422
