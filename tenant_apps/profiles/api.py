"""Profiles for programs: the same answers as on the page, in stable codes, and only what may be seen."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from tenant_apps.entry.api_acting import ACTING_UNDER, ForSomebody
from tenant_apps.entry.models import Scope
from tenant_apps.people.models import Person
from tenant_apps.profiles.reading import looking_purpose, profile_for
from tenant_apps.profiles.vocabulary import vocabulary


class AnswerSerializer(serializers.Serializer):
    question = serializers.CharField(help_text="A stable code, such as getting.days")
    answer = serializers.DictField(help_text="words, facets (codes), rows and week; only those that were answered")
    checked_on = serializers.DateField(allow_null=True)


class HalfSerializer(serializers.Serializer):
    kind = serializers.CharField(help_text="getting or giving")
    answers = AnswerSerializer(many=True)


class CheckSerializer(serializers.Serializer):
    kind = serializers.CharField()
    route = serializers.CharField()
    state = serializers.CharField()
    on = serializers.DateField()
    renew_on = serializers.DateField(allow_null=True)


class ProfileSerializer(serializers.Serializer):
    person = serializers.UUIDField()
    profiles = HalfSerializer(many=True)
    checks = CheckSerializer(many=True)


class ProfileView(ForSomebody, viewsets.ViewSet):
    """Somebody's profile, as far as you may see it, or as whoever acts for somebody may."""

    scopes: ClassVar = {"show": Scope.PROFILES_READ}

    @extend_schema(parameters=[ACTING_UNDER], responses=ProfileSerializer, operation_id="profile")
    def show(self, request: Request, id: UUID) -> Response:
        """Somebody's profile, as far as you may see it. Somebody of whom you may see nothing is not found."""
        person = Person.objects.present().filter(pk=id).first()
        if person is None:
            raise Http404
        me: Any = request.user
        profile = profile_for(self.whose()[1], person, looking_purpose(me))
        if profile is None:
            raise Http404
        halves = [
            {
                "kind": half.kind,
                "answers": [
                    {"question": told.question.code, "answer": told.held, "checked_on": told.checked_on}
                    for told in half.answers
                ],
            }
            for half in profile.halves
        ]
        said = {"person": person.pk, "profiles": halves, "checks": profile.checks}
        return Response(ProfileSerializer(said).data)


class TermSerializer(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField(help_text="In the language in force")


class FacetSerializer(serializers.Serializer):
    facet = serializers.CharField()
    terms = TermSerializer(many=True)


class VocabularyView(viewsets.ViewSet):
    """What can be ticked in profiles here."""

    scope = Scope.PROFILES_READ
    pagination_class: ClassVar = None

    @extend_schema(responses=FacetSerializer(many=True), operation_id="profile_terms")
    def show(self, request: Request) -> Response:
        """What can be ticked in this circle's profiles: stable codes, and how the circle says them."""
        said: list[dict[str, Any]] = [
            {"facet": facet, "terms": [{"code": code, "label": label} for code, label in terms.items()]}
            for facet, terms in vocabulary().offered.items()
        ]
        return Response(FacetSerializer(said, many=True).data)
