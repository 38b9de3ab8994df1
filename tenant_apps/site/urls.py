"""The pages of this room; included at the root of every circle's host."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "site"
urlpatterns: list[URLPattern | URLResolver] = [
    path("circle/federation/", include("tenant_apps.site.federation.urls")),
    path("circle/site/domain/", include("tenant_apps.site.domain.urls")),
    path("", include("tenant_apps.site.leaving.urls")),
    path("", include("tenant_apps.site.today.urls")),
    path("", include("tenant_apps.site.setting_up.urls")),
    path("", include("tenant_apps.site.pages.urls")),
]
