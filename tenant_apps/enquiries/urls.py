"""The pages of this room; included at the root of every circle's host."""

from django.urls import path

from tenant_apps.enquiries import asking, news, views

app_name = "enquiries"
urlpatterns = [
    path("ask/", asking.ask, name="ask"),
    path("ask/sent/", asking.sent, name="sent"),
    path("ask/<str:step>/", asking.ask, name="ask_step"),
    path("contact/", asking.contact, name="contact"),
    path("news/", news.join, name="news"),
    path("news/asked/", news.asked, name="news_asked"),
    path("news/yes/<str:token>/", news.confirm, name="news_yes"),
    path("news/no/<str:token>/", news.leave, name="news_no"),
    path("circle/asks/", views.board, name="board"),
    path("circle/asks/new/", views.take_down, name="take_down"),
    path("circle/asks/<uuid:enquiry_id>/", views.enquiry, name="enquiry"),
    path("circle/news/", news.subscribers, name="subscribers"),
    path("circle/news/list.csv", news.take, name="take_list"),
]
