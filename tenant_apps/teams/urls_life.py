"""The addresses of what a team does together."""

from django.urls import path

from tenant_apps.teams.views import life, meetings, reviews

_TEAM = "team/<uuid:team_id>/"
_MEETING = _TEAM + "meetings/<uuid:meeting_id>/"
urlpatterns = [
    path(_TEAM + "readiness/", life.readiness, name="readiness"),
    path(_TEAM + "hats/", life.hats, name="hats"),
    path(_TEAM + "hats/ask/", life.ask_hat, name="ask_hat"),
    path(_TEAM + "hats/<uuid:hat_id>/answer/", life.answer_hat, name="answer_hat"),
    path(_TEAM + "hats/<uuid:hat_id>/lay-down/", life.lay_down, name="lay_down"),
    path(_TEAM + "tasks/", life.tasks, name="tasks"),
    path(_TEAM + "tasks/<uuid:task_id>/", life.change_task, name="change_task"),
    path(_TEAM + "tasks/<uuid:task_id>/correct/", life.correct_task, name="correct_task"),
    path(_TEAM + "check-ins/", life.check_ins, name="check_ins"),
    path(_TEAM + "check-ins/ask/", life.ask_how_it_goes, name="ask_how_it_goes"),
    path(_TEAM + "meetings/", meetings.meetings, name="meetings"),
    path(_MEETING, meetings.meeting, name="meeting"),
    path(_MEETING + "decide/", meetings.note_decision, name="note_decision"),
    path(_MEETING + "cancel/", meetings.cancel_meeting, name="cancel_meeting"),
    path(_TEAM + "decisions/<uuid:decision_id>/", meetings.look_at_decision, name="look_at_decision"),
    path(_TEAM + "documents/", meetings.documents, name="documents"),
    path(_TEAM + "documents/<uuid:document_id>/", meetings.document, name="document"),
    path(_TEAM + "documents/<uuid:document_id>/remove/", meetings.remove_document, name="remove_document"),
    path(_TEAM + "agreements/", meetings.agreements, name="agreements"),
    path(_TEAM + "agreements/<uuid:agreement_id>/", meetings.agreement, name="agreement"),
    path(_TEAM + "agreements/said/<uuid:version_id>/", meetings.answer_agreement, name="answer_agreement"),
    path(_TEAM + "reviews/", reviews.reviews, name="reviews"),
    path(_TEAM + "reviews/<uuid:review_id>/", reviews.review, name="review"),
    path(_TEAM + "sessions/<uuid:session_id>/take-back/", reviews.take_session_back, name="take_session_back"),
    path(_TEAM + "sheet/", reviews.sheet, name="sheet"),
]
