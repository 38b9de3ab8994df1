"""At the door with an invitation: who asks you in, is it yours, yes or no, what to call you, how to reach you.

The invitation somebody holds, and what they have answered, is in their browser's session here. Between the questions
they prove an account on the sign-in host and come back as a newcomer (`tenant_apps.entry.newcomers`).
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_safe

from kernel.actors import SYSTEM
from kernel.errors import Refusal, TooMany
from shared_apps.identity.devices import in_words
from shared_apps.identity.guesses import may_guess
from tenant_apps.entry.middleware import CircleRequest, MemberRequest
from tenant_apps.entry.newcomers import Newcomer, forget_newcomer, newcomer_in
from tenant_apps.entry.services import let_in
from tenant_apps.inviting import services
from tenant_apps.inviting.asking import page, sent, tell
from tenant_apps.inviting.codes import CODE_LENGTH, tidied
from tenant_apps.inviting.forms import AddressForm, CalledForm, CodeForm, NumberForm, ReachForm
from tenant_apps.inviting.models import Invitation
from tenant_apps.inviting.words import HAT_WORDS
from tenant_apps.people.models import Hat, Parting, Person, today
from ui.language import remembered

HELD: Final = "welcome"
GUESSES, GUESSES_WITHIN = 40, 600


@dataclass
class Visit:
    """One browser's way through the door: the invitation it holds, who they proved to be, what they answered."""

    invitation: Invitation
    newcomer: Newcomer | None
    answers: dict[str, Any]

    @property
    def knows_number(self) -> bool:
        return self.answers.get("number") == self.invitation.round

    @property
    def is_theirs(self) -> bool:
        """Whether they proved that it was made for them."""
        newcomer = self.newcomer
        return newcomer is not None and services.is_for(
            self.invitation, newcomer.account_id, knows_number=self.knows_number
        )

    def next_step(self) -> str:
        """The page that comes next for them."""
        if self.invitation.is_card and not self.knows_number:
            return "inviting:number"
        if self.newcomer is None:
            no_address = self.invitation.is_card and "address" not in self.answers
            return "inviting:address" if no_address else "inviting:prove"
        if not self.is_theirs:  # an office is for the address alone, any other invitation for who knows the number, too
            return "inviting:prove" if self.invitation.asks_to_hold else "inviting:number"
        for step in ("yes", "called", "reach"):
            if step not in self.answers:
                return f"inviting:{step}"
        return "inviting:reach"


def _visit(request: CircleRequest) -> Visit | None:
    """What this browser holds; None when it holds no invitation that is still good."""
    held = request.session.get(HELD)
    if not held:
        return None
    found = Invitation.objects.filter(pk=UUID(held["id"])).select_related("person", "invited_by").first()
    if found is None or not found.is_waiting:
        return None
    return Visit(found, newcomer_in(request.session), held["answers"])


def _keep(request: CircleRequest, visit: Visit, **answers: Any) -> None:
    visit.answers.update(answers)
    request.session[HELD] = {"id": str(visit.invitation.pk), "answers": visit.answers}


def _start_again(request: CircleRequest) -> HttpResponse:
    return redirect("/home/" if request.person is not None else "inviting:welcome")


@page
def welcome(request: CircleRequest) -> HttpResponse:
    """Type the code that stands on the card."""
    form = CodeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if len(tidied(code)) == CODE_LENGTH and _looked_up(request, code) is not None:
            return redirect("inviting:invitation", tidied(code))
        form.add_error("code", services.UNKNOWN_CODE)
    return _asked(request, "code", form)


@page
def invitation(request: CircleRequest, secret: str) -> HttpResponse:
    """Who asks you in, to what; go on, or say no."""
    found = _looked_up(request, secret)
    if found is None:
        return render(request, "inviting/over.html", {"unknown": True}, status=404)
    try:
        services.refuse_if_over(found)
    except Refusal as refused:
        mine = request.person is not None and request.person.pk == found.person_id
        if mine:
            return render(request, "inviting/already.html", {"was_mine": True})
        used = refused.code == Invitation.State.ACCEPTED
        return render(request, "inviting/over.html", {"why": refused, "used": used}, status=409)
    if request.person is not None:
        return render(request, "inviting/already.html", {"inviter": found.asked_by})
    visit = _visit(request)
    if visit is None or visit.invitation.pk != found.pk:
        visit = Visit(found, newcomer_in(request.session), {})
    _keep(request, visit)
    if request.method != "POST":
        return _greeting(request, found)
    if not found.is_card:
        services.take_up(found)
    return redirect(visit.next_step())


