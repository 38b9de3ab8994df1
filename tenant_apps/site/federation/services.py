"""What stewards say to the federation: tick, sign, let an officer look or not, read a notice, choose what to report.

Each goes through a narrow function of the database in the same transaction, so that it holds at once for both sides,
together with the entry in the circle's journal, or not at all.
"""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from kernel.ids import uuid7
from kernel.words import refuse_control_signs, tidy
from shared_apps.federation.figures import CODES
from shared_apps.federation.spoken import ENGLISH, WORDINGS
from shared_apps.federation.stages import CIRCLE, item_called
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.site.federation import policies
from tenant_apps.site.federation.events import AgreementSigned, ChecklistTicked, FiguresChosen, SupportAnswered
from tenant_apps.site.federation.says import FederationSays
from tenants import directory

ANSWERS: Final = ("yes", "no", "end")
LONGEST_NAME: Final = 120


@transaction.atomic
def tick(code: str, *, done: bool, by: Actor) -> bool:
    """A steward says that something on the circle's list is done, or takes that back. True when that is news."""
    _speak(by)
    item = item_called(code)
    if item is None:
        raise NotFound
    if item.side != CIRCLE or item.proof:
        raise NotAllowed(_("This is not ticked by hand, or the national co-op ticks it."))
    is_news = _tell("coop.tick(%s, %s, %s)", code, done, by.id)
    if is_news:
        announce(ChecklistTicked(item=Code(code), done=done), by=by)
    return is_news


@transaction.atomic
def sign(said: FederationSays, name: str, *, wording: str, by: Actor, language: str = ENGLISH) -> bool:
    """A steward signs the agreement in force for the circle, by typing their name. Twice is once.

    `wording` and `language` say which words they had before them.
    """
    _speak(by)
    version = said.agreement
    if version is None:
        raise Conflict(_("There is no agreement to sign yet."), code="no_agreement")
    typed = tidy(name)
    try:
        refuse_control_signs(name)
    except ValidationError as no:
        raise RuleBroken(code="name", errors={"name": no.messages}) from no
    if not 1 <= len(typed) <= LONGEST_NAME:
        raise RuleBroken(code="name", errors={"name": [_("Type your name, as you would sign a letter.")]})
    shown = wording if wording in WORDINGS else "plain"
    person = hand_of(by).id
    facts = (uuid7(), version.id, person, typed, shown, language)
    is_news = _tell("coop.sign_agreement(%s, %s, %s, %s, %s, %s)", *facts)
    if is_news:
        announce(AgreementSigned(version_id=version.id, number=version.number), by=by)
    return is_news


@transaction.atomic
def answer_support(said: FederationSays, session_id: UUID, answer: str, *, by: Actor) -> None:
    """A steward lets an officer look, says no, or ends it. It holds from this moment on."""
    _speak(by)
    if said.support_called(session_id) is None or answer not in ANSWERS:
        raise NotFound
    if not _tell("coop.answer_support(%s, %s, %s)", session_id, by.id, answer):
        raise Conflict(_("That has been answered or is over. Look again."), code="answered")
    announce(SupportAnswered(session_id=session_id, outcome=Code(answer)), by=by)
    transaction.on_commit(directory.forget)


@transaction.atomic
def mark_read(said: FederationSays, notice_id: UUID, *, by: Actor) -> None:
    """A steward has read an announcement. Twice is once."""
    _speak(by)
    if all(notice.id != notice_id for notice in said.notices):
        raise NotFound
    _tell("coop.read_announcement(%s, %s)", notice_id, by.id)


@transaction.atomic
def choose_figures(said: FederationSays, kinds: Collection[str], *, by: Actor) -> None:
    """Stewards decide which numbers the circle reports each month; none at all is an answer."""
    _speak(by)
    chosen = [code for code in CODES if code in kinds]
    if len(chosen) != len(set(kinds)):
        raise RuleBroken(_("Choose from the numbers that are shown."), code="kinds")
    if tuple(chosen) != said.figures:
        _tell("coop.choose_figures(%s, %s)", chosen, by.id)
        announce(FiguresChosen(kinds=tuple(map(Code, chosen))), by=by)


def _speak(by: Actor) -> None:
    if not policies.can_speak_for_circle(require(by)):
        raise NotAllowed(_("Only a steward speaks for the circle."))


def _tell(call: str, *values: Any) -> bool:
    """Say it through a door. The door knows by the role in force which circle speaks."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}", values)
        [(is_news,)] = cursor.fetchall()
    return bool(is_news)
