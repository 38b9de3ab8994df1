"""Conversations, for programs: mine, what was said in one, and saying something. As on the pages."""

from http import HTTPStatus
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actors import Actor
from kernel.ids import parse_uuid
from kernel.sections import Scope as Reach
from tenant_apps.entry.api_acting import ACTING_UNDER, ForSomebody
from tenant_apps.entry.models import Scope
from tenant_apps.messaging import services
from tenant_apps.messaging.models import Nod, Post, Thread
from tenant_apps.messaging.policies import can_read
from tenant_apps.messaging.reading import Group, Line, groups_of, reader_on, talk_of

KINDS = "circle, team, or introduction"


class ConversationSerializer(serializers.Serializer):
    """A conversation, with what is new in it for you."""

    id = serializers.UUIDField()
    kind = serializers.CharField(help_text=KINDS)
    about = serializers.UUIDField(allow_null=True, help_text="The team or the introduction; none for the circle")
    called = serializers.CharField()
    title = serializers.CharField(help_text="Empty for the one that everybody there has")
    new = serializers.IntegerField(help_text="Messages you have not read, up to 99")
    is_for_you = serializers.BooleanField(help_text="One of them is meant for you by name")
    is_kept_quiet = serializers.BooleanField()
    closed_at = serializers.DateTimeField(allow_null=True)
    newest_at = serializers.DateTimeField()


class PostSerializer(serializers.Serializer):
    """A message. What was taken back has no words; a name you may not know is told as somebody of the circle."""

    id = serializers.UUIDField(source="post.pk")
    author = serializers.UUIDField(source="post.author_id", allow_null=True)
    author_called = serializers.CharField(source="called")
    typed_by = serializers.CharField()
    words = serializers.CharField(source="post.words")
    answers = serializers.UUIDField(source="post.answers_id", allow_null=True)
    at = serializers.DateTimeField(source="post.at")
    changed_at = serializers.DateTimeField(source="post.changed_at", allow_null=True)
    withdrawn_at = serializers.DateTimeField(source="post.withdrawn_at", allow_null=True)
    pinned_at = serializers.DateTimeField(source="post.pinned_at", allow_null=True)


class PostsSerializer(serializers.Serializer):
    """One page of a conversation, the oldest first."""

    posts = PostSerializer(source="said", many=True)
    before = serializers.UUIDField(source="earlier", allow_null=True, help_text="Ask with it for the page before")


class SaySerializer(serializers.Serializer):
    words = serializers.CharField(trim_whitespace=False)
    sent_as = serializers.UUIDField(
        required=False, help_text="A number of your own: the same again gives the message that is there already"
    )
    answers = serializers.UUIDField(required=False, allow_null=True)


class WordsSerializer(serializers.Serializer):
    words = serializers.CharField(trim_whitespace=False)


class NodSerializer(serializers.Serializer):
    says = serializers.ChoiceField(choices=Nod.Says.choices)
    is_said = serializers.BooleanField(default=True)


class PostToldSerializer(serializers.Serializer):
    """How a message stands now."""

    id = serializers.UUIDField(source="pk")
    thread = serializers.UUIDField(source="thread_id")
    words = serializers.CharField()
    at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class _Talking(ForSomebody, viewsets.GenericViewSet):
    """For those who take part, and whoever acts for them; for anybody else there is no such conversation."""

    queryset = Thread.objects.none()
    lookup_field = "id"

    def thread(self, thread_id: UUID) -> tuple[Thread, Actor]:
        _person, actor = self.whose(Reach.CARE)
        found = Thread.objects.filter(pk=thread_id).first()
        if found is None or not can_read(actor, found):
            raise Http404
        return found, actor

    def post_of(self, thread_id: UUID, post_id: UUID) -> tuple[Post, Actor]:
        thread, actor = self.thread(thread_id)
        found = thread.posts.filter(pk=post_id).first()
        if found is None:
            raise Http404
        found.thread = thread
        return found, actor


