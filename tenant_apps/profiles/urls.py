"""The pages of this room; included at the root of every circle's host."""

from django.urls import path, register_converter

from tenant_apps.profiles.paths import KindConverter
from tenant_apps.profiles.views import circle, looking, mine, paper, read_back, showing, together

register_converter(KindConverter, "profile_kind")

MINE = "me/profile/"
THEIRS = "circle/members/<uuid:person_id>/profile/"

app_name = "profiles"
urlpatterns = [
    path(MINE, mine.overview, name="overview"),
    path(f"{MINE}still-right/", mine.still_right, name="still_right"),
    path(f"{MINE}together/", together.together, name="together"),
    path(f"{MINE}<profile_kind:kind>/", mine.sections, name="sections"),
    path(f"{MINE}<profile_kind:kind>/check/", mine.check, name="check"),
    path(f"{MINE}<profile_kind:kind>/history/", mine.history, name="history"),
    path(f"{MINE}<profile_kind:kind>/paper/", paper.paper, name="paper"),
    path(f"{MINE}<profile_kind:kind>/copy/", paper.copy, name="copy"),
    path(f"{MINE}<profile_kind:kind>/show/<slug:medium>/", showing.showings, name="showings"),
    path(f"{MINE}<profile_kind:kind>/<slug:slug>/", mine.question, name="question"),
    path(f"{MINE}<profile_kind:kind>/<slug:slug>/change/", mine.change, name="change"),
    path(THEIRS, mine.overview, name="their_overview"),
    path(f"{THEIRS}paper-away/", paper.away, name="paper_away"),
    path(f"{THEIRS}<profile_kind:kind>/", mine.sections, name="their_sections"),
    path(f"{THEIRS}<profile_kind:kind>/check/", mine.check, name="their_check"),
    path(f"{THEIRS}<profile_kind:kind>/paper/", paper.paper, name="their_paper"),
    path(f"{THEIRS}<profile_kind:kind>/<slug:slug>/", mine.question, name="their_question"),
    path("circle/members/<uuid:person_id>/read-back/", read_back.read_back, name="read_back"),
    path("circle/members/<uuid:person_id>/checks/", circle.checks, name="checks"),
    path("circle/profiles/words/", circle.facets, name="facets"),
    path("circle/profiles/words/<slug:code>/", circle.facet, name="facet"),
    path("profile/form/", paper.find, name="find_form"),
    path("profile/form/<slug:code>/", paper.bring_back, name="bring_back"),
    path("people/<uuid:person_id>/", looking.person, name="person"),
    path("people/<uuid:person_id>/showing/<uuid:showing_id>/", looking.showing, name="showing"),
]
