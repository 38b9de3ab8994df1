"""The list of people for programs: stewards and co-ordinators read all, every member those who share with them."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import cached_property
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.errors import RuleBroken
from kernel.sections import Purpose
from tenant_apps.entry.models import Scope
from tenant_apps.home.people_list import PeopleFilter
from tenant_apps.people.models import Person
from tenant_apps.people.policies import can_see_people
from tenant_apps.privacy.api import PersonSerializer, told
from tenant_apps.privacy.doors import visible
from tenant_apps.privacy.relations import Reader, reader_of
from tenant_apps.profiles.finding import SIEVES, asked_for, who_fit
from tenant_apps.profiles.vocabulary import vocabulary

FOUND_BY = [
    OpenApiParameter("name", str, description="A piece of a name, an address or a telephone that you may see"),
    OpenApiParameter("hat", str, description="What they do, such as supporter"),
    *(
        OpenApiParameter(sieve.code, str, many=True, description=f"{sieve.question.code}: all of these have to fit")
        for sieve in SIEVES
    ),
]


class PeopleView(viewsets.GenericViewSet):
    """The people of this circle: those who share their name with you, with what else they share."""

    scope = Scope.PEOPLE_READ
    serializer_class = PersonSerializer
    queryset = Person.objects.none()
    lookup_field = "id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Person]:
        return visible(self.reader, Person.objects.present(), "people.name", self.purpose)

    @cached_property
    def reader(self) -> Reader:
        user: Any = self.request.user
        return reader_of(user)

    @cached_property
    def purpose(self) -> Purpose:
        """As on the pages: stewards and co-ordinators look after the list, everybody else reads."""
        user: Any = self.request.user
        return Purpose.ADMIN if can_see_people(user) else Purpose.VIEW

    @extend_schema(parameters=FOUND_BY)
    def list(self, request: Request) -> Response:
        """Those who share their name with you, the newest first; all of them for stewards and co-ordinators.

        Nobody is found by what you may not see of them.
        """
        asked = asked_for(request.query_params, vocabulary()) if self._asks_for_answers(request) else {}
        wanted = PeopleFilter(request.query_params)
        if wanted.wrong:
            raise RuleBroken(wanted.wrong, code="unknown_filter", errors=dict(wanted.errors))
        people = wanted.narrow(self.reader, self.purpose) if request.query_params else None
        found = self.get_queryset() if people is None else people
        page = self.paginate_queryset(who_fit(found, asked, to=self.reader, purpose=self.purpose))
        return self.get_paginated_response(told(page or [], to=self.reader, purpose=self.purpose))

    def retrieve(self, request: Request, id: UUID) -> Response:
        """One of them. Somebody who does not share their name with you is not found."""
        person = self.get_queryset().filter(pk=id).first()
        if person is None:
            raise Http404
        return Response(told([person], to=self.reader, purpose=self.purpose)[0])

    @staticmethod
    def _asks_for_answers(request: Request) -> bool:
        return any(sieve.code in request.query_params for sieve in SIEVES)
