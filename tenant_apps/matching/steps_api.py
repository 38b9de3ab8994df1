"""Each step of getting to know somebody, for programs: the same forms as on the pages, filled in as JSON."""

from http import HTTPStatus
from typing import Any, ClassVar, Final
from uuid import UUID

from django.http import Http404, QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.errors import RuleBroken
from kernel.sections import Scope as Reach
from tenant_apps.entry.api_acting import ACTING_UNDER, ScopeByAction
from tenant_apps.entry.models import Scope
from tenant_apps.matching import meeting
from tenant_apps.matching.meeting_api import IntroductionSerializer, IntroductionsView
from tenant_apps.matching.meeting_pages import PLAIN, for_my_team, form_of, said_with
from tenant_apps.matching.models import Introduction, Stage
from tenant_apps.matching.services import coming_in
from tenant_apps.people.models import Person

# With what each is sent.
STEPS: Final = {
    "glad": "nothing",
    "talk": "may_reach, tells",
    "met": "nothing",
    "trial": "day, time, is_paid (yes, no), an_hour (in pounds, if it is paid), where, ticked",
    "agree": "number, where, ticked",
    "review": "went_well, differently, agree_on",
    "confirm": "nothing",
    "let-in": "nothing, from whoever asked",
    "again": "nothing, from whoever asked",
    "stop": "nothing",
}


class MeetReviewSerializer(serializers.Serializer):
    """How the first visit was for one of the two. Both are read once both have told."""

    person = serializers.UUIDField(source="person_id")
    went_well = serializers.CharField()
    differently = serializers.CharField()
    agree_on = serializers.CharField()
    by_somebody_else = serializers.BooleanField(source="was_heard", help_text="Somebody who acts for them wrote it")


class ForTeamSerializer(serializers.Serializer):
    """Somebody who may come into a team you are in."""

    id = serializers.UUIDField()
    until = serializers.DateTimeField(source="worries_until", help_text="Until then you can say what you think")
    i_said = serializers.BooleanField(source="has_my_word")


class TeamWordSerializer(serializers.Serializer):
    is_worried = serializers.BooleanField()
    words = serializers.CharField(allow_blank=True, default="", help_text="What worries you, if something does")


class WorrySerializer(serializers.Serializer):
    called = serializers.CharField(help_text="Empty where you may not know the name")
    words = serializers.CharField()


class ToldSerializer(serializers.Serializer):
    section = serializers.CharField()
    label = serializers.CharField()
    words = serializers.CharField()


class TeamWordsView(ScopeByAction, viewsets.GenericViewSet):
    """What those in a team say before another comes in: for themselves, and for nobody else."""

    serializer_class = ForTeamSerializer
    queryset = Introduction.objects.none()
    scopes: ClassVar = {"list": Scope.ME_READ, "say": Scope.MATCHING_WRITE}
    pagination_class = None

    @extend_schema(operation_id="introductions_for_my_team", responses=ForTeamSerializer(many=True))
    def list(self, _request: Request) -> Response:
        """Who may come into a team you are in, while the team may say what it thinks."""
        return Response(ForTeamSerializer(for_my_team(self._me(), self._me()), many=True).data)

    @extend_schema(operation_id="introductions_say_to_team", request=TeamWordSerializer, responses={204: None})
    def say(self, request: Request, id: UUID) -> Response:
        """Say that it is fine with you, or what worries you. Said again, it counts as you said it last."""
        sent = TeamWordSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        found = Introduction.objects.between().filter(pk=id, stage=Stage.TEAM).first()
        if found is None or not coming_in.may_say(found, self._me()):
            raise Http404
        coming_in.say_to_team(found, **sent.validated_data, by=self._me())
        return Response(status=HTTPStatus.NO_CONTENT)

    def _me(self) -> Person:
        me: Any = self.request.user
        return me


class StepsView(IntroductionsView):
    """Every step, one word after another."""

    scopes = {  # noqa: RUF012
        "say": Scope.MATCHING_WRITE,
        **dict.fromkeys(("reviews", "worries", "told"), Scope.ME_READ),
    }

    @extend_schema(
        parameters=[ACTING_UNDER],
        request=OpenApiTypes.OBJECT,
        responses=IntroductionSerializer,
        operation_id="introductions_say",
        description="Say one step: " + "; ".join(f"`{verb}` with {what}" for verb, what in STEPS.items()) + ".",
    )
    def say(self, request: Request, id: UUID, verb: str) -> Response:
        """Say one step."""
        person, actor = self.whose(Reach.CARE)
        found = self._one(id, person, actor)
        if verb not in STEPS or (verb in ("let-in", "again") and person.pk != found.asker_id):
            raise Http404
        if verb == "again":
            coming_in.look_again(found, by=actor)
        elif verb == "let-in":
            coming_in.let_in(found, by=actor)
        elif verb in PLAIN:
            PLAIN[verb](found, person, by=actor)
        else:
            (seen,) = meeting.meetings_of(person, actor, [found])
            form = form_of(verb, _typed(request.data), seen, getattr(request, "_request", request))
            if not form.is_valid():
                raise RuleBroken(code="invalid", errors={name or "": list(said) for name, said in form.errors.items()})
            said_with(verb, found, person, dict(form.cleaned_data), by=actor)
        return self._say(self._one(id, person, actor), person, actor)

    @extend_schema(
        parameters=[ACTING_UNDER], responses=MeetReviewSerializer(many=True), operation_id="introductions_reviews"
    )
    def reviews(self, request: Request, id: UUID) -> Response:
        """How the first visit was: your own, and the other's once both have told."""
        person, actor = self.whose(Reach.CARE)
        (seen,) = meeting.meetings_of(person, actor, [self._one(id, person, actor)])
        return Response(MeetReviewSerializer(meeting.review_rows(seen), many=True).data)

    @extend_schema(
        parameters=[ACTING_UNDER], responses=WorrySerializer(many=True), operation_id="introductions_worries"
    )
    def worries(self, request: Request, id: UUID) -> Response:
        """What those in your team say about somebody who may come in."""
        person, actor = self.whose(Reach.CARE)
        (seen,) = meeting.meetings_of(person, actor, [self._one(id, person, actor)])
        told = [{"called": called, "words": word.words} for called, word in meeting.worries_of(seen, actor)]
        return Response(WorrySerializer(told, many=True).data)

    @extend_schema(responses=ToldSerializer(many=True), operation_id="introductions_told")
    def told(self, request: Request, id: UUID) -> Response:
        """What the other lets you yourself read for the first visit. That you looked is written down."""
        person, actor = self.whose(Reach.CARE)
        (seen,) = meeting.meetings_of(person, actor, [self._one(id, person, actor)])
        if seen.is_closed or actor is not person:
            raise Http404
        sections = meeting.told_for_the_visit(seen, person)
        lines = [{"section": name, "label": label, "words": words} for name, rows in sections for label, words in rows]
        return Response(ToldSerializer(lines, many=True).data)


def _typed(data: Any) -> QueryDict:
    """What was sent, as a form takes it."""
    typed = QueryDict(mutable=True)
    for name, value in data.items() if isinstance(data, dict) else ():
        if value is None or value is False:
            continue
        typed.setlist(name, [str(each) for each in value] if isinstance(value, list) else [str(value)])
    return typed
