"""`/api/v1/`: what a member can do on the pages, for programs. One line for each noun."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from config import openapi
from tenant_apps.enquiries.api import EnquiriesView
from tenant_apps.entry.api import CircleView, TokenView
from tenant_apps.importing.api import ListsView
from tenant_apps.inviting.api import InvitationView
from tenant_apps.journal.api import JournalView
from tenant_apps.privacy.api import MeView, PeopleView
from tenant_apps.profiles.api import ProfileView, VocabularyView

router = SimpleRouter(use_regex_path=False)
router.register("people", PeopleView, basename="api-people")
router.register("people-lists", ListsView, basename="api-people-lists")
router.register("invitations", InvitationView, basename="api-invitations")
router.register("enquiries", EnquiriesView, basename="api-enquiries")
router.register("journal", JournalView, basename="api-journal")
router.register("tokens", TokenView, basename="api-tokens")

urlpatterns = [
    path("", openapi.page, name="api"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("circle/", CircleView.as_view({"get": "show"}), name="api-circle"),
    path("me/", MeView.as_view({"get": "show"}), name="api-me"),
    path("people/<uuid:id>/profile/", ProfileView.as_view({"get": "show"}), name="api-profile"),
    path("profile-terms/", VocabularyView.as_view({"get": "show"}), name="api-profile-terms"),
    path("", include(router.urls)),
]
