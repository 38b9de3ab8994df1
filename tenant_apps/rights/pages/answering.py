"""Answering one request: the clock, questions, looking through what tells of others, the copy; or being forgotten."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from kernel.answers import Paper
from kernel.sections import Purpose
from tenant_apps.entry.gate import fresh_proof_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.inviting.asking import ask, page, sent
from tenant_apps.inviting.forms import SureForm
from tenant_apps.people.models import today
from tenant_apps.privacy.doors import require
from tenant_apps.rights import policies
from tenant_apps.rights.answering import all_known, words_of
from tenant_apps.rights.forms import DecideForm, QuestionForm, WordsForm
from tenant_apps.rights.models import DataRequest
from tenant_apps.rights.pages.desk import answerer_required, names
from tenant_apps.rights.pages.shown import clock_of, planned
from tenant_apps.rights.services import copies, erasing, requests
from tenant_apps.rights.services.keeping import is_held

REQUESTS, COPY = "rights.requests", "rights.copy"


@require_safe
@answerer_required
def one(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """How one request stands, and what can be done about it."""
    found = _found(request, request_id)
    looked = copies.to_look_at(found, all_known(found.person_id)) if found.is_copy and found.state == "asked" else []
    return _page(request, found, looked=looked, to_do=[each for each in looked if each.decided is None])


def _page(request: MemberRequest, found: DataRequest, status: int = 200, **context: Any) -> HttpResponse:
    called = names(request, [found.person])
    facts = {
        "asked": found,
        "called": called.get(found.person_id) or _("Somebody who was forgotten"),
        "clock": clock_of(found, today()),
        "may_take_longer": found.may_take_longer(today()),
        "is_own": not policies.can_answer_for(request.person, found.person_id),
        "is_held": not found.is_copy and is_held(found.person_id),
        "has_account": found.person.account_id is not None,
    }
    return render(request, "rights/answering.html", facts | context, status=status)


@page
@answerer_required
def question(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """Ask them something. The clock stands still until they answer."""
    found = _found(request, request_id)

    def do(said: dict[str, Any]) -> Any:
        return requests.stop_clock(found, said["why"], said["words"], by=request.person)

    return _ask(request, found, QuestionForm(sent(request)), do, says=(_("Ask them something"), _("Ask")))


@page
@answerer_required
def answered(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """Write down what they answered, when they rang or wrote."""
    found = _found(request, request_id)
    form = WordsForm(sent(request), label=_("What did they answer?"))

    def do(said: dict[str, Any]) -> Any:
        return requests.start_clock(found, said["words"], by=request.person)

    return _ask(request, found, form, do, says=(_("They answered"), _("Keep it")))


@page
@answerer_required
def longer(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """Take up to two months longer."""
    found = _found(request, request_id)
    hint = _("They read this. It must be because the request is complex, or because there are many.")
    form = WordsForm(sent(request), label=_("Why does it take longer?"), hint=hint)

    def do(said: dict[str, Any]) -> Any:
        return requests.extend(found, said["words"], by=request.person)

    return _ask(request, found, form, do, says=(_("Take two months more"), _("Tell them")))


@page
@answerer_required
def refuse(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """Say no, with a reason."""
    found = _found(request, request_id)
    hint = _("They read this, and may complain to the Information Commissioner.")
    form = WordsForm(sent(request), label=_("Why is it refused?"), hint=hint)

    def do(said: dict[str, Any]) -> Any:
        return requests.refuse(found, said["words"], by=request.person)

    return _ask(request, found, form, do, says=(_("Refuse this request"), _("Refuse it")))


def _ask(request: MemberRequest, found: DataRequest, form: Any, do: Any, *, says: tuple[Any, Any]) -> HttpResponse:
    back = reverse("rights:answering", args=[found.pk])
    facts = {"asked": found, "heading": says[0], "button": says[1], "back": back}
    return ask(request, "rights/one_form.html", form, do, back, **facts)


@page
@answerer_required
@fresh_proof_required
def look(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """One piece that may tell of others after the other; what goes into the copy is said for each. It is written down
    that somebody looked, and the person can read that."""
    found = _found(request, request_id)
    if not found.is_copy or found.state != DataRequest.State.ASKED:
        raise Http404
    if not policies.can_answer_for(request.person, found.person_id):
        raise Http404
    require(request.person, found.person, COPY, Purpose.ADMIN)
    looked = copies.to_look_at(found, all_known(found.person_id))
    wanted = request.GET.get("piece", "")
    now = next((each for each in looked if each.piece.key == wanted), None)
    now = now or next((each for each in looked if each.decided is None), None)
    back = reverse("rights:answering", args=[found.pk])
    if now is None:
        return redirect(back)
    form = DecideForm(sent(request), piece=now.piece, seen=now.decided)

    def do(said: dict[str, Any]) -> Any:
        how = {"covered": form.words, "why": said.get("why", "")}
        return copies.decide(found, now.piece.key, said["how"], by=request.person, **how)

    left = [each for each in looked if each.decided is None and each is not now]
    facts = {
        "asked": found,
        "now": now,
        "lines": [] if isinstance(now.piece, Paper) else now.piece.lines,
        "flagged": [] if isinstance(now.piece, Paper) else words_of(now.piece),
        "number": looked.index(now) + 1,
        "of": len(looked),
        "back": back,
    }
    to = reverse("rights:look", args=[found.pk]) if left else back
    return ask(request, "rights/look.html", form, do, to, **facts)


@require_POST
@answerer_required
@fresh_proof_required
def make(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """Everything was looked at: put it together."""
    copies.make_copy(_found(request, request_id), by=request.person)
    return redirect("rights:answering", request_id)


@page
@answerer_required
@fresh_proof_required
def forget(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """What goes, what waits, what stays; and doing it."""
    found = _found(request, request_id)
    if found.is_copy or not found.is_under_way:
        raise Http404
    form = SureForm(sent(request), words=_("Yes, do it. It cannot be undone."))
    back = reverse("rights:answering", args=[found.pk])
    facts = {
        "asked": found,
        "called": names(request, [found.person]).get(found.person_id, ""),
        "lanes": planned(found.person_id),
        "back": back,
    }
    return ask(
        request, "rights/carry_out.html", form, lambda _s: erasing.forget(found, by=request.person), back, **facts
    )


def _found(request: MemberRequest, request_id: UUID) -> DataRequest:
    """A request that this reader may answer, through the door."""
    asked = DataRequest.objects.select_related("person").prefetch_related("stops", "decided")
    found = get_object_or_404(asked, pk=request_id)
    require(request.person, found.person, REQUESTS, Purpose.ADMIN)
    return found
