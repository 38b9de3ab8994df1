"""Doors: stewards choose where the circle talks and see how that goes; members find their rooms and the way in."""

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.errors import RuleBroken
from tenant_apps.chat import services
from tenant_apps.chat.forms import ChooseForm, KeysForm
from tenant_apps.chat.models import Drift, Errand, Login, Room, Server, Word
from tenant_apps.chat.policies import can_read_room
from tenant_apps.entry.gate import fresh_proof_required, hat_required, member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.entry.typed import brought_back
from tenant_apps.messaging.gatherings import kind_called
from tenant_apps.people.models import Hat
from tenant_apps.teams.naming import Names

steward_required = hat_required(Hat.Kind.STEWARD)
page = require_http_methods(["GET", "HEAD", "POST"])
MOST_SHOWN = 20
A_PAGE = 100


@page
@steward_required
def how_it_is(request: MemberRequest) -> HttpResponse:
    """Where the circle talks and how that goes. A press asks the server now."""
    server = services.server_in_use()
    if request.method == "POST":
        if server is not None:
            services.look_at_it(server)
        return redirect("chat:how_it_is")
    leaving = Server.objects.filter(left_at__isnull=False, settled_at=None).annotate(owed=Count("errands"))
    context: dict[str, Any] = {"server": server, "leaving": leaving}
    if server is not None:
        waiting = Errand.objects.filter(server=server, done_at=None)
        context |= {
            "trouble": services.why(server.trouble) if server.trouble else None,
            "consequences": services.consequences_of(server),
            "waiting": waiting.count(),
            "oldest": waiting.order_by("made_at").values_list("made_at", flat=True).first(),
            "given_up": Errand.objects.filter(server=server, done_at__isnull=False).exclude(failed="").count(),
            "rooms": server.rooms.exclude(remote_id="").filter(archived_at=None).count(),
            "people": server.logins.exclude(remote_id="").filter(suspended_at=None).count(),
            "drifts": Drift.objects.filter(server=server).select_related("room")[:MOST_SHOWN],
        }
    return render(request, "chat/how_it_is.html", context)


@page
@steward_required
@fresh_proof_required
def choose(request: MemberRequest) -> HttpResponse:
    """Let the circle talk in a server of its own."""
    form = brought_back(request, ChooseForm(request.POST or None))
    if form.is_bound and form.is_valid():
        said = dict(form.cleaned_data)
        tool = said.pop("tool")
        try:
            services.choose_server(**said, tool_id=UUID(tool) if tool else None, by=request.person)
        except RuleBroken as no:
            _say_in(form, no)
        else:
            return redirect("chat:how_it_is")
    return render(request, "chat/choose.html", {"form": form}, status=422 if form.errors else 200)


@page
@steward_required
@fresh_proof_required
def connect(request: MemberRequest) -> HttpResponse:
    """Enter anew what opens the server."""
    server = services.server_in_use()
    if server is None:
        raise Http404
    form = brought_back(request, KeysForm(request.POST or None, initial={"address": server.address}))
    if form.is_bound and form.is_valid():
        try:
            services.reconnect(**form.cleaned_data, by=request.person)
        except RuleBroken as no:
            _say_in(form, no)
        else:
            return redirect("chat:how_it_is")
    return render(request, "chat/connect.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@steward_required
@fresh_proof_required
def leave(request: MemberRequest) -> HttpResponse:
    services.leave_server(by=request.person)
    return redirect("chat:how_it_is")


def _say_in(form: Any, no: RuleBroken) -> None:
    for name, said in (no.errors or {"": [no.sentence]}).items():
        form.add_error(name if name in form.fields else None, [str(each) for each in said])


@require_safe
@member_required
def mine(request: MemberRequest) -> HttpResponse:
    """My rooms in the circle's chat, the way in, and what was said where the circle talked before."""
    server = services.server_in_use()
    rooms = [
        room
        for room in Room.objects.select_related("server").order_by("kind", "id")
        if room.remote_id or room.fetched_at
    ]
    readable = [room for room in rooms if can_read_room(request.person, room)]
    called = _called(request.person, readable)
    login = Login.objects.filter(server=server, person=request.person).first() if server else None
    context = {
        "server": server,
        "rooms": [{"room": room, "called": called[room.pk]} for room in readable if room.server == server],
        "before": [{"room": room, "called": called[room.pk]} for room in readable if room.server != server],
        "is_known": server is not None and (_signs_in_by_themselves(server) or bool(login and login.agreed_at)),
    }
    return render(request, "chat/mine.html", context)


def _signs_in_by_themselves(server: Server) -> bool:
    """With the circle's own sign-in it is the sign-in that asks what the chat may know."""
    return server.sign_in == Server.SignIn.OIDC


@require_POST
@member_required
def go(request: MemberRequest) -> HttpResponse:
    """Into the chat. The first time it is a yes to what the chat learns."""
    server = services.server_in_use()
    if server is None:
        raise Http404
    if not _signs_in_by_themselves(server):
        services.agree(by=request.person)
    return redirect(services.way_in(request.person))


@require_safe
@member_required
def said(request: MemberRequest, room_id: UUID) -> HttpResponse:
    """What was said in a room of the chat, for whoever belongs to the people whose room it is."""
    room = Room.objects.select_related("server").filter(pk=room_id).first()
    if room is None or not can_read_room(request.person, room):
        raise Http404
    words = list(Word.objects.filter(room=room).order_by("-at", "-id")[:A_PAGE])
    names = Names(request.person, [word.author_id for word in words])
    told = [{"word": word, "called": names.known(word.author_id) if word.author_id else ""} for word in reversed(words)]
    called = _called(request.person, [room])[room.pk]
    return render(request, "chat/said.html", {"room": room, "called": called, "told": told})


def _called(by: Any, rooms: list[Room]) -> dict[UUID, str]:
    found = {}
    for room in rooms:
        gathering = kind_called(room.kind)
        found[room.pk] = gathering.called(by, [room.about]).get(room.about, "") if gathering else ""
    return found
