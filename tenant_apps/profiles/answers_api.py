"""Answers of a profile, read and written by programs: drafts, what others read, every version; by the pages' services.

An answer looks as everywhere: words, facets (codes), rows and week. Amounts are whole pence, as they are read.
"""

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.errors import RuleBroken
from kernel.http import CONTENT_TYPE, problem_from
from tenant_apps.entry.api_acting import ACTING_UNDER, ForSomebody
from tenant_apps.entry.models import Scope
from tenant_apps.people.models import Person
from tenant_apps.profiles import services
from tenant_apps.profiles.models import Answer, Version
from tenant_apps.profiles.policies import HOSTS
from tenant_apps.profiles.questions import QUESTIONS
from tenant_apps.profiles.services import AnswerChanged, Chosen, Hand
from tenant_apps.profiles.shape import Column, Question
from tenant_apps.profiles.views.desk import Desk

acting = extend_schema(parameters=[ACTING_UNDER])
NOT_PENCE = _("An amount is a whole number of pence, like 1450.")


class HeldSerializer(serializers.Serializer):
    """An answer. What is left out is empty."""

    words = serializers.DictField(child=serializers.CharField(allow_blank=True, max_length=20_000), required=False)
    facets = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)
    rows = serializers.ListField(
        child=serializers.DictField(child=serializers.CharField(allow_blank=True)), required=False
    )
    week = serializers.DictField(
        child=serializers.ListField(
            child=serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2)
        ),
        required=False,
        help_text="mon to sun: spans by the clock on the wall",
    )


class BesideSerializer(serializers.Serializer):
    version = serializers.UUIDField()
    answer = serializers.DictField()
    by = serializers.UUIDField(allow_null=True)


class OwnAnswerSerializer(serializers.Serializer):
    """One question, with what stands there for whoever writes."""

    question = serializers.CharField()
    title = serializers.CharField()
    number = serializers.IntegerField(help_text="Send this back as `seen` with a change; 0: nothing was written")
    draft = serializers.DictField(allow_null=True, help_text="What is being written; null: nothing is")
    shown = serializers.DictField(allow_null=True, help_text="What others read, as far as each may; null: nothing")
    checked_on = serializers.DateField(allow_null=True)
    beside = BesideSerializer(many=True, help_text="What others wrote down beside it: choose")


class KeptSerializer(serializers.Serializer):
    seen = serializers.IntegerField(min_value=0, help_text="The number of the answer you began from")
    answer = HeldSerializer()
    from_paper = serializers.BooleanField(default=False, help_text="For somebody else: typed in from their form")


class SeenAnswerSerializer(serializers.Serializer):
    seen = serializers.IntegerField(min_value=0, help_text="The number of the answer you looked at")


class VersionWantedSerializer(SeenAnswerSerializer):
    version = serializers.UUIDField()


class ChosenSerializer(VersionWantedSerializer):
    take = serializers.ChoiceField(choices=[each.value for each in Chosen], help_text="theirs, ours or both")


