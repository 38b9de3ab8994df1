"""Your access tokens: which programs may act for you in this circle."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel.errors import Refusal
from kernel.time import now
from tenant_apps.entry import services
from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.entry.models import AccessToken
from tenant_apps.entry.policies import scopes_of
from tenant_apps.people.models import Person

USUAL_LIFE = timedelta(days=90)


def usual_end() -> date:
    return (now() + USUAL_LIFE).date()


def end_of(day: date) -> datetime:
    """A token that ends on a day is good for the whole of it."""
    return datetime.combine(day, time.max, tzinfo=UTC)


class TokenForm(forms.Form):
    """What a program is for, what it may do and until when. It asks only for what its person could do."""

    name = forms.CharField(
        label=_("What is it for?"), max_length=60, help_text=_("For example: our newsletter program.")
    )
    scopes = forms.MultipleChoiceField(label=_("What may the program do?"), widget=forms.CheckboxSelectMultiple)
    expires_on = forms.DateField(
        label=_("Until which day?"),
        help_text=_("A year from now at the latest."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=usual_end,
    )

    def __init__(self, person: Person, data: QueryDict | None = None) -> None:
        super().__init__(data)
        scopes: forms.MultipleChoiceField = self.fields["scopes"]  # type: ignore[assignment]
        scopes.choices = [(scope.value, scope.label) for scope in scopes_of(person)]


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: MemberRequest) -> HttpResponse:
    """See your tokens and make a new one. Its secret is shown in this one answer and never again."""
    form = TokenForm(request.person, request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            _token, secret = services.make_token(
                request.person,
                name=wanted["name"],
                scopes=wanted["scopes"],
                expires_at=end_of(wanted["expires_on"]),
                by=request.person,
            )
            form = TokenForm(request.person)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    status = 422 if form.errors else 200
    mine = AccessToken.objects.of(request.person)
    return render(request, "entry/tokens.html", {"form": form, "tokens": mine, "secret": secret}, status=status)


@member_required
@require_POST
def revoke(request: MemberRequest, token_id: UUID) -> HttpResponse:
    """Shut one program out."""
    token = AccessToken.objects.of(request.person).filter(pk=token_id).first()
    if token is None:
        raise Http404
    services.revoke_token(token, by=request.person)
    return redirect("tokens")
