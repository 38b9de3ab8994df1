"""Doors: stewards look after the circle's tools; every member sees and takes back what they allowed."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.errors import RuleBroken
from kernel.words import refuse_control_signs
from tenant_apps.entry.gate import fresh_proof_required, hat_required, member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.entry.typed import brought_back
from tenant_apps.people.models import Hat
from tenant_apps.tools import services
from tenant_apps.tools.models import Consent, Tool

steward_required = hat_required(Hat.Kind.STEWARD)


class ToolForm(forms.Form):
    """What a tool is called, and where it takes people back."""

    name = forms.CharField(
        label=_("What is the tool called?"),
        help_text=_("As your people know it: Our files, Our calendar."),
        max_length=60,
        validators=[refuse_control_signs],
    )
    redirect_uris = forms.CharField(
        label=_("Where does it take people back?"),
        help_text=_("The tool calls this redirect URI or callback. One address on a line, exactly as the tool says."),
        max_length=2100,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"}),
    )
    wants_email = forms.BooleanField(
        label=_("It may ask for e-mail addresses"),
        help_text=_("Each member decides whether it gets theirs."),
        required=False,
    )

    def clean_redirect_uris(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["redirect_uris"].splitlines() if line.strip()]


@require_safe
@steward_required
def tools(request: MemberRequest) -> HttpResponse:
    """Which tools leave signing in to the circle."""
    return render(request, "tools/tools.html", {"tools": Tool.objects.in_use(), "issuer": request.circle.url})


@require_http_methods(["GET", "HEAD", "POST"])
@steward_required
@fresh_proof_required
def add(request: MemberRequest) -> HttpResponse:
    """Add a tool. Its secret stands on the page that answers, and nowhere ever after."""
    form = brought_back(request, ToolForm(request.POST or None))
    if form.is_bound and form.is_valid():
        try:
            made, secret = services.add_tool(**form.cleaned_data, by=request.person)
        except RuleBroken as no:
            for name, said in (no.errors or {"": [no.sentence]}).items():
                form.add_error(name if name in form.fields else None, [str(each) for each in said])
        else:
            context: dict[str, Any] = {"tool": made, "secret": secret, "issuer": request.circle.url}
            return render(request, "tools/added.html", context)
    return render(request, "tools/add.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@steward_required
@fresh_proof_required
def remove(request: MemberRequest, tool_id: UUID) -> HttpResponse:
    services.remove_tool(tool_id, by=request.person)
    return HttpResponseRedirect("/circle/tools/")


@require_safe
@member_required
def mine(request: MemberRequest) -> HttpResponse:
    """Which tools know who I am."""
    found = Consent.objects.filter(person=request.person, withdrawn_at=None, tool__removed_at=None)
    return render(request, "tools/mine.html", {"consents": found.select_related("tool").order_by("tool__name")})


@require_POST
@member_required
def stop(request: MemberRequest, consent_id: UUID) -> HttpResponse:
    services.stop(consent_id, by=request.person)
    return HttpResponseRedirect("/settings/tools/")
