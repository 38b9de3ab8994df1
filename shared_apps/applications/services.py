"""The verbs of an application: begun, saved step by step, sent, asked back, approved, refused, appealed.

Every one of them locks the application, so that of two things done to it at once one is first and the other is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from kernel.time import now
from shared_apps.applications import posting
from shared_apps.applications.checking import check, check_free_name, check_society
from shared_apps.applications.links import application_of, new_link
from shared_apps.applications.many import none_of_theirs_waits, not_too_many_named
from shared_apps.applications.models import FIELDS, Application, Logo, Message
from shared_apps.applications.policies import FOUNDER, is_founder, may_decide, may_decide_appeal
from shared_apps.identity.services import check_address
from shared_apps.runs.models import Run
from shared_apps.runs.services import ask as ask_for_run
from shared_apps.runs.services import cancel, retry

DRAFTS_KEPT: Final = timedelta(days=180)
EMPTY_DRAFTS_KEPT: Final = timedelta(days=30)
LONGEST_WORDS: Final = 4000
TIME_TO_APPEAL: Final = timedelta(days=30)
OPEN, GO_LIVE, CLOSE = "open", "go-live", "close"


@dataclass(frozen=True)
class Founder:
    """Whoever holds an application's link acts as that application: nobody has an account yet."""

    id: UUID
    kind: str = FOUNDER


def begin(email: str, *, language: str = "en-gb") -> Application:
    """Send somebody the link to their application; begun now if they have none. Raises ValidationError for no address.

    Nothing in what the caller may show differs between the two. The same address again gets a link again. Raises
    TooMany while so many new ones begin that programs are at work; whoever has begun goes on.
    """
    address = check_address(email)
    application = Application.objects.of(address).first()
    if application is None:
        posting.not_too_many_begin()
        application, _made = Application.objects.get_or_create(
            email=address, state=Application.State.DRAFT, defaults={"language": language}
        )
    if application.language != language:
        # Asked for again in another language: from now on letters speak that one.
        application.language = language
        application.save(update_fields=["language"])
    posting.send_link(application, new_link(application))
    return application


def begin_another(application: Application, *, by: Actor) -> Application:
    """One more circle by the same people: an empty application, for whoever proved the address with the last one.

    Raises Conflict (`one_at_a_time`) while another of theirs is still to be decided: each opens a circle and writes to
    the people it names, so nobody has two of them waiting.
    """
    _require_founder(by, application)
    if application.state == Application.State.DRAFT:
        return application
    none_of_theirs_waits(application)
    another, _made = Application.objects.get_or_create(
        email=application.email, state=Application.State.DRAFT, defaults={"language": application.language}
    )
    return another


def renew_link(secret: str) -> None:
    """Send a new link for one that has run out, to the address it went to before. Raises NotFound when it is none."""
    application, _runs = application_of(secret)
    posting.send_link(application, new_link(application))


@transaction.atomic
def save_step(application_id: UUID, step: str, answers: Mapping[str, Any], *, seen: int, by: Actor) -> Application:
    """Keep the answers of one step. `seen` is the version at which the page had read this step (0: not answered yet).

    Saying the same again changes nothing. Raises Conflict (`changed_elsewhere`) when the step was changed meanwhile in
    another window, (`not_now`) when the application can no longer be changed.
    """
    application = locked(application_id)
    _require_founder(by, application)
    if not application.may_change(step):
        raise Conflict(_("This can no longer be changed here: it was sent."), code="not_now")
    new = {name: answers[name] for name in FIELDS[step]}
    was = application.steps.get(step, 0)
    left = application.typed.pop(step, None)
    if was and all(getattr(application, name) == value for name, value in new.items()):
        if left is not None:
            application.save(update_fields=["typed", "changed_at"])
        return application
    if was > seen:
        raise Conflict(
            _("This was changed in another window while you were here. Look at it again, then save."),
            code="changed_elsewhere",
        )
    for name, value in new.items():
        setattr(application, name, value)
    application.version += 1
    application.steps[step] = application.version
    check(application)
    if step in ("name", "place"):
        check_free_name(application)
    application.save(update_fields=[*new, "version", "steps", "typed", "changed_at"])
    if step == "look":
        application.logos.exclude(fingerprint=application.logo).delete()
    return application


