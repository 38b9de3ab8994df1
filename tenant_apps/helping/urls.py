from django.urls import path

from tenant_apps.helping import checking, views, wishes

app_name = "helping"
_PERSON = "circle/members/<uuid:person_id>/"
_ONE = _PERSON + "authorities/<uuid:authority_id>/"
urlpatterns = [
    path("me/helpers/", views.helpers, name="helpers"),
    path("me/helpers/ask/", views.ask_helper, name="ask"),
    path("me/helpers/ask-for/", wishes.ask_for, name="ask_for"),
    path("me/helpers/ask-for/<uuid:wish_id>/take-back/", wishes.take_back, name="take_wish_back"),
    path("helping/asked/", wishes.with_code, name="with_code"),
    path("helping/asked/<uuid:wish_id>/", wishes.asked, name="asked"),
    path("helping/asked/<uuid:wish_id>/answer/", wishes.answer, name="answer_wish"),
    path("circle/members/asked-for/", wishes.asked_for, name="asked_for"),
    path("circle/members/asked-for/<uuid:wish_id>/", wishes.point_to, name="point_to"),
    path("me/helpers/<uuid:authority_id>/end/", views.take_back, name="take_back"),
    path("me/helpers/<uuid:authority_id>/still-right/", views.still_right, name="still_right"),
    path("helping/", views.helping, name="helping"),
    path("helping/check/<uuid:authority_id>/", checking.look, name="look"),
    path("helping/check/<uuid:authority_id>/papers/<uuid:evidence_id>/", checking.paper, name="look_at_paper"),
    path("helping/stop/", views.stop, name="stop"),
    path("helping/<uuid:authority_id>/answer/", views.answer, name="answer"),
    path("helping/<uuid:authority_id>/begin/", views.begin, name="begin"),
    path(_PERSON + "authorities/", views.authorities, name="authorities"),
    path(_PERSON + "authorities/record/", views.record, name="record"),
    path(_PERSON + "capacity/", views.capacity, name="capacity"),
    path(_ONE, views.authority, name="authority"),
    path(_ONE + "check/", views.check, name="check"),
    path(_ONE + "checker/", checking.name, name="name_checker"),
    path(_ONE + "end/", views.end, name="end"),
    path(_ONE + "looked-at/", views.look_again, name="look_again"),
    path(_ONE + "papers/<uuid:evidence_id>/", views.paper, name="paper"),
]
