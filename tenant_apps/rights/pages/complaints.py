"""Complaints, for whoever answers them: taking one down, saying that it came, looking into it, answering it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from kernel.sections import Purpose
from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.inviting.asking import ask, page, sent
from tenant_apps.people.models import today
from tenant_apps.privacy.doors import require
from tenant_apps.rights import policies
from tenant_apps.rights.forms import AnswerForm, AppointForm, ComplaintTakenDownForm, WordsForm
from tenant_apps.rights.models import Complaint
from tenant_apps.rights.pages.desk import answerer_required, names, those_named
from tenant_apps.rights.services import complaints


@page
@answerer_required
def take_down(request: MemberRequest) -> HttpResponse:
    """Somebody rang, wrote, or said it at the door; somebody of the circle or not."""
    form = ComplaintTakenDownForm(sent(request), people=those_named(request))

    def do(said: dict[str, Any]) -> Complaint:
        about, words = said.pop("about"), said.pop("words")
        return complaints.complain(about, words, by=request.person, **said)

    to = _page_of
    return ask(request, "rights/take_down_complaint.html", form, do, to)


@require_safe
@member_required
def one(request: MemberRequest, complaint_id: UUID) -> HttpResponse:
    """What they said, and what was done since."""
    found = _found(request, complaint_id)
    steps = list(found.steps.select_related("by"))
    known = [each.by for each in steps if each.by is not None] + ([found.person] if found.person else [])
    called = names(request, known)
    context = {
        "complaint": found,
        "called": called.get(found.person_id, found.name) if found.person_id else found.name,
        "steps": [(each, called.get(each.by_id, "") if each.by_id else "") for each in steps],
        "is_late": found.is_late(today()),
        "is_own": not policies.can_answer_complaint(request.person, found),
        "has_nobody": found.is_open and found.appointed is None and not policies.free_to_answer(found).exists(),
    }
    return render(request, "rights/looked_into.html", context)


@page
@answerer_required
def appoint(request: MemberRequest, complaint_id: UUID) -> HttpResponse:
    """It concerns everybody whose office it is to answer: find somebody else. What it says is not shown here."""
    found = get_object_or_404(Complaint.objects.open(), pk=complaint_id)
    form = AppointForm(sent(request), people=policies.could_be_appointed(found).by_name())

    def do(said: dict[str, Any]) -> Any:
        return complaints.appoint(found, said["somebody"], by=request.person)

    desk = reverse("rights:desk")
    words = {"heading": _("Who answers this complaint?"), "button": _("Ask them"), "back": desk}
    return ask(request, "rights/one_form.html", form, do, desk, **words)


@require_POST
@member_required
def acknowledge(request: MemberRequest, complaint_id: UUID) -> HttpResponse:
    complaints.acknowledge(_found(request, complaint_id), by=request.person)
    return redirect("rights:looking_into", complaint_id)


@page
@member_required
def step(request: MemberRequest, complaint_id: UUID) -> HttpResponse:
    """Write down what was done."""
    found = _found(request, complaint_id)
    form = WordsForm(sent(request), label=_("What was done?"), hint=_("They can read this."))

    def do(said: dict[str, Any]) -> Any:
        return complaints.note_step(found, said["words"], by=request.person)

    return _ask(request, found, form, do, says=(_("What was done"), _("Keep it")))


@page
@member_required
def answer(request: MemberRequest, complaint_id: UUID) -> HttpResponse:
    """Tell them what was found."""
    found = _found(request, complaint_id)

    def do(said: dict[str, Any]) -> Any:
        return complaints.answer(found, said["outcome"], said["words"], by=request.person)

    return _ask(request, found, AnswerForm(sent(request)), do, says=(_("Answer the complaint"), _("Send the answer")))


def _ask(request: MemberRequest, found: Complaint, form: Any, do: Any, *, says: tuple[Any, Any]) -> HttpResponse:
    back = _page_of(found)
    return ask(request, "rights/one_form.html", form, do, back, heading=says[0], button=says[1], back=back)


def _page_of(complaint: Complaint) -> str:
    return reverse("rights:looking_into", args=[complaint.pk])


def _found(request: MemberRequest, complaint_id: UUID) -> Complaint:
    """A complaint that this reader may answer, through the door. What somebody of elsewhere said has no other door."""
    found: Complaint = get_object_or_404(Complaint.objects.select_related("person", "appointed"), pk=complaint_id)
    if not policies.can_read_complaint(request.person, found):
        raise Http404
    if found.person is not None:
        require(request.person, found.person, "rights.complaints", Purpose.ADMIN)
    return found
