"""Doors: the letters and agreements of the circle, one letter, writing, answering, agreeing."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.errors import Conflict, RuleBroken
from tenant_apps.entry.gate import hat_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.letters import services
from tenant_apps.letters.forms import LetterForm, ProposalForm
from tenant_apps.letters.kinds import LetterKind, kind_called
from tenant_apps.letters.models import Agreement, Letter
from tenant_apps.letters.policies import can_agree
from tenant_apps.people.models import Hat

HERE: Final = "/circle/letters/"
writer_required = hat_required(Hat.Kind.STEWARD, Hat.Kind.COORDINATOR)
steward_required = hat_required(Hat.Kind.STEWARD)
page_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@writer_required
def letters(request: MemberRequest) -> HttpResponse:
    """Every letter, the newest first, and the circles we write to."""
    pages = Paginator(Letter.objects.select_related("agreement"), 30)
    known = list(Agreement.objects.filter(state__in=(*Agreement.OPEN, Agreement.State.ENDED)))
    agreements = [each for each in known if each.state in Agreement.OPEN]
    had = {each.other for each in agreements}
    ended = {each.other: each for each in reversed(known) if each.other not in had}  # the latest with each circle
    context = {
        "page": pages.get_page(request.GET.get("page")),
        "asking": [each for each in agreements if each.waits_for_us],
        "agreements": [*(each for each in agreements if not each.waits_for_us), *reversed(ended.values())],
        "may_agree": can_agree(request.person),
    }
    return render(request, "letters/letters.html", context)


@require_safe
@writer_required
def letter(request: MemberRequest, letter_id: UUID) -> HttpResponse:
    """One letter, with what it answers and what answered it."""
    found = get_object_or_404(Letter.objects.select_related("agreement", "written_by", "read_by"), pk=letter_id)
    kind = kind_called(found.kind)
    parts = [(part.label, str(found.payload.get(part.name, "")), part.is_long) for part in kind.parts] if kind else []
    context = {
        "letter": found,
        "parts": [part for part in parts if part[1]],
        "kind": kind.words if kind else found.kind,
        "answered": Letter.objects.filter(pk=found.answers).first() if found.answers else None,
        "answers": Letter.objects.filter(answers=found.pk),
        "may_answer": not found.is_ours and found.agreement.is_in_force and "note" in found.agreement.kinds,
    }
    return render(request, "letters/letter.html", context)


@require_POST
@writer_required
def read(request: MemberRequest, letter_id: UUID) -> HttpResponse:
    services.note_read(get_object_or_404(Letter, pk=letter_id), by=request.person)
    return HttpResponseRedirect(f"{HERE}{letter_id}/")


@page_methods
@writer_required
def answer(request: MemberRequest, letter_id: UUID) -> HttpResponse:
    """Answer a letter that came, with a note."""
    found = get_object_or_404(Letter.objects.select_related("agreement"), pk=letter_id, is_ours=False)
    kind = kind_called("note")
    assert kind is not None
    subject = found.title if found.title.casefold().startswith("re: ") else f"Re: {found.title}"
    return _writing(request, found.agreement, kind, answers=found, first={"subject": subject[:120]})


@page_methods
@writer_required
def write(request: MemberRequest, agreement_id: UUID) -> HttpResponse:
    """Write to a circle."""
    found = get_object_or_404(Agreement, pk=agreement_id)
    kind = kind_called(request.GET.get("kind", "note"))
    if kind is None or not kind.by_hand or kind.code not in found.kinds:
        raise Http404
    return _writing(request, found, kind)


def _writing(
    request: MemberRequest,
    agreement: Agreement,
    kind: LetterKind,
    *,
    answers: Letter | None = None,
    first: dict[str, Any] | None = None,
) -> HttpResponse:
    """The form for a letter. Where none can be sent, back to what was agreed; words already written are kept."""
    if request.method != "POST" and not agreement.is_in_force:
        return HttpResponseRedirect(f"{HERE}with/{agreement.pk}/")
    form, status = LetterForm(request.POST or None, kind=kind, initial=first), 200
    if form.is_bound and form.is_valid():
        try:
            once = form.cleaned_data["once"]
            sent = services.write(agreement, kind.code, form.payload(), by=request.person, answers=answers, once=once)
        except (Conflict, RuleBroken) as no:
            _say(form, no)
            status = no.status
        else:
            return HttpResponseRedirect(f"{HERE}{sent.pk}/")
    context = {"form": form, "agreement": agreement, "kind": kind, "answers": answers}
    return render(request, "letters/write.html", context, status=422 if form.errors and status == 200 else status)


@page_methods
@steward_required
def propose(request: MemberRequest) -> HttpResponse:
    """Propose to another circle that the two write to each other."""
    form = ProposalForm(request.POST or None, initial={"kinds": ["note"]})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            made = services.propose(said["circle"], said["purpose"], said["kinds"], by=request.person)
        except RuleBroken as no:
            _say(form, no)
        else:
            return HttpResponseRedirect(f"{HERE}with/{made.pk}/")
    return render(request, "letters/propose.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@writer_required
def agreement(request: MemberRequest, agreement_id: UUID) -> HttpResponse:
    """What was agreed with a circle, and the letters under it."""
    found = get_object_or_404(Agreement, pk=agreement_id)
    kinds = [kind for code in found.kinds if (kind := kind_called(code))]
    context = {
        "agreement": found,
        "kinds": kinds,
        "letters": found.letters.select_related("agreement")[:30],
        "may_agree": can_agree(request.person),
    }
    return render(request, "letters/agreement.html", context)


@require_POST
@steward_required
def settle(request: MemberRequest, agreement_id: UUID) -> HttpResponse:
    """Yes, no, or it is over now."""
    found = get_object_or_404(Agreement, pk=agreement_id)
    said = request.POST.get("answer")
    if said in ("yes", "no"):
        services.settle(found, accept=said == "yes", by=request.person)
    elif said == "end":
        services.end(found, by=request.person)
    else:
        raise Http404
    return HttpResponseRedirect(f"{HERE}with/{agreement_id}/")


def _say(form: forms.Form, no: Conflict | RuleBroken) -> None:
    for name, sentences in (no.errors or {"": [no.sentence]}).items():
        form.add_error(name if name in form.fields else None, [str(sentence) for sentence in sentences])
