from django.urls import path

from tenant_apps.teams import urls_life
from tenant_apps.teams.views import places as views

app_name = "teams"
urlpatterns = [
    *urls_life.urlpatterns,
    path("team/", views.mine, name="mine"),
    path("team/new/", views.found, name="found"),
    path("team/<uuid:team_id>/", views.team, name="team"),
    path("team/<uuid:team_id>/ask/", views.bring_up, name="bring_up"),
    path("team/<uuid:team_id>/ask-over/", views.ask_over, name="ask_over"),
    path("team/<uuid:team_id>/stand-in/", views.stand_in, name="stand_in"),
    path("team/<uuid:team_id>/standing-in/", views.standing_in, name="standing_in"),
    path("team/<uuid:team_id>/end/", views.end, name="end"),
    path("team/<uuid:team_id>/step-back/", views.step_back, name="step_back"),
    path("team/places/<uuid:place_id>/end/", views.part, {"verb": "end"}, name="end_place"),
    path("team/places/<uuid:place_id>/leave/", views.part, {"verb": "leave"}, name="leave"),
    path("team/places/<uuid:place_id>/<slug:verb>/", views.answer, name="answer"),
    path("circle/teams/", views.board, name="board"),
    path("circle/teams/new/", views.found_for, name="found_for"),
    path("circle/teams/<uuid:team_id>/", views.look_after, name="look_after"),
]
