"""Asks and offers for programs: read, written, opened and closed as on the pages, by the same services."""

from http import HTTPStatus
from typing import Any, ClassVar, Final
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actors import Actor
from kernel.errors import RuleBroken
from kernel.sections import Scope as Reach
from tenant_apps.entry.acting import OutOfReach
from tenant_apps.entry.api_acting import ACTING_UNDER, ForSomebody
from tenant_apps.entry.models import Scope
from tenant_apps.matching.cards import asks_on
from tenant_apps.matching.facts import GENDERS
from tenant_apps.matching.models import Ask, Exclusion, Offer, Pay, State
from tenant_apps.matching.services import exclusions, shortlists, wishes
from tenant_apps.matching.steps import HOMES, WEEK, ask_from_profile, offer_from_profile
from tenant_apps.profiles import answering
from tenant_apps.profiles.vocabulary import vocabulary

VERBS: Final = {"open": wishes.open_up, "rest": wishes.rest, "close": wishes.close}
# Which facets a must-have or a would-like may hold.
MUST_OF_ASK, LIKE, MUST_OF_OFFER = ("languages", "courses", "gender"), ("interests", "skills"), ("homes",)
Codes = dict[str, list[str]]


class WeekField(serializers.DictField):
    """{"mon": [["09:00", "12:30"]]}: at most four times a day, by the clock on the wall; over midnight if it ends
    before it begins."""

    child = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(max_length=5), min_length=2, max_length=2)
    )

    def to_internal_value(self, data: Any) -> Any:
        said = super().to_internal_value(data)
        try:
            return answering.tidied(WEEK, {"week": said}, vocabulary().codes).get("week", {})
        except RuleBroken as refused:
            told = [str(each) for sentences in refused.errors.values() for each in sentences]
            raise serializers.ValidationError(told) from refused


def _codes(help_text: str) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=60), required=False, help_text=help_text)


def _by_facet(help_text: str) -> serializers.DictField:
    child = serializers.ListField(child=serializers.CharField(max_length=60))
    return serializers.DictField(child=child, required=False, help_text=help_text)


class _WishSerializer(serializers.Serializer):
    id = serializers.UUIDField(read_only=True)
    state = serializers.CharField(read_only=True, help_text=", ".join(State.values))
    number = serializers.IntegerField(read_only=True, help_text="Send it back as `seen` with a change")
    seen = serializers.IntegerField(write_only=True, required=False, help_text="The number you began from")
    words = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    tasks = _codes("Codes of the facet `tasks`")
    week = WeekField(required=False)
    pay = serializers.CharField(required=False, help_text=", ".join(Pay.values))
    postcode = serializers.CharField(max_length=10, required=False, allow_blank=True)
    like = _by_facet("Would-likes, by facet: interests, skills")
    must_facets: ClassVar[tuple[str, ...]] = ()

    def validate_tasks(self, codes: list[str]) -> list[str]:
        return _known("tasks", codes)

    def validate_pay(self, code: str) -> str:
        if code not in Pay.values:
            raise serializers.ValidationError(_("Choose from the list."))
        return code

    def validate_like(self, said: Codes) -> Codes:
        return _facets(said, LIKE)

    def validate_must(self, said: Codes) -> Codes:
        return _facets(said, self.must_facets)


class AskSerializer(_WishSerializer):
    """What somebody asks for."""

    title = serializers.CharField(max_length=120, required=False, allow_blank=True)
    is_flexible = serializers.BooleanField(required=False, help_text="The times may move within the day")
    at_once = serializers.IntegerField(min_value=1, max_value=2, required=False, help_text="How many come at a time")
    people = serializers.IntegerField(min_value=1, max_value=12, required=False)
    most_an_hour_minor = serializers.IntegerField(min_value=0, max_value=10_000_000, required=False, allow_null=True)
    most_a_week_minor = serializers.IntegerField(min_value=0, max_value=10_000_000, required=False, allow_null=True)
    must = _by_facet("Must-haves, by facet: languages, courses, gender (one of woman, man; for personal care)")
    decides = serializers.CharField(max_length=200, required=False, allow_blank=True)
    must_facets: ClassVar = MUST_OF_ASK


