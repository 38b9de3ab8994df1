"""The door for programs: who am I, what is this circle, and which programs did I let in?"""

from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from tenant_apps.entry import services
from tenant_apps.entry.models import AccessToken, Scope
from tenant_apps.entry.tokens import end_of
from tenants.context import current_circle


class CircleSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    place = serializers.CharField()
    strapline = serializers.CharField()
    url = serializers.CharField()
    language = serializers.CharField()
    time_zone = serializers.CharField()


class CircleView(viewsets.ViewSet):
    """What anybody may know of this circle."""

    permission_classes: ClassVar = [AllowAny]

    @extend_schema(responses=CircleSerializer, operation_id="circle")
    def show(self, request: Request) -> Response:
        """What anybody may know of this circle: its name, its place, its language."""
        return Response(CircleSerializer(current_circle()).data)


class TokenSerializer(serializers.Serializer):
    id = serializers.UUIDField(read_only=True)
    name = serializers.CharField(max_length=60)
    scopes = serializers.MultipleChoiceField(choices=Scope.choices, allow_empty=False)
    expires_at = serializers.DateTimeField(read_only=True)
    last_used_on = serializers.DateField(read_only=True, allow_null=True)
    revoked_at = serializers.DateTimeField(read_only=True, allow_null=True)


class NewTokenSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=60)
    scopes = serializers.MultipleChoiceField(choices=Scope.choices, allow_empty=False)
    expires_on = serializers.DateField()


class MadeTokenSerializer(TokenSerializer):
    secret = serializers.CharField(help_text="Shown this once.", read_only=True)


class TokenView(viewsets.GenericViewSet):
    """Your access tokens. Only for your own browser: no token can make or see tokens."""

    serializer_class = TokenSerializer
    lookup_field = "id"
    lookup_value_converter = "uuid"
    queryset = AccessToken.objects.none()

    def get_queryset(self) -> QuerySet[AccessToken]:
        return AccessToken.objects.of(self.request.user)

    def list(self, request: Request) -> Response:
        """Your access tokens. Only for your own browser: no token can see or make tokens."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(TokenSerializer(page, many=True).data)

    @extend_schema(request=NewTokenSerializer, responses={201: MadeTokenSerializer})
    def create(self, request: Request) -> Response:
        """Make a token. Its secret is in this answer and never again."""
        wanted = NewTokenSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = wanted.validated_data
        token, secret = services.make_token(
            request.user,
            name=given["name"],
            scopes=list(given["scopes"]),
            expires_at=end_of(given["expires_on"]),
            by=request.user,
        )
        made = TokenSerializer(token).data | {"secret": secret}
        return Response(made, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, id: UUID) -> Response:
        """Revoke a token, from its next request on."""
        token = self.get_queryset().filter(pk=id).first()
        if token is None:
            raise Http404
        services.revoke_token(token, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
