"""The doors between circles: what neighbours let us know, letting them know, and getting to know somebody there."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.errors import Conflict, RuleBroken
from kernel.sections import Scope
from tenant_apps.entry.acting import knows_acting, whose
from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.helping.forms import tell
from tenant_apps.letters.models import Agreement
from tenant_apps.matching.across_words import heading, lines
from tenant_apps.matching.models import Afar, Ask, Contact, Detail, Offer, Opening, What
from tenant_apps.matching.services import across
from tenant_apps.people.models import Person

page_methods = require_http_methods(["GET", "HEAD", "POST"])


class OpenForm(forms.Form):
    """Which circles may know, and how much."""

    circles = forms.MultipleChoiceField(label=_("Which circles may know?"), widget=forms.CheckboxSelectMultiple)
    detail = forms.ChoiceField(
        label=_("How much may they read?"), choices=Detail.choices, widget=forms.RadioSelect, initial=Detail.ALIKE
    )

    def __init__(self, *args: Any, neighbours: list[Agreement], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["circles"].choices = [(str(each.pk), each.other_called) for each in neighbours]  # type: ignore[attr-defined]


class TellsForm(forms.Form):
    """What the other is told once both have said yes."""

    tells = forms.CharField(
        label=_("What may they know of you when both have said yes?"),
        help_text=_("Your name, and how they can reach you. They read just this."),
        max_length=across.LONGEST_TELLS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class GladForm(TellsForm):
    """The same, and a few words that go over at once."""

    words = forms.CharField(
        label=_("Would you like to say something first?"),
        help_text=_("They read this before they decide. Leave out who you are and how to reach you."),
        max_length=across.LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("words", "tells")


@require_safe
@knows_acting
@member_required
def afar(request: MemberRequest) -> HttpResponse:
    """What people of neighbouring circles ask for and offer, and whom we got in touch with."""
    person, _actor = whose(request, Scope.CARE)
    wanted = request.GET.get("what")
    rows = from_there()
    if wanted in What.values:
        rows = rows.filter(what=wanted)
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    context = {
        "person": person,
        "page": page,
        "rows": [_told(each.pk, each.what, each.agreement, each.summary) for each in page],
        "wanted": wanted,
        "whats": What.choices,
        "contacts": [_side(each) for each in contacts_of(person)[:50]],
        "neighbours": across.neighbours(),
    }
    return render(request, "matching/across/afar.html", context)


@page_methods
@knows_acting
@member_required
def glad(request: MemberRequest, afar_id: UUID) -> HttpResponse:
    """Say that one would be glad to get to know somebody of another circle."""
    person, actor = whose(request, Scope.CONTACT)
    found = get_object_or_404(from_there(), pk=afar_id)
    form = GladForm(request.POST if request.method == "POST" else None, initial={"tells": _how_to_reach(person)})
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            contact = across.be_glad(found, person, **form.cleaned_data, by=actor)
        except (Conflict, RuleBroken) as no:
            tell(form, no)
            refused = no.status
        else:
            return redirect("matching:contact", contact.pk)
    context = {"form": form, "it": _told(found.pk, found.what, found.agreement, found.summary)}
    return render(request, "matching/across/glad.html", context, status=refused or 422 if form.errors else 200)


@page_methods
@knows_acting
@member_required
def contact(request: MemberRequest, contact_id: UUID) -> HttpResponse:
    """Somebody of ours and somebody of another circle: what is known, and yes or not."""
    person, actor = whose(request, Scope.CARE)
    found = get_object_or_404(contacts_of(person), pk=contact_id)
    form = TellsForm(request.POST if request.method == "POST" else None, initial={"tells": _how_to_reach(person)})
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            across.say_yes(found, form.cleaned_data["tells"], by=actor)
        except (Conflict, RuleBroken) as no:
            tell(form, no)
            refused = no.status
        else:
            return redirect("matching:contact", found.pk)
    context = {"form": form, **_side(found)}
    return render(request, "matching/across/contact.html", context, status=refused or 422 if form.errors else 200)


@require_POST
@knows_acting
@member_required
def contact_close(request: MemberRequest, contact_id: UUID) -> HttpResponse:
    """Not for me, or no longer."""
    person, actor = whose(request, Scope.CARE)
    across.close(get_object_or_404(contacts_of(person), pk=contact_id), by=actor)
    return redirect("matching:contact", contact_id)


@page_methods
@knows_acting
@member_required
def open_ask(request: MemberRequest, ask_id: UUID) -> HttpResponse:
    """Let other circles know of what one asks for."""
    person, _actor = whose(request, Scope.CARE)
    return _open(request, get_object_or_404(Ask.objects.living(), pk=ask_id, person=person))


@page_methods
@knows_acting
@member_required
def open_offer(request: MemberRequest) -> HttpResponse:
    """Let other circles know of what one offers."""
    person, _actor = whose(request, Scope.CARE)
    return _open(request, get_object_or_404(Offer.objects.living(), person=person))


def _open(request: MemberRequest, thing: Ask | Offer) -> HttpResponse:
    _person, actor = whose(request, Scope.CARE)
    neighbours = across.neighbours()
    standing = thing.openings.filter(withdrawn_at=None).first()
    chosen = [str(each) for each in standing.agreements] if standing else [str(each.pk) for each in neighbours]
    initial = {"circles": chosen, "detail": standing.detail if standing else Detail.ALIKE}
    form = OpenForm(request.POST if request.method == "POST" else None, neighbours=neighbours, initial=initial)
    if request.method == "POST" and form.is_valid():
        circles = [UUID(each) for each in form.cleaned_data["circles"]]
        across.open_to_others(thing, circles, form.cleaned_data["detail"], by=actor)
        return redirect(request.path)
    what = What.ASK if isinstance(thing, Ask) else What.OFFER
    context = {
        "form": form,
        "thing": thing,
        "what": what,
        "neighbours": neighbours,
        "standing": standing,
        "read_there": lines(standing.summary) if standing else [],
        "previews": [(label, lines(across.preview(thing, code))) for code, label in Detail.choices],
        "heading": heading(what, request.circle.name),
    }
    return render(request, "matching/across/open.html", context, status=422 if form.errors else 200)


@require_POST
@knows_acting
@member_required
def opening_withdraw(request: MemberRequest, opening_id: UUID) -> HttpResponse:
    """Take it back from every other circle."""
    person, actor = whose(request, Scope.CARE)
    found = get_object_or_404(Opening.objects.filter(person=person), pk=opening_id)
    across.withdraw(found, by=actor)
    if found.ask_id:
        return redirect("matching:open_ask", found.ask_id)
    return redirect("matching:open_offer")


def from_there() -> "QuerySet[Afar]":
    """What other circles let us know, and did not take back."""
    rows = Afar.objects.filter(is_withdrawn=False, agreement__state=Agreement.State.IN_FORCE)
    return rows.select_related("agreement")


def contacts_of(person: Person) -> Any:
    return Contact.objects.filter(person=person).select_related("agreement", "opening", "opening__ask")


def _told(number: UUID, what: str, agreement: Agreement, summary: Any) -> dict[str, Any]:
    """Something from another circle as it stands on a page."""
    return {"id": number, "heading": heading(what, agreement.other_called), "lines": lines(summary)}


def _side(found: Contact) -> dict[str, Any]:
    """One contact as it stands on a page: what it is about, and what either side said."""
    if found.is_ours:
        theirs = Afar.objects.filter(is_withdrawn=False, pk=found.afar).first() if found.afar else None
        about = _told(found.pk, theirs.what, found.agreement, theirs.summary) if theirs else None
    else:
        opening = found.opening
        if opening is None:
            raise Http404
        about = {"heading": "", "lines": lines(opening.summary)}
    ends_at = across.contact_ends_at(found)
    return {"contact": found, "about": about, "there": found.agreement.other_called, "ends_at": ends_at}


def _how_to_reach(person: Person) -> str:
    """What most people will want to tell: their own name and telephone or address, for them to change."""
    return "\n".join(each for each in (person.called, person.phone or person.email) if each)
