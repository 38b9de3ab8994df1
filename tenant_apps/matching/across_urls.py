"""Where the doors between circles are."""

from django.urls import path

from tenant_apps.matching import across_pages

urlpatterns = [
    path("match/afar/", across_pages.afar, name="afar"),
    path("match/afar/<uuid:afar_id>/", across_pages.glad, name="glad"),
    path("match/afar/with/<uuid:contact_id>/", across_pages.contact, name="contact"),
    path("match/afar/with/<uuid:contact_id>/close/", across_pages.contact_close, name="contact_close"),
    path("match/afar/openings/<uuid:opening_id>/withdraw/", across_pages.opening_withdraw, name="opening_withdraw"),
    path("match/asks/<uuid:ask_id>/afar/", across_pages.open_ask, name="open_ask"),
    path("match/offers/mine/afar/", across_pages.open_offer, name="open_offer"),
]
