"""The pages of this room; included at the root of every circle's host."""

from django.urls import path

from tenant_apps.privacy import circle, mine

app_name = "privacy"
urlpatterns = [
    path("me/privacy/", mine.privacy, name="privacy"),
    path("me/privacy/preset/", mine.preset, name="preset"),
    path("me/privacy/as/<slug:whom>/", mine.view_as, name="as"),
    path("me/privacy/<str:code>/", mine.section, name="section"),
    path("me/looked/", mine.looked, name="looked"),
    path("me/looked/<uuid:event_id>/", mine.doubt, name="doubt"),
    path("circle/looks/", circle.looks, name="looks"),
    path("circle/looks/<uuid:doubt_id>/", circle.answer, name="answer"),
    path("circle/looks/withheld/<uuid:withholding_id>/", circle.withholding, name="withholding"),
    path("circle/looks/withheld/<uuid:withholding_id>/tell/", circle.tell, name="tell"),
    path("circle/members/<uuid:person_id>/glass/", circle.break_glass, name="break_glass"),
    path("circle/members/<uuid:person_id>/glass/seen/", circle.seen, name="seen"),
]
