"""Mail is caught whole, by any number of processes, and sign-in codes are said out loud."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.test import override_settings

from dev import caught_mail
from dev.children import CONSOLE


@pytest.fixture(autouse=True)
def a_drawer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.delenv(CONSOLE, raising=False)
    with override_settings(COOPBOX_HOME=tmp_path):
        yield


def mail(subject: str = "Hello", to: str = "cora@calderdale.example", **headers: str) -> EmailMessage:
    return EmailMessage(subject, "Good morning, Cora.\n", "no-reply@localhost", [to], headers=headers)


def send(*messages: EmailMessage) -> int:
    return caught_mail.CaughtMail().send_messages(messages)


def test_what_was_sent_can_be_read_the_newest_first() -> None:
    assert send(mail("First"), mail("Wärme & Tee — “second”")) == 2
    second, first = caught_mail.letters()
    assert [first.subject, second.subject] == ["First", "Wärme & Tee — “second”"]
    assert first.to == "cora@calderdale.example"
    assert "Good morning, Cora." in first.text


def test_a_sign_in_code_is_said_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    send(mail("Your code", **{caught_mail.CODE_HEADER: "FHKL2346"}), mail("No code"))
    assert capsys.readouterr().out == "sign-in code for cora@calderdale.example: FHKL2346\n"
    assert [letter.code for letter in caught_mail.letters()] == ["", "FHKL2346"]


def test_under_the_supervisor_codes_go_to_its_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "terminal").open("wb") as terminal:
        monkeypatch.setenv(CONSOLE, str(terminal.fileno()))
        send(mail(**{caught_mail.CODE_HEADER: "QRWY7946"}))
    assert (tmp_path / "terminal").read_text() == "sign-in code for cora@calderdale.example: QRWY7946\n"


def test_a_terminal_that_is_gone_loses_no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    monkeypatch.setenv(CONSOLE, str(writer))
    assert send(mail(**{caught_mail.CODE_HEADER: "QRWY7946"})) == 1
    os.close(writer)
    assert len(caught_mail.letters()) == 1


def test_a_message_with_pages_is_shown_as_words() -> None:
    message = EmailMultiAlternatives("Both", "In words", "no-reply@localhost", ["iris@calderdale.example"])
    message.attach_alternative("<p>In <b>pages</b></p>", "text/html")
    send(message)
    assert caught_mail.letters()[0].text.strip() == "In words"


def test_only_the_last_two_hundred_are_kept_however_many_write_at_once() -> None:
    with ThreadPoolExecutor(8) as together:
        list(together.map(lambda number: send(mail(f"Number {number}")), range(230)))
    kept = caught_mail.letters()
    assert len(kept) == caught_mail.KEPT
    assert not list(caught_mail.drawer().glob(".*.part"))
    assert all(letter.text.startswith("Good morning") for letter in kept)


def test_others_on_this_machine_cannot_read_it() -> None:
    send(mail())
    assert caught_mail.drawer().stat().st_mode & 0o077 == 0


def test_there_is_no_letter_of_another_name() -> None:
    assert caught_mail.read("1-00000000") is None
