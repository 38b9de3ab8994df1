"""A password, for those who want one: set, change, take away, and sign in with it. Nobody is ever asked for one."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django import forms
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shared_apps.identity import browsers, telling
from shared_apps.identity.doorkeeping import AccountRequest, fresh_proof_required
from shared_apps.identity.entering import circle_ahead, door_of, let_form_lead_to
from shared_apps.identity.models import Account, plain_address
from shared_apps.identity.paths import LONGEST_ON_THE_WAY, safe_path


class PasswordSignInForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Type your e-mail address.")},
    )
    password = forms.CharField(
        label=_("Your password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Type your password.")},
    )

    def __init__(self, request: HttpRequest, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.request = request
        self.account: Account | None = None

    def clean(self) -> None:
        """One sentence for a wrong password, an unknown address and an account without a password."""
        super().clean()
        if self.errors:
            return
        address, password = plain_address(self.cleaned_data["email"]), self.cleaned_data["password"]
        found = get_adapter(self.request).authenticate(self.request, email=address, password=password)
        if not isinstance(found, Account):
            raise forms.ValidationError(_("That address and that password do not belong together."))
        self.account = found


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_with_password(request: HttpRequest) -> HttpResponse:
    """Address and password; where there is a second step, it comes next."""
    wanted = request.GET.get("next")
    next = safe_path(wanted, otherwise=settings.LOGIN_REDIRECT_URL, longest=LONGEST_ON_THE_WAY)
    if request.user.is_authenticated:
        return redirect(next)
    form = PasswordSignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        credentials = {"email": form.account.email}  # type: ignore[union-attr]
        return perform_password_login(request, credentials, Login(user=form.account, redirect_url=next))
    facts = {"form": form, "next": next, "for_circle": circle_ahead(request)}
    response = render(request, "identity/password.html", facts, status=422 if form.errors else 200)
    let_form_lead_to(response, door_of(next))
    return response


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("The new password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 letters, digits or signs. Three or four words that nobody would guess are good."),
        error_messages={"required": _("Type a new password.")},
    )

    def __init__(self, account: Account, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.account = account

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.account)
        return self.cleaned_data["password"]


@sensitive_post_parameters()
@fresh_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: AccountRequest) -> HttpResponse:
    """Set a password, change it, or take it away. All other browsers are signed out."""
    account = request.user
    if request.POST.get("do") == "remove":
        account.set_unusable_password()
        return _kept(request, _("The password was taken away. A code by e-mail goes on working."))
    form = NewPasswordForm(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        account.set_password(form.cleaned_data["password"])
        return _kept(request, _("A password was set."))
    facts = {"form": form, "has_password": account.has_usable_password(), "rules": password_validators_help_texts()}
    return render(request, "account/password.html", facts, status=422 if form.errors else 200)


def _kept(request: AccountRequest, what: object) -> HttpResponse:
    request.user.save(update_fields=["password"])
    update_session_auth_hash(request, request.user)
    browsers.end_others(request.user, request)
    telling.tell(request, request.user.email, what)  # type: ignore[arg-type]
    return redirect("account")
