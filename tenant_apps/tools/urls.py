"""The pages of this room; included at the root of every circle's host."""

from django.urls import URLPattern, URLResolver, path

from tenant_apps.tools import provider, views

app_name = "tools"
urlpatterns: list[URLPattern | URLResolver] = [
    path(".well-known/openid-configuration", provider.discovery, name="discovery"),
    path("oidc/keys/", provider.jwks, name="keys"),
    path("oidc/authorize/", provider.authorize, name="authorize"),
    path("oidc/token/", provider.token, name="token"),
    path("oidc/userinfo/", provider.userinfo, name="userinfo"),
    path("circle/tools/", views.tools, name="tools"),
    path("circle/tools/add/", views.add, name="tool_add"),
    path("circle/tools/<uuid:tool_id>/remove/", views.remove, name="tool_remove"),
    path("settings/tools/", views.mine, name="my_tools"),
    path("settings/tools/<uuid:consent_id>/stop/", views.stop, name="tool_stop"),
]