@extend_schema(parameters=[ACTING_UNDER])
class ConversationsView(_Talking):
    """The conversations you take part in."""

    serializer_class = ConversationSerializer
    scopes: ClassVar = {"list": Scope.MESSAGES_READ}

    @extend_schema(operation_id="conversations_list", responses=ConversationSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Where something was said last, first."""
        person, actor = self.whose(Reach.CARE)
        groups = groups_of(actor, person)
        rows = [_row(group, line) for group in groups for line in (group.common, *group.topics) if line]
        rows.sort(key=lambda row: row["newest_at"], reverse=True)
        return Response(self.get_serializer(rows, many=True).data)


@extend_schema(parameters=[ACTING_UNDER])
class PostsView(_Talking):
    """What is said in a conversation."""

    serializer_class = PostSerializer
    scopes: ClassVar = {
        "list": Scope.MESSAGES_READ,
        **dict.fromkeys(("say", "change", "withdraw", "nod"), Scope.MESSAGES_WRITE),
    }

    @extend_schema(
        operation_id="conversations_posts",
        responses=PostsSerializer,
        parameters=[OpenApiParameter("before", UUID, description="The newest before this message")],
    )
    def list(self, request: Request, thread_id: UUID) -> Response:
        """The newest messages, or those before one. Reading them here marks them as read, as on the page."""
        thread, actor = self.thread(thread_id)
        person, _actor = self.whose(Reach.CARE)
        shown = talk_of(thread, actor, before=parse_uuid(request.query_params.get("before", "")))
        if shown is None:
            raise Http404
        reader = reader_on(actor, person)
        if reader is not None and shown.said:
            services.mark_read(thread, shown.said[-1].post.pk, by=reader)
        return Response(PostsSerializer(shown).data)

    @extend_schema(request=SaySerializer, responses={201: PostToldSerializer}, operation_id="conversations_say")
    def say(self, request: Request, thread_id: UUID) -> Response:
        """Say something."""
        thread, actor = self.thread(thread_id)
        said = _valid(SaySerializer(data=request.data))
        answers = thread.posts.filter(pk=said["answers"]).first() if said.get("answers") else None
        post = services.say(thread, said["words"], answers=answers, sent_as=said.get("sent_as"), by=actor)
        return Response(PostToldSerializer(post).data, status=HTTPStatus.CREATED)

    @extend_schema(request=WordsSerializer, responses=PostToldSerializer, operation_id="conversations_change")
    def change(self, request: Request, thread_id: UUID, id: UUID) -> Response:
        """Say it in other words. What it said before can still be read."""
        post, actor = self.post_of(thread_id, id)
        told = services.change_words(post, _valid(WordsSerializer(data=request.data))["words"], by=actor)
        return Response(PostToldSerializer(told).data)

    @extend_schema(request=None, responses=PostToldSerializer, operation_id="conversations_withdraw")
    def withdraw(self, request: Request, thread_id: UUID, id: UUID) -> Response:
        """Take it back; taking it back twice changes nothing."""
        post, actor = self.post_of(thread_id, id)
        return Response(PostToldSerializer(services.withdraw(post, by=actor)).data)

    @extend_schema(request=NodSerializer, responses={204: None}, operation_id="conversations_nod")
    def nod(self, request: Request, thread_id: UUID, id: UUID) -> Response:
        """A short answer in words, or none after all."""
        post, actor = self.post_of(thread_id, id)
        said = _valid(NodSerializer(data=request.data))
        services.nod(post, Nod.Says(said["says"]), is_said=said["is_said"], by=actor)
        return Response(status=HTTPStatus.NO_CONTENT)


def _valid(serializer: serializers.Serializer) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def _row(group: Group, line: Line) -> dict[str, Any]:
    thread = line.thread
    return {
        "id": thread.pk,
        "kind": thread.kind,
        "about": thread.about,
        "called": group.called,
        "title": thread.title,
        "new": line.new,
        "is_for_you": line.is_meant,
        "is_kept_quiet": line.is_muted,
        "closed_at": thread.closed_at,
        "newest_at": thread.newest_at,
    }
