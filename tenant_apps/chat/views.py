"""Doors: stewards choose where the circle talks and see how that goes; members find their rooms and the way in."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.errors import RuleBroken
from kernel.ids import parse_uuid
from kernel.sections import Scope
from tenant_apps.chat import reading, services
from tenant_apps.chat.forms import ChooseForm, KeysForm
from tenant_apps.chat.models import Server
from tenant_apps.entry.acting import knows_acting, whose
from tenant_apps.entry.gate import fresh_proof_required, hat_required, member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.entry.typed import brought_back
from tenant_apps.people.models import Hat, Person

steward_required = hat_required(Hat.Kind.STEWARD)
page = require_http_methods(["GET", "HEAD", "POST"])
# What opens the server is not put aside while somebody proves who they are, and stands in no report of a fault.
keeps_no_keys = sensitive_post_parameters("token", "secret")


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
        context["how"] = reading.how_it_is(server)
    return render(request, "chat/how_it_is.html", context)


@keeps_no_keys
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


@keeps_no_keys
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
@knows_acting
def mine(request: MemberRequest) -> HttpResponse:
    """My rooms in the circle's chat, the way in, and what was said where the circle talked before."""
    person, actor = whose(request, Scope.CARE)
    seen = reading.mine(person, actor)
    response = render(request, "chat/mine.html", {"mine": seen, **_both(request, person)})
    return _may_lead_to(seen.server, response)


@require_POST
@member_required
def go(request: MemberRequest) -> HttpResponse:
    """Into the chat. The first time it is a yes to what the chat learns. Nobody goes in for somebody else."""
    return redirect(services.go_in(by=request.person))


@require_safe
@member_required
@knows_acting
def said(request: MemberRequest, room_id: UUID) -> HttpResponse:
    """What was said in a room of the chat, for whoever belongs to the people whose room it is."""
    person, actor = whose(request, Scope.CARE)
    room = reading.room_of(room_id, actor)
    shown = reading.page_of(room, actor, before=parse_uuid(request.GET.get("before", ""))) if room else None
    if room is None or shown is None:
        raise Http404
    context = {"seen": reading.seen_by(actor, room), "page": shown, **_both(request, person)}
    return _may_lead_to(room.server, render(request, "chat/said.html", context))


def _may_lead_to(server: Server | None, response: HttpResponse) -> HttpResponse:
    """Browsers hold a form's redirects to its `form-action`, and a press here leads on to the chat."""
    if server is not None and server.left_at is None:
        parts = urlsplit(server.address)
        response._csp_update = {"form-action": [f"{parts.scheme}://{parts.netloc}"]}  # type: ignore[attr-defined]
    return response


def _both(request: MemberRequest, person: Person) -> dict[str, Any]:
    """Both names, where somebody reads for somebody else."""
    is_for = person.pk != request.person.pk
    return {"reads_for": person if is_for else None, "reader": request.person}
