"""Where whole teams are looked for."""

from django.urls import path

from tenant_apps.matching import plan_pages

urlpatterns = [
    path("match/asks/<uuid:ask_id>/team/", plan_pages.team, name="plan_team"),
    path("match/asks/<uuid:ask_id>/team/<slug:kind>/ask/", plan_pages.ask_all, name="plan_ask_all"),
    path("match/asks/<uuid:ask_id>/team/stop/", plan_pages.stop, name="plan_stop"),
]
