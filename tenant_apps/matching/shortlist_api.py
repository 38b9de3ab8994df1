"""Who might suit an ask, for programs: the same people as on the page, the same reasons, and no more of anybody."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.sections import Scope as Reach
from tenant_apps.entry.api_acting import ACTING_UNDER, ForSomebody
from tenant_apps.entry.models import Scope
from tenant_apps.matching.cards import people_on
from tenant_apps.matching.models import Ask
from tenant_apps.matching.services import shortlists
from tenant_apps.profiles.policies import HOSTS


class ReasonSerializer(serializers.Serializer):
    kind = serializers.CharField(help_text="A stable code, such as free, speaks, way or both_enjoy")
    words = serializers.CharField(help_text="In the language in force")


class SuggestedSerializer(serializers.Serializer):
    person = serializers.UUIDField(help_text="Of this ask alone, while you may not know their name")
    called = serializers.CharField(allow_blank=True, help_text="Empty while their name may not be known")
    reasons = ReasonSerializer(many=True)
    introduction = serializers.UUIDField(allow_null=True, help_text="If the asker would be glad to know them better")


class SuggestionsSerializer(serializers.Serializer):
    ask = serializers.UUIDField()
    number = serializers.IntegerField(allow_null=True, help_text="Which version of the ask this answers")
    waits_until = serializers.DateTimeField(allow_null=True, help_text="When a changed ask is answered, if not at once")
    people = SuggestedSerializer(many=True, help_text="In no order that means anything")


class ShortlistView(ForSomebody, viewsets.ViewSet):
    """Who might suit an ask of yours, or of somebody you act for or look after."""

    scopes: ClassVar = {"show": Scope.PROFILES_READ}

    @extend_schema(parameters=[ACTING_UNDER], responses=SuggestionsSerializer, operation_id="ask_people")
    def show(self, request: Request, id: UUID) -> Response:
        """The people who might suit this ask. The same version of an ask has the same list for some days."""
        person, actor = self.whose(Reach.CARE)
        me: Any = request.user
        ask = Ask.objects.living().select_related("person").filter(pk=id).first()
        if ask is None or (ask.person_id != person.pk and (person.pk != me.pk or not me.wears(*HOSTS))):
            raise Http404
        found = shortlists.look(ask, by=actor)
        cards = [] if found.shortlist is None else people_on(found.shortlist, ask, by=actor)
        people = [
            {
                "person": card.card,
                "called": card.called,
                "introduction": card.introduction,
                "reasons": [
                    {"kind": reason.kind, "words": words}
                    for reason, words in zip(card.told.reasons, card.told.written, strict=True)
                ],
            }
            for card in cards
        ]
        number = found.shortlist.number if found.shortlist is not None else None
        said = {"ask": ask.pk, "number": number, "waits_until": found.waits_until, "people": people}
        return Response(SuggestionsSerializer(said).data)
