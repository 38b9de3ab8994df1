"""Print a profile, in large print or in Easy Read, filled in or to be filled in; and bring a printed form back."""

from typing import Final
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.inviting.squares import square_of
from tenant_apps.people.models import today
from tenant_apps.profiles import services
from tenant_apps.profiles.models import PaperForm
from tenant_apps.profiles.questions import KIND_NAMES, ORDER, QUESTIONS
from tenant_apps.profiles.reading import day_name, told
from tenant_apps.profiles.shape import DAYS, Kind
from tenant_apps.profiles.views.desk import PAPER, Desk, desk, question_or_404
from tenant_apps.profiles.vocabulary import Vocabulary, vocabulary

LOOKS: Final = ("large", "easy")


@require_safe
@member_required
def paper(request: MemberRequest, kind: Kind, person_id: UUID | None = None) -> HttpResponse:
    """A whole profile on paper, or with `?question=` one page of it. `?look=easy` is Easy Read, `?blank=1` a form."""
    here = desk(request, person_id)
    look = request.GET.get("look", "large")
    if look not in LOOKS:
        raise Http404
    only = request.GET.get("question", "")
    asked = [question_or_404(kind, only)] if only else list(ORDER[kind])
    blank = "blank" in request.GET or not here.is_own
    form = services.make_form(here.person, kind, asked[0] if only else None, by=here.by)
    said = vocabulary()
    context = {
        "desk": here,
        "kind": kind,
        "name": KIND_NAMES[kind],
        "look": look,
        "blank": blank,
        "only": only,
        "pages": _pages(here, asked, said, blank=blank),
        "form_code": form,
        "square": square_of(f"{request.circle.url}/profile/form/{form.code}/"),
        "plain_host": request.get_host(),
        "week_days": [day_name(day) for day in DAYS],
    }
    return render(request, "profiles/paper.html", context)


@require_safe
@member_required
def copy(request: MemberRequest, kind: Kind) -> HttpResponse:
    """One's own profile as one file to keep on this device and to read with no signal. Door codes stay out of it."""
    here = desk(request, None)
    pages = _pages(here, list(ORDER[kind]), vocabulary(), blank=False)
    context = {"desk": here, "name": KIND_NAMES[kind], "pages": pages, "made_on": today()}
    answer = render(request, "profiles/copy.html", context)
    answer["Content-Disposition"] = f'attachment; filename="profile-{kind}.html"'
    return answer


def _pages(here: Desk, asked: list, said: Vocabulary, *, blank: bool) -> list[dict]:
    """What stands on each page: the question, and what was said or can be ticked. Codes of doors stay off paper."""
    pages = []
    for question in asked:
        answer = here.seen_answers.get(question.code)
        held = answer.draft if answer is not None and not blank else {}
        if not blank and (not held or question.slug == "keys"):
            continue
        ticks = [(facet.label, said.choices(facet.code), facet.one_only) for facet in question.facets]
        checked_on = answer.checked_on if answer is not None else None
        pages.append({"question": question, "told": told(question, held, said, checked_on), "ticks": ticks})
    return pages


class CodeForm(forms.Form):
    """The code on a printed form."""

    code = forms.CharField(
        label=_("Code on the form"),
        max_length=20,
        help_text=_("Eight letters and figures, like FHKL-MQRW. Small letters are fine."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def find(request: MemberRequest) -> HttpResponse:
    """Type the code of a printed form, and the right form comes back on the screen."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = services.find_form(form.cleaned_data["code"], by=request.person)
        if found is not None:
            return redirect(f"/profile/form/{found.code}/")
        form.add_error("code", _("We know no such form, or it is none of yours. Look at the letters once more."))
    return render(request, "profiles/find_form.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@member_required
def bring_back(request: MemberRequest, code: str) -> HttpResponse:
    """The form with this code, ready to be filled in with what stands on the paper."""
    found = services.find_form(code, by=request.person)
    if found is None:
        raise Http404
    kind = Kind(found.profile)
    if found.person_id != request.person.pk:
        request.session[PAPER] = str(found.person_id)
    here = desk(request, found.person_id)
    return redirect(f"{here.at}{kind}/{_slug(found, kind)}")


def _slug(found: PaperForm, kind: Kind) -> str:
    question = QUESTIONS.get(found.question)
    return f"{question.slug if question else ORDER[kind][0].slug}/"


@require_http_methods(["POST"])
@member_required
def away(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """The paper is put away: from here on it is written down together with the person."""
    here = desk(request, person_id)
    request.session.pop(PAPER, None)
    return redirect(here.at)