class OfferSerializer(_WishSerializer):
    """What somebody offers."""

    gladly = _codes("What of `tasks` they like best")
    travel = _codes("Codes of the facet `travel`")
    reach_minutes = serializers.IntegerField(min_value=1, max_value=90, required=False)
    least_an_hour_minor = serializers.IntegerField(min_value=0, max_value=10_000_000, required=False, allow_null=True)
    most_minutes_a_week = serializers.IntegerField(min_value=60, max_value=6000, required=False, allow_null=True)
    must = _by_facet("Where they cannot go, by facet: homes")
    must_facets: ClassVar = MUST_OF_OFFER

    def validate_gladly(self, codes: list[str]) -> list[str]:
        return _known("tasks", codes)

    def validate_travel(self, codes: list[str]) -> list[str]:
        return _known("travel", codes)


def _facets(said: Codes, allowed: tuple[str, ...]) -> Codes:
    if unknown := set(said) - set(allowed):
        raise serializers.ValidationError(_("There is nothing called “%(name)s” here.") % {"name": min(unknown)})
    return {facet: _known(facet, codes) for facet, codes in said.items() if codes}


def _known(facet: str, codes: list[str]) -> list[str]:
    if facet == "gender" and len(codes) > 1:
        raise serializers.ValidationError(_("Say one of them, or leave it out."))
    of_ours = {"homes": [code for code, _words in HOMES], "gender": list(GENDERS)}
    held = of_ours.get(facet) or vocabulary().codes[facet]
    if unknown := set(codes) - set(held):
        raise serializers.ValidationError(_("There is nothing called “%(name)s” here.") % {"name": min(unknown)})
    return list(dict.fromkeys(codes))


class _Wishes(ForSomebody, viewsets.GenericViewSet):
    def said(self, request: Request) -> tuple[dict[str, Any], int | None]:
        typed = self.get_serializer(data=request.data)
        typed.is_valid(raise_exception=True)
        said = dict(typed.validated_data)
        return said, said.pop("seen", None)

    def turned(self, thing: Any, verb: str, actor: Actor) -> Response:
        if verb not in VERBS:
            raise Http404
        return Response(self.get_serializer(VERBS[verb](thing, by=actor)).data)


@extend_schema(parameters=[ACTING_UNDER])
class AsksView(_Wishes):
    """What you ask for, or whoever you act for."""

    serializer_class = AskSerializer
    queryset = Ask.objects.none()
    scopes: ClassVar = {
        "list": Scope.ME_READ,
        "one": Scope.ME_READ,
        **dict.fromkeys(("begin", "change", "turn"), Scope.MATCHING_WRITE),
    }

    @extend_schema(operation_id="asks_list")
    def list(self, request: Request) -> Response:
        """All that are not closed, the newest change first."""
        person, _actor = self.whose(Reach.CARE)
        page = self.paginate_queryset(Ask.objects.living().filter(person=person).order_by("-changed_at", "id"))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(operation_id="asks_one")
    def one(self, request: Request, id: UUID) -> Response:
        """One of them, as it stands."""
        return Response(self.get_serializer(self._one(id)[0]).data)

    @extend_schema(operation_id="asks_begin", responses={201: AskSerializer})
    def begin(self, request: Request) -> Response:
        """Begin one, with what the profile says already. Nobody else reads it before it is open."""
        person, actor = self.whose(Reach.CARE)
        said, _seen = self.said(request)
        ask = wishes.begin_ask(person, by=actor, **{**ask_from_profile(person), **said})
        return Response(self.get_serializer(ask).data, status=HTTPStatus.CREATED)

    @extend_schema(operation_id="asks_change")
    def change(self, request: Request, id: UUID) -> Response:
        """Write it differently; what is left out stays. An open one is open in its new form at once."""
        ask, actor = self._one(id)
        said, seen = self.said(request)
        return Response(self.get_serializer(wishes.change(ask, said, seen=seen, by=actor)).data)

    @extend_schema(operation_id="asks_turn", request=None)
    def turn(self, request: Request, id: UUID, verb: str) -> Response:
        """`open`, `rest` or `close`. Twice is once."""
        ask, actor = self._one(id)
        return self.turned(ask, verb, actor)

    def _one(self, ask_id: UUID) -> tuple[Ask, Actor]:
        person, actor = self.whose(Reach.CARE)
        found = Ask.objects.select_related("person").filter(pk=ask_id, person=person).first()
        if found is None:
            raise Http404
        return found, actor


class ToldLineSerializer(serializers.Serializer):
    label = serializers.CharField()
    words = serializers.CharField()

    def to_representation(self, line: tuple[str, str]) -> dict[str, str]:
        return {"label": line[0], "words": line[1]}


class AskShownSerializer(serializers.Serializer):
    """An ask that an offer might suit: what and when, and not who it is."""

    ask = serializers.UUIDField(source="ask.pk")
    lines = ToldLineSerializer(many=True)
    reasons = serializers.ListField(child=serializers.CharField(), source="told.to_giver")
    introduction = serializers.UUIDField(allow_null=True)


