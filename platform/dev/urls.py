"""Where caught mail is read: included below `/dev/mail/` on the federation's own site, on the embedded default only."""

from django.urls import path, re_path

from dev import mail_pages

urlpatterns = [
    path("", mail_pages.drawer, name="dev_mail"),
    re_path(r"^(?P<name>[0-9]+-[0-9a-f]{8})/$", mail_pages.letter, name="dev_letter"),
]
