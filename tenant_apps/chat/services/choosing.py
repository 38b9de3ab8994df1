"""Choosing where the circle talks, and going back: by a steward, with nobody who runs Coopbox, and losing nothing."""

from dataclasses import replace
from secrets import token_urlsafe
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.egress import NotReached
from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken, Sentence
from kernel.time import now
from tenant_apps.chat.adapters.rocketchat import consequences
from tenant_apps.chat.clock import Clock
from tenant_apps.chat.connecting import adapter_for, check_address
from tenant_apps.chat.desired import users_of
from tenant_apps.chat.events import ChatAgreed, ServerChosen, ServerLeft, ServerReconnected
from tenant_apps.chat.keys import Keys, keys_of, sealed
from tenant_apps.chat.models import Login, Server
from tenant_apps.chat.policies import can_choose_chat
from tenant_apps.chat.port import ChatError, Health, NotWelcome, Refused
from tenant_apps.chat.services.errands import server_in_use
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.messaging.gatherings import kind_called
from tenant_apps.messaging.services import say_for_coopbox
from tenant_apps.people.models import Person
from tenant_apps.tools.models import Tool
from tenants.context import current_circle
from tenants.locks import circle_lock

# How long somebody waits for a server while they look at a page.
PATIENCE: Final = 8.0

WHY: Final[dict[str, Sentence]] = {
    "address": _("Coopbox does not go to this address. It has to begin with https:// and be on the open internet."),
    "unreachable": _("Nobody answers at this address. Look whether it is right, and whether the server runs."),
    "slow": _("The server takes too long to answer. Try again in a while."),
    "redirect": _("This address leads on to another one. Enter that one."),
    "too_large": _("What answers there is no Rocket.Chat."),
    "odd_answer": _("What answers there is no Rocket.Chat."),
    "not_welcome": _("The server does not know this user and token. Make a token there and enter both anew."),
    "connect_anew": _("What opens the server cannot be read here any more. Enter it anew."),
    "busy": _("The server wants to be asked less often just now. It goes on by itself."),
    "fails": _("The server has a fault of its own. It is asked again by itself."),
    "error-not-authorized": _("The user as whom Coopbox works there may not do this. Make them an administrator."),
    "error-forbidden": _("The user as whom Coopbox works there may not do this. Make them an administrator."),
    "error-action-not-allowed": _("The user as whom Coopbox works there may not do this. Make them an administrator."),
}


def why(code: str) -> Sentence:
    """What a code of the port means, for whoever looks after the chat."""
    return WHY.get(code) or _("The server does not do what it is asked for.")


@transaction.atomic
def choose_server(
    address: str,
    *,
    user_id: str,
    token: str,
    secret: str = "",
    sign_in: str,
    tool_id: UUID | None = None,
    keep_days: int = 0,
    kind: str = Server.Kind.ROCKETCHAT,
    by: Actor,
) -> Server:
    """The circle talks in this server from now on. It is asked first whether it knows us. What was said in the
    built-in conversations stays where it is."""
    hand = _steward(by)
    circle_lock("chat-server")
    if server_in_use() is not None:
        raise Conflict(_("The circle has a chat server already. Leave that one first."), code="in_use")
    if sign_in == Server.SignIn.OIDC and (tool_id is None or not Tool.objects.in_use().filter(pk=tool_id).exists()):
        raise RuleBroken(code="no_tool", errors={"tool": [_("Choose which of your tools the chat is.")]})
    keys = Keys(user_id.strip(), token.strip(), secret.strip(), token_urlsafe(32))
    server = Server(kind=kind, sign_in=sign_in, keep_days=keep_days, chosen_by=hand, sealed=sealed(keys))
    server.tool_id = tool_id if sign_in == Server.SignIn.OIDC else None
    _connect(server, address, keys)
    server.full_clean()
    server.save(force_insert=True)
    announce(ServerChosen(server_id=server.pk, kind=Code(server.kind), sign_in=Code(server.sign_in)), by=by)
    _tell_the_circle(
        gettext("From now on we talk in our chat. You find the way at %(page)s. What was said here stays here.")
    )
    return server


@transaction.atomic
def reconnect(*, address: str, user_id: str, token: str, secret: str = "", by: Actor) -> Server:
    """What opens the server is entered anew. Its rooms and people are those that they were."""
    _steward(by)
    server = _held_server()
    try:
        before = keys_of(server)
    except NotWelcome:
        before = Keys("", "", "", token_urlsafe(32))
    keys = replace(before, user_id=user_id.strip(), token=token.strip(), secret=secret.strip() or before.secret)
    server.sealed, server.next_try_at, server.trouble, server.trouble_since = sealed(keys), now(), "", None
    _connect(server, address, keys)
    server.full_clean()
    server.save()
    announce(ServerReconnected(server_id=server.pk), by=by)
    return server


@transaction.atomic
def leave_server(*, by: Actor) -> Server:
    """The circle talks in the built-in conversations again. What was said in the server is brought here, for those who
    could read it there; until that is done the server is not forgotten, also when it is down just now."""
    _steward(by)
    server = _held_server()
    server.left_at = now()
    server.save(update_fields=["left_at"])
    announce(ServerLeft(server_id=server.pk), by=by)
    _tell_the_circle(gettext("From now on we talk here again. What was said in our chat can be read at %(page)s."))
    return server


