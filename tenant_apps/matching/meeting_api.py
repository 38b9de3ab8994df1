"""Getting to know somebody, for programs: how far it is, a first yes, and not for me. The rest is said on the pages."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actors import Actor
from kernel.sections import Scope as Reach
from tenant_apps.entry.api_acting import ACTING_UNDER, ForSomebody
from tenant_apps.entry.models import Scope
from tenant_apps.matching import meeting
from tenant_apps.matching import meeting_policies as policies
from tenant_apps.matching.models import Ask, Introduction, Stage, Step
from tenant_apps.matching.services import coming_in, introductions
from tenant_apps.matching.veils import behind
from tenant_apps.people.models import Person

acting = extend_schema(parameters=[ACTING_UNDER])
YES, NO = "yes", "no"


class FirstVisitSerializer(serializers.Serializer):
    """A first visit as it was suggested last; yes is said to just this `number`."""

    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    is_paid = serializers.BooleanField()
    an_hour_minor = serializers.IntegerField(allow_null=True, help_text="In pence")
    where = serializers.CharField(help_text="Empty until both have said yes, but for whoever asks")
    i_agreed = serializers.BooleanField()


class MeetSaidSerializer(serializers.Serializer):
    """What you said to one step, and what you let the other know with it."""

    what = serializers.ChoiceField(choices=Step.What.choices)
    at = serializers.DateTimeField(source="said_at")
    words = serializers.CharField()
    ticked = serializers.ListField(child=serializers.CharField(), help_text="Sections they may read for the visit")
    by_somebody_else = serializers.BooleanField(source="was_heard", help_text="Somebody wrote it down for you")


class IntroductionSerializer(serializers.Serializer):
    """Somebody you may get to know, as far as you may know of them by now."""

    id = serializers.UUIDField(source="row.id")
    ask = serializers.UUIDField(source="row.ask_id", allow_null=True)
    i_ask = serializers.BooleanField(help_text="true: you asked; false: you would give")
    stage = serializers.ChoiceField(choices=Stage.choices)
    is_closed = serializers.BooleanField(help_text="One word for whatever ended it")
    waits_for_me = serializers.BooleanField()
    other = serializers.SerializerMethodField(help_text="null until both have said yes")
    other_called = serializers.CharField(help_text="Empty while you may not know")
    about = serializers.CharField(help_text="What your own ask is called")
    reach = serializers.CharField(source="their_words", help_text="How the other can be reached, if they said so")
    is_in_team = serializers.BooleanField(help_text="Whether who would give is in the team now")
    first_visit = serializers.SerializerMethodField(help_text="As it is suggested now; null where none is")
    first_visit_at = serializers.SerializerMethodField()
    said = MeetSaidSerializer(source="mine", many=True, help_text="What you said on the way")
    began_at = serializers.DateTimeField(source="row.began_at")
    ends_at = serializers.DateTimeField(source="row.due_at", help_text="When it ends by itself")

    def get_other(self, seen: meeting.Meeting) -> UUID | None:
        return seen.other.pk if seen.knows else None

    @extend_schema_field(FirstVisitSerializer(allow_null=True))
    def get_first_visit(self, seen: meeting.Meeting) -> Any:
        row = seen.row
        if seen.is_closed or row.trial_at is None:
            return None
        told = {"number": row.trial_number, "at": row.trial_at, "is_paid": row.trial_is_paid}
        told |= {"an_hour_minor": row.trial_an_hour_minor, "where": seen.where, "i_agreed": seen.i_agreed}
        return FirstVisitSerializer(told).data

    def get_first_visit_at(self, seen: meeting.Meeting) -> str | None:
        at = None if seen.is_closed else seen.row.trial_at
        return at.isoformat() if at is not None else None


class MeetSerializer(serializers.Serializer):
    ask = serializers.UUIDField(help_text="An open ask")
    giver = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="Left out: you yourself")


class MeetAnswerSerializer(serializers.Serializer):
    answer = serializers.ChoiceField(
        choices=[YES, NO],
        help_text="yes: to getting to know each other, or to going on together after the first visit; no: at any step",
    )


def _giver(ask: Ask, number: UUID) -> Person | None:
    return Person.objects.filter(pk=behind(ask, number)).first()


class IntroductionsView(ForSomebody, viewsets.GenericViewSet):
    """Whom you may get to know."""

    serializer_class = IntroductionSerializer
    queryset = Introduction.objects.none()
    scopes: ClassVar = {
        "list": Scope.ME_READ,
        "one": Scope.ME_READ,
        "begin": Scope.MATCHING_WRITE,
        "answer": Scope.MATCHING_WRITE,
    }

    def _rows(self, person: Person) -> "QuerySet[Introduction]":
        rows = Introduction.objects.read_by(person).select_related("ask", "asker", "giver")
        return rows.prefetch_related("steps")

    @acting
    def list(self, request: Request) -> Response:
        """Whom you may get to know, and what has been. The newest first."""
        person, actor = self.whose(Reach.CARE)
        page = self.paginate_queryset(self._rows(person)) or []
        rows = [each for each in page if policies.can_speak_for(actor, person, each.other(person.pk))]
        told = IntroductionSerializer(meeting.meetings_of(person, actor, rows), many=True).data
        return self.get_paginated_response(told)

    @extend_schema(parameters=[ACTING_UNDER], operation_id="introductions_one")
    def one(self, request: Request, id: UUID) -> Response:
        """One of them."""
        person, actor = self.whose(Reach.CARE)
        return self._say(self._one(id, person, actor), person, actor)

    @extend_schema(
        parameters=[ACTING_UNDER],
        request=MeetSerializer,
        responses={201: IntroductionSerializer},
        operation_id="introductions_begin",
    )
    def begin(self, request: Request) -> Response:
        """Say that you would be glad to get to know somebody, or of whom asks. They are asked, too."""
        person, actor = self.whose(Reach.CARE)
        wanted = MeetSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        said = wanted.validated_data
        ask = Ask.objects.filter(pk=said["ask"]).select_related("person").first()
        giver = person if said["giver"] is None or ask is None else _giver(ask, said["giver"])
        if ask is None or giver is None or person.pk not in (ask.person_id, giver.pk):
            raise Http404
        made = introductions.bring_up(ask, giver, by=actor)
        return self._say(self._one(made.pk, person, actor), person, actor, status.HTTP_201_CREATED)

    @extend_schema(
        parameters=[ACTING_UNDER],
        request=MeetAnswerSerializer,
        responses=IntroductionSerializer,
        operation_id="introductions_answer",
    )
    def answer(self, request: Request, id: UUID) -> Response:
        """Say yes, or that it is not for you. Nobody asks why."""
        person, actor = self.whose(Reach.CARE)
        found = self._one(id, person, actor)
        said = MeetAnswerSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        if said.validated_data["answer"] == NO:
            introductions.stop(found, person, by=actor)
        elif found.stage == Stage.REVIEWED:
            coming_in.confirm(found, person, by=actor)
        else:
            introductions.glad(found, person, by=actor)
        return self._say(self._one(id, person, actor), person, actor)

    def _one(self, id: UUID, person: Person, actor: Actor) -> Introduction:
        found = self._rows(person).filter(pk=id).first()
        if found is None or not policies.can_speak_for(actor, person, found.other(person.pk)):
            raise Http404
        return found

    def _say(self, found: Introduction, person: Person, actor: Actor, code: int = status.HTTP_200_OK) -> Response:
        (seen,) = meeting.meetings_of(person, actor, [found])
        told: Any = IntroductionSerializer(seen).data
        return Response(told, status=code)