@transaction.atomic
def write_in(application_id: UUID, language: str, *, by: Actor) -> None:
    """From now on letters speak the language in which somebody answers."""
    application = locked(application_id)
    _require_founder(by, application)
    if application.language != language and language in dict(settings.LANGUAGES):
        application.language = language
        application.save(update_fields=["language"])


@transaction.atomic
def put_by(application_id: UUID, step: str, typed: Mapping[str, str], *, by: Actor) -> Application:
    """Keep what stands on a page that is not right yet, for whoever finishes it later. It is no answer.

    Raises Conflict (`not_now`) when the application can no longer be changed.
    """
    application = locked(application_id)
    _require_founder(by, application)
    if not application.may_change(step):
        raise Conflict(_("This can no longer be changed here: it was sent."), code="not_now")
    application.typed[step] = {name: str(said)[:LONGEST_WORDS] for name, said in typed.items()}
    application.save(update_fields=["typed", "changed_at"])
    return application


def keep_logo(application_id: UUID, png: bytes, *, by: Actor) -> str:
    """Put away a picture that was made anew. Returns the fingerprint by which the look step names it."""
    require(by)
    fingerprint = sha256(png).hexdigest()[:32]
    Logo.objects.get_or_create(application_id=application_id, fingerprint=fingerprint, defaults={"png": png})
    return fingerprint


@transaction.atomic
def send(application_id: UUID, *, by: Actor) -> Application:
    """Hand an application in, and ask for its circle to be opened. Doing it twice is doing it once.

    Raises RuleBroken (`not_finished`) while an answer is missing, Conflict (`slug_taken`) when another group sent one
    with this web address first, (`answer_first`) while a question of the national co-op is open.
    """
    application = locked(application_id)
    _require_founder(by, application)
    if application.state == Application.State.ASKED:
        raise Conflict(
            _("The federation has a question. Answer it, and what you changed goes along."), code="answer_first"
        )
    return _hand_in(application, by) if application.state == Application.State.DRAFT else application


def _hand_in(application: Application, by: Actor) -> Application:
    """For the first time, or again with an answer."""
    if application.missing():
        raise RuleBroken(_("Some questions are still open. Answer them first."), code="not_finished")
    if application.stewards[0]["email"].lower() != application.email.lower():
        # The first is a steward at once and signs for the circle: nobody can be that by being named.
        raise RuleBroken(_("The first steward is whoever opened the link from their e-mail."), code="not_yours")
    check_society(application)
    first = application.state == Application.State.DRAFT
    if first:
        check(application)
        none_of_theirs_waits(application)
        not_too_many_named(application)
    at_once = settings.START_MODE == "live"
    if first:
        application.is_sandbox = not at_once
    application.state = _handed_in_as(application, at_once=first and at_once)
    application.sent_at = now()
    application.version += 1
    application.typed = {}
    _save_holding_its_address(application, "state", "is_sandbox", "sent_at", "typed")
    if first:
        check_free_name(application)  # after the address: whoever wants both of another circle is told of that
    ask_for_run(
        OPEN,
        by=by,
        key=application.opening_key,
        subject=application.slug,
        facts={"application_id": str(application.pk)},
    )
    return application


def _handed_in_as(application: Application, *, at_once: bool) -> Application.State:
    """An appeal stays one when a question about it was answered: other eyes still have to look."""
    if at_once:
        return Application.State.APPROVED
    return Application.State.SENT if application.appealed_at is None else Application.State.APPEALED


