"""Acting for somebody, for programs: who may act for you, whom you help; asking, saying yes, taking back."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.errors import RuleBroken
from kernel.sections import Scope as Reach
from tenant_apps.entry.api_acting import ScopeByAction
from tenant_apps.entry.models import Scope
from tenant_apps.helping import services
from tenant_apps.helping.models import Authority
from tenant_apps.people.models import Person
from tenant_apps.privacy.doors import known_by_name

YES, NO, TODAY = "yes", "no", "today"


class AuthoritySerializer(serializers.Serializer):
    """Somebody may act for another: on what ground, how far, until when, and whether it counts just now."""

    id = serializers.UUIDField(help_text="Send this as `Acting-Under` to act")
    person = serializers.UUIDField(source="person_id")
    person_called = serializers.CharField(source="person.called")
    helper = serializers.UUIDField(source="helper_id")
    helper_called = serializers.CharField(source="helper.called")
    basis = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    how = serializers.CharField()
    from_on = serializers.DateField()
    until_on = serializers.DateField(allow_null=True)
    review_on = serializers.DateField(allow_null=True)
    accepted_at = serializers.DateTimeField(allow_null=True)
    checked_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    ended_why = serializers.CharField()
    is_in_force = serializers.SerializerMethodField(help_text="Whether it counts at this moment")
    waits_for_others_today = serializers.SerializerMethodField(help_text="Whether others have to say yes today, too")

    def get_is_in_force(self, authority: Authority) -> bool:
        return authority.pk in self.context["in_force"]

    def get_waits_for_others_today(self, authority: Authority) -> bool:
        return self.get_is_in_force(authority) and bool(services.who_must_still_agree(authority))


class HelperAskedSerializer(serializers.Serializer):
    helper = serializers.UUIDField(help_text="Somebody whose name you may know")
    scopes = serializers.ListField(
        child=serializers.CharField(), allow_empty=False, help_text=", ".join(scope.value for scope in Reach)
    )
    until_on = serializers.DateField(required=False, allow_null=True, default=None, help_text="Two years at most")

    def validate_scopes(self, said: list[str]) -> list[str]:
        if unknown := set(said) - set(Reach):
            raise serializers.ValidationError([_("“%(word)s” is not known here.") % {"word": sorted(unknown)[0]}])
        return sorted(set(said))


class HelperAnswerSerializer(serializers.Serializer):
    answer = serializers.ChoiceField(
        choices=[YES, NO, TODAY], help_text="no: refuse, or step down; today: agree for a day, where several must"
    )


def _told(rows: "QuerySet[Authority]") -> Any:
    found = list(rows)
    in_force = Authority.objects.in_force().filter(pk__in=[each.pk for each in found])
    context = {"in_force": set(in_force.values_list("pk", flat=True))}
    return AuthoritySerializer(found, many=True, context=context).data


class _AboutYourself(ScopeByAction, viewsets.GenericViewSet):
    """About you alone: what somebody may do for another is never handed on."""

    serializer_class = AuthoritySerializer
    queryset = Authority.objects.none()

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        rows = Authority.objects.filter(pk__in=[each.pk for each in page or []])
        return self.get_paginated_response(_told(rows.select_related("person", "helper").order_by("-id")))

    def _one(self, id: UUID) -> Authority:
        found = self.get_queryset().filter(pk=id).first()
        if found is None:
            raise Http404
        return found

    def _say(self, authority: Authority, code: int = status.HTTP_200_OK) -> Response:
        return Response(_told(self.get_queryset().filter(pk=authority.pk))[0], status=code)


class HelpersView(_AboutYourself):
    """Who may act for you."""

    scopes: ClassVar = {
        "list": Scope.ME_READ,
        "ask": Scope.HELPING_WRITE,
        "withdraw": Scope.HELPING_WRITE,
        "still_right": Scope.HELPING_WRITE,
    }

    def get_queryset(self) -> "QuerySet[Authority]":
        return Authority.objects.filter(person=self.request.user).select_related("person", "helper")

    def list(self, request: Request) -> Response:
        """Who may act for you, how far and until when; and who no longer may. The newest first."""
        return super().list(request)

    @extend_schema(request=HelperAskedSerializer, responses={201: AuthoritySerializer}, operation_id="helpers_ask")
    def ask(self, request: Request) -> Response:
        """Ask somebody whose name you may know to act for you. They may from when they say yes."""
        me: Any = request.user
        wanted = HelperAskedSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        said = wanted.validated_data
        known = known_by_name(me, Person.objects.able()).exclude(pk=me.pk)
        helper = known.filter(pk=said["helper"]).first()
        if helper is None:
            raise RuleBroken(code="unknown_helper", errors={"helper": [_("Choose people from the list.")]})
        made = services.ask_for_help(me, helper, said["scopes"], until_on=said["until_on"], by=me)
        return self._say(made, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=AuthoritySerializer, operation_id="helpers_withdraw")
    def withdraw(self, request: Request, id: UUID) -> Response:
        """From this moment they no longer act for you."""
        found = self._one(id)
        services.end(found, why=Authority.Ended.WITHDRAWN, by=self.request.user)
        return self._say(found)

    @extend_schema(request=None, responses=AuthoritySerializer, operation_id="helpers_still_right")
    def still_right(self, request: Request, id: UUID) -> Response:
        """Say of what you agreed to that you looked at it again and it still stands."""
        return self._say(services.look_again(self._one(id), by=self.request.user))


class HelpingView(_AboutYourself):
    """For whom you may act, and who asks you to."""

    scopes: ClassVar = {"list": Scope.ME_READ, "answer": Scope.HELPING_WRITE}

    def get_queryset(self) -> "QuerySet[Authority]":
        return Authority.objects.filter(helper=self.request.user).select_related("person", "helper")

    def list(self, request: Request) -> Response:
        """For whom you may act, who asks you to, and what is over. The newest first."""
        return super().list(request)

    @extend_schema(request=HelperAnswerSerializer, responses=AuthoritySerializer, operation_id="helping_answer")
    def answer(self, request: Request, id: UUID) -> Response:
        """Say yes; no, now or at any time; or yes for today."""
        found, me = self._one(id), self.request.user
        said = HelperAnswerSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        answer = said.validated_data["answer"]
        if answer == YES:
            services.accept(found, by=me)
        elif answer == TODAY:
            services.say_yes_for_today(found, by=me)
        else:
            why = Authority.Ended.REFUSED if found.accepted_at is None else Authority.Ended.STEPPED_DOWN
            services.end(found, why=why, by=me)
        return self._say(found)
