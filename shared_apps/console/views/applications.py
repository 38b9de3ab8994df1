"""Applications: what groups wish, what passed between them and the national co-op, and the decision."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from shared_apps.applications import services
from shared_apps.applications.models import Application
from shared_apps.applications.policies import may_decide_appeal
from shared_apps.console.forms import ApproveForm, DecisionForm, QuestionForm, RefuseForm
from shared_apps.console.gate import ConsoleRequest, View, officer_required
from shared_apps.console.hats import APPLICATIONS
from shared_apps.console.listing import Choice, Column, listing, narrowed_by
from shared_apps.console.pages import Words, ask, show
from shared_apps.console.who import tell_who
from shared_apps.federation.facts import value_in_words
from shared_apps.federation.models import CircleFact
from shared_apps.federation.modes import meaning_of
from shared_apps.runs.models import Run
from tenants import directory

State = Application.State
COLUMNS: Final = (
    Column("name", _("Circle"), ("name", "id")),
    Column("place", _("Place"), ("place", "id")),
    Column("state", _("State"), ("state", "-sent_at")),
    Column("sent", _("Sent"), ("sent_at",)),
)
CHOICES: Final = (
    Choice(
        "state", _("State"), [(each.value, each.label) for each in State if each != State.DRAFT], narrowed_by("state")
    ),
)


def _found(rows: QuerySet, words: str) -> QuerySet:
    return rows.filter(Q(name__icontains=words) | Q(place__icontains=words) | Q(slug__icontains=words))


@require_safe
@officer_required(APPLICATIONS)
def all_applications(request: ConsoleRequest) -> HttpResponse:
    """Every application that was sent, the newest first. Drafts are their writers' own business."""
    rows = listing(request, Application.objects.sent(), columns=COLUMNS, choices=CHOICES, search=_found, sort="-sent")
    waiting = Application.objects.waiting().count()
    return show(request, "console/applications.html", {"list": rows, "waiting": waiting})


@require_safe
@officer_required(APPLICATIONS)
def one_application(request: ConsoleRequest, application_id: UUID) -> HttpResponse:
    """What a group told us about its circle, what was said since, and what can be decided."""
    application = _sent(application_id)
    request.about.circle_id, request.about.subject = application.circle_id, str(application.pk)
    said = list(application.messages.all())
    tell_who(said)
    circle = directory.by_id(application.circle_id) if application.circle_id else None
    recipe = import_string(settings.RECIPE_BOOK).get(application.recipe)
    meaning = meaning_of(application.mode)
    context = {
        "application": application,
        "said": said,
        "circle_ref": circle,
        "meaning": meaning,
        "society": value_in_words(CircleFact.Kind.SOCIETY, application.society),
        "recipe": recipe.title if recipe else application.recipe,
        "model": directory.by_id(application.copy_of) if application.copy_of else None,
        "run": Run.objects.filter(key=application.opening_key).only("pk", "state").first(),
        "can_decide": application.state in (State.SENT, State.APPEALED),
        "own_refusal": _needs_other_eyes(request, application),
    }
    return show(request, "console/application.html", context)


def _needs_other_eyes(request: ConsoleRequest, application: Application) -> bool:
    return application.state == State.APPEALED and not may_decide_appeal(request.officer, application)


def _sent(application_id: UUID) -> Application:
    return get_object_or_404(Application.objects.sent(), pk=application_id)


def _decision(
    decide: Callable[..., Application],
    form: type[DecisionForm],
    *,
    fresh: bool,
    heading: Words,
    intro: Words,
    button: Words,
    told: Words,
) -> View:
    @require_http_methods(["GET", "HEAD", "POST"])
    @officer_required(APPLICATIONS, fresh=fresh)
    def page(request: ConsoleRequest, application_id: UUID) -> HttpResponse:
        application = _sent(application_id)
        request.about.circle_id, request.about.subject = application.circle_id, str(application.pk)
        if request.method != "POST" and _needs_other_eyes(request, application):
            return redirect("console:application", application.pk)  # it says so there

        def do(answers: Mapping[str, Any]) -> tuple[str, Words]:
            words = answers["words"]
            given = {"words": words} if decide is services.approve else {}
            place = () if decide is services.approve else (words,)
            decide(application.pk, *place, version=answers["version"], by=request.officer, **given)
            return f"/applications/{application.pk}/", told

        return ask(
            request,
            form,
            do,
            initial={"version": application.version},
            heading=str(heading) % {"circle": application.name},
            intro=intro,
            button=button,
            back_url=f"/applications/{application.pk}/",
            is_grave=fresh,
        )

    page.__doc__ = (decide.__doc__ or "").splitlines()[0]
    return page


ask_back = _decision(
    services.ask_back,
    QuestionForm,
    fresh=False,
    heading=_("Ask %(circle)s something"),
    intro=_("They can change their answers again, and send them with their reply."),
    button=_("Send the question"),
    told=_("The question is on its way."),
)
approve = _decision(
    services.approve,
    ApproveForm,
    fresh=True,
    heading=_("Approve %(circle)s"),
    intro=_("The invented people leave, the circle goes live, and its stewards are told."),
    button=_("Approve it"),
    told=_("Approved. A worker is letting the circle go live."),
)
refuse = _decision(
    services.refuse,
    RefuseForm,
    fresh=True,
    heading=_("Refuse %(circle)s"),
    intro=_(
        "They may ask, once and within 30 days, that somebody else looks again. A circle that only tries things out"
        " stays for these 30 days, and is then closed."
    ),
    button=_("Refuse it"),
    told=_("Refused. They are told why."),
)
