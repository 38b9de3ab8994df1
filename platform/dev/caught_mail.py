"""Mail on the embedded default is caught, not sent: kept as files, shown on a page, and sign-in codes said out loud.

Each message is one file, whole from the moment its name appears, so several processes may write and read at once. The
last two hundred are kept.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.html import strip_tags

from dev.children import CONSOLE

KEPT = 200
CODE_HEADER = "X-Coopbox-Code"


class CaughtMail(BaseEmailBackend):
    """Django's way to this drawer (`EMAIL_BACKEND`)."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            keep(message)
            if code := message.extra_headers.get(CODE_HEADER):
                say(f"sign-in code for {', '.join(message.to)}: {code}")
        return len(email_messages)


@dataclass(frozen=True)
class Letter:
    """One caught message, as its page shows it."""

    name: str
    subject: str
    sender: str
    to: str
    code: str
    at: datetime | None
    text: str


def drawer() -> Path:
    return Path(settings.COOPBOX_HOME) / "mail"  # type: ignore[misc]


def keep(message: EmailMessage) -> Path:
    """Put one message into the drawer, and let the oldest go."""
    folder = drawer()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{time.time_ns()}-{secrets.token_hex(4)}"
    part = folder / f".{name}.part"
    part.write_bytes(message.message().as_bytes())
    path = part.replace(folder / f"{name}.eml")
    for old in newest_first()[KEPT:]:
        old.unlink(missing_ok=True)
    return path


def newest_first() -> list[Path]:
    return sorted(drawer().glob("*.eml"), key=lambda path: path.name, reverse=True)


def letters() -> list[Letter]:
    """Every kept message, the newest first. One that another process just let go is not there."""
    return [letter for path in newest_first() if (letter := read(path.stem))]


def read(name: str) -> Letter | None:
    """One message, or None when there is none of that name."""
    try:
        raw = (drawer() / f"{name}.eml").read_bytes()
    except FileNotFoundError:
        return None
    message = message_from_bytes(raw, _class=Parsed, policy=policy.default)
    date = message["Date"]
    return Letter(
        name=name,
        subject=str(message["Subject"] or ""),
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        code=str(message[CODE_HEADER] or ""),
        at=date.datetime if date is not None else None,
        text=_text(message),
    )


def say(line: str) -> None:
    """To the terminal where `coopbox up` runs; without one, to our own output."""
    console = os.environ.get(CONSOLE, "")
    try:
        if console.isdigit():
            os.write(int(console), f"{line}\n".encode())
        else:
            print(line, file=sys.stdout, flush=True)
    except OSError:
        pass  # the terminal is gone; the message is kept all the same


def _text(message: Parsed) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    text = str(part.get_content())
    return strip_tags(text) if part.get_content_subtype() == "html" else text