@extend_schema(parameters=[ACTING_UNDER])
class OfferView(_Wishes):
    """What you offer, or whoever you act for. There is one each."""

    serializer_class = OfferSerializer
    queryset = Offer.objects.none()
    scopes: ClassVar = {
        "one": Scope.ME_READ,
        "asks": Scope.ME_READ,
        **dict.fromkeys(("begin", "change", "turn"), Scope.MATCHING_WRITE),
    }

    @extend_schema(operation_id="offer_one")
    def one(self, request: Request) -> Response:
        """As it stands; not found before it was begun."""
        return Response(self.get_serializer(self._one()[0]).data)

    @extend_schema(operation_id="offer_begin", responses={201: OfferSerializer})
    def begin(self, request: Request) -> Response:
        """Begin it, with what the profile says already; where there is one, it is that one, unchanged."""
        person, actor = self.whose(Reach.CARE)
        said, _seen = self.said(request)
        offer = wishes.begin_offer(person, by=actor, **{**offer_from_profile(person), **said})
        return Response(self.get_serializer(offer).data, status=HTTPStatus.CREATED)

    @extend_schema(operation_id="offer_change")
    def change(self, request: Request) -> Response:
        """Write it differently; what is left out stays."""
        offer, actor = self._one()
        said, seen = self.said(request)
        return Response(self.get_serializer(wishes.change(offer, said, seen=seen, by=actor)).data)

    @extend_schema(operation_id="offer_turn", request=None)
    def turn(self, request: Request, verb: str) -> Response:
        """`open`, `rest` or `close`. Twice is once."""
        offer, actor = self._one()
        return self.turned(offer, verb, actor)

    @extend_schema(operation_id="offer_asks", responses=AskShownSerializer(many=True))
    def asks(self, request: Request) -> Response:
        """The asks it might suit, in no order that means anything."""
        offer, actor = self._one()
        found = shortlists.look(offer, by=actor)
        cards = [] if found.shortlist is None else asks_on(found.shortlist, offer)
        return Response(AskShownSerializer(cards, many=True).data)

    def _one(self) -> tuple[Offer, Actor]:
        person, actor = self.whose(Reach.CARE)
        found = Offer.objects.living().select_related("person").filter(person=person).first()
        if found is None:
            raise Http404
        return found, actor


class NotWithSerializer(serializers.Serializer):
    """Somebody with whom one would rather not be brought together. Nobody else ever reads it."""

    id = serializers.UUIDField(read_only=True)
    person = serializers.UUIDField(source="other_id")
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    said_at = serializers.DateTimeField(read_only=True)


@extend_schema(parameters=[ACTING_UNDER])
class NotWithView(ForSomebody, viewsets.GenericViewSet):
    """With whom you would rather not be brought together."""

    serializer_class = NotWithSerializer
    queryset = Exclusion.objects.none()
    scopes: ClassVar = {
        "list": Scope.ME_READ,
        "say": Scope.MATCHING_WRITE,
        "take_back": Scope.MATCHING_WRITE,
    }

    @extend_schema(operation_id="not_with_list")
    def list(self, request: Request) -> Response:
        """Your own, and nobody else's: not for whom you act for either."""
        person, actor = self.whose(Reach.CARE)
        if actor is not person:
            raise OutOfReach
        page = self.paginate_queryset(Exclusion.objects.filter(person=person).order_by("said_at", "id"))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(operation_id="not_with_say", responses={201: NotWithSerializer})
    def say(self, request: Request) -> Response:
        """Say it; saying it twice is saying it once. Only of people whose names you may know."""
        person, actor = self.whose(Reach.CARE)
        typed = self.get_serializer(data=request.data)
        typed.is_valid(raise_exception=True)
        other = exclusions.whom_they_may_name(person, actor).filter(pk=typed.validated_data["other_id"]).first()
        if other is None:
            raise Http404
        said = exclusions.exclude(person, other, typed.validated_data["note"], by=actor)
        return Response(self.get_serializer(said).data, status=HTTPStatus.CREATED)

    @extend_schema(operation_id="not_with_take_back", responses={204: None})
    def take_back(self, request: Request, id: UUID) -> Response:
        """Take it back. Twice is once."""
        person, actor = self.whose(Reach.CARE)
        if actor is not person:
            raise OutOfReach
        found = Exclusion.objects.filter(person=person, pk=id).first()
        if found is not None:
            exclusions.include_again(found, by=actor)
        return Response(status=HTTPStatus.NO_CONTENT)
