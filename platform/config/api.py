"""`/api/v1/`: what a member can do on the pages, for programs. One line for each noun."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, include, path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter
from rest_framework.serializers import UUIDField

from config import openapi
from tenant_apps.chat.api import ChatServerView, ChatView, ChatWayInView
from tenant_apps.enquiries.api import EnquiriesView
from tenant_apps.entry.api import CircleView, TokenView
from tenant_apps.helping.api import HelpersView, HelpingView
from tenant_apps.home.api import PeopleView
from tenant_apps.importing.api import ListsView
from tenant_apps.inviting.api import InvitationView
from tenant_apps.journal.api import JournalView
from tenant_apps.matching.across_api import AfarView, OpeningView
from tenant_apps.matching.meeting_api import IntroductionsView
from tenant_apps.matching.plan_api import PlanView
from tenant_apps.matching.shortlist_api import ShortlistView
from tenant_apps.matching.steps_api import StepsView, TeamWordsView
from tenant_apps.matching.wishes_api import AsksView, NotWithView, OfferView
from tenant_apps.messaging.api import ConversationsView, PostsView
from tenant_apps.privacy.api import MeView
from tenant_apps.privacy.mine_api import LooksView, PrivacyView
from tenant_apps.profiles.answers_api import AnswersView
from tenant_apps.profiles.api import ProfileView, VocabularyView
from tenant_apps.rights.api import DataRequestsView
from tenant_apps.teams.api import PlacesView, TeamsView
from tenant_apps.teams.api_agreements import TeamAgreementsView, TeamDocumentsView
from tenant_apps.teams.api_doing import PlaceDoingView, TeamDoingView, TeamFoundingView
from tenant_apps.teams.api_hats import TeamHatsView
from tenant_apps.teams.api_life import TeamTasksView
from tenant_apps.teams.api_meetings import CheckInsView, TeamMeetingsView
from tenant_apps.teams.api_reviews import TeamReviewsView, TeamSessionsView

# In place of the library's "Must be a valid UUID.".
UUIDField.default_error_messages = {"invalid": _("This is no id. Send one as it was given to you.")}
router = SimpleRouter(use_regex_path=False)
router.register("people", PeopleView, basename="api-people")
router.register("people-lists", ListsView, basename="api-people-lists")
router.register("invitations", InvitationView, basename="api-invitations")
router.register("enquiries", EnquiriesView, basename="api-enquiries")
router.register("journal", JournalView, basename="api-journal")
router.register("tokens", TokenView, basename="api-tokens")


def answers(at: str, name: str, *, own: bool) -> Iterator[URLPattern]:
    """The answers of a profile below an address: one's own, or those of somebody whose host one is."""
    yield path(at, AnswersView.as_view({"get": "all"}), name=f"{name}s")
    yield path(f"{at}<str:code>/", AnswersView.as_view({"get": "one", "put": "keep"}), name=name)
    verbs = {"show": "show", "hide": "hide", "still-right": "still_right"}
    if own:
        yield path(f"{at}<str:code>/versions/", AnswersView.as_view({"get": "versions"}), name=f"{name}-versions")
        verbs |= {"put-back": "put_back", "choose": "choose"}
    for word, verb in verbs.items():
        yield path(f"{at}<str:code>/{word}/", AnswersView.as_view({"post": verb}), name=f"{name}-{word}")


def of_a_team(at: str, name: str, view: Any, **verbs: str) -> Iterator[URLPattern]:
    """One address below a team's."""
    yield path(f"teams/<uuid:team_id>/{at}", view.as_view(verbs), name=f"api-team-{name}")


def known_elsewhere(at: str, name: str) -> Iterator[URLPattern]:
    """What other circles know of an ask or an offer."""
    yield path(at, OpeningView.as_view({"get": "show", "post": "open", "delete": "withdraw"}), name=name)