def _greeting(request: CircleRequest, found: Invitation) -> HttpResponse:
    """Go on in the language of the e-mail; whoever chose a language on this device reads that one."""
    facts = {"invitation": found, "inviter": found.asked_by, "offices": _offices(found)}
    language = found.reads_in(request.circle)
    if not found.language or settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return render(request, "inviting/invitation.html", facts)
    with translation.override(language):
        response = render(request, "inviting/invitation.html", facts)
    response.headers["Content-Language"] = language
    return remembered(response, language, is_secure=request.is_secure())


@page
def number(request: CircleRequest) -> HttpResponse:
    """The number that whoever invited you says to you: the card alone, or the e-mail passed on, opens nothing."""
    visit = _visit(request)
    if visit is None:
        return _start_again(request)
    form = NumberForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.check_number(visit.invitation, form.cleaned_data["number"])
        except TooMany:
            raise
        except Refusal as refused:
            tell(form, refused)
        else:
            _keep(request, visit, number=visit.invitation.round)
            return redirect(visit.next_step())
    return _asked(request, "number", form, visit)


@page
def address(request: CircleRequest) -> HttpResponse:
    """Which address the code to sign in is sent to."""
    visit = _visit(request)
    if visit is None:
        return _start_again(request)
    if not visit.invitation.is_card or not visit.knows_number:
        return redirect(visit.next_step())
    form = AddressForm(sent(request), initial={"email": visit.invitation.email})
    if request.method == "POST" and form.is_valid():
        try:
            services.take_up(visit.invitation, email=form.cleaned_data["email"])
        except (Refusal, ValidationError) as refused:
            tell(form, refused)
        else:
            _keep(request, visit, address=True)
            return redirect("inviting:prove")
    return _asked(request, "address", form, visit)


@require_safe
def prove(request: CircleRequest) -> HttpResponse:
    """On to the sign-in host, as soon as it knows the address. Until then this page looks again by itself."""
    visit = _visit(request)
    if visit is None:
        return _start_again(request)
    if visit.next_step() != "inviting:prove":
        return redirect(visit.next_step())
    context = {"invitation": visit.invitation, "is_ready": visit.invitation.account_id is not None}
    context["is_somebody_else"] = visit.newcomer is not None
    forget_newcomer(request.session)
    response = render(request, "inviting/prove.html", context | {"address": _half_hidden(visit.invitation.email)})
    if not context["is_ready"]:
        response["Refresh"] = "2"  # works without JavaScript, and stops as soon as there is something to press
    return response


@page
def yes(request: CircleRequest) -> HttpResponse:
    """What you say yes to."""
    visit = _proved(request)
    if isinstance(visit, HttpResponse):
        return visit
    if request.method == "POST":
        _keep(request, visit, yes=True, holds=request.POST.get("say") == "hold")
        return redirect("inviting:called")
    return _asked(request, "yes", None, visit)


@page
def called(request: CircleRequest) -> HttpResponse:
    """What to call you."""
    visit = _proved(request, after="yes")
    if isinstance(visit, HttpResponse):
        return visit
    known = visit.answers.get("called") or _known(visit.invitation, "name", "known_as")
    form = CalledForm(sent(request), initial=known)
    if request.method == "POST" and form.is_valid():
        _keep(request, visit, called=form.cleaned_data)
        return redirect("inviting:reach")
    return _asked(request, "called", form, visit)


@page
def reach(request: CircleRequest) -> HttpResponse:
    """How to reach you; and you are in."""
    visit = _proved(request, after="called")
    if isinstance(visit, HttpResponse):
        return visit
    form = ReachForm(sent(request), initial=_known(visit.invitation, "phone", "reach_by", "contact_note"))
    if request.method == "POST" and form.is_valid():
        try:
            person = services.accept(
                visit.invitation,
                visit.newcomer.account_id,  # type: ignore[union-attr]  (proved: there is one)
                knows_number=visit.knows_number,
                **visit.answers["called"],
                **form.cleaned_data,
                holds=visit.answers.get("holds", False),
                by=SYSTEM,
            )
        except (Refusal, ValidationError) as refused:
            tell(form, refused)
        else:
            return _come_in(request, visit.newcomer, person, "inviting:in")
    return _asked(request, "reach", form, visit)


