"""Whatever a spreadsheet writes is read as it was meant; what cannot be read is refused with what to do."""

from datetime import date

import pytest

from kernel.errors import RuleBroken
from tenant_apps.importing.checking import check, sentence
from tenant_apps.importing.columns import checked, guessed, of_rights
from tenant_apps.importing.reading import MOST_BYTES, decoded, table_of

TODAY = date(2026, 11, 22)
LIST = "Name,E-mail\r\nZoë Müller,zoe@moor.example\r\nJosé Ó Briain,jose@moor.example\r\n"


@pytest.mark.parametrize(
    "data",
    [
        LIST.encode("utf-8"),
        LIST.encode("utf-8-sig"),
        LIST.encode("utf-16"),
        b"\xfe\xff" + LIST.encode("utf-16-be"),
        LIST.encode("utf-16-le"),
        LIST.encode("utf-16-be"),
        LIST.encode("cp1252"),
        LIST.replace(",", ";").encode("cp1252"),
        LIST.replace(",", "\t").encode("utf-16"),
        ("sep=;\r\n" + LIST.replace(",", ";")).encode("utf-8-sig"),
        LIST.replace("\r\n", "\n").encode(),
        LIST.replace("\r\n", "\r").encode(),
    ],
    ids=["utf-8", "utf-8 with its mark", "utf-16", "utf-16 big", "utf-16 without a mark", "utf-16 big without",
         "cp1252", "semicolons", "tabs", "sep", "unix lines", "old mac lines"],
)  # fmt: skip
def test_zoe_keeps_her_two_dots_whatever_program_wrote_the_list(data):
    table = table_of(decoded(data))
    assert table.header == ["Name", "E-mail"]
    assert [line.cells for line in table.lines] == [
        ["Zoë Müller", "zoe@moor.example"],
        ["José Ó Briain", "jose@moor.example"],
    ]


def test_a_line_is_called_by_where_it_begins_in_the_file():
    table = table_of('Name,How to reach them\n"Ann","Ring twice,\nthen knock"\n\n,\nBob,\n')
    assert [(line.number, line.cells[0]) for line in table.lines] == [(2, "Ann"), (6, "Bob")]
    assert table.lines[0].cells[1] == "Ring twice,\nthen knock"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04rest of a workbook", "Save as"),
        (b"\xd0\xcf\x11\xe0old workbook", "Save as"),
        (b"x" * (MOST_BYTES + 1), "2 megabytes"),
        (b"Name,\x00\x00Phone\nA,b", "CSV UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "CSV UTF-8"),
        (b"", "nobody"),
        (b"Name,Phone\n", "nobody"),
        (b"Name\n" + b"Ann\n" * 5001, "5,000"),
        (b"a," * 41 + b"\nAnn\n", "40 columns"),
        (b'Name\n"Ann\n' + b"Bob\n" * 1000, "quotation"),
        (b"Name\n" + b"A" * 200_000 + b"\n", "table"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(data, said):
    with pytest.raises(RuleBroken) as refused:
        table_of(decoded(data))
    assert said in str(refused.value.errors["file"][0])


def test_columns_are_known_by_their_names_in_four_languages():
    assert guessed(["Full Name", "E-Mail Address", "Mobile", "Member since"]) == {
        "0": "name", "1": "email", "2": "phone", "3": "joined_on"}  # fmt: skip
    assert guessed(["Enw cyntaf", "Cyfenw", "Ffôn", "E-bost"]) == {
        "0": "first_name", "1": "last_name", "2": "phone", "3": "email"}  # fmt: skip
    assert guessed(["Imię", "Nazwisko", "Telefon"]) == {"0": "first_name", "1": "last_name", "2": "phone"}
    assert guessed(["Ad", "Soyad", "E-posta"]) == {"0": "first_name", "1": "last_name", "2": "email"}
    assert guessed(["Phone", "Telephone", "Shoe size"]) == {"0": "phone"}


def test_a_column_of_rights_is_named_and_never_taken():
    assert of_rights(["Name", "Role", "Hats", "Password"]) == ["Role", "Hats", "Password"]
    with pytest.raises(RuleBroken):
        checked({"0": "name", "1": "account_id"}, ["Name", "Account"])


@pytest.mark.parametrize("columns", [{}, {"0": "phone"}, {"0": "name", "1": "name"}, {"7": "name"}, {"x": "name"}])
def test_columns_that_make_no_sense_are_refused(columns):
    with pytest.raises(RuleBroken):
        checked(columns, ["Name", "Phone"])


def look(what: str, text: str):
    return check(["Ann Lee", text], {"0": "name", "1": what}, 2, TODAY)


@pytest.mark.parametrize(
    ("what", "text", "said"),
    [
        ("email", "ann at home", "“ann at home” cannot stand in “E-mail address”"),
        ("phone", "none", "“none” is no telephone number"),
        ("phone", "1" * 50, "too long"),
        ("known_as", "A" * 61, "“Likes to be called” is too long"),
        ("known_as", "=HYPERLINK(\"http://x\")", "spreadsheets calculate"),
        ("contact_note", "@SUM(A1)", "spreadsheets calculate"),
        ("contact_note", "-2+3", "spreadsheets calculate"),
        ("phone", "+cmd|' /C calc'!A0", "spreadsheets calculate"),
        ("joined_on", "yesterday", "“yesterday” is no day. Write it like 2026-05-31"),
        ("joined_on", "31/02/2025", "is no day"),
        ("joined_on", "01/01/2030", "lies in the future"),
        ("reach_by", "Pigeon", "“Pigeon” is not one of the answers for “Best way to reach them”"),
        ("known_as", "A\u202enn", "cannot stand in"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_what_to_do(what, text, said):
    problems = [sentence(each) for each in look(what, text).problems]
    assert any(said in each for each in problems), problems


@pytest.mark.parametrize(
    ("what", "text", "read"),
    [
        ("email", " Ann@Moor.Example ", "ann@moor.example"),
        ("phone", "+44 1422 555 010", "+44 1422 555 010"),
        ("phone", "'+44 1422 555 010", "+44 1422 555 010"),
        ("joined_on", "2024-03-01", "2024-03-01"),
        ("joined_on", "1/3/2024", "2024-03-01"),
        ("joined_on", "01.03.2024 00:00:00", "2024-03-01"),
        ("reach_by", "by PHONE", "phone"),
        ("language", "Welsh", "cy"),
        ("language", "en", "en-gb"),
        ("joined_on", "", ""),
    ],
)
def test_what_people_write_is_understood(what, text, read):
    found = look(what, text)
    assert (found.problems, found.values[what]) == ([], read)


def test_first_and_last_name_become_one_and_nobody_is_without():
    columns = {"0": "first_name", "1": "last_name"}
    assert check(["Ann", " Lee"], columns, 2, TODAY).values["name"] == "Ann Lee"
    assert [each["code"] for each in check(["", " "], columns, 2, TODAY).problems] == ["no_name"]


def test_a_row_with_too_many_cells_says_so():
    (problem,) = check(["Ann", "Lee", "x"], {"0": "name"}, 2, TODAY).problems
    assert "more cells" in sentence(problem)
