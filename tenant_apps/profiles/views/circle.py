"""For stewards and co-ordinators: what the circle has checked about somebody; for stewards, what can be ticked."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kernel.errors import Refusal
from kernel.ids import parse_uuid
from kernel.sections import Purpose
from tenant_apps.entry.gate import hat_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.privacy.doors import masked
from tenant_apps.profiles import services
from tenant_apps.profiles.models import Check, OwnTerm
from tenant_apps.profiles.policies import HOSTS
from tenant_apps.profiles.questions import FACETS
from tenant_apps.profiles.sections import CHECKS
from tenant_apps.profiles.services.terms import LONGEST
from tenant_apps.profiles.vocabulary import vocabulary


class CheckForm(forms.Form):
    """How a check stands."""

    kind = forms.ChoiceField(label=_("What was checked"), choices=Check.Kind.choices)
    state = forms.ChoiceField(label=_("How it stands"), choices=Check.State.choices, widget=forms.RadioSelect)
    on = forms.DateField(
        label=pgettext_lazy("date", "On"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    route = forms.ChoiceField(
        label=_("For a DBS check: how it was asked for"),
        choices=[("", _("Not a DBS check")), *Check.Route.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    renew_on = forms.DateField(
        label=_("To be done again by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@hat_required(*HOSTS)
def checks(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """How the checks about somebody stand. Never what a certificate says: there is no place for it."""
    person = Person.objects.present().filter(pk=person_id).first()
    if person is None:
        raise Http404
    seen = masked(request.person, person, Purpose.ADMIN, ["people.name", CHECKS.code])
    form = CheckForm(request.POST if request.method == "POST" else None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.note_check(
                person,
                said["kind"],
                said["state"],
                said["on"],
                route=said["route"],
                renew_on=said["renew_on"],
                by=request.person,
            )
        except Refusal as refused:
            _tell(form, refused)
        else:
            return redirect(request.path)
    lines = Check.objects.filter(person=person).select_related("noted_by") if seen.may(CHECKS.code) else ()
    context = {"seen": seen, "form": form, "lines": lines}
    return render(request, "profiles/checks.html", context, status=422 if form.errors else 200)


def _tell(form: forms.Form, refused: Refusal) -> None:
    for name, sentences in (refused.errors or {"": [refused.sentence]}).items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, str(sentence))


class TermForm(forms.Form):
    """One word for something that can be ticked, in each language the circle speaks."""

    code = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for language, name in settings.LANGUAGES:
            self.fields[f"label_{language}"] = forms.CharField(
                label=name, max_length=LONGEST, required=False, widget=forms.TextInput(attrs={"lang": language})
            )

    @property
    def labels(self) -> dict[str, str]:
        return {language: self.cleaned_data.get(f"label_{language}", "") for language, _name in settings.LANGUAGES}


@require_safe
@hat_required(Hat.Kind.STEWARD)
def facets(request: MemberRequest) -> HttpResponse:
    """Everything that can be ticked in profiles, group by group."""
    said = vocabulary()
    own = set(OwnTerm.objects.filter(retired_at=None).values_list("facet", flat=True))
    rows = [
        {"facet": facet, "terms": said.offered[code], "is_own": code in own} for code, facet in sorted(FACETS.items())
    ]
    return render(request, "profiles/facets.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@hat_required(Hat.Kind.STEWARD)
def facet(request: MemberRequest, code: str) -> HttpResponse:
    """One group: say a term in the circle's own words, add one, or stop to offer one of the circle's own."""
    if code not in FACETS:
        raise Http404
    form = TermForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if (retired := parse_uuid(request.POST.get("retire", ""))) is not None:
            term = OwnTerm.objects.filter(pk=retired, facet=code).first()
            if term is None:
                raise Http404
            services.retire_term(term, by=request.person)
            return redirect(f"/circle/profiles/words/{code}/")
        if form.is_valid():
            try:
                services.set_term(code, form.labels, code=form.cleaned_data["code"], by=request.person)
            except Refusal as refused:
                _tell(form, refused)
            else:
                return redirect(f"/circle/profiles/words/{code}/")
    own = {term.code: term for term in OwnTerm.objects.filter(facet=code)}
    rows = [
        {"code": each, "said": words, "own": own.get(each), "form": _form_of(each, own.get(each))}
        for each, words in vocabulary().offered[code].items()
    ]
    context = {"facet": FACETS[code], "rows": rows, "form": form, "retired": [t for t in own.values() if t.retired_at]}
    return render(request, "profiles/facet.html", context, status=422 if form.errors else 200)


def _form_of(code: str, own: OwnTerm | None) -> TermForm:
    labels: dict[str, str] = own.labels if own is not None else {}
    initial = {f"label_{language}": words for language, words in labels.items()}
    return TermForm(initial={"code": code, **initial}, auto_id=f"{code}_%s")
