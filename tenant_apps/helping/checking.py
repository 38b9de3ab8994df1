"""Where nobody who looks after authorities is free to check one, a steward names somebody who looks at the papers."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.sections import Purpose
from tenant_apps.entry.gate import hat_required, member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.helping import policies, services
from tenant_apps.helping.choosing import choosable
from tenant_apps.helping.forms import CheckerForm
from tenant_apps.helping.models import Authority, Evidence
from tenant_apps.helping.sections import EVIDENCE
from tenant_apps.helping.views import to_keep
from tenant_apps.people.models import Person
from tenant_apps.privacy import doors


@require_POST
@hat_required(*policies.WATCHERS)
def name(request: MemberRequest, person_id: UUID, authority_id: UUID) -> HttpResponse:
    """Name somebody to check this one."""
    found = get_object_or_404(Authority.objects.filter(person=person_id, person__restricted_at=None), pk=authority_id)
    form = CheckerForm(request.POST, people=choosable(request, policies.could_be_named(found), "checker").people)
    if form.is_valid():
        services.name_checker(found, form.cleaned_data["checker"], by=request.person)
    return redirect("helping:authority", found.person_id, found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def look(request: MemberRequest, authority_id: UUID) -> HttpResponse:
    """What I was named to check: what it says, its papers, and whether they bear it out."""
    found = _mine(request.person, authority_id)
    if request.method == "POST":
        decide = services.check if request.POST.get("do") == "yes" else services.find_not_proved
        decide(found, by=request.person)
        return redirect("helping:helping")
    doors.require(request.person, found.person, EVIDENCE.code, Purpose.ADMIN)
    context = {"authority": found, "papers": found.evidence.all(), "needs_paper": found.ground.needs_evidence}
    return render(request, "helping/look.html", context)


@require_safe
@member_required
def paper(request: MemberRequest, authority_id: UUID, evidence_id: UUID) -> HttpResponse:
    """One of its papers, as a file to keep."""
    rows = Evidence.objects.filter(authority=_mine(request.person, authority_id))
    return to_keep(get_object_or_404(rows.select_related("authority", "person"), pk=evidence_id), by=request.person)


def _mine(person: Person, authority_id: UUID) -> Authority:
    rows = Authority.objects.living().select_related("person", "helper", "recorded_by")
    found = rows.filter(pk=authority_id, checker=person).first()
    if found is None or not policies.can_check(person, found):
        raise Http404
    return found
