"""The sign-in host. Names beginning with `account_` or `mfa_` are the ones django-allauth looks for."""

from django.urls import path
from django.views.generic import RedirectView

from shared_apps.identity import entering, views
from shared_apps.identity.pages import address, again, app, lost, overview, passkeys, password
from tenants.colours import colours_path

urlpatterns = [
    path("", RedirectView.as_view(url="/circles/"), name="sign_in_host"),
    path("sign-in/", views.AddressView.as_view(), name="account_request_login_code"),
    path("sign-in/", views.AddressView.as_view(), name="account_login"),
    path("sign-in/code/", views.CodeView.as_view(), name="account_confirm_login_code"),
    path("sign-in/passkey/", passkeys.sign_in_with_passkey, name="sign_in_with_passkey"),
    path("sign-in/password/", password.sign_in_with_password, name="sign_in_with_password"),
    path("sign-in/second-step/", lost.SecondStepView.as_view(), name="mfa_authenticate"),
    path("sign-in/second-step/options/", lost.second_step_options, name="second_step_options"),
    path("sign-in/second-step/lost/", lost.lost_step, name="lost_step"),
    path("sign-in/second-step/lost/<str:secret>/", lost.stop_lost_step, name="stop_lost_step"),
    path("sign-in/no-account/", views.no_account, name="account_signup"),
    path("sign-in/closed/", views.closed_account, name="account_inactive"),
    path("circles/", views.circles, name="circles"),
    colours_path(),
    path("enter/", entering.enter, name="enter"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("sign-out/everywhere/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("language/", overview.language, name="language"),
    path("account/", overview.account, name="account"),
    path("account/again/", again.again, name="again"),
    path("account/again/options/", again.again_options, name="again_options"),
    path("account/second-step/", overview.second_step, name="second_step"),
    path("account/passkeys/", passkeys.passkeys, name="passkeys"),
    path("account/passkeys/add/", passkeys.add, name="passkey_add"),
    path("account/passkeys/add/options/", passkeys.add_options, name="passkey_add_options"),
    path("account/passkeys/<int:passkey_id>/", passkeys.passkey, name="passkey"),
    path("account/app/", app.app, name="app"),
    path("account/recovery-codes/", app.recovery_codes, name="recovery_codes"),
    path("account/password/", password.password, name="password"),
    path("account/address/", address.address, name="address"),
    path("account/address/code/", address.address_code, name="address_code"),
    path("account/address/undo/<str:secret>/", address.undo_address, name="undo_address"),
    path("account/browsers/", overview.browsers_page, name="browsers"),
    path("account/browsers/<uuid:browser_id>/sign-out/", overview.end_browser, name="end_browser"),
]