@transaction.atomic
def agree(*, by: Actor) -> Login:
    """Somebody lets the chat server know them by name, and by e-mail address where they sign in there by themselves."""
    person = hand_of(require(by))
    server = server_in_use()
    if not isinstance(person, Person) or not person.may_come_in or person is not by:
        raise NotAllowed(_("Everybody decides this for themselves."))
    if server is None:
        raise NotFound
    if server.sign_in == Server.SignIn.LINK and not person.email:
        no = _("The chat needs an e-mail address of yours. Say first where the circle may write to you.")
        raise RuleBroken(no, code="no_address")
    login, _is_new = Login.objects.get_or_create(
        server=server, person=person, defaults={"username": f"{current_circle().slug}-{uuid4().hex[:10]}"}
    )
    if login.agreed_at is None:
        login.agreed_at = now()
        login.save(update_fields=["agreed_at"])
        announce(ChatAgreed(person_id=person.pk, server_id=server.pk), by=by)
    return login


def signs_in_by_themselves(server: Server) -> bool:
    """With the circle's own sign-in it is the sign-in that asks what the chat may know."""
    return server.sign_in == Server.SignIn.OIDC


def go_in(*, by: Actor) -> str:
    """Where somebody goes on now; the first time it is their yes to what the chat learns. Nobody goes in for others."""
    server = server_in_use()
    if server is None:
        raise NotFound
    if not isinstance(by, Person):
        raise NotAllowed(_("Everybody decides this for themselves."))
    if not signs_in_by_themselves(server):
        agree(by=by)
    return way_in(by)


def way_in(person: Person) -> str:
    """Where this person goes on now. Raises Conflict when the server does not let them in just now.

    A user who is not there yet is made; rooms follow with what waits. A token is fetched at this moment, for whoever
    may come in at this moment.
    """
    server = server_in_use()
    if server is None or not person.may_come_in:
        raise NotFound
    clock = Clock()
    try:
        chat = adapter_for(server, keys_of(server), current_circle(), clock=clock, until=clock.seconds())
        if server.sign_in != Server.SignIn.TOKEN:
            return server.address
        who = users_of(server, {person.pk})[0]
        who = replace(who, remote_id=chat.ensure_user(who))
        Login.objects.filter(server=server, person=person).update(remote_id=who.remote_id, suspended_at=None)
        return chat.login_url(who)
    except ChatError:
        raise Conflict(
            _("The chat cannot be reached just now. Try again in a while. The conversations here work."),
            code="chat_down",
        ) from None


def look_at_it(server: Server) -> Health | None:
    """Ask the server how it is, and write that down. None when it does not answer; its trouble is noted, too."""
    clock = Clock()
    try:
        chat = adapter_for(server, keys_of(server), current_circle(), clock=clock, until=clock.seconds() + PATIENCE)
        health = chat.health()
    except ChatError as no:
        since = server.trouble_since or now()
        Server.objects.filter(pk=server.pk).update(trouble=no.code, trouble_since=since)
        return None
    told = {"version": health.version[:40], "is_paid": health.is_paid, "seen_at": now()}
    Server.objects.filter(pk=server.pk).update(**told, trouble="", trouble_since=None, failures=0)
    return health


def consequences_of(server: Server) -> tuple[Sentence, ...]:
    """What follows from the version and the licence that were seen last. Asks nobody."""
    return consequences(server.version, server.is_paid, sign_in=server.sign_in, has_secret=_has_secret(server))


def _has_secret(server: Server) -> bool:
    try:
        return bool(keys_of(server).secret)
    except NotWelcome:
        return True


def _connect(server: Server, address: str, keys: Keys) -> None:
    """Ask the server whether it knows us. Raises RuleBroken with what to do about it."""
    clock = Clock()
    try:
        server.address = check_address(address.strip())
        chat = adapter_for(server, keys, current_circle(), clock=clock, until=clock.seconds() + PATIENCE)
        health = chat.health()
    except (ChatError, NotReached) as no:
        field = "token" if isinstance(no, NotWelcome) else "" if isinstance(no, Refused) else "address"
        raise RuleBroken(code=no.code, errors={field: [why(no.code)]}) from None
    if health.is_shut:
        raise RuleBroken(code="version", errors={"sign_in": list(health.consequences)})
    server.version, server.is_paid, server.seen_at = health.version[:40], health.is_paid, now()


def _steward(by: Actor) -> Person:
    if not can_choose_chat(require(by)):
        raise NotAllowed(_("Only stewards decide where the circle talks."))
    hand = hand_of(by)
    assert isinstance(hand, Person)
    return hand


def _held_server() -> Server:
    server = Server.objects.select_for_update(of=["self"]).filter(left_at=None).first()
    if server is None:
        raise Conflict(_("The circle talks in the built-in conversations."), code="built_in")
    return server


def _tell_the_circle(words: str) -> None:
    circle = kind_called("circle")
    assert circle is not None
    say_for_coopbox(circle, None, words % {"page": f"{current_circle().url}/chat/"}, sent_as=uuid4())
