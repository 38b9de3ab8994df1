"""People for programs: what this reader may see of them, through the same doors as the pages."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.sections import Purpose
from tenant_apps.entry.models import Scope
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.privacy.doors import Masked, masked_many
from tenant_apps.privacy.relations import Who

SHOWN = ("people.name", "people.contact", "people.hats", "people.membership")


class PersonSerializer(serializers.Serializer):
    """A masked person, never a row. What the reader may not see is null."""

    id = serializers.UUIDField()
    name = serializers.CharField(allow_null=True)
    known_as = serializers.CharField(allow_null=True)
    email = serializers.EmailField(allow_null=True)
    phone = serializers.CharField(allow_null=True)
    reach_by = serializers.CharField(allow_null=True, help_text="email, phone, text, post, visit; empty: not said")
    joined_on = serializers.DateField(allow_null=True)
    is_suspended = serializers.SerializerMethodField()
    has_account = serializers.SerializerMethodField(help_text="Whether they can sign in")
    hats = serializers.SerializerMethodField()

    def get_is_suspended(self, person: Masked) -> bool | None:
        return person.is_suspended if person.may("people.membership") else None

    def get_has_account(self, person: Masked) -> bool | None:
        return person.account_id is not None if person.may("people.membership") else None

    def get_hats(self, person: Masked) -> list[str] | None:
        """The hats they wear today."""
        worn: dict[UUID, list[str]] = self.context["worn"]
        return worn.get(person.id, []) if person.may("people.hats") else None


def told(people: Collection[Person], *, to: Who, purpose: Purpose) -> Any:
    """These people as this reader may see them, ready to be sent."""
    seen = masked_many(to, people, purpose, SHOWN)
    worn: dict[UUID, list[str]] = {}
    allowed = [each.id for each in seen if each.may("people.hats")]
    for person_id, kind in Hat.objects.worn(today()).filter(person__in=allowed).values_list("person_id", "kind"):
        worn[person_id] = sorted([*worn.get(person_id, []), kind])
    return PersonSerializer(seen, many=True, context={"worn": worn}).data


class MeView(viewsets.ViewSet):
    """You, as this circle knows you."""

    scope = Scope.ME_READ

    @extend_schema(responses=PersonSerializer, operation_id="me")
    def show(self, request: Request) -> Response:
        """You, as this circle knows you, with the hats you wear."""
        return Response(told([request.user], to=request.user, purpose=Purpose.VIEW)[0])
