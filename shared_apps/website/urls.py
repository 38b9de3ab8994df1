"""The federation's public pages; included at the root of its own host."""

from django.urls import path

from shared_apps.website import views
from tenants.colours import colours_path

app_name = "website"
urlpatterns = [
    path("", views.front_page, name="front_page"),
    colours_path(),
    path("start/", views.start, name="start"),
    path("agreement/", views.agreement, name="agreement"),
    path("agreement/<int:number>/", views.agreement, name="agreement_version"),
    path("figures/", views.numbers, name="figures"),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
]
