"""Neighbouring circles, for programs: what came from there, letting them know, and getting to know somebody there."""

from http import HTTPStatus
from typing import Any, ClassVar
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.sections import Scope as Reach
from tenant_apps.entry.api_acting import ACTING_UNDER, ForSomebody
from tenant_apps.entry.models import Scope
from tenant_apps.matching.across_pages import contacts_of, from_there
from tenant_apps.matching.across_words import heading, lines
from tenant_apps.matching.models import Ask, Contact, Detail, Offer, Opening
from tenant_apps.matching.services import across
from tenant_apps.people.models import Person


class AfarLineSerializer(serializers.Serializer):
    label = serializers.CharField()
    words = serializers.CharField()


class AfarSerializer(serializers.Serializer):
    """Somebody of another circle, without who it is."""

    id = serializers.UUIDField()
    what = serializers.CharField(help_text="ask or offer")
    heading = serializers.CharField()
    lines = AfarLineSerializer(many=True)


class ContactSerializer(serializers.Serializer):
    """Somebody of ours and somebody there. `told` is what the other told, once both have said yes."""

    id = serializers.UUIDField()
    circle = serializers.CharField()
    is_ours = serializers.BooleanField(help_text="Ours was glad first")
    waits_for_us = serializers.BooleanField()
    is_mutual = serializers.BooleanField()
    is_closed = serializers.BooleanField()
    words = serializers.CharField()
    told = serializers.CharField()
    ends_at = serializers.DateTimeField(help_text="When it ends by itself")


class GladSerializer(serializers.Serializer):
    words = serializers.CharField(allow_blank=True, default="", help_text="Read there at once; names nobody")
    tells = serializers.CharField(help_text="Read there when both have said yes", trim_whitespace=False)


class TellsSerializer(serializers.Serializer):
    tells = serializers.CharField(help_text="Read there when both have said yes", trim_whitespace=False)


class OpeningSerializer(serializers.Serializer):
    """What other circles know of an ask or the offer, word for word."""

    id = serializers.UUIDField()
    circles = serializers.ListField(child=serializers.UUIDField(), help_text="Agreements with other circles")
    detail = serializers.CharField()
    lines = AfarLineSerializer(many=True)


class OpenSerializer(serializers.Serializer):
    circles = serializers.ListField(child=serializers.UUIDField(), help_text="Agreements with other circles")
    detail = serializers.CharField(default=Detail.ALIKE, help_text=", ".join(Detail.values))


@extend_schema(parameters=[ACTING_UNDER])
class AfarView(ForSomebody, viewsets.GenericViewSet):
    """People of neighbouring circles who ask for or offer support, and those one got in touch with."""

    serializer_class = AfarSerializer
    queryset = Contact.objects.none()
    scopes: ClassVar = {
        **dict.fromkeys(("list", "contacts"), Scope.PROFILES_READ),
        **dict.fromkeys(("glad", "yes", "close"), Scope.MATCHING_WRITE),
    }

    @extend_schema(operation_id="afar_list")
    def list(self, _request: Request) -> Response:
        """What came from neighbouring circles, the newest first."""
        self.whose(Reach.CARE)
        rows = self.paginate_queryset(from_there())
        told = [
            {"id": row.pk, "what": row.what, "heading": heading(row.what, row.agreement.other_called)}
            | {"lines": _lines(row.summary)}
            for row in rows or []
        ]
        return self.get_paginated_response(AfarSerializer(told, many=True).data)

    @extend_schema(request=GladSerializer, responses={201: ContactSerializer}, operation_id="afar_glad")
    def glad(self, request: Request, id: UUID) -> Response:
        """Say that you would be glad to get to know them. Saying it twice is saying it once."""
        person, actor = self.whose(Reach.CONTACT)
        sent = GladSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        made = across.be_glad(get_object_or_404(from_there(), pk=id), person, **sent.validated_data, by=actor)
        return _told(contacts_of(person).get(pk=made.pk), HTTPStatus.CREATED)

    @extend_schema(responses=ContactSerializer(many=True), operation_id="afar_contacts")
    def contacts(self, _request: Request) -> Response:
        """Those you got in touch with, or who did with you."""
        person, _actor = self.whose(Reach.CARE)
        rows = self.paginate_queryset(contacts_of(person))
        return self.get_paginated_response([_of(row) for row in rows or []])

    @extend_schema(request=TellsSerializer, responses=ContactSerializer, operation_id="afar_yes")
    def yes(self, request: Request, id: UUID) -> Response:
        """Say yes to somebody who was glad: each is told who the other is."""
        person, actor = self.whose(Reach.CONTACT)
        sent = TellsSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        across.say_yes(get_object_or_404(contacts_of(person), pk=id), sent.validated_data["tells"], by=actor)
        return _told(contacts_of(person).get(pk=id))

    @extend_schema(request=None, responses=ContactSerializer, operation_id="afar_close")
    def close(self, _request: Request, id: UUID) -> Response:
        """Not for you, or no longer. Nobody asks why."""
        person, actor = self.whose(Reach.CARE)
        across.close(get_object_or_404(contacts_of(person), pk=id), by=actor)
        return _told(contacts_of(person).get(pk=id))


