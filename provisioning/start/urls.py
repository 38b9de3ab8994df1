"""The pages of this host."""

from django.urls import URLPattern, URLResolver

from tenants.colours import colours_path

app_name = "start"
urlpatterns: list[URLPattern | URLResolver] = [colours_path()]
