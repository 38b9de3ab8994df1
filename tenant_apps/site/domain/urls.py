"""The pages about the circle's own domain, under /circle/site/domain/."""

from django.urls import path

from tenant_apps.site.domain import views

urlpatterns = [
    path("", views.domain, name="domain"),
    path("ask/", views.ask, name="domain_ask"),
    path("look/", views.look_again, name="domain_look"),
    path("<uuid:claim_id>/give-up/", views.give_up, name="domain_give_up"),
]
