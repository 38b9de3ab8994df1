"""Doors for strangers: ask for support one question a page, write to us, join the mailing list.

Nothing is kept until the last button is pressed: what was said so far travels along in the form itself. Spam is held
back, not turned away, and whoever sent it reads the same page as everybody else. What comes when many ask at once, or
many from one connection (a library, a telephone company), is held for a look, and its sender reads that. Beyond the
bounds nothing more is taken, and what was typed stays on the page. Whoever was merely quick presses once more.
"""

import re
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from kernel.actors import SYSTEM
from kernel.errors import TooMany
from kernel.ids import parse_uuid, uuid7
from kernel.words import carries_a_message
from shared_apps.identity.guesses import may_guess
from shared_apps.identity.slowing import neighbourhood
from tenant_apps.enquiries.bounds import MANY, told
from tenant_apps.enquiries.forms import FIELDS, STEPS, ContactForm, shortened
from tenant_apps.enquiries.models import QUICK, Enquiry
from tenant_apps.enquiries.services import FACTS, abouts, take_down
from tenant_apps.enquiries.trying import open_when_live
from tenant_apps.entry.middleware import CircleRequest
from ui.errors import is_program
from ui.traps import ONCE_MORE, is_said_again, once_more, sprung, stamp

HOUR: Final = 3600
CARRIED: Final = ("key", "shown", "website")
MOST_LINKS: Final = 2
# So many an hour from one connection before they are only held, and before no more is taken; the same for a circle.
FROM_ONE: Final = 10
FROM_ONE_AT_MOST: Final = 30
BEFORE_HELD: Final = 40
BEFORE_CLOSED: Final = 300
_LINK = re.compile(r"https?://|www\.|\[url|<a\s", re.IGNORECASE)
_SCRIPT = re.compile(r"<\s*/?\s*(?:script|iframe|object|embed|svg|img|style|form)\b|\bjavascript:", re.IGNORECASE)
ORDER: Final = tuple(STEPS)


@require_http_methods(["GET", "HEAD", "POST"])
@open_when_live
def ask(request: CircleRequest, step: str = "who") -> HttpResponse:
    """One question a page. Back and on without losing anything."""
    if step not in STEPS and step != "check":
        raise Http404
    if request.method != "POST":
        return redirect("/ask/") if step != ORDER[0] else _question(request, ORDER[0], {"shown": stamp()})
    said = shortened(request.POST)
    if (wish := said.get("go", "")) in STEPS:
        return _question(request, wish, said)
    if step == "check":
        return _send(request, said)
    if not STEPS[step](said).is_valid():
        return _question(request, step, said, status=422)
    after = ORDER.index(step) + 1
    return _question(request, ORDER[after], said) if after < len(ORDER) else _check(request, said)


def _question(request: CircleRequest, step: str, said: Any, *, status: int = 200) -> HttpResponse:
    form_class = STEPS[step]
    is_answered = any(name in said for name in form_class.base_fields) or status != 200
    initial = {name: said[name] for name in form_class.base_fields if name in said}
    form = form_class(said) if status != 200 else form_class(initial=initial if is_answered else None)
    number = ORDER.index(step) + 1
    context = {
        "form": form,
        "heading": form_class.heading,
        "step": step,
        "number": number,
        "of": len(ORDER),
        "before": ORDER[number - 2] if number > 1 else "",
        "carried": _carried(said, form_class),
        "is_first": step == ORDER[0],
    }
    return render(request, "enquiries/ask.html", context, status=status)


def _carried(said: Any, besides: Any = None) -> list[tuple[str, str]]:
    """What was said on the other pages, to travel along in this one."""
    here = set(besides.base_fields) if besides else set()
    return [(name, said[name]) for name in (*FIELDS, *CARRIED) if name in said and name not in here]


def _check(request: CircleRequest, said: Any) -> HttpResponse:
    """All answers on one page. From here on the form carries a key, so that sending it twice is sending it once."""
    return _checked(request, said)


