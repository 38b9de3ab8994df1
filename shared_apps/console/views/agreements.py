"""Agreements: their versions, who signed which; and what is switched on for which circle; and pooled figures."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from shared_apps.console.forms import PublishForm, SwitchForm
from shared_apps.console.gate import ConsoleRequest, officer_required
from shared_apps.console.listing import Choice, Column, listing, narrowed_by
from shared_apps.console.pages import Words, ask, show
from shared_apps.console.views.news import everyone
from shared_apps.console.who import tell_who
from shared_apps.federation import policies
from shared_apps.federation.agreement import clauses_from_json
from shared_apps.federation.features import FEATURES
from shared_apps.federation.figures import FEWEST_CIRCLES, KINDS
from shared_apps.federation.models import AgreementVersion, FeatureChange, Signature
from shared_apps.federation.parameters import SMALLEST_FIGURE
from shared_apps.federation.pasted import read_wording
from shared_apps.federation.services import agreements, figures, switches
from shared_apps.federation.services.facts import today
from tenants import directory

SIGNATURES: Final = (
    Column("circle", gettext_lazy("Circle")),
    Column("name", gettext_lazy("Signed by"), ("name", "id")),
    Column("at", gettext_lazy("When"), ("at",)),
    Column("wording", gettext_lazy("Read in"), ("wording", "at")),
)


@require_safe
@officer_required()
def all_agreements(request: ConsoleRequest) -> HttpResponse:
    """Every version of the agreement, which one holds, and how many circles signed each."""
    versions = list(
        AgreementVersion.objects.defer("clauses").annotate(signed=Count("signatures__circle_id", distinct=True))
    )
    here = agreements.current()
    living = directory.all_living()
    signed = set(Signature.objects.filter(version=here).values_list("circle_id", flat=True)) if here else set()
    unsigned = sorted((circle for circle in living if circle.id not in signed), key=lambda circle: circle.name)
    tell_who(versions)
    facts = {"versions": versions, "current": here, "unsigned": unsigned[:100], "how_many": len(living)}
    return show(request, "console/agreements.html", facts | {"left": max(0, len(unsigned) - 100)})


@require_safe
@officer_required()
def one_agreement(request: ConsoleRequest, number: int) -> HttpResponse:
    """One version in its words, and who signed it."""
    version = get_object_or_404(AgreementVersion, number=number)
    request.about.subject = str(number)
    rows = listing(request, version.signatures.all(), columns=SIGNATURES, sort="-at")
    for signature in rows.page:
        circle = directory.by_id(signature.circle_id)
        signature.circle_called = circle.name if circle else _("A circle that has closed")
    facts = {"version": version, "clauses": clauses_from_json(version.clauses), "list": rows}
    return show(request, "console/agreement.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(policies.AGREEMENTS, fresh=True)
def publish(request: ConsoleRequest) -> HttpResponse:
    """Publish the next version of the agreement. It is never changed again."""

    def do(answers: Mapping[str, Any]) -> tuple[str, Words]:
        version = agreements.publish(
            read_wording(answers["wording"], from_on=today()),
            by=request.officer,
            from_on=answers["from_on"],
            what_changed=answers["what_changed"],
            is_material=answers["is_material"],
        )
        request.about.subject = str(version.number)
        return f"/agreements/{version.number}/", _("It is published.")

    return ask(
        request,
        PublishForm,
        do,
        initial={"from_on": today(), "is_material": True},
        heading=_("Publish a new version of the agreement"),
        intro=_("It gets the next number and is never changed again, so read it twice."),
        button=_("Publish it"),
        back_url="/agreements/",
        is_grave=True,
    )


# --- features -----------------------------------------------------------------------------------------------------

CHANGES: Final = (
    Column("circle", gettext_lazy("Circle")),
    Column("feature", gettext_lazy("What"), ("feature", "-id")),
    Column("on", gettext_lazy("On or off")),
    Column("note", gettext_lazy("Note for the stewards")),
    Column("at", gettext_lazy("When"), ("at",)),
)
BY_FEATURE: Final = Choice(
    "feature", gettext_lazy("What"), [(each.code, each.name) for each in FEATURES], narrowed_by("feature")
)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required()
def features(request: ConsoleRequest) -> HttpResponse:
    """What is switched on for how many circles, everything that was switched, and the switch itself."""
    names = {each.code: each.name for each in FEATURES}
    rows = listing(request, FeatureChange.objects.all(), columns=CHANGES, choices=[BY_FEATURE], sort="-at")
    changes = list(rows.page.object_list)
    tell_who(changes)
    for change in changes:
        circle = directory.by_id(change.circle_id)
        change.circle_called = circle.name if circle else _("A circle that has closed")
        change.what = names.get(change.feature, change.feature)
    living = everyone()
    on = [(each, sum(each.code in circle.features for circle in living)) for each in FEATURES]

    def do(answers: Mapping[str, Any]) -> tuple[str, Words]:
        circle_id = UUID(answers["circle"])
        switches.switch(
            circle_id, answers["feature"], on=answers["on"] == "on", note=answers["note"], by=request.officer
        )
        request.about.circle_id, request.about.subject = circle_id, f"{answers['feature']} {answers['on']}"
        return "/features/", _("Switched. Its stewards read the note.")

    return ask(
        request,
        partial(SwitchForm, all_circles=living),
        do,
        initial={"circle": request.GET.get("circle", ""), "feature": request.GET.get("switch", ""), "on": "on"},
        template="console/features.html",
        list=rows,
        changes=changes,
        switched_on=on,
        how_many=len(living),
    )


# --- figures ------------------------------------------------------------------------------------------------------


@require_safe
@officer_required()
def pooled(request: ConsoleRequest) -> HttpResponse:
    """What circles chose to report, added up; nothing small enough to give somebody away."""
    months = figures.months()
    rows = [(month, [(kind.name, month.totals.get(kind.code)) for kind in KINDS]) for month in months]
    facts = {"kinds": KINDS, "rows": rows, "smallest": SMALLEST_FIGURE.on(today()), "fewest": FEWEST_CIRCLES}
    return show(request, "console/figures.html", facts)
