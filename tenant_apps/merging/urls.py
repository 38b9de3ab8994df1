"""The pages of this room; included at the root of every circle's host."""

from django.urls import path

from tenant_apps.merging import mine, views

app_name = "merging"
urlpatterns = [
    path("circle/members/twice/", views.twice, name="twice"),
    path("circle/members/<uuid:person_id>/twice/", views.search, name="search"),
    path("circle/members/twice/<uuid:kept_id>/<uuid:gone_id>/", views.compare, name="compare"),
    path("circle/members/twice/<uuid:kept_id>/<uuid:gone_id>/apart/", views.apart, name="apart"),
    path("circle/members/merges/<uuid:merge_id>/", views.merge, name="merge"),
    path("circle/members/merges/<uuid:merge_id>/agree/", views.agree, name="agree"),
    path("circle/members/merges/<uuid:merge_id>/refuse/", views.refuse, name="refuse"),
    path("circle/members/merges/<uuid:merge_id>/undo/", views.undo, name="undo"),
    path("written-down-twice/", mine.done, name="done"),
    path("me/twice/", mine.twice, name="mine"),
    path("me/twice/<uuid:merge_id>/yes/", mine.yes, name="yes"),
    path("me/twice/<uuid:merge_id>/no/", mine.no, name="no"),
    path("me/twice/<uuid:merge_id>/undo/", mine.undo, name="undo_mine"),
]
