"""The pages with which a circle takes a copy along or leaves."""

from django.urls import path

from tenant_apps.site.leaving import views

urlpatterns = [
    path("circle/export/", views.copies, name="copies"),
    path("circle/export/<uuid:run_id>/", views.download, name="copy"),
    path("circle/leave/", views.leave, name="leave"),
    path("circle/leave/say/", views.say, name="leave_say"),
    path("circle/leave/to-tell/", views.to_tell, name="leave_to_tell"),
    path("circle/leave/news/", views.news, name="leave_news"),
]