@require_safe
def come_in(request: MemberRequest) -> HttpResponse:
    """You are in: a first look at what comes next."""
    if request.person is None:
        return redirect("inviting:welcome")
    offers = request.person.hat_offers.waiting()
    offices = request.person.hats.worn(today()).filter(kind__in=Hat.OFFICES)
    return render(request, "inviting/in.html", {"offers": offers, "offices": offices})


@page
def no(request: CircleRequest) -> HttpResponse:
    """No, thank you."""
    visit = _visit(request)
    if visit is None:
        return _start_again(request)
    if request.method != "POST":
        facts = {"inviter": visit.invitation.asked_by, "invitation": visit.invitation}
        return render(request, "inviting/no.html", facts)
    declined = services.decline(visit.invitation)
    request.session.pop(HELD, None)
    forget_newcomer(request.session)
    return render(request, "inviting/no.html", {"done": True, "invitation": declined})


@page
def back(request: CircleRequest) -> HttpResponse:
    """Somebody who left not long ago signed in again: do they want to come back?"""
    newcomer = newcomer_in(request.session)
    left = Parting.objects.filter(returned_at=None, account_id=newcomer.account_id) if newcomer else None
    parting = left.select_related("person").first() if left is not None else None
    if parting is None or newcomer is None:
        return _start_again(request)
    if request.method != "POST":
        return render(request, "inviting/back.html", {"parting": parting})
    person = services.come_back(parting, newcomer.account_id)
    return _come_in(request, newcomer, person, "/home/")


def _looked_up(request: CircleRequest, secret: str) -> Invitation | None:
    """The invitation of a link or code. Codes are short, so how many are tried from one place is counted."""
    is_code = len(tidied(secret)) == CODE_LENGTH
    found = Invitation.objects.opened_by(secret)
    held = request.session.get(HELD)
    if held and found is not None and held["id"] == str(found.pk):
        return found
    where = request.META.get("REMOTE_ADDR") or "nowhere"
    if is_code and not may_guess("invitation-code", where, most=GUESSES, seconds=GUESSES_WITHIN):
        raise TooMany(retry_after=GUESSES_WITHIN)
    return found


def _proved(request: CircleRequest, after: str = "") -> Visit | HttpResponse:
    """Whoever holds an invitation and has proved that it is theirs; otherwise the page where they left off."""
    if request.person is not None:
        return render(request, "inviting/already.html")
    visit = _visit(request)
    if visit is None:
        return _start_again(request)
    if not visit.is_theirs or (after and after not in visit.answers):
        return redirect(visit.next_step())
    return visit


def _come_in(request: CircleRequest, newcomer: Newcomer | None, person: Person, to: str) -> HttpResponse:
    assert newcomer is not None
    device = in_words(request.headers.get("User-Agent", ""))
    let_in(request.session, newcomer.bearer(person, device), by=person)
    rotate_token(request)  # a form that was opened here before they were somebody is not taken as theirs
    return redirect(to)


def _known(invitation: Invitation, *columns: str) -> dict[str, str]:
    """What the circle wrote down already. Only for whoever proved that the invitation is theirs."""
    source = invitation.person
    known = {column: getattr(source, column) for column in columns} if source is not None else {}
    return {"name": invitation.name, **known} if "name" in columns else known


def _offices(invitation: Invitation) -> list[tuple[Any, Any]]:
    """The offices somebody is asked to hold, and what each means."""
    return [(Hat.Kind(kind).label, HAT_WORDS[kind]) for kind in invitation.asks_to_hold]


def _half_hidden(email: str) -> str:
    """z••••@hebden.example: enough for its owner, too little for whoever was passed the e-mail."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}••••@{host}"


def _asked(request: CircleRequest, question: str, form: Form | None, visit: Visit | None = None) -> HttpResponse:
    """One question; 422 when its answer has to be put right."""
    context: dict[str, Any] = {"form": form, "visit": visit, "invitation": visit.invitation if visit else None}
    if visit is not None:
        context |= {"inviter": visit.invitation.asked_by, "offices": _offices(visit.invitation)}
    status = 422 if form is not None and form.errors else 200
    return render(request, f"inviting/ask_{question}.html", context, status=status)
