"""What stewards set, under /circle/."""

from django.urls import path

from tenant_apps.site.setting_up import views

urlpatterns = [
    path("circle/settings/", views.settings, name="settings"),
    path("circle/site/look/", views.look, name="look"),
    path("circle/site/look/preview/", views.preview, name="look_preview"),
    path("circle/site/look/all.css", views.sheet_of_looks, name="look_sheet"),
    path("circle/site/look/<str:colours>.css", views.sheet_of_preview, name="look_colours"),
    path("circle/site/words/", views.words, name="words"),
    path("circle/site/languages/", views.languages, name="languages"),
    path("logo.<str:fingerprint>.png", views.logo, name="logo"),
]