@transaction.atomic
def choose_another_address(application_id: UUID, slug: str, *, by: Actor) -> Application:
    """Somebody else had the address first: go on opening the circle at another one.

    The caller has looked whether it is free. Raises Conflict when the opening did not stop, or the address is taken.
    """
    application = locked(application_id)
    _require_founder(by, application)
    run = Run.objects.filter(key=application.opening_key).first()
    if run is None or run.state != Run.State.STOPPED or application.circle_id is not None:
        raise Conflict(_("The circle is being opened, so its address stays."), code="not_now")
    application.slug = slug
    application.version += 1
    application.steps["address"] = application.version
    _save_holding_its_address(application, "slug", "steps")
    retry(run, by=by)
    return application


@transaction.atomic
def try_opening_again(application_id: UUID, *, by: Actor) -> None:
    """The opening stopped at something that may be over by now. Nothing happens while it is under way."""
    application = locked(application_id)
    _require_founder(by, application)
    run = Run.objects.filter(key=application.opening_key).first()
    if run is not None and run.state == Run.State.STOPPED:
        retry(run, by=by)


@transaction.atomic
def answer(application_id: UUID, words: str, *, by: Actor) -> Application:
    """Answer what the national co-op asked, and hand the application in again."""
    application = locked(application_id)
    _require_founder(by, application)
    if application.state != Application.State.ASKED:
        raise Conflict(_("No question is open, so there is nothing to answer."), code="not_asked")
    _say(application, Message.Kind.ANSWER, words, by=by)
    return _hand_in(application, by)


@transaction.atomic
def appeal(application_id: UUID, words: str, *, by: Actor) -> Application:
    """Ask the national co-op to look again, once, with other eyes."""
    application = locked(application_id)
    _require_founder(by, application)
    if application.state != Application.State.REFUSED:
        raise Conflict(_("This was not refused, so there is nothing to look at again."), code="not_refused")
    if application.appealed_at is not None:
        raise Conflict(_("This was looked at a second time already."), code="appealed_before")
    if application.decided_at is not None and now() > application.decided_at + TIME_TO_APPEAL:
        raise Conflict(_("The time to ask us to look again is over. You can start anew."), code="too_late")
    for closing in Run.objects.filter(kind=CLOSE, circle_id=application.circle_id, state=Run.State.WAITING):
        cancel(closing, by=by)
    application.state, application.appealed_at = Application.State.APPEALED, now()
    application.version += 1
    _save_holding_its_address(application, "state", "appealed_at")
    _say(application, Message.Kind.APPEAL, words, by=by)
    return application


# --- the national co-op's side ---------------------------------------------------------------------------------------


@transaction.atomic
def ask_back(application_id: UUID, words: str, *, version: int, by: Actor) -> Application:
    """Ask the group something before deciding. They are told by e-mail, and may change what is open to change."""
    application = _to_be_decided(application_id, version, by)
    application.state = Application.State.ASKED
    application.version += 1
    application.save(update_fields=["state", "version", "changed_at"])
    _say(application, Message.Kind.QUESTION, words, by=by)
    return application


@transaction.atomic
def approve(application_id: UUID, *, version: int, by: Actor, words: str = "") -> Application:
    """Say yes. A sandbox loses its invented people and goes live; that is asked for here and done by a worker.

    Raises Conflict (`changed_meanwhile`) when the application is not what was read, (`not_open_yet`) while its circle
    is still being opened.
    """
    application = _to_be_decided(application_id, version, by)
    if application.circle_id is None:
        raise Conflict(_("Its circle is not open yet. Wait until it is, or look at its run."), code="not_open_yet")
    _decide(application, Application.State.APPROVED, by=by)
    _say(application, Message.Kind.APPROVAL, words, by=by, may_be_empty=True)
    if application.is_sandbox:
        ask_for_run(
            GO_LIVE,
            by=by,
            key=f"{GO_LIVE}:{application.pk}",
            circle_id=application.circle_id,
            subject=application.slug,
            facts={"application_id": str(application.pk)},
        )
    return application


