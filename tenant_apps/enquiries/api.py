"""Enquiries for programs of those who answer: the same list as on the board, without what was held back."""

from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from tenant_apps.enquiries.models import Enquiry
from tenant_apps.enquiries.policies import ANSWERING


class EnquirySerializer(serializers.Serializer):
    """Who got in touch, about what, and how far it has come."""

    id = serializers.UUIDField()
    about = serializers.ChoiceField(choices=Enquiry.About.choices)
    channel = serializers.ChoiceField(choices=Enquiry.Channel.choices)
    for_whom = serializers.ChoiceField(choices=Enquiry.ForWhom.choices)
    state = serializers.ChoiceField(choices=Enquiry.State.choices)
    name = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()
    place = serializers.CharField()
    words = serializers.CharField()
    received_at = serializers.DateTimeField()
    next_step = serializers.CharField()
    next_by = serializers.UUIDField(source="next_by_id", allow_null=True)
    next_on = serializers.DateField(allow_null=True)
    person = serializers.UUIDField(source="person_id", allow_null=True)


class EnquiriesView(viewsets.GenericViewSet):
    """Who got in touch with this circle. Only for stewards and co-ordinators."""

    scope = "people:read"
    hats: ClassVar = ANSWERING
    serializer_class = EnquirySerializer
    queryset = Enquiry.objects.none()
    lookup_field = "id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Enquiry]:
        return Enquiry.objects.exclude(state=Enquiry.State.HELD).order_by("-received_at", "-id")

    def list(self, request: Request) -> Response:
        """Who got in touch, the newest first. Only for stewards and co-ordinators."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(EnquirySerializer(page, many=True).data)

    def retrieve(self, request: Request, id: UUID) -> Response:
        """One enquiry. Only for stewards and co-ordinators."""
        found = self.get_queryset().filter(pk=id).first()
        if found is None:
            raise Http404
        return Response(EnquirySerializer(found).data)
