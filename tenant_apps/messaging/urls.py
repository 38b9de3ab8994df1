"""Where people talk."""

from django.urls import path

from tenant_apps.messaging import pages

app_name = "messaging"
_THREAD, _POST = "messages/<uuid:thread_id>/", "messages/<uuid:thread_id>/<uuid:post_id>/"
urlpatterns = [
    path("messages/", pages.mine, name="mine"),
    path("messages/with/<slug:kind>/<str:about>/", pages.common, name="common"),
    path("messages/with/<slug:kind>/<str:about>/new/", pages.topic, name="topic"),
    path(_THREAD, pages.talk, name="talk"),
    path(_THREAD + "quiet/", pages.quiet, name="quiet"),
    path(_THREAD + "close/", pages.close, name="close"),
    path(_POST + "change/", pages.change, name="change"),
    path(_POST + "<slug:verb>/", pages.act, name="act"),
]
