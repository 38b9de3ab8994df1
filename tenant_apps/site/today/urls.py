"""The first page of those who look after the circle, under /circle/."""

from django.urls import path

from tenant_apps.site.today import views

urlpatterns = [
    path("circle/", views.today_page, name="today"),
    path("circle/setup/", views.setup, name="setup"),
    path("circle/setup/tick/", views.tick, name="setup_tick"),
]
