"""The pages of this room; included at the root of every circle's host."""

from django.urls import path

from tenant_apps.chat import hearing, views

app_name = "chat"
urlpatterns = [
    path("chat/", views.mine, name="mine"),
    path("chat/go/", views.go, name="go"),
    path("chat/rooms/<uuid:room_id>/", views.said, name="said"),
    path("chat/heard/<uuid:server_id>/", hearing.heard, name="heard"),
    path("circle/chat/", views.how_it_is, name="how_it_is"),
    path("circle/chat/choose/", views.choose, name="choose"),
    path("circle/chat/connect/", views.connect, name="connect"),
    path("circle/chat/leave/", views.leave, name="leave"),
]
