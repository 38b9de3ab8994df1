"""Where the circle talks, for programs: what a member reads of it, and what stewards choose. As on the pages.

Choosing, connecting and leaving need a fresh proof, and the way in holds a token; so these are for one's own browser.
"""

from http import HTTPStatus
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.ids import parse_uuid
from kernel.sections import Scope as Reach
from kernel.time import now
from kernel.words import refuse_control_signs
from tenant_apps.chat import reading, services
from tenant_apps.chat.models import Server
from tenant_apps.entry.api_acting import ACTING_UNDER, ForSomebody
from tenant_apps.entry.gate import ProveItAgain
from tenant_apps.entry.models import Scope
from tenant_apps.people.models import Hat

PLAIN: Any = {"validators": [refuse_control_signs]}


class ChatRoomSerializer(serializers.Serializer):
    """A room of the chat, as you call these people."""

    id = serializers.UUIDField(source="room.pk")
    kind = serializers.CharField(source="room.kind", help_text="circle or team")
    about = serializers.UUIDField(source="room.about", allow_null=True, help_text="The team; none for the circle")
    called = serializers.CharField()
    name_there = serializers.CharField(help_text="What stands above it in the chat; it says nothing of anybody")


class ChatSerializer(serializers.Serializer):
    """Where the circle talks, and your rooms there."""

    is_builtin = serializers.SerializerMethodField(help_text="The circle talks in the conversations here")
    sign_in = serializers.SerializerMethodField(help_text="oidc, token or link; empty when it talks here")
    is_known = serializers.BooleanField(help_text="The chat knows you by name already")
    rooms = ChatRoomSerializer(many=True)
    before = ChatRoomSerializer(many=True, help_text="Rooms of chats that the circle left: what was said is kept")
    read_by = serializers.SerializerMethodField(help_text="Who reads this")
    read_for = serializers.SerializerMethodField(help_text="For whom they read it; empty when it is their own")

    def get_is_builtin(self, mine: reading.Mine) -> bool:
        return mine.server is None

    def get_sign_in(self, mine: reading.Mine) -> str:
        return mine.server.sign_in if mine.server is not None else ""

    def get_read_by(self, mine: reading.Mine) -> str:
        return str(self.context["read_by"])

    def get_read_for(self, mine: reading.Mine) -> str:
        return str(self.context["read_for"])


class ChatWordSerializer(serializers.Serializer):
    """What somebody said there. A name you may not know is told as somebody of the circle."""

    id = serializers.UUIDField(source="word.pk")
    author = serializers.UUIDField(source="word.author_id", allow_null=True)
    author_called = serializers.CharField(source="called")
    words = serializers.CharField(source="word.words")
    at = serializers.DateTimeField(source="word.at")


class ChatWordsSerializer(serializers.Serializer):
    """One page of a room, the oldest first."""

    words = ChatWordSerializer(many=True)
    before = serializers.UUIDField(source="earlier", allow_null=True, help_text="Ask with it for the page before")


class WayInSerializer(serializers.Serializer):
    address = serializers.CharField(help_text="Where you go on now. It may hold a token, so show it to nobody")


class ChatKeysSerializer(serializers.Serializer):
    """Where the server is, and what opens it. What opens it is never told again."""

    address = serializers.CharField(max_length=200, **PLAIN)
    user_id = serializers.CharField(max_length=100, write_only=True, **PLAIN)
    token = serializers.CharField(max_length=200, write_only=True, **PLAIN)
    secret = serializers.CharField(max_length=200, required=False, allow_blank=True, write_only=True, **PLAIN)


class ChooseChatSerializer(ChatKeysSerializer):
    sign_in = serializers.ChoiceField(choices=Server.SignIn.choices)
    tool = serializers.UUIDField(required=False, allow_null=True, help_text="For oidc: which of the circle's tools")
    keep_days = serializers.IntegerField(min_value=0, max_value=3650, default=0, help_text="0 keeps all of it")


class ChatDriftSerializer(serializers.Serializer):
    """Something that a nightly look put right."""

    what = serializers.CharField(source="drift.what", help_text="missing, surplus, room_gone, renamed or closed")
    how_many = serializers.IntegerField(source="drift.how_many")
    room = serializers.UUIDField(source="drift.room_id")
    name_there = serializers.CharField()
    at = serializers.DateTimeField(source="drift.at")