@extend_schema(parameters=[ACTING_UNDER], responses=OpeningSerializer)
class OpeningView(ForSomebody, viewsets.GenericViewSet):
    """Letting other circles know of an ask, or of the offer: without an id in the address it is the offer's."""

    serializer_class = OpeningSerializer
    queryset = Opening.objects.none()
    scopes: ClassVar = {"show": Scope.PROFILES_READ, **dict.fromkeys(("open", "withdraw"), Scope.MATCHING_WRITE)}

    def show(self, _request: Request, id: UUID | None = None) -> Response:
        """What they read of it now."""
        person, _actor = self.whose(Reach.CARE)
        return Response(_read_there(self._opening(person, id)))

    @extend_schema(request=OpenSerializer)
    def open(self, request: Request, id: UUID | None = None) -> Response:
        """Let these circles know of it, and no other."""
        person, actor = self.whose(Reach.CARE)
        sent = OpenSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        said = sent.validated_data
        made = across.open_to_others(self._thing(person, id), said["circles"], said["detail"], by=actor)
        return Response(_read_there(made))

    @extend_schema(request=None, responses={204: None})
    def withdraw(self, _request: Request, id: UUID | None = None) -> Response:
        """Take it back everywhere."""
        person, actor = self.whose(Reach.CARE)
        across.withdraw(self._opening(person, id), by=actor)
        return Response(status=HTTPStatus.NO_CONTENT)

    def _thing(self, person: Person, id: UUID | None) -> Ask | Offer:
        if id is None:
            return get_object_or_404(Offer.objects.living(), person=person)
        return get_object_or_404(Ask.objects.living(), pk=id, person=person)

    def _opening(self, person: Person, id: UUID | None) -> Opening:
        return get_object_or_404(self._thing(person, id).openings, withdrawn_at=None)


def _lines(summary: Any) -> list[dict[str, str]]:
    return [{"label": label, "words": words} for label, words in lines(summary)]


def _read_there(opening: Opening) -> Any:
    told = {"id": opening.pk, "circles": opening.agreements, "detail": opening.detail}
    return OpeningSerializer(told | {"lines": _lines(opening.summary)}).data


def _of(contact: Contact) -> Any:
    told = {name: getattr(contact, name) for name in ("id", "is_ours", "waits_for_us", "is_mutual", "is_closed")}
    said = {"words": contact.words, "told": contact.told, "circle": contact.agreement.other_called}
    return ContactSerializer(told | said | {"ends_at": across.contact_ends_at(contact)}).data


def _told(contact: Contact, status: int = HTTPStatus.OK) -> Response:
    return Response(_of(contact), status=status)
