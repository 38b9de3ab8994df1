"""Doors for those who answer: the board, one enquiry with everything that was done, and one written down by hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django import forms
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods, require_safe

from kernel.errors import Conflict, Refusal, RuleBroken
from kernel.ids import uuid7
from kernel.words import sought
from tenant_apps.enquiries import services
from tenant_apps.enquiries.forms import CloseForm, NoteForm, PersonForm, PlanForm, TakeDownForm, shortened
from tenant_apps.enquiries.models import Enquiry
from tenant_apps.enquiries.policies import ANSWERING
from tenant_apps.entry.gate import hat_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.people.models import Hat, today

answering_required = hat_required(*ANSWERING)
A_COLUMN: Final = 60
State = Enquiry.State


@dataclass
class Column:
    """One state with the enquiries in it, the longest waiting first."""

    state: str
    name: str | Promise
    count: int
    enquiries: list[Enquiry] = field(default_factory=list)


@require_safe
@answering_required
def board(request: MemberRequest) -> HttpResponse:
    """Everybody who got in touch, by how far it has come. `?state=` shows one state, `?name=` finds somebody."""
    asked = request.GET.get("state", "")
    name = sought(request.GET.get("name", ""))
    counts = dict(Enquiry.objects.values_list("state").annotate(Count("pk")))
    states = [State(asked)] if asked in State.values else list(Enquiry.UNDER_WAY)
    found = Enquiry.objects.filter(state__in=states).select_related("next_by")
    if name:
        found = Enquiry.objects.select_related("next_by").exclude(state=State.HELD)
        found = found.filter(Q(name__icontains=name) | Q(place__icontains=name))
        states = [state for state in State if state != State.HELD]
    columns = {state: Column(state, state.label, counts.get(state, 0)) for state in states}
    latest_first = asked in (State.CLOSED, State.HELD)
    found = found.order_by("-received_at" if latest_first else "received_at", "id")
    for enquiry in found[: A_COLUMN * 4]:
        columns[State(enquiry.state)].enquiries.append(enquiry)
    context = {
        "columns": [column for column in columns.values() if column.enquiries or not name],
        "counts": counts,
        "waiting": sum(counts.get(state, 0) for state in Enquiry.UNDER_WAY),
        "state": asked if asked in State.values else "",
        "name": name,
        "today": today(),
        "is_steward": request.person.wears(Hat.Kind.STEWARD),
    }
    return render(request, "enquiries/board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@answering_required
def take_down(request: MemberRequest) -> HttpResponse:
    """Write down what somebody said on the phone, on paper or at the door."""
    sent_in = shortened(request.POST) if request.method == "POST" else None
    form = TakeDownForm(sent_in, initial={"key": uuid7()}, abouts=services.abouts())
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        enquiry = services.take_down(facts, key=facts.pop("key"), channel=facts.pop("channel"), by=request.person)
        return redirect("enquiries:enquiry", enquiry_id=enquiry.pk)
    return render(request, "enquiries/take_down.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@answering_required
def enquiry(request: MemberRequest, enquiry_id: UUID) -> HttpResponse:
    """One enquiry: who it is, what was done, and what is to be done next."""
    related = ("next_by", "taken_by", "person")
    here = Enquiry.objects.select_related(*related).filter(pk=enquiry_id).first()
    if here is None:
        raise Http404
    forms_on_page = _forms(here)
    problem: Refusal | None = None
    if request.method == "POST":
        do = request.POST.get("do", "").partition(":")
        if do[0] not in DOINGS:
            raise Http404
        if do[0] in forms_on_page:
            forms_on_page[do[0]] = _form(do[0], here, shortened(request.POST))
        try:
            where = DOINGS[do[0]](request, here, do[2], forms_on_page.get(do[0]))
        except (Conflict, RuleBroken) as no:
            problem = no
        else:
            if where:
                return redirect(where)
    bad = next((form for form in forms_on_page.values() if form.is_bound and form.errors), None)
    status = problem.status if problem else 422 if bad else 200
    context = {
        "enquiry": here,
        "notes": here.notes.select_related("by"),
        "steps": [(state, state.label) for state in Enquiry.UNDER_WAY],
        "forms": forms_on_page,
        "form": bad,
        "problem": problem,
        "today": today(),
        "saved": "saved" in request.GET,
    }
    return render(request, "enquiries/enquiry.html", context, status=status)


Doing = Callable[[MemberRequest, Enquiry, str, Any], str]
"""Does one thing to an enquiry. Returns where to go then; nothing when the form has to be put right first."""


def _forms(here: Enquiry) -> dict[str, forms.Form]:
    return {name: _form(name, here) for name in ("note", "plan", "close", "person")}


def _form(name: str, here: Enquiry, said: Any = None) -> forms.Form:
    if name == "plan":
        first = {"what": here.next_step, "who": str(here.next_by_id or ""), "on": here.next_on}
        return PlanForm(said, people=services.those_who_answer(), initial=first, auto_id="plan_%s")
    if name == "person":
        usual = {"hat": services.HAT_FOR.get(Enquiry.About(here.about), "")}
        if here.for_whom == Enquiry.ForWhom.SELF:
            usual["name"] = here.name
        return PersonForm(said, initial=usual, auto_id="person_%s")
    return {"note": NoteForm, "close": CloseForm}[name](said, auto_id=f"{name}_%s")


def _seen(request: MemberRequest) -> int:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0


def _here(here: Enquiry) -> str:
    return f"/circle/asks/{here.pk}/?saved=1"


def _do_note(request: MemberRequest, here: Enquiry, which: str, form: Any) -> str:
    if not form.is_valid():
        return ""
    services.add_note(here, form.cleaned_data["words"], by=request.person)
    return _here(here)


def _do_move(request: MemberRequest, here: Enquiry, which: str, form: Any) -> str:
    services.move(here, which, seen=_seen(request), by=request.person)
    return _here(here)


def _do_plan(request: MemberRequest, here: Enquiry, which: str, form: Any) -> str:
    if not form.is_valid():
        return ""
    said = form.cleaned_data
    services.plan(here, said["what"], who=said["who"], on=said["on"], seen=_seen(request), by=request.person)
    return _here(here)


def _do_close(request: MemberRequest, here: Enquiry, which: str, form: Any) -> str:
    if not form.is_valid():
        return ""
    said = form.cleaned_data
    services.close(here, said["outcome"], words=said["words"], seen=_seen(request), by=request.person)
    return _here(here)


def _do_person(request: MemberRequest, here: Enquiry, which: str, form: Any) -> str:
    if not form.is_valid():
        return ""
    said = form.cleaned_data
    services.make_person(here, name=said["name"], hat=said["hat"], seen=_seen(request), by=request.person)
    return _here(here)


def _do_through(request: MemberRequest, here: Enquiry, which: str, form: Any) -> str:
    services.let_through(here, by=request.person)
    return _here(here)


def _do_away(request: MemberRequest, here: Enquiry, which: str, form: Any) -> str:
    services.throw_away(here, by=request.person)
    return "/circle/asks/?state=held"


DOINGS: Final[dict[str, Doing]] = {
    "note": _do_note,
    "move": _do_move,
    "plan": _do_plan,
    "close": _do_close,
    "person": _do_person,
    "through": _do_through,
    "away": _do_away,
}
