"""The pages of this room; included at the root of every circle's host."""

from django.urls import URLPattern, URLResolver, path

from tenant_apps.letters import views

app_name = "letters"
urlpatterns: list[URLPattern | URLResolver] = [
    path("circle/letters/", views.letters, name="letters"),
    path("circle/letters/<uuid:letter_id>/", views.letter, name="letter"),
    path("circle/letters/<uuid:letter_id>/read/", views.read, name="letter_read"),
    path("circle/letters/<uuid:letter_id>/answer/", views.answer, name="letter_answer"),
    path("circle/letters/with/", views.propose, name="letters_propose"),
    path("circle/letters/with/<uuid:agreement_id>/", views.agreement, name="letters_agreement"),
    path("circle/letters/with/<uuid:agreement_id>/settle/", views.settle, name="letters_settle"),
    path("circle/letters/with/<uuid:agreement_id>/write/", views.write, name="letter_write"),
]
