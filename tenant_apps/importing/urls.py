"""The pages of this room; included at the root of every circle's host."""

from django.urls import path

from tenant_apps.importing import views

app_name = "importing"
urlpatterns = [
    path("circle/members/import/", views.start, name="start"),
    path("circle/members/import/<uuid:list_id>/", views.one, name="list"),
    path("circle/members/import/<uuid:list_id>/columns/", views.columns, name="columns"),
    path("circle/members/import/<uuid:list_id>/columns/again/", views.columns_again, name="columns_again"),
    path("circle/members/import/<uuid:list_id>/wanted/", views.wanted, name="wanted"),
    path("circle/members/import/<uuid:list_id>/confirm/", views.confirm, name="confirm"),
    path("circle/members/import/<uuid:list_id>/drop/", views.drop, name="drop"),
    path("circle/members/import/<uuid:list_id>/undo/", views.undo, name="undo"),
]
