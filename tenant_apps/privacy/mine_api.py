"""One's own privacy for programs: who sees what, what others find, and who looked. The same services as the pages."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.errors import RuleBroken
from kernel.sections import Audience, Purpose, Section, section_called, sections
from kernel.sections import Scope as Reach
from tenant_apps.entry.acting import OutOfReach
from tenant_apps.entry.api_acting import ACTING_UNDER, ForSomebody
from tenant_apps.entry.models import Scope
from tenant_apps.people.models import Person
from tenant_apps.privacy import services
from tenant_apps.privacy.doors import require
from tenant_apps.privacy.eyes import EYES, found_by
from tenant_apps.privacy.facts import Facts, own_facts
from tenant_apps.privacy.forms import MOST_ON_A_LIST
from tenant_apps.privacy.looks import told_looks
from tenant_apps.privacy.models import AccessEvent, Choice
from tenant_apps.privacy.services.choosing import stamp_of
from tenant_apps.privacy.words import AUDIENCES, Preset

SAID = {audience: audience.name.lower() for audience in Audience}
MEANT = {said: audience for audience, said in SAID.items()}
acting = extend_schema(parameters=[ACTING_UNDER])


class ChoiceSerializer(serializers.Serializer):
    """Who sees one section. `seen` goes back with a change, so that an older page undoes nothing."""

    section = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField(help_text="How sensitive it is: open, personal, contact, special, safety, finance")
    audience = serializers.CharField(help_text="As it holds, between what must and what may be seen")
    in_words = serializers.CharField()
    choices = serializers.ListField(
        child=serializers.CharField(), help_text="What may be chosen; one: nothing to choose"
    )
    named = serializers.ListField(child=serializers.UUIDField(), help_text="People chosen by name")
    seen = serializers.CharField(help_text="Send this back with a change", allow_blank=True)


class PrivacySerializer(serializers.Serializer):
    preset = serializers.CharField(allow_null=True, help_text="open, careful or very_private; null: none was taken")
    sections = ChoiceSerializer(many=True)


class AudienceWantedSerializer(serializers.Serializer):
    audience = serializers.ChoiceField(choices=sorted(MEANT))
    named = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=MOST_ON_A_LIST)
    seen = serializers.CharField(allow_blank=True, help_text="As it was read; empty where nothing was chosen")


class PresetSerializer(serializers.Serializer):
    preset = serializers.ChoiceField(choices=Preset)


class LineSerializer(serializers.Serializer):
    label = serializers.CharField()
    text = serializers.CharField()


class ShownSerializer(serializers.Serializer):
    section = serializers.CharField()
    why = serializers.CharField()
    lines = LineSerializer(many=True)


class SeenAsSerializer(serializers.Serializer):
    shown = ShownSerializer(many=True)
    empty = serializers.ListField(
        child=serializers.CharField(), help_text="They would see it, if something stood there"
    )
    hidden = serializers.ListField(child=serializers.CharField())


class LookDoubtSerializer(serializers.Serializer):
    words = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    at = serializers.DateTimeField(read_only=True)
    answer = serializers.CharField(read_only=True)
    answered_at = serializers.DateTimeField(read_only=True, allow_null=True)


class LookSerializer(serializers.Serializer):
    """One look, in words. Nobody's name stands for Coopbox itself."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    who = serializers.CharField()
    for_whom = serializers.CharField()
    sections = serializers.ListField(child=serializers.CharField())
    purpose = serializers.CharField()
    why = serializers.CharField()
    reason = serializers.CharField(help_text="Why it could not wait")
    doubt = LookDoubtSerializer(allow_null=True, help_text="What you asked about it, and the answer")


def _told(section: Section, facts: Facts, person: Person, chosen: Choice | None) -> dict[str, Any]:
    audience = facts.audience(person.pk, section)
    return {
        "section": section.code,
        "name": str(section.name),
        "kind": section.klass.value,
        "audience": SAID[audience],
        "in_words": str(AUDIENCES[audience]),
        "choices": [SAID[each] for each in section.choices if each is not Audience.FEDERATION],
        "named": [each.reader_id for each in chosen.named.all()] if chosen is not None else [],
        "seen": stamp_of(chosen),
    }