class ChatServerSerializer(serializers.Serializer):
    """The chat server of the circle, and how that goes."""

    kind = serializers.CharField(source="server.kind")
    address = serializers.CharField(source="server.address")
    sign_in = serializers.CharField(source="server.sign_in")
    keep_days = serializers.IntegerField(source="server.keep_days")
    version = serializers.CharField(source="server.version")
    is_paid = serializers.BooleanField(source="server.is_paid", allow_null=True)
    seen_at = serializers.DateTimeField(source="server.seen_at", allow_null=True)
    chosen_at = serializers.DateTimeField(source="server.chosen_at")
    trouble = serializers.CharField(source="server.trouble", help_text="A short word for what is wrong, if anything is")
    trouble_said = serializers.CharField(source="trouble", help_text="The same in a sentence")
    trouble_since = serializers.DateTimeField(source="server.trouble_since", allow_null=True)
    consequences = serializers.ListField(child=serializers.CharField(), help_text="What follows from the version")
    rooms = serializers.IntegerField()
    people = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="Still to be done there")
    given_up = serializers.IntegerField(help_text="Refused by the server")
    drifts = ChatDriftSerializer(many=True)


@extend_schema(parameters=[ACTING_UNDER])
class ChatView(ForSomebody, viewsets.ViewSet):
    """The circle's chat, for its members and whoever acts for them."""

    scopes: ClassVar = {"show": Scope.MESSAGES_READ, "said": Scope.MESSAGES_READ}

    @extend_schema(responses=ChatSerializer, operation_id="chat_show")
    def show(self, request: Request) -> Response:
        """Where the circle talks, and your rooms there."""
        person, actor = self.whose(Reach.CARE)
        me: Any = request.user
        names = {"read_by": me.called, "read_for": person.called if person.pk != me.pk else ""}
        return Response(ChatSerializer(reading.mine(person, actor), context=names).data)

    @extend_schema(
        responses=ChatWordsSerializer,
        operation_id="chat_said",
        parameters=[OpenApiParameter("before", UUID, description="What came before this message")],
    )
    def said(self, request: Request, id: UUID) -> Response:
        """What was said in one of your rooms, as far as it was kept here: the newest, or what came before."""
        _person, actor = self.whose(Reach.CARE)
        room = reading.room_of(id, actor)
        before = parse_uuid(request.query_params.get("before", ""))
        shown = reading.page_of(room, actor, before=before) if room is not None else None
        if shown is None:
            raise Http404
        return Response(ChatWordsSerializer(shown).data)


class ChatWayInView(viewsets.ViewSet):
    """Into the chat, for oneself alone."""

    @extend_schema(request=None, responses=WayInSerializer, operation_id="chat_go")
    def go(self, request: Request) -> Response:
        """Where you go on. The first time it is a yes to what the chat learns of you, as the page says."""
        return Response({"address": services.go_in(by=request.user)})


class ChatServerView(viewsets.ViewSet):
    """Where the circle talks, for stewards."""

    hats: ClassVar = (Hat.Kind.STEWARD,)

    @extend_schema(responses=ChatServerSerializer, operation_id="chat_server")
    def show(self, request: Request) -> Response:
        """How it goes. There is none while the circle talks in the conversations here."""
        return Response(ChatServerSerializer(reading.how_it_is(self._server())).data)

    @extend_schema(request=None, responses=ChatServerSerializer, operation_id="chat_server_look")
    def look(self, request: Request) -> Response:
        """Ask the server now."""
        services.look_at_it(self._server())
        return self.show(request)

    @extend_schema(
        request=ChooseChatSerializer, responses={201: ChatServerSerializer}, operation_id="chat_server_choose"
    )
    def choose(self, request: Request) -> Response:
        """Talk in this server from now on."""
        said = self._said(ChooseChatSerializer(data=request.data))
        services.choose_server(tool_id=said.pop("tool", None), **said, by=request.user)
        return Response(ChatServerSerializer(reading.how_it_is(self._server())).data, status=HTTPStatus.CREATED)

    @extend_schema(request=ChatKeysSerializer, responses=ChatServerSerializer, operation_id="chat_server_connect")
    def connect(self, request: Request) -> Response:
        """The same server, with a new token or at a new address."""
        services.reconnect(**self._said(ChatKeysSerializer(data=request.data)), by=request.user)
        return self.show(request)

    @extend_schema(request=None, responses={204: None}, operation_id="chat_server_leave")
    def leave(self, request: Request) -> Response:
        """Talk here again. What was said there is brought here."""
        self._is_proved()
        services.leave_server(by=request.user)
        return Response(status=HTTPStatus.NO_CONTENT)

    def _said(self, serializer: serializers.Serializer) -> dict[str, Any]:
        self._is_proved()
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def _is_proved(self) -> None:
        session: Any = self.request._request.session  # type: ignore[attr-defined]
        if not session.proof.is_fresh(now()):
            raise ProveItAgain

    def _server(self) -> Server:
        server = services.server_in_use()
        if server is None:
            raise Http404
        return server
