"""Each step of getting to know somebody, for programs: the same forms as on the pages, filled in as JSON."""

from typing import Any, Final
from uuid import UUID

from django.http import Http404, QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.errors import RuleBroken
from kernel.sections import Scope as Reach
from tenant_apps.entry.api_acting import ACTING_UNDER
from tenant_apps.entry.models import Scope
from tenant_apps.matching import meeting
from tenant_apps.matching.meeting_api import IntroductionSerializer, IntroductionsView
from tenant_apps.matching.meeting_pages import PLAIN, form_of, said_with
from tenant_apps.matching.services import coming_in

# With what each is sent.
STEPS: Final = {
    "glad": "nothing",
    "talk": "may_reach, tells",
    "met": "nothing",
    "trial": "day, time, is_paid (yes, no), where, ticked",
    "agree": "number, where, ticked",
    "review": "went_well, differently, agree_on",
    "confirm": "nothing",
    "let-in": "nothing, from whoever asked",
    "again": "nothing, from whoever asked",
    "stop": "nothing",
}


class MeetReviewSerializer(serializers.Serializer):
    """How the first visit was for one of the two. Both are read once both have told."""

    person = serializers.UUIDField(source="person_id")
    went_well = serializers.CharField()
    differently = serializers.CharField()
    agree_on = serializers.CharField()


class StepsView(IntroductionsView):
    """Every step, one word after another."""

    scopes = {"say": Scope.MATCHING_WRITE, "reviews": Scope.ME_READ}  # noqa: RUF012

    @extend_schema(
        parameters=[ACTING_UNDER],
        request=OpenApiTypes.OBJECT,
        responses=IntroductionSerializer,
        operation_id="introductions_say",
        description="Say one step: " + "; ".join(f"`{verb}` with {what}" for verb, what in STEPS.items()) + ".",
    )
    def say(self, request: Request, id: UUID, verb: str) -> Response:
        """Say one step."""
        person, actor = self.whose(Reach.CARE)
        found = self._one(id, person, actor)
        if verb not in STEPS or (verb in ("let-in", "again") and person.pk != found.asker_id):
            raise Http404
        if verb == "again":
            coming_in.look_again(found, by=actor)
        elif verb == "let-in":
            coming_in.let_in(found, by=actor)
        elif verb in PLAIN:
            PLAIN[verb](found, person, by=actor)
        else:
            (seen,) = meeting.meetings_of(person, actor, [found])
            form = form_of(verb, _typed(request.data), seen, getattr(request, "_request", request))
            if not form.is_valid():
                raise RuleBroken(code="invalid", errors={name or "": list(said) for name, said in form.errors.items()})
            said_with(verb, found, person, dict(form.cleaned_data), by=actor)
        return self._say(self._one(id, person, actor), person, actor)

    @extend_schema(
        parameters=[ACTING_UNDER], responses=MeetReviewSerializer(many=True), operation_id="introductions_reviews"
    )
    def reviews(self, request: Request, id: UUID) -> Response:
        """How the first visit was: your own, and the other's once both have told."""
        person, actor = self.whose(Reach.CARE)
        (seen,) = meeting.meetings_of(person, actor, [self._one(id, person, actor)])
        return Response(MeetReviewSerializer([row for _is_mine, row in meeting.reviews_of(seen)], many=True).data)


def _typed(data: Any) -> QueryDict:
    """What was sent, as a form takes it."""
    typed = QueryDict(mutable=True)
    for name, value in data.items() if isinstance(data, dict) else ():
        if value is None or value is False:
            continue
        typed.setlist(name, [str(each) for each in value] if isinstance(value, list) else [str(value)])
    return typed
