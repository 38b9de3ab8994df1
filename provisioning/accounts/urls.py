"""Under /account/ on the sign-in host."""

from django.urls import path

from provisioning.accounts import letter_pages, pages

urlpatterns = [
    path("account/letters/", letter_pages.letters_page, name="letters"),
    path("account/address/undo/<str:secret>/", letter_pages.undo_address, name="undo_address"),
    path("account/close/", pages.close, name="close_account"),
    path("account/merge/", pages.merge, name="merge"),
    path("account/merge/confirm/", pages.confirm, name="merge_confirm"),
    path("account/merge/stop/<str:note>/", pages.stop, name="merge_stop"),
]