class PrivacyView(ForSomebody, viewsets.ViewSet):
    """Who sees what about you, or about whom you act for, as far as that reaches."""

    scopes: ClassVar = {
        "show": Scope.ME_READ,
        "one": Scope.ME_READ,
        "seen_by": Scope.ME_READ,
        "choose": Scope.PRIVACY_WRITE,
        "take": Scope.PRIVACY_WRITE,
    }

    @acting
    @extend_schema(responses=PrivacySerializer, operation_id="my_privacy")
    def show(self, request: Request) -> Response:
        """Who sees what about you, section by section. Acting for somebody, what that reaches to."""
        (person, _by), reach = self.whose(), self.reach()
        facts = own_facts(person)
        chosen = {each.section: each for each in Choice.objects.filter(person=person).prefetch_related("named")}
        wanted = [each for each in sections() if reach is None or each.scope in reach]
        stance = facts.stances.get(person.pk)
        told = [_told(each, facts, person, chosen.get(each.code)) for each in wanted]
        return Response(PrivacySerializer({"preset": stance and stance.value, "sections": told}).data)

    @acting
    @extend_schema(responses=ChoiceSerializer, operation_id="my_privacy_section")
    def one(self, request: Request, code: str) -> Response:
        """Who sees one section, and what you may choose."""
        section = self._section(code)
        person, by = self.whose(section.scope)
        if by is not person:
            require(by, person, code)
        return self._say(person, section)

    @acting
    @extend_schema(request=AudienceWantedSerializer, responses=ChoiceSerializer, operation_id="my_privacy_choose")
    def choose(self, request: Request, code: str) -> Response:
        """Say who sees one section. It holds from the next request on, everywhere."""
        section = self._section(code)
        person, by = self.whose(section.scope)
        wanted = AudienceWantedSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        said = wanted.validated_data
        named = list(Person.objects.present().filter(pk__in=said["named"]))
        if len(named) != len(set(said["named"])):
            raise RuleBroken(code="unknown_reader", errors={"named": [_("Choose people from the list.")]})
        services.choose_audience(person, code, MEANT[said["audience"]], named=named, seen=said["seen"], by=by)
        return self._say(person, section)

    @extend_schema(request=PresetSerializer, responses=PrivacySerializer, operation_id="my_privacy_preset")
    def take(self, request: Request) -> Response:
        """Answer all questions at once: open, careful or very_private. Only for yourself."""
        self._for_yourself()
        wanted = PresetSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        me: Any = request.user
        services.take_stance(me, Preset(wanted.validated_data["preset"]), by=me)
        return self.show(request)

    @extend_schema(responses=SeenAsSerializer, operation_id="my_privacy_seen_by")
    def seen_by(self, request: Request, whom: str) -> Response:
        """What they find about you who are your team, your match, a stranger in the circle, or anyone."""
        self._for_yourself()
        if whom not in EYES:
            raise Http404
        me: Any = request.user
        found = found_by(whom, me)
        told = {
            "shown": [
                {"section": each.code, "why": why, "lines": [{"label": label, "text": text} for label, text in lines]}
                for each, lines, why in found.shown
            ],
            "empty": [each.code for each in found.empty],
            "hidden": [each.code for each in found.hidden],
        }
        return Response(SeenAsSerializer(told).data)

    def _for_yourself(self) -> None:
        """As on the pages: nobody answers all questions of another at once, nor sees with their eyes."""
        if self.reach() is not None:
            raise OutOfReach

    @staticmethod
    def _section(code: str) -> Section:
        section = section_called(code)
        if not section.code:
            raise Http404
        return section

    @staticmethod
    def _say(person: Person, section: Section) -> Response:
        chosen = Choice.objects.filter(person=person, section=section.code).prefetch_related("named").first()
        return Response(ChoiceSerializer(_told(section, own_facts(person), person, chosen)).data)


class LooksView(ForSomebody, viewsets.GenericViewSet):
    """Who looked at what is known of you, or of whom you act for."""

    scopes: ClassVar = {"list": Scope.ME_READ, "doubt": Scope.PRIVACY_WRITE}
    serializer_class = LookSerializer
    queryset = AccessEvent.objects.none()

    @acting
    def list(self, request: Request) -> Response:
        """Who looked, the newest first, in sentences."""
        person, by = self.whose(Reach.ACCESS_LOG)
        if by is not person:
            require(by, person, "privacy.looks", Purpose.AUDIT)
        page = self.paginate_queryset(AccessEvent.objects.told(person))
        return self.get_paginated_response(LookSerializer(told_looks(page or []), many=True).data)

    @acting
    @extend_schema(request=LookDoubtSerializer, responses={201: LookSerializer}, operation_id="my_looks_doubt")
    def doubt(self, request: Request, id: UUID) -> Response:
        """I don't recognise this. Somebody else than who looked answers."""
        person, by = self.whose(Reach.ACCESS_LOG)
        event = AccessEvent.objects.told(person).filter(pk=id).first()
        if event is None:
            raise Http404
        said = LookDoubtSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        services.doubt_look(event, words=said.validated_data["words"], by=by)
        return Response(LookSerializer(told_looks([event])[0]).data, status=status.HTTP_201_CREATED)
