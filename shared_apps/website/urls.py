"""The federation's public pages; included at the root of its own host."""

from django.urls import path, re_path

from shared_apps.website import views

app_name = "website"
urlpatterns = [
    path("", views.front_page, name="front_page"),
    re_path(r"^circles\.(?P<edition>[0-9a-f]{12})\.css$", views.colours, name="colours"),
    path("start/", views.start, name="start"),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
]
