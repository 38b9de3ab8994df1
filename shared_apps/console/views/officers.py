"""Officers: who works for the national co-op, with which hats, from when to when; and one's own hats."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shared_apps.console.forms import HatForm, LayDownForm, VouchForm, WhyForm
from shared_apps.console.gate import About, ConsoleRequest, SignInFirst, officer_required, whose_desk
from shared_apps.console.hats import MEANS, OFFICERS, Hat
from shared_apps.console.listing import Choice, Column, listing, narrowed_by
from shared_apps.console.models import Entry, Term
from shared_apps.console.pages import Words, ask, show
from shared_apps.console.services import audit, officers, verbs
from shared_apps.console.who import names_of
from shared_apps.federation.services.facts import today

COLUMNS: Final = (
    Column("name", gettext_lazy("Officer"), ("officer__name", "-id")),
    Column("hat", gettext_lazy("Hat"), ("hat", "officer__name")),
    Column("from", pgettext_lazy("a day", "From"), ("from_on", "id")),
    Column("until", gettext_lazy("Until"), ("until_on", "id")),
    Column("state", gettext_lazy("State")),
)


def _now_or_before(rows: QuerySet, value: str) -> QuerySet:
    over = Q(ended_at__isnull=False) | Q(until_on__lte=today())
    return rows.filter(over) if value == "over" else rows.exclude(over)


CHOICES: Final = (
    Choice(
        "state",
        gettext_lazy("State"),
        [("now", gettext_lazy("Now")), ("over", gettext_lazy("Over"))],
        _now_or_before,
    ),
    Choice("hat", gettext_lazy("Hat"), list(Hat.choices), narrowed_by("hat")),
)


@require_safe
@officer_required()
def all_officers(request: ConsoleRequest) -> HttpResponse:
    """Every hat that was ever given: who, from when to when, by whom, and how it ended."""
    rows = listing(request, Term.objects.select_related("officer"), columns=COLUMNS, choices=CHOICES, sort="name")
    _put_in_words(list(rows.page.object_list))
    facts = {"list": rows, "can_give": OFFICERS in request.desk.powers, "hats": [(hat, MEANS[hat]) for hat in Hat]}
    return show(request, "console/officers.html", facts)


def _put_in_words(terms: list[Any]) -> None:
    day = today()
    names = names_of([term.given_by for term in terms] + [term.ended_by for term in terms])
    for term in terms:
        term.giver = names.get(term.given_by) or _("Coopbox")
        term.is_over = term.ended_at is not None or (term.until_on is not None and term.until_on <= day)
        term.is_worn = not term.is_over and term.accepted_at is not None and term.from_on <= day
        term.reason = _(officers.TERM_OVER) if term.why_ended == officers.TERM_OVER else term.why_ended
        if term.ended_at is not None:
            term.words = _("Ended")
        elif term.is_over:
            term.words = _("Its term is over")
        elif term.accepted_at is None:
            term.words = _("Waits for a yes")
        else:
            term.words = _("Worn") if term.is_worn else _("Begins later")


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(OFFICERS, fresh=True)
def give(request: ConsoleRequest) -> HttpResponse:
    """Ask somebody to wear a hat of the national co-op."""

    def do(answers: Mapping[str, Any]) -> tuple[str, Words]:
        term = officers.give(by=request.officer, **answers)
        request.about.subject = f"{term.hat} {term.officer_id}"
        return "/officers/", _("They are asked by e-mail. The hat counts once they have said yes.")

    return ask(
        request,
        HatForm,
        do,
        initial={"until_on": today() + timedelta(days=365)},
        heading=_("Give somebody a hat"),
        intro=_("They are asked, and may say no. Every hat is for a term."),
        button=_("Ask them"),
        back_url="/officers/",
        is_grave=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(OFFICERS, fresh=True)
def end(request: ConsoleRequest, term_id: UUID) -> HttpResponse:
    """End somebody's hat before its term is over."""
    term = get_object_or_404(Term.objects.select_related("officer"), pk=term_id)
    request.about.subject = f"{term.hat} {term.officer_id}"

    def do(answers: Mapping[str, Any]) -> tuple[str, Words]:
        officers.end(term, by=request.officer, why=answers["why"])
        return "/officers/", _("It is over from their next request on.")

    heading = _("End the hat “%(hat)s” of %(name)s") % {"hat": term.get_hat_display(), "name": term.officer.name}
    return ask(request, WhyForm, do, heading=heading, button=_("End it"), back_url="/officers/", is_grave=True)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(fresh=True)
def vouch(request: ConsoleRequest) -> HttpResponse:
    """Say that somebody who lost their second step is really them, where too few in their circle could."""

    def do(answers: Mapping[str, Any]) -> tuple[str, Words]:
        reference = answers["reference"].strip()
        verbs.vouch(reference, reason=answers["reason"], once=answers["once"], by=request.officer)
        request.about.subject, request.about.words = f"officer {request.officer.pk}", answers["reason"]
        return "/officers/", _("You have vouched. If it counts, everybody concerned gets an e-mail.")

    return ask(
        request,
        VouchForm,
        do,
        initial={"once": verbs.new_form()},
        heading=_("Vouch for a lost second step"),
        intro=_(
            "For somebody whom you have heard or seen yourself, and in whose circle too few can vouch. Two officers"
            " must, and a day must pass. Everybody concerned is written to, and can stop it."
        ),
        button=_("It is really them"),
        back_url="/officers/",
        is_grave=True,
    )


# --- one's own: open to whoever was offered a hat and wears none yet ------------------------------------------------


@require_safe
def own_hats(request: ConsoleRequest) -> HttpResponse:
    """The hats you wear, and the ones you are asked to wear."""
    officer = whose_desk(request)
    if officer is None:
        return redirect("/sign-in/?next=/hats/")
    terms: list[Any] = list(officer.terms.all())
    _put_in_words(terms)
    for term in terms:
        term.means = MEANS.get(term.hat, "")
    facts = {"officer": officer, "terms": terms, "has_desk": bool(officer.hats()), "form": LayDownForm()}
    return render(request, "console/own_hats.html", facts)


@require_POST
def answer_hat(request: ConsoleRequest, term_id: UUID) -> HttpResponse:
    """Say yes to a hat, say no, or take it off."""
    officer = whose_desk(request)
    if officer is None:
        raise SignInFirst
    term = get_object_or_404(Term, pk=term_id, officer=officer)
    says_yes = request.POST.get("answer") == "yes"
    if says_yes:
        officers.accept(term, by=officer)
    else:
        officers.lay_down(term, by=officer, why=request.POST.get("why", ""))
    about = About(subject=f"{term.hat} {'accepted' if says_yes else 'laid down'}")
    audit.note(Entry.Verb.DID, "own_hats", by=officer, about=about)
    messages.success(
        request, _("Thank you. You wear it from now on.") if says_yes else _("You do not wear this hat any more.")
    )
    return redirect("/hats/")
