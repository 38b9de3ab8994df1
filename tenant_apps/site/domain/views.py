"""Doors: what is missing in the DNS, in words somebody else can act on; asking for a domain; giving it up."""

from typing import Final
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.errors import RuleBroken
from tenant_apps.entry.gate import fresh_proof_required, hat_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.entry.typed import brought_back
from tenant_apps.people.models import Hat
from tenant_apps.site.domain import services
from tenant_apps.site.domain.says import own_domain, own_domains

HERE: Final = "/circle/site/domain/"
steward_required = hat_required(Hat.Kind.STEWARD)


class DomainForm(forms.Form):
    """Which domain."""

    domain = forms.CharField(
        label=_("Your domain"),
        help_text=_("As you would tell it on the telephone, such as hebdencare.org or www.hebdencare.org."),
        max_length=300,
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
        ),
    )


@require_safe
@steward_required
def domain(request: MemberRequest) -> HttpResponse:
    """How it stands with the circle's own domain, and what whoever looks after its DNS has to do."""
    claims = own_domains()
    context = {
        "claim": next((each for each in claims if each.is_open), None),
        "earlier": [each for each in claims if not each.is_open],
        "looking": "looking" in request.GET,
        "target": settings.DOMAIN_TARGET,
        "addresses": settings.DOMAIN_ADDRESSES,
        "ours": f"{request.circle.slug}.{settings.FEDERATION_DOMAIN}",
    }
    return render(request, "site/domain/domain.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@steward_required
@fresh_proof_required
def ask(request: MemberRequest) -> HttpResponse:
    """Type a domain."""
    form = brought_back(request, DomainForm(request.POST or None))
    if form.is_bound and form.is_valid():
        try:
            services.ask_for_domain(form.cleaned_data["domain"], by=request.person)
        except RuleBroken as no:
            form.add_error("domain", [str(said) for said in no.errors.get("domain", [no.sentence])])
        else:
            return HttpResponseRedirect(f"{HERE}?looking=1")
    return render(request, "site/domain/ask.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@steward_required
def look_again(request: MemberRequest) -> HttpResponse:
    services.wish_for_look(by=request.person)
    return HttpResponseRedirect(f"{HERE}?looking=1")


@require_http_methods(["GET", "HEAD", "POST"])
@steward_required
@fresh_proof_required
def give_up(request: MemberRequest, claim_id: UUID) -> HttpResponse:
    """Go by the address below the federation again, and say so."""
    if request.method == "POST":
        services.give_up_domain(claim_id, by=request.person)
        return HttpResponseRedirect(f"{HERE}?looking=1")
    claim = own_domain()
    if claim is None or claim.id != claim_id:
        raise Http404
    ours = f"{request.circle.slug}.{settings.FEDERATION_DOMAIN}"
    return render(request, "site/domain/give_up.html", {"claim": claim, "ours": ours})
