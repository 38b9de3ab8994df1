"""Invitations for programs: the same verbs, and the same sentences, as on the pages."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tenant_apps.entry.models import Scope
from tenant_apps.inviting import policies, services
from tenant_apps.inviting.codes import short_code, spoken_number
from tenant_apps.inviting.models import Invitation
from tenant_apps.people.models import LONGEST_NAME, Hat


class InvitationSerializer(serializers.Serializer):
    id = serializers.UUIDField(read_only=True)
    how = serializers.ChoiceField(choices=Invitation.How.choices)
    name = serializers.CharField(max_length=LONGEST_NAME, help_text="Empty when whom it was for has been forgotten.")
    email = serializers.EmailField(required=False, allow_blank=True, default="")
    hats = serializers.ListField(
        child=serializers.ChoiceField(choices=Hat.Kind.values),
        default=list,
        help_text="What they are asked to be. To hold an office, somebody is asked on the pages.",
    )
    is_starting = serializers.BooleanField(
        write_only=True,
        default=False,
        help_text="They start the circle with us. Needed while it tries things out.",
    )
    state = serializers.CharField(read_only=True, help_text="waiting, accepted, declined, withdrawn or expired")
    made_at = serializers.DateTimeField(read_only=True)
    expires_at = serializers.DateTimeField(read_only=True)
    person_id = serializers.UUIDField(read_only=True, allow_null=True)


class OpenInvitationSerializer(InvitationSerializer):
    code = serializers.SerializerMethodField(help_text="The code on the card, while the invitation waits.")
    number = serializers.SerializerMethodField(help_text="What is said to the person and stands on no card.")

    def get_code(self, invitation: Invitation) -> str:
        return short_code(invitation) if self._is_open(invitation) else ""

    def get_number(self, invitation: Invitation) -> str:
        return spoken_number(invitation) if self._is_open(invitation) and not invitation.asks_to_hold else ""

    def _is_open(self, invitation: Invitation) -> bool:
        return invitation.is_waiting and policies.can_hand_out(self.context["by"], invitation)


class InvitationView(viewsets.GenericViewSet):
    """Who is asked into the circle. Only for stewards and co-ordinators."""

    scope = Scope.PEOPLE_WRITE
    hats: ClassVar = (Hat.Kind.STEWARD, Hat.Kind.COORDINATOR)
    serializer_class = InvitationSerializer
    queryset = Invitation.objects.none()
    lookup_field = "id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Invitation]:
        return Invitation.objects.newest_first()

    def list(self, request: Request) -> Response:
        """Everybody who was invited, the newest first. Only for stewards and co-ordinators."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(InvitationSerializer(page, many=True).data)

    @extend_schema(request=InvitationSerializer, responses={201: OpenInvitationSerializer})
    def create(self, request: Request) -> Response:
        """Invite somebody, by e-mail or with a card. Answers with the card's code and the number to say."""
        wanted = InvitationSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        made = services.invite(by=request.user, **wanted.validated_data)
        return Response(self._opened(made), status=status.HTTP_201_CREATED)

    @extend_schema(responses=OpenInvitationSerializer)
    def retrieve(self, request: Request, id: UUID) -> Response:
        """One invitation, with its code and number while it waits. Only for stewards and co-ordinators."""
        return Response(self._opened(self._found(id)))

    @extend_schema(request=None, responses=OpenInvitationSerializer)
    @action(detail=True, methods=["post"])
    def again(self, request: Request, id: UUID) -> Response:
        """Send the e-mail once more; or make a new card, after which the old one opens nothing."""
        invitation = self._found(id)
        repeat: Any = services.make_new_card if invitation.is_card else services.send_again
        return Response(self._opened(repeat(invitation, by=request.user)))

    @extend_schema(request=None, responses=InvitationSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, id: UUID) -> Response:
        """Take an invitation back."""
        return Response(InvitationSerializer(services.withdraw(self._found(id), by=request.user)).data)

    def _opened(self, invitation: Invitation) -> dict[str, Any]:
        return OpenInvitationSerializer(invitation, context={"by": self.request.user}).data

    def _found(self, id: UUID) -> Invitation:
        found = self.get_queryset().filter(pk=id).first()
        if found is None:
            raise Http404
        return found