urlpatterns = [
    path("", openapi.page, name="api"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("circle/", CircleView.as_view({"get": "show"}), name="api-circle"),
    path("me/", MeView.as_view({"get": "show"}), name="api-me"),
    path("me/privacy/", PrivacyView.as_view({"get": "show"}), name="api-privacy"),
    path("me/privacy/preset/", PrivacyView.as_view({"put": "take"}), name="api-preset"),
    path("me/privacy/seen-by/<slug:whom>/", PrivacyView.as_view({"get": "seen_by"}), name="api-seen-by"),
    path("me/privacy/<str:code>/", PrivacyView.as_view({"get": "one", "put": "choose"}), name="api-choice"),
    path("me/looks/", LooksView.as_view({"get": "list"}), name="api-looks"),
    path("me/looks/<uuid:id>/doubt/", LooksView.as_view({"post": "doubt"}), name="api-doubt"),
    path("me/helpers/", HelpersView.as_view({"get": "list", "post": "ask"}), name="api-helpers"),
    path("me/helpers/<uuid:id>/withdraw/", HelpersView.as_view({"post": "withdraw"}), name="api-withdraw"),
    path("me/helpers/<uuid:id>/still-right/", HelpersView.as_view({"post": "still_right"}), name="api-still-right"),
    path("me/helping/", HelpingView.as_view({"get": "list"}), name="api-helping"),
    path("me/helping/<uuid:id>/answer/", HelpingView.as_view({"post": "answer"}), name="api-helping-answer"),
    path("me/data/", DataRequestsView.as_view({"get": "list", "post": "ask"}), name="api-data"),
    path("me/data/preview/", DataRequestsView.as_view({"get": "preview"}), name="api-data-preview"),
    path("me/data/<uuid:id>/", DataRequestsView.as_view({"get": "one"}), name="api-data-one"),
    path("me/data/<uuid:id>/answer/", DataRequestsView.as_view({"post": "answer"}), name="api-data-answer"),
    path("me/data/<uuid:id>/take-back/", DataRequestsView.as_view({"post": "take_back"}), name="api-data-take-back"),
    path("me/data/<uuid:id>/copy/", DataRequestsView.as_view({"get": "copy", "delete": "clear"}), name="api-data-copy"),
    path("me/introductions/", IntroductionsView.as_view({"get": "list", "post": "begin"}), name="api-introductions"),
    path("me/introductions/for-my-team/", TeamWordsView.as_view({"get": "list"}), name="api-meet-for-my-team"),
    path("me/introductions/<uuid:id>/team/", TeamWordsView.as_view({"post": "say"}), name="api-meet-team-word"),
    path("me/introductions/<uuid:id>/worries/", StepsView.as_view({"get": "worries"}), name="api-meet-worries"),
    path("me/introductions/<uuid:id>/told/", StepsView.as_view({"get": "told"}), name="api-meet-told"),
    path("me/introductions/<uuid:id>/", IntroductionsView.as_view({"get": "one"}), name="api-introduction"),
    path("me/introductions/<uuid:id>/answer/", IntroductionsView.as_view({"post": "answer"}), name="api-meet-answer"),
    path("me/introductions/<uuid:id>/reviews/", StepsView.as_view({"get": "reviews"}), name="api-meet-reviews"),
    path("me/introductions/<uuid:id>/say/<slug:verb>/", StepsView.as_view({"post": "say"}), name="api-meet-say"),
    path("me/asks/", AsksView.as_view({"get": "list", "post": "begin"}), name="api-asks"),
    path("me/asks/<uuid:id>/", AsksView.as_view({"get": "one", "patch": "change"}), name="api-ask"),
    path("me/asks/<uuid:id>/turn/<slug:verb>/", AsksView.as_view({"post": "turn"}), name="api-ask-turn"),
    path("me/offer/", OfferView.as_view({"get": "one", "post": "begin", "patch": "change"}), name="api-offer"),
    path("me/offer/turn/<slug:verb>/", OfferView.as_view({"post": "turn"}), name="api-offer-turn"),
    path("me/offer/asks/", OfferView.as_view({"get": "asks"}), name="api-offer-asks"),
    *known_elsewhere("me/asks/<uuid:id>/afar/", "api-ask-afar"),
    *known_elsewhere("me/offer/afar/", "api-offer-afar"),
    path("afar/", AfarView.as_view({"get": "list"}), name="api-afar"),
    path("afar/<uuid:id>/glad/", AfarView.as_view({"post": "glad"}), name="api-afar-glad"),
    path("me/afar/", AfarView.as_view({"get": "contacts"}), name="api-contacts"),
    path("me/afar/<uuid:id>/yes/", AfarView.as_view({"post": "yes"}), name="api-contact-yes"),
    path("me/afar/<uuid:id>/close/", AfarView.as_view({"post": "close"}), name="api-contact-close"),
    path("me/not-with/", NotWithView.as_view({"get": "list", "post": "say"}), name="api-not-with"),
    path("me/not-with/<uuid:id>/", NotWithView.as_view({"delete": "take_back"}), name="api-with-again"),
    *answers("me/profile/", "api-answer", own=True),
    *answers("people/<uuid:id>/answers/", "api-their-answer", own=False),
    path("teams/", TeamsView.as_view({"get": "list"}), name="api-teams"),
    path("teams/<uuid:id>/", TeamsView.as_view({"get": "one"}), name="api-team"),
    path("teams/asked/", PlacesView.as_view({"get": "list"}), name="api-places"),
    path("teams/places/<uuid:id>/answer/", PlacesView.as_view({"post": "answer"}), name="api-place-answer"),
    path("teams/places/<uuid:id>/leave/", PlacesView.as_view({"post": "leave"}), name="api-place-leave"),
    path("teams/new/", TeamDoingView.as_view({"post": "found"}), name="api-team-found"),
    path("teams/for/", TeamFoundingView.as_view({"post": "found_for"}), name="api-team-found-for"),
    path("teams/<uuid:id>/places/", TeamDoingView.as_view({"post": "bring_up"}), name="api-team-bring-up"),
    path("teams/<uuid:id>/stand-in/", TeamDoingView.as_view({"post": "stand_in"}), name="api-team-stand-in"),
    path("teams/<uuid:id>/end/", TeamDoingView.as_view({"post": "end"}), name="api-team-end"),
    path("teams/<uuid:id>/step-back/", TeamDoingView.as_view({"post": "step_back"}), name="api-team-step-back"),
    path("teams/<uuid:id>/ask-over/", TeamDoingView.as_view({"post": "ask_over"}), name="api-team-ask-over"),
    path("teams/places/<uuid:id>/end/", PlaceDoingView.as_view({"post": "end"}), name="api-place-end"),
    path(
        "teams/places/<uuid:id>/take-back/", PlaceDoingView.as_view({"post": "take_back"}), name="api-place-take-back"
    ),
    path("teams/<uuid:team_id>/tasks/", TeamTasksView.as_view({"get": "list", "post": "add"}), name="api-team-tasks"),
    *of_a_team("tasks/<uuid:id>/", "task-put-right", TeamTasksView, put="change"),
    *of_a_team("tasks/<uuid:id>/<slug:word>/", "task", TeamTasksView, post="say"),
    *of_a_team("hats/", "hats", TeamHatsView, get="list", post="ask"),
    *of_a_team("hats/<uuid:id>/say/", "hat", TeamHatsView, post="say"),
    *of_a_team("hats/<uuid:id>/lay-down/", "lay-down", TeamHatsView, post="lay_down"),
    *of_a_team("check-ins/", "check-ins", CheckInsView, get="list", post="say"),
    *of_a_team("check-ins/ask/", "check-ins-ask", CheckInsView, post="ask"),
    *of_a_team("meetings/", "meetings", TeamMeetingsView, get="list", post="call"),
    *of_a_team("meetings/<uuid:id>/", "meeting", TeamMeetingsView, get="one", put="move"),
    *of_a_team("meetings/<uuid:id>/notes/", "meeting-notes", TeamMeetingsView, post="note"),
    *of_a_team("meetings/<uuid:id>/cancel/", "meeting-cancel", TeamMeetingsView, post="cancel"),
    *of_a_team("meetings/<uuid:id>/decisions/", "decisions", TeamMeetingsView, post="decide"),
    *of_a_team("decisions/<uuid:id>/look/", "decision", TeamMeetingsView, post="look"),
    *of_a_team("agreements/", "agreements", TeamAgreementsView, get="list", post="make"),
    *of_a_team("agreements/<uuid:id>/words/", "agreement-words", TeamAgreementsView, post="write"),
    *of_a_team("agreements/<uuid:id>/answer/", "agreement-answer", TeamAgreementsView, post="answer"),
    *of_a_team("agreements/<uuid:id>/end/", "agreement-end", TeamAgreementsView, post="end"),
    *of_a_team("documents/", "documents", TeamDocumentsView, get="list", post="keep"),
    *of_a_team("documents/<uuid:id>/", "document", TeamDocumentsView, get="open", delete="remove"),
    *of_a_team("sessions/", "sessions", TeamSessionsView, get="list", post="note"),
    *of_a_team("sessions/<uuid:id>/", "session", TeamSessionsView, delete="take_back"),
    *of_a_team("reviews/", "reviews", TeamReviewsView, get="list"),
    *of_a_team("reviews/<uuid:id>/", "review", TeamReviewsView, put="write"),
    path("conversations/", ConversationsView.as_view({"get": "list"}), name="api-conversations"),
    path(
        "conversations/<uuid:thread_id>/posts/",
        PostsView.as_view({"get": "list", "post": "say"}),
        name="api-conversation-posts",
    ),
    path(
        "conversations/<uuid:thread_id>/posts/<uuid:id>/",
        PostsView.as_view({"put": "change", "delete": "withdraw"}),
        name="api-conversation-post",
    ),
    path(
        "conversations/<uuid:thread_id>/posts/<uuid:id>/nod/",
        PostsView.as_view({"post": "nod"}),
        name="api-conversation-nod",
    ),
    path("chat/", ChatView.as_view({"get": "show"}), name="api-chat"),
    path("chat/rooms/<uuid:id>/", ChatView.as_view({"get": "said"}), name="api-chat-room"),
    path("chat/go/", ChatWayInView.as_view({"post": "go"}), name="api-chat-go"),
    path(
        "circle/chat/",
        ChatServerView.as_view({"get": "show", "post": "choose", "put": "connect", "delete": "leave"}),
        name="api-chat-server",
    ),
    path("circle/chat/look/", ChatServerView.as_view({"post": "look"}), name="api-chat-look"),
    path("people/<uuid:id>/profile/", ProfileView.as_view({"get": "show"}), name="api-profile"),
    path("asks/<uuid:id>/people/", ShortlistView.as_view({"get": "show"}), name="api-ask-people"),
    path("asks/<uuid:id>/team/", PlanView.as_view({"get": "show", "post": "plan", "delete": "stop"}), name="api-plan"),
    path("asks/<uuid:id>/team/<slug:kind>/ask/", PlanView.as_view({"post": "ask_all"}), name="api-plan-ask"),
    path("profile-terms/", VocabularyView.as_view({"get": "show"}), name="api-profile-terms"),
    path("", include(router.urls)),
]
