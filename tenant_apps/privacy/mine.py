"""What each person sees and says about their own privacy."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.actors import Actor
from kernel.sections import Audience, Class, Purpose, Scope, Section, section_called, sections
from tenant_apps.entry.acting import knows_acting, scopes, whose
from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.people.models import Hat, Person
from tenant_apps.privacy import services
from tenant_apps.privacy.asking import ask
from tenant_apps.privacy.contents import lines_of
from tenant_apps.privacy.decide import decide
from tenant_apps.privacy.doors import known_by_name, require
from tenant_apps.privacy.eyes import EYES, NAME, found_by
from tenant_apps.privacy.facts import Facts, own_facts
from tenant_apps.privacy.forms import MOST_ON_A_LIST, AudienceForm, DoubtForm
from tenant_apps.privacy.looks import grouped, told_looks
from tenant_apps.privacy.models import AccessEvent, Choice
from tenant_apps.privacy.services.choosing import stamp_of
from tenant_apps.privacy.words import AUDIENCES, CLASSES, PRESET_WORDS, PURPOSES, Preset

A_PAGE: Final = 50
page = require_http_methods(["GET", "HEAD", "POST"])


@knows_acting
@require_safe
@member_required
def privacy(request: MemberRequest) -> HttpResponse:
    """Who sees what about me, section by section; and three ways to answer all at once. Whoever acts for somebody
    finds what it reaches to."""
    person, _by = whose(request)
    facts, reach = own_facts(person), scopes(request)
    context = {
        "groups": [(CLASSES[klass], list(_rows(person, facts, klass, reach))) for klass in CLASSES],
        "presets": [(preset.value, *words) for preset, words in PRESET_WORDS.items()],
        "stance": facts.stances.get(person.pk),
        "may_read_looks": reach is None or Scope.ACCESS_LOG in reach,
        "eyes": [(whom, said) for whom, (said, _relations) in EYES.items()],
    }
    return render(request, "privacy/privacy.html", context)


def _rows(
    person: Person, facts: Facts, klass: Class, reach: frozenset[str] | None
) -> Iterator[tuple[Section, Any, bool]]:
    """The sections of a class, each with who sees it, and whether there is anything to choose."""
    for section in sections():
        if section.klass is klass and (reach is None or section.scope in reach):
            audience = facts.audience(person.pk, section)
            yield section, AUDIENCES[audience], len(section.choices) > 1


@require_POST
@member_required
def preset(request: MemberRequest) -> HttpResponse:
    """Answer all questions at once."""
    wanted = request.POST.get("preset", "")
    if wanted not in set(Preset):
        raise Http404
    services.take_stance(request.person, Preset(wanted), by=request.person)
    return redirect("privacy:privacy")


@knows_acting
@page
@member_required
def section(request: MemberRequest, code: str) -> HttpResponse:
    """One section: who may see it, and why they can."""
    wanted = section_called(code)
    if not wanted.code:
        raise Http404
    person, by = whose(request, wanted.scope)
    if person.pk != request.person.pk:
        require(by, person, code)
    facts = own_facts(person)
    chosen = Choice.objects.filter(person=person, section=code).first()
    known = Person.objects.filter(pk__in=_known_to(by, person)).order_by("name", "id")
    first = {
        "audience": int(facts.audience(person.pk, wanted)),
        "named": [] if chosen is None else list(chosen.named.values_list("reader", flat=True)),
        "seen": stamp_of(chosen),
    }
    form = AudienceForm(request.POST if request.method == "POST" else None, initial=first, section=wanted, known=known)

    def do(said: dict[str, Any]) -> Choice:
        named = said.get("named") or []
        return services.choose_audience(
            person, code, Audience(said["audience"]), named=named, seen=request.POST.get("seen"), by=by
        )

    context = {"section": wanted, "can_choose": len(wanted.choices) > 1, "duties": _duties(wanted), "known": known}
    context["can_name"] = Audience.NAMED in wanted.choices and person.pk == request.person.pk
    context |= {"asked": _asked(request, person, wanted, known), "lines": lines_of(person, [code])[code]}
    return ask(request, "privacy/section.html", form, do, reverse("privacy:privacy"), **context)


def _known_to(by: Actor, person: Person) -> list[UUID]:
    """Those whom whoever chooses may know by name, and so may choose."""
    known = known_by_name(by, Person.objects.present()).exclude(pk=person.pk)
    return list(known.order_by("name", "id").values_list("pk", flat=True)[:MOST_ON_A_LIST])


def _duties(section: Section) -> list[tuple[str, Any]]:
    """Who sees a section for a task in the circle, whatever was chosen, and what for."""
    return [
        (str(Hat.Kind(kind).label), PURPOSES[purpose])
        for purpose, kinds in section.duties.items()
        for kind in sorted(kinds)
    ]


def _asked(request: MemberRequest, person: Person, section: Section, known: Any) -> dict[str, Any] | None:
    """Why one person can or cannot see it, when that was asked."""
    try:
        reader = known.filter(pk=UUID(request.GET.get("who", ""))).first()
    except ValueError:
        return None
    if reader is None:
        return None
    named, decision = (decide(reader, person, code, Purpose.VIEW) for code in (NAME, section.code))
    return {"who": reader.called, "decision": decision if named.allow else named, "is_found": named.allow}


@require_safe
@member_required
def view_as(request: MemberRequest, whom: str) -> HttpResponse:
    """What they see who stand so to me."""
    if whom not in EYES:
        raise Http404
    found, said = found_by(whom, request.person), EYES[whom][0]
    eyes = [(name, words) for name, (words, _relations) in EYES.items()]
    context = {"whom": whom, "said": said, "eyes": eyes}
    context |= {"shown": found.shown, "empty": found.empty, "hidden": found.hidden}
    return render(request, "privacy/as.html", context)


@knows_acting
@require_safe
@member_required
def looked(request: MemberRequest) -> HttpResponse:
    """Who looked at what is known of me, in sentences; of whoever I act for, if that covers it."""
    person, by = whose(request, Scope.ACCESS_LOG)
    if person.pk != request.person.pk:
        require(by, person, "privacy.looks", Purpose.AUDIT)
    found = Paginator(AccessEvent.objects.told(person), A_PAGE).get_page(request.GET.get("page"))
    groups = grouped(told_looks(list(found)), ZoneInfo(request.circle.time_zone))
    return render(request, "privacy/looked.html", {"page": found, "groups": groups})


@knows_acting
@page
@member_required
def doubt(request: MemberRequest, event_id: UUID) -> HttpResponse:
    """I don't recognise this."""
    person, by = whose(request, Scope.ACCESS_LOG)
    event = AccessEvent.objects.told(person).filter(pk=event_id).first()
    if event is None:
        raise Http404
    form = DoubtForm(request.POST if request.method == "POST" else None)
    return ask(
        request,
        "privacy/doubt.html",
        form,
        lambda said: services.doubt_look(event, words=said["words"], by=by),
        reverse("privacy:looked"),
        look=told_looks([event])[0],
    )
