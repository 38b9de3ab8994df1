"""Under /account/ on the sign-in host."""

from django.urls import path

from provisioning.accounts import pages

urlpatterns = [
    path("account/close/", pages.close, name="close_account"),
    path("account/merge/", pages.merge, name="merge"),
    path("account/merge/confirm/", pages.confirm, name="merge_confirm"),
    path("account/merge/stop/<str:note>/", pages.stop, name="merge_stop"),
]
