"""Where shortlists are, and the co-ordinators' board."""

from django.urls import path

from tenant_apps.matching import board_pages, shortlist_pages

urlpatterns = [
    path("match/asks/<uuid:ask_id>/people/", shortlist_pages.people, name="people"),
    path("match/asks/<uuid:ask_id>/people/print/", shortlist_pages.people_on_paper, name="people_on_paper"),
    path("match/asks/<uuid:ask_id>/people/call/", shortlist_pages.people_to_read_out, name="people_to_read_out"),
    path("match/asks/<uuid:ask_id>/people/<uuid:person_id>/better/", shortlist_pages.better, name="better"),
    path("match/asks/<uuid:ask_id>/people/<uuid:person_id>/not-for-me/", shortlist_pages.not_for_me, name="not_for_me"),
    path("match/asks/<uuid:ask_id>/people/quiet/<uuid:quiet_id>/end/", shortlist_pages.after_all, name="after_all"),
    path("match/offers/mine/asks/", shortlist_pages.asks, name="asks"),
    path("match/offers/mine/asks/<uuid:ask_id>/glad/", shortlist_pages.glad, name="glad_of"),
    path("match/offers/mine/asks/<uuid:ask_id>/not-for-me/", shortlist_pages.ask_not_for_me, name="ask_not_for_me"),
    path("circle/matching/", board_pages.board, name="board"),
]
