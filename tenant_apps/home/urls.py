"""The front rooms of a circle; included at the root of every circle's host."""

from django.urls import path

from tenant_apps.home import circle, members, public

app_name = "home"
urlpatterns = [
    path("", public.front_door, name="front_door"),
    path("support/", public.support, name="support"),
    path("work-with-us/", public.work_with_us, name="work_with_us"),
    path("volunteer/", public.volunteer, name="volunteer"),
    path("about/", public.about, name="about"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("privacy/", public.privacy, name="privacy"),
    path("home/", members.home, name="home"),
    path("week/", members.week, name="week"),
    path("more/", members.more, name="more"),
    path("people/", circle.people, name="people"),
    path("circle/members/", circle.members, name="members"),
]