@transaction.atomic
def refuse(application_id: UUID, reasons: str, *, version: int, by: Actor) -> Application:
    """Say no, and why. The group is told by e-mail and may ask once that somebody else looks again.

    Its sandbox stays until the time for that is over, and is then closed.
    """
    application = _to_be_decided(application_id, version, by)
    _decide(application, Application.State.REFUSED, by=by)
    if application.circle_id is not None and application.is_sandbox:
        ask_for_run(
            CLOSE,
            by=by,
            key=f"{CLOSE}:{application.pk}:{application.version}",
            circle_id=application.circle_id,
            subject=application.slug,
            facts={"days": 0},  # the refusal was the notice
            due_at=now() + TIME_TO_APPEAL,
        )
    _say(application, Message.Kind.REFUSAL, reasons, by=by)
    return application


def locked(application_id: UUID) -> Application:
    """The application, kept from everybody else until what is done to it is done."""
    found = Application.objects.select_for_update(of=("self",)).filter(pk=application_id).first()
    if found is None:
        raise NotFound
    return found


def forget_what_was_left() -> int:
    """Remove drafts that nobody came back to: empty ones after a month, others after half a year."""
    drafts = Application.objects.filter(state=Application.State.DRAFT)
    empty = drafts.filter(steps={}, typed={}, changed_at__lt=now() - EMPTY_DRAFTS_KEPT)
    old = drafts.filter(changed_at__lt=now() - DRAFTS_KEPT)
    return empty.delete()[1].get("applications.Application", 0) + old.delete()[1].get("applications.Application", 0)


def _require_founder(by: Actor, application: Application) -> None:
    if not is_founder(require(by), application):
        raise NotAllowed(_("Only the group itself can do that."))


def _to_be_decided(application_id: UUID, version: int, by: Actor) -> Application:
    """The application, locked, if it waits for a decision and is what the decider has read."""
    application = locked(application_id)
    if not may_decide(require(by)):
        raise NotAllowed(_("Only the federation can do that."))
    if application.state not in (Application.State.SENT, Application.State.APPEALED):
        raise Conflict(
            _("This does not wait for a decision: %(state)s.") % {"state": application.get_state_display().lower()},
            code="not_waiting",
        )
    if application.version != version:
        raise Conflict(_("This was changed since you read it. Read it again, then decide."), code="changed_meanwhile")
    if application.state == Application.State.APPEALED and not may_decide_appeal(by, application):
        raise NotAllowed(_("You refused this. Somebody else has to look at it again."), code="same_eyes")
    return application


def _decide(application: Application, state: Application.State, *, by: Actor) -> None:
    application.state, application.decided_at, application.decided_by = state, now(), by.id
    application.version += 1
    application.save(update_fields=["state", "decided_at", "decided_by", "version", "changed_at"])


def _say(application: Application, kind: Message.Kind, words: str, *, by: Actor, may_be_empty: bool = False) -> None:
    words = words.replace("\r\n", "\n").strip()
    if not words and not may_be_empty:
        raise RuleBroken(_("Write a few words first."), code="no_words")
    if len(words) > LONGEST_WORDS:
        raise RuleBroken(_("That is too long. Say it in fewer words."), code="too_long")
    message = Message.objects.create(application=application, kind=kind, words=words, by_kind=by.kind, by_id=by.id)
    if kind in Message.FROM_FEDERATION:
        transaction.on_commit(lambda: posting.tell(message.pk))


def _save_holding_its_address(application: Application, *changed: str) -> None:
    """From now on nobody else may have this address. Of two who want it at once, the constraint lets one."""
    try:
        with transaction.atomic():
            application.save(update_fields=[*changed, "version", "changed_at"])
    except IntegrityError as taken:
        raise Conflict(_("This web address was taken a moment ago. Choose another."), code="slug_taken") from taken