class AnswerVersionSerializer(serializers.Serializer):
    """What was written at one moment."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    what = serializers.CharField()
    how = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.UUIDField(source="by_id", allow_null=True)
    beside = serializers.UUIDField(source="beside_id", allow_null=True)
    answer = serializers.DictField(source="held")


class AnswersView(ForSomebody, viewsets.GenericViewSet):
    """What you write of yourself; of whom you act for; and, as their host, of somebody who tells you."""

    scopes: ClassVar = {
        "all": Scope.PROFILES_READ,
        "one": Scope.PROFILES_READ,
        "versions": Scope.PROFILES_READ,
        "keep": Scope.PROFILES_WRITE,
        "show": Scope.PROFILES_WRITE,
        "hide": Scope.PROFILES_WRITE,
        "still_right": Scope.PROFILES_WRITE,
        "put_back": Scope.PROFILES_WRITE,
        "choose": Scope.PROFILES_WRITE,
    }
    serializer_class = OwnAnswerSerializer
    queryset = Version.objects.none()
    metadata_class = None  # REST framework's own answer to OPTIONS looks for one object by its key; there is none

    @acting
    @extend_schema(responses=OwnAnswerSerializer(many=True), filters=False)
    def all(self, request: Request, id: UUID | None = None) -> Response:
        """Every question that was answered, as whoever writes may see it."""
        desk = self._desk(id)
        told = [_told(desk, QUESTIONS[code]) for code in QUESTIONS if code in desk.seen_answers]
        return Response(OwnAnswerSerializer(told, many=True).data)

    @acting
    @extend_schema(responses=OwnAnswerSerializer)
    def one(self, request: Request, code: str, id: UUID | None = None) -> Response:
        """One question, with what stands there."""
        asked = _question(code)
        return self._say(id, asked)

    @acting
    @extend_schema(request=KeptSerializer, responses=OwnAnswerSerializer)
    def keep(self, request: Request, code: str, id: UUID | None = None) -> Response:
        """Write a draft. If somebody else wrote meanwhile: 409, with `theirs` and `yours`, and nothing is lost."""
        asked = _question(code)
        sent = KeptSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        said, seen = (
            _as_typed(asked, request.data["answer"], sent.validated_data["answer"]),
            sent.validated_data["seen"],
        )
        desk = self._desk(id, asked, from_paper=sent.validated_data["from_paper"])
        try:
            services.keep_answer(desk.person, asked, said, seen=seen, by=desk.by, hand=desk.hand)
        except AnswerChanged as second:
            return _both(second, yours=sent.validated_data["answer"])
        return self._say(id, asked)

    @acting
    @extend_schema(request=SeenAnswerSerializer, responses=OwnAnswerSerializer)
    def show(self, request: Request, code: str, id: UUID | None = None) -> Response:
        """Let others read the draft, as far as each may."""
        asked, desk = self._asked(code, id)
        sent = SeenAnswerSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        wanted = {asked: sent.validated_data["seen"]}
        try:
            services.show_answers(desk.person, wanted, by=desk.by, hand=desk.hand)
        except AnswerChanged as second:
            return _both(second)
        return self._say(id, asked)

    @acting
    @extend_schema(request=None, responses=OwnAnswerSerializer)
    def hide(self, request: Request, code: str, id: UUID | None = None) -> Response:
        """Nobody else reads it from now on. It becomes a draft."""
        asked, desk = self._asked(code, id)
        services.hide_answer(desk.person, asked, by=desk.by, hand=desk.hand)
        return self._say(id, asked)

    @acting
    @extend_schema(request=None, responses=OwnAnswerSerializer)
    def still_right(self, request: Request, code: str, id: UUID | None = None) -> Response:
        """It was looked at, and is still right."""
        asked, desk = self._asked(code, id)
        services.say_still_right(desk.person, asked, by=desk.by, hand=desk.hand)
        return self._say(id, asked)

    @acting
    @extend_schema(responses=AnswerVersionSerializer(many=True))
    def versions(self, request: Request, code: str) -> Response:
        """Every version there was, the newest first. For the person, and whoever acts for them."""
        asked, desk = self._asked(code, None)
        if asked.code not in desk.readable:
            raise Http404
        rows = Version.objects.filter(person=desk.person, answer__question=asked.code).select_related("answer")
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(AnswerVersionSerializer(page, many=True).data)

    @acting
    @extend_schema(request=VersionWantedSerializer, responses=OwnAnswerSerializer)
    def put_back(self, request: Request, code: str) -> Response:
        """Take an older version up again, as a draft."""
        asked, desk = self._asked(code, None)
        sent = VersionWantedSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        version, seen = sent.validated_data["version"], sent.validated_data["seen"]
        try:
            services.put_back(_written(desk, asked), version, seen=seen, by=desk.by, hand=desk.hand)
        except AnswerChanged as second:
            return _both(second)
        return self._say(None, asked)

    @acting
    @extend_schema(request=ChosenSerializer, responses=OwnAnswerSerializer)
    def choose(self, request: Request, code: str) -> Response:
        """Of what stands there and what waits beside it: theirs, ours, or both."""
        asked, desk = self._asked(code, None)
        sent = ChosenSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        version, seen, take = (sent.validated_data[name] for name in ("version", "seen", "take"))
        try:
            services.choose_between(_written(desk, asked), version, Chosen(take), seen=seen, by=desk.by, hand=desk.hand)
        except AnswerChanged as second:
            return _both(second)
        return self._say(None, asked)

    def _asked(self, code: str, id: UUID | None) -> tuple[Question, Desk]:
        asked = _question(code)
        return asked, self._desk(id, asked)

    def _desk(self, id: UUID | None, asked: Question | None = None, *, from_paper: bool = False) -> Desk:
        """The desk this leads to: one's own, that of whom one acts for, or a host's for somebody who tells them."""
        (mine, by), only = self.whose(), None if asked is None else frozenset({asked.code})
        me: Any = self.request.user
        if id is None or (id == mine.pk and self.reach() is None):
            return Desk(mine, by, Hand(), "", True, only)
        person = Person.objects.present().filter(pk=id).first()
        if person is None or self.reach() is not None or not me.wears(*HOSTS):
            raise Http404
        return Desk(person, me, Hand(from_paper=from_paper), "", False, only)

    def _say(self, id: UUID | None, asked: Question) -> Response:
        """What stands there now, for whoever may see it; who may neither read nor write it finds nothing."""
        desk = self._desk(id, asked)
        if not desk.may_write(asked) and asked.code not in desk.seen_answers:
            raise Http404
        return Response(OwnAnswerSerializer(_told(desk, asked)).data)


def _question(code: str) -> Question:
    if code not in QUESTIONS:
        raise Http404
    return QUESTIONS[code]


def _written(desk: Desk, asked: Question) -> Answer:
    """An answer of which there are versions."""
    found = desk.answers.get(asked.code)
    if found is None or asked.code not in desk.readable:
        raise Http404
    return found


def _told(desk: Desk, asked: Question) -> dict[str, Any]:
    answer = desk.seen_answers.get(asked.code)
    return {
        "question": asked.code,
        "title": asked.title,
        "number": answer.number if answer is not None else 0,
        "draft": answer.draft if answer is not None and answer.has_draft else None,
        "shown": answer.shown if answer is not None and answer.is_shown else None,
        "checked_on": answer.checked_on if answer is not None else None,
        "beside": [
            {"version": each.pk, "answer": each.held, "by": each.by_id} for each in desk.beside.get(asked.code, ())
        ],
    }


def _both(second: AnswerChanged, yours: Any = None) -> Response:
    """Two wrote at once: the refusal, with what stands there now and what was sent. Nothing was overwritten."""
    theirs = second.answer
    both = {"theirs": theirs.draft, "number": theirs.number}
    if yours is not None:
        both["yours"] = yours
    said = problem_from(second).as_json() | both
    return Response(said, status=second.status, headers={"Cache-Control": "no-store"}, content_type=CONTENT_TYPE)


def _as_typed(asked: Question, sent: Any, held: dict[str, Any]) -> dict[str, Any]:
    """An answer as it comes from a form. Amounts come in whole pence; anything that was not asked is refused."""
    unknown = set(sent) - {"words", "facets", "rows", "week"}
    unknown |= set(held.get("words", {})) - {each.code for each in asked.prompts}
    unknown |= {name for row in held.get("rows", []) for name in row} - {each.code for each in asked.rows}
    if unknown or (held.get("week") and not asked.has_week):
        raise RuleBroken(_("This question does not ask that."), code="answer_wrong")
    amounts = {each.code for each in asked.rows if each.column is Column.MONEY}
    rows, wrong = [], {}
    for number, row in enumerate(held.get("rows", [])):
        rows.append({name: _as_amount(text) if name in amounts else text for name, text in row.items()})
        wrong |= {f"row_{number}_{name}": [NOT_PENCE] for name, text in rows[-1].items() if text is None}
    if wrong:
        raise RuleBroken(code="answer_wrong", errors=wrong)
    return {**held, "rows": rows}


def _as_amount(pence: str) -> str | None:
    """Whole pence as somebody would type the amount; None when it is no such number."""
    if not pence:
        return ""
    if not (pence.isascii() and pence.isdigit() and len(pence) < 10):
        return None
    return f"{int(pence) // 100}.{int(pence) % 100:02}"
