"""The pages of this room; included at the root of every circle's host."""

from django.urls import URLPattern, URLResolver

app_name = "rights"
urlpatterns: list[URLPattern | URLResolver] = []
