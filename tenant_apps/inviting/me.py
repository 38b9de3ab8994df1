"""What is mine: my settings, how to reach me, and leaving."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kernel.errors import Refusal
from kernel.sections import Scope
from kernel.time import now
from tenant_apps.entry.acting import knows_acting, whose
from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import CircleRequest, MemberRequest
from tenant_apps.entry.services import go_out
from tenant_apps.inviting.asking import ask, page, sent, tell
from tenant_apps.inviting.forms import MyContactForm, SureForm, TheirContactForm
from tenant_apps.inviting.words import LEAVE_WORDS
from tenant_apps.people import services
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.privacy.doors import require


@require_safe
@member_required
def settings(request: MemberRequest) -> HttpResponse:
    """Everything I can set for myself, in one place."""
    person = request.person
    context = {
        "offers": person.hat_offers.waiting().count(),
        "worn": person.hats.worn(today()).order_by("kind"),
    }
    return render(request, "inviting/settings.html", context)


@knows_acting
@page
@member_required
def contact(request: MemberRequest) -> HttpResponse:
    """What to call me, and how to reach me; or how to reach whom I act for, if that covers it."""
    person, actor = whose(request, Scope.CONTACT)
    is_mine = person.pk == request.person.pk
    if not is_mine:
        require(actor, person, "people.contact")
    form = (MyContactForm if is_mine else TheirContactForm)(sent(request), person=person)
    return ask(
        request,
        "inviting/contact.html",
        form,
        lambda said: services.correct_person(person, by=actor, **said),
        reverse("inviting:settings") if is_mine else reverse("inviting:contact"),
        person=person,
        is_mine=is_mine,
    )


@page
@member_required
def leave(request: MemberRequest) -> HttpResponse:
    """What happens when I leave; and leaving. The last steward hands over first, or begins to close the circle."""
    person = request.person
    form = SureForm(sent(request), words=LEAVE_WORDS)
    if request.method == "POST" and form.is_valid():
        try:
            services.leave_circle(person, by=person)
        except Refusal as refused:
            tell(form, refused)
        else:
            go_out(request.session, by=person)
            return redirect("inviting:goodbye")
    context = {
        "form": form,
        "is_last_steward": is_last_steward(person),
        "worn": person.hats.worn(today()).order_by("kind"),
        "undo_until": now() + services.UNDO_WITHIN,
    }
    return render(request, "inviting/leave.html", context, status=422 if form.errors else 200)


@require_safe
def goodbye(request: CircleRequest) -> HttpResponse:
    """After leaving: what now, and how to come back."""
    if request.person is not None:
        return redirect("/home/")
    return render(request, "inviting/goodbye.html")


def is_last_steward(person: Person) -> bool:
    """Whether nobody else could look after the circle."""
    if not person.wears(Hat.Kind.STEWARD):
        return False
    return not Person.objects.signing_in().wearing(Hat.Kind.STEWARD).exclude(pk=person.pk).exists()
