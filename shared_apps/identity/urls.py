"""The sign-in host. Names beginning with `account_` are the ones django-allauth looks for; no others are here."""

from django.urls import path
from django.views.generic import RedirectView

from shared_apps.identity import entering, views
from tenants.colours import colours_path

urlpatterns = [
    path("", RedirectView.as_view(url="/circles/"), name="sign_in_host"),
    path("sign-in/", views.AddressView.as_view(), name="account_request_login_code"),
    path("sign-in/", views.AddressView.as_view(), name="account_login"),
    path("sign-in/code/", views.CodeView.as_view(), name="account_confirm_login_code"),
    path("sign-in/no-account/", views.no_account, name="account_signup"),
    path("sign-in/closed/", views.closed_account, name="account_inactive"),
    path("circles/", views.circles, name="circles"),
    colours_path(),
    path("enter/", entering.enter, name="enter"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("sign-out/everywhere/", views.sign_out_everywhere, name="sign_out_everywhere"),
]
