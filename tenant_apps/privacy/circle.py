"""What those see who look after people: when it cannot wait, what is doubted, and what is withheld."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.sections import Purpose, sections
from kernel.time import now
from tenant_apps.entry.gate import fresh_proof_required, hat_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.privacy import policies, services
from tenant_apps.privacy.asking import ask
from tenant_apps.privacy.contents import lines_of
from tenant_apps.privacy.doors import masked, masked_many, visible
from tenant_apps.privacy.forms import AnswerForm, GlassForm, ReviewForm
from tenant_apps.privacy.looks import told_looks
from tenant_apps.privacy.models import BreakGlass, Doubt, Withholding

page = require_http_methods(["GET", "HEAD", "POST"])
for_breakers = hat_required(*policies.MAY_BREAK)
for_answerers = hat_required(*Hat.OFFICES)  # which of them, each doubt says
for_leads = hat_required(policies.LEAD)


@page
@for_breakers
@fresh_proof_required
def break_glass(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """See for an hour what somebody has not shared, for a reason."""
    person = _somebody(request, person_id)
    form = GlassForm(
        request.POST if request.method == "POST" else None, may_withhold=policies.can_withhold(request.person)
    )
    return ask(
        request,
        "privacy/glass.html",
        form,
        lambda said: services.break_glass(person, by=request.person, **said),
        reverse("privacy:seen", args=[person.pk]),
        person=masked(request.person, person, Purpose.SAFEGUARDING, ["people.name"]),
    )


@require_safe
@for_breakers
def seen(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """All that is known of somebody, while the hour lasts."""
    person = _somebody(request, person_id)
    glass = BreakGlass.objects.by(request.person).broken(now()).filter(person=person).first()
    if glass is None:
        return redirect("privacy:break_glass", person.pk)
    known = lines_of(person, [each.code for each in sections()])
    # Only what there is to be read is asked for, so that nothing else is written down as looked at.
    there = ["people.name", *(code for code, lines in known.items() if lines)]
    view = masked(request.person, person, Purpose.SAFEGUARDING, there)
    shown = [(each, known[each.code]) for each in sections() if known[each.code] and view.may(each.code)]
    context = {"person": view, "glass": glass, "told": shown}
    return render(request, "privacy/seen.html", context)


@require_safe
@for_answerers
def looks(request: MemberRequest) -> HttpResponse:
    """What somebody did not recognise, and what is not shown to somebody yet."""
    withheld = []
    doubts = [
        each
        for each in Doubt.objects.open().select_related("person", "event")
        if policies.can_answer_doubt(request.person, each.event)
    ]
    if policies.can_withhold(request.person):
        standing = Withholding.objects.standing().exclude(glass__person=request.person)
        withheld = list(standing.select_related("glass", "glass__person", "glass__reader"))
    if not doubts and not request.person.wears(*policies.MAY_ANSWER, policies.LEAD):
        raise Http404
    people = [*(each.person for each in doubts), *(each.glass.person for each in withheld)]
    names = {each.id: each.called for each in masked_many(request.person, people, Purpose.AUDIT, ["people.name"])}
    context = {
        "doubts": [(each, names[each.person_id]) for each in doubts],
        "today": today(),
        "withheld": [(each, names[each.glass.person_id]) for each in withheld],
    }
    return render(request, "privacy/looks.html", context)


@page
@for_answerers
def answer(request: MemberRequest, doubt_id: UUID) -> HttpResponse:
    """Tell somebody what a look was."""
    doubt = get_object_or_404(Doubt.objects.open().select_related("event", "person"), pk=doubt_id)
    if not policies.can_answer_doubt(request.person, doubt.event):
        raise Http404
    return ask(
        request,
        "privacy/answer.html",
        AnswerForm(request.POST if request.method == "POST" else None),
        lambda said: services.answer_doubt(doubt, answer=said["answer"], by=request.person),
        reverse("privacy:looks"),
        doubt=doubt,
        look=told_looks([doubt.event])[0],
        # Whoever stands in for a steward may not know them by name, and answers all the same.
        person=masked_many(request.person, [doubt.person], Purpose.AUDIT, ["people.name"])[0],
    )


@page
@for_leads
def withholding(request: MemberRequest, withholding_id: UUID) -> HttpResponse:
    """Look again at what is not shown to somebody yet."""
    found = _withheld(request, withholding_id)

    def do(said: dict[str, Any]) -> Withholding:
        return services.review_withholding(found, until=said["until"], by=request.person)

    return ask(
        request,
        "privacy/withholding.html",
        ReviewForm(request.POST if request.method == "POST" else None),
        do,
        reverse("privacy:looks"),
        withholding=found,
        person=masked(request.person, found.glass.person, Purpose.SAFEGUARDING, ["people.name"]),
    )


@require_POST
@for_leads
def tell(request: MemberRequest, withholding_id: UUID) -> HttpResponse:
    """From now on it is shown to them."""
    told = Withholding.objects.exclude(glass__person=request.person).filter(pk=withholding_id, ended_at__isnull=False)
    if not told.exists():  # pressed twice, they are told already
        services.end_withholding(_withheld(request, withholding_id), by=request.person)
    return redirect("privacy:looks")


def _somebody(request: MemberRequest, person_id: UUID) -> Person:
    """Somebody else whom this reader may know by name, to keep them safe."""
    others = Person.objects.filter(pk=person_id).exclude(pk=request.person.pk)
    return get_object_or_404(visible(request.person, others, "people.name", Purpose.SAFEGUARDING))


def _withheld(request: MemberRequest, withholding_id: UUID) -> Withholding:
    standing = Withholding.objects.standing().exclude(glass__person=request.person)
    return get_object_or_404(standing.select_related("glass", "glass__person"), pk=withholding_id)