def _checked(request: CircleRequest, said: Any, no: TooMany | None = None) -> HttpResponse:
    said = said.copy()
    said["key"] = str(parse_uuid(said.get("key")) or uuid7())
    answers = {name: value for form in STEPS.values() for name, value in _cleaned(form, said).items()}
    labels = {
        name: dict(field.choices).get(answers[name], "")
        for form in STEPS.values()
        for name, field in form.base_fields.items()
        if hasattr(field, "choices") and name in answers
    }
    context = {"answers": answers, "labels": labels, "carried": _carried(said), "too_many": no}
    return told(render(request, "enquiries/check.html", context), no)


def _cleaned(form_class: Any, said: Any) -> dict[str, Any]:
    form = form_class(said)
    form.is_valid()
    return dict(form.cleaned_data)


def _send(request: CircleRequest, said: Any) -> HttpResponse:
    facts: dict[str, Any] = {"about": Enquiry.About.SUPPORT}
    for step, form_class in STEPS.items():
        form = form_class(said)
        if not form.is_valid():
            return _question(request, step, said, status=422)
        facts |= form.cleaned_data
    try:
        return _keep(request, facts, said)
    except TooMany as no:
        if is_program(request):
            raise
        return _checked(request, said, no)


@require_http_methods(["GET", "HEAD", "POST"])
@open_when_live
def contact(request: CircleRequest) -> HttpResponse:
    """Write to us: what it is about, the words, and how to answer."""
    about = request.GET.get("about", "")
    first = {"about": about if about in Enquiry.About.values else None, "key": str(uuid7())}
    sent_in = shortened(request.POST) if request.method == "POST" else None
    form = ContactForm(sent_in, initial=first, abouts=abouts())
    too_many = None
    if request.method == "POST" and form.is_valid():
        try:
            return _keep(request, form.cleaned_data, form.data)
        except TooMany as no:
            if is_program(request):
                raise
            too_many = no
    key = parse_uuid(form.data.get("key")) or first["key"]
    context = {"form": form, "key": key, "too_many": too_many}
    answer = render(request, "enquiries/contact.html", context, status=422 if form.errors else 200)
    return told(answer, too_many)


@require_safe
def sent(request: CircleRequest) -> HttpResponse:
    """Thank you, and what happens next: nothing of what was sent. `?look=1` adds that somebody looks at it first."""
    return render(request, "enquiries/sent.html", {"look": "look" in request.GET})


def _keep(request: CircleRequest, facts: dict[str, Any], said: Any) -> HttpResponse:
    """Write it down, held back if it looks like a program's work or if there are many. Raises TooMany beyond that."""
    here, whence = str(request.circle.id), neighbourhood(request)
    for what, whose, most in (("ask-at-all", whence, FROM_ONE_AT_MOST), ("enquiries-at-all", here, BEFORE_CLOSED)):
        if not may_guess(what, whose, most=most, seconds=HOUR):
            raise TooMany(MANY, retry_after=HOUR)
    held_for = [] if is_said_again(said) else [*sprung(said)]
    if _is_like_spam(facts.get("name", ""), facts.get("words", "")):
        held_for.append("links")
    for why, what, whose, most in (("many", "ask", whence, FROM_ONE), ("flood", "enquiries", here, BEFORE_HELD)):
        if not may_guess(what, whose, most=most, seconds=HOUR):
            held_for.append(why)
    key = parse_uuid(said.get("key")) or uuid7()
    kept = take_down(facts, key=key, language=get_language() or "", held_for=",".join(held_for), by=SYSTEM)
    if kept.held_for == QUICK:
        return _once_more(request, facts, key)
    return redirect("/ask/sent/?look=1" if {"many", "flood"}.intersection(kept.held_for.split(",")) else "/ask/sent/")


def _is_like_spam(name: str, words: str) -> bool:
    """Many links, what makes a browser do something, or a name that is no name but a message of its own."""
    return len(_LINK.findall(words)) > MOST_LINKS or bool(_SCRIPT.search(words)) or carries_a_message(name)


def _once_more(request: CircleRequest, facts: dict[str, Any], key: UUID) -> HttpResponse:
    """That was quick: it is held for a look, unless the button is pressed again on a page without traps."""
    given = {name: facts[name] for name in FACTS if facts.get(name)}
    context = {
        "action": "/ask/check/" if "for_whom" in facts else "/contact/",
        "carried": [*given.items(), ("key", key), (ONCE_MORE, once_more())],
    }
    return render(request, "enquiries/once_more.html", context)
