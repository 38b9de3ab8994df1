"""Write a profile: what there is, one question a page, a look at it before others see it, and its history."""

from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.ids import parse_uuid
from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.helping.acting import knows_acting
from tenant_apps.profiles import freshness, services
from tenant_apps.profiles.asking import QuestionForm
from tenant_apps.profiles.audiences import audiences_of
from tenant_apps.profiles.models import Answer, Showing, Version
from tenant_apps.profiles.questions import KIND_NAMES, ORDER
from tenant_apps.profiles.reading import told
from tenant_apps.profiles.services import AnswerChanged, Chosen
from tenant_apps.profiles.shape import Kind, Part, Question
from tenant_apps.profiles.views.desk import Desk, desk, numbered, question_or_404
from tenant_apps.profiles.vocabulary import vocabulary

A_PAGE: Final = 60


@require_safe
@member_required
def overview(request: MemberRequest, person_id: UUID | None = None) -> HttpResponse:
    """My two profiles: how far each is, when it was last looked at, and what to do with it."""
    here = desk(request, person_id)
    photos = Showing.objects.filter(person=here.person, medium=Showing.Medium.PHOTO) if here.is_own else ()
    context = {
        "desk": here,
        "halves": [_progress(here, kind) for kind in Kind],
        "photo": {photo.profile: photo for photo in photos},
        "stale": freshness.stale(here.person, here.seen_answers.values()) if here.is_own else [],
        "beside": here.hand.beside,
    }
    return render(request, "profiles/overview.html", context)


def _progress(here: Desk, kind: Kind) -> dict[str, Any]:
    order = ORDER[kind]
    known = here.seen_answers
    held = [known[question.code] for question in order if question.code in known]
    answered = [answer for answer in held if answer.is_shown or answer.has_draft]
    own = [answer for answer in answered if answer.asked.part == Part(kind)]
    looked = [answer.checked_on for answer in answered if answer.checked_on is not None]
    return {
        "kind": kind,
        "name": KIND_NAMES[kind],
        "of": len(order),
        "answered": len(answered),
        "drafts": sum(answer.has_draft for answer in answered),
        "beside": sum(question.code in here.beside for question in order),
        "shown": sum(answer.is_shown for answer in own),
        "is_begun": bool(own),
        "checked_on": min(looked, default=None),
    }


@require_safe
@member_required
def sections(request: MemberRequest, kind: Kind, person_id: UUID | None = None) -> HttpResponse:
    """Every question of one profile: answered, begun or empty, and who sees it."""
    here = desk(request, person_id, ORDER[kind])
    audiences = audiences_of(here.person, ORDER[kind])
    rows = [
        {
            "question": question,
            "answer": here.seen_answers.get(question.code),
            "audience": audiences[question.code],
            "waits": len(here.beside.get(question.code, ())),
        }
        for question in ORDER[kind]
    ]
    first = next((row["question"] for row in rows if not _is_answered(row["answer"])), ORDER[kind][0])
    context = {
        "desk": here,
        "kind": kind,
        "name": KIND_NAMES[kind],
        "progress": _progress(here, kind),
        "rows": rows,
        "first": first,
        "saved": "saved" in request.GET,
        "shown": "shown" in request.GET,
    }
    return render(request, "profiles/sections.html", context)


def _is_answered(answer: Any) -> bool:
    return answer is not None and (answer.is_shown or answer.has_draft)


@knows_acting
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def question(request: MemberRequest, kind: Kind, slug: str, person_id: UUID | None = None) -> HttpResponse:
    """One question. Every button keeps what was typed, as a draft that nobody else reads."""
    asked = question_or_404(kind, slug)
    here = desk(request, person_id, [asked])
    may_read, said = here.may_read(asked), vocabulary()
    seen = here.answer_to(asked).number if may_read else 0
    sent = request.POST if request.method == "POST" else None
    form = QuestionForm(sent, asked, said, answer=here.typed_before(asked), seen=seen)
    if not here.may_write(asked):
        return _closed(request, here, kind, asked, form)
    if sent is None or not form.is_valid():
        return _ask(request, here, kind, asked, form, may_read=may_read)
    try:
        # Whoever may not see what stands there lays theirs beside it: nothing changes by it.
        services.keep_answer(
            here.person, asked, form.answer, seen=form.cleaned_data["seen"], by=here.by, hand=here.hand
        )
    except AnswerChanged as second:
        return _both(request, here, kind, asked, form, second=second)
    return redirect(_after(here, kind, asked, request.POST.get("go", "")))


def _closed(request: MemberRequest, here: Desk, kind: Kind, asked: Question, form: QuestionForm) -> HttpResponse:
    """A question that they may not answer for somebody. What was typed meanwhile is shown to them and not kept."""
    typed = told(asked, form.answer, form.said) if form.is_bound and form.is_valid() else None
    status = 403 if form.is_bound else 200
    return _ask(request, here, kind, asked, form, may_read=False, is_closed=True, typed=typed, status=status)


def _both(
    request: MemberRequest, here: Desk, kind: Kind, asked: Question, form: QuestionForm, *, second: AnswerChanged
) -> HttpResponse:
    """Two wrote at once: what the other one saved, and below it what was typed, which is not lost."""
    theirs = second.answer
    data = request.POST.copy()
    data["seen"] = str(theirs.number)
    again = QuestionForm(data, asked, form.said, answer=theirs.draft, seen=theirs.number)
    again.is_valid()
    newest = theirs.versions.select_related("by").first()
    context = {
        "theirs": told(asked, theirs.draft, form.said),
        "theirs_by": newest.by if newest else None,
        "clashed": True,
    }
    return _ask(request, here, kind, asked, again, may_read=True, status=second.status, **context)


def _ask(
    request: MemberRequest, here: Desk, kind: Kind, asked: Question, form: QuestionForm, **more: Any
) -> HttpResponse:
    number, of, previous, following = numbered(kind, asked)
    answer = here.seen_answers.get(asked.code)
    context = {
        "desk": here,
        "kind": kind,
        "question": asked,
        "form": form,
        "answer": answer,
        "written": _by_others(here, answer),
        "shown": told(asked, answer.shown, form.said) if answer is not None and answer.has_draft else None,
        "beside": [
            {"version": each, "told": told(asked, each.held, form.said)} for each in here.beside.get(asked.code, ())
        ],
        "number": number,
        "of": of,
        "previous": previous,
        "following": following,
        "audience": audiences_of(here.person, [asked])[asked.code],
        **more,
    }
    status = more.pop("status", 422 if form.errors else 200)
    return render(request, "profiles/question.html", context, status=status)


def _by_others(here: Desk, answer: Answer | None) -> Version | None:
    """The version a draft stands in, when somebody else wrote it down for them: it is said who did."""
    if answer is None or not answer.has_draft or answer._state.adding:
        return None
    newest = answer.versions.exclude(what=Version.What.BESIDE).select_related("by", "beside").first()
    return None if newest is None or newest.by_id in (None, here.by.id, here.person.pk) else newest


def _after(here: Desk, kind: Kind, asked: Question, go: str) -> str:
    """Where a button leads once everything is kept."""
    _number, _of, previous, following = numbered(kind, asked)
    base = f"{here.at}{kind}/"
    if go == "back" and previous is not None:
        return f"{base}{previous.slug}/"
    if go in ("stop", "back"):
        return f"{base}?saved=1"
    return f"{base}{following.slug}/" if following is not None else f"{base}check/"


@knows_acting
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def check(request: MemberRequest, kind: Kind, person_id: UUID | None = None) -> HttpResponse:
    """The whole profile before others see it: what is new, who will see what, and one button."""
    here = desk(request, person_id, ORDER[kind])
    clashed = False
    if request.method == "POST":
        seen = {each: _whole(request.POST.get(f"seen_{each.code}")) for each in ORDER[kind]}
        wanted = {each: number for each, number in seen.items() if number is not None}
        try:
            services.show_answers(here.person, wanted, by=here.by, hand=here.hand)
        except AnswerChanged:
            clashed = True
        else:
            return redirect(f"{here.at}{kind}/?shown=1")
    said, audiences = vocabulary(), audiences_of(here.person, ORDER[kind])
    written = _written_by_others(here)
    rows = []
    for each in ORDER[kind]:
        answer = here.seen_answers.get(each.code)
        if answer is None or not _is_answered(answer):
            continue
        rows.append(
            {
                "question": each,
                "answer": answer,
                "told": told(each, answer.draft, said, answer.checked_on),
                "before": told(each, answer.shown, said) if answer.has_draft and answer.is_shown else None,
                "written": written.get(answer.pk) if answer.has_draft else None,
                "waits": len(here.beside.get(each.code, ())),
                "audience": audiences[each.code],
            }
        )
    context = {
        "desk": here,
        "kind": kind,
        "name": KIND_NAMES[kind],
        "rows": rows,
        "drafts": [row for row in rows if row["answer"].has_draft and row["answer"].number],
        "laid": [row for row in rows if row["answer"].has_draft and not row["answer"].number],
        "may_show": here.may_show(ORDER[kind][0]),
        "clashed": clashed,
    }
    return render(request, "profiles/check.html", context, status=409 if clashed else 200)


def _written_by_others(here: Desk) -> dict[UUID, Version]:
    """Of each answer the version it stands in, where somebody else wrote that down."""
    versions = Version.objects.filter(person=here.person).exclude(what=Version.What.BESIDE)
    newest = versions.order_by("answer", "-number").distinct("answer").select_related("by", "beside")
    return {each.answer_id: each for each in newest if each.by_id not in (None, here.by.id, here.person.pk)}


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdigit() and len(text) < 10 else None


@require_safe
@member_required
def history(request: MemberRequest, kind: Kind) -> HttpResponse:
    """Every version there was: who wrote it, how, and what it said. For the person, and whoever acts for them."""
    here = desk(request, None, ORDER[kind])
    said = vocabulary()
    codes = [each.code for each in ORDER[kind] if each.code in here.readable]
    versions = (
        Version.objects.filter(person=here.person, answer__question__in=codes)
        .select_related("answer", "by", "beside")
        .order_by("-at", "-number")
    )
    page = Paginator(versions, A_PAGE).get_page(request.GET.get("page"))
    rows = [{"version": each, "told": told(each.answer.asked, each.held, said)} for each in page]
    context = {"desk": here, "kind": kind, "name": KIND_NAMES[kind], "rows": rows, "page": page}
    return render(request, "profiles/history.html", context)


@knows_acting
@require_POST
@member_required
def change(request: MemberRequest, kind: Kind, slug: str) -> HttpResponse:
    """Take an answer back, say that it is still right, or take an older version up again."""
    asked = question_or_404(kind, slug)
    here = desk(request, None, [asked])
    verb, _colon, which = request.POST.get("do", "").partition(":")
    if verb == "hide":
        services.hide_answer(here.person, asked, by=here.by, hand=here.hand)
    elif verb == "right":
        services.say_still_right(here.person, asked, by=here.by, hand=here.hand)
        return redirect(f"{here.at}still-right/")
    elif verb == "put-back" and (version_id := parse_uuid(which)):
        services.put_back(here.answer_to(asked), version_id, seen=_seen(request), by=here.by, hand=here.hand)
        return redirect(f"{here.at}{kind}/{slug}/")
    elif verb in set(Chosen) and (version_id := parse_uuid(which)):
        chosen, seen = Chosen(verb), _seen(request)
        services.choose_between(here.answer_to(asked), version_id, chosen, seen=seen, by=here.by, hand=here.hand)
        return redirect(f"{here.at}{kind}/{slug}/")
    else:
        raise Http404
    return redirect(f"{here.at}{kind}/?saved=1")


def _seen(request: MemberRequest) -> int:
    """Under which number the answer was looked at; a page that does not say so saw nothing."""
    return _whole(request.POST.get("seen")) or 0


@require_safe
@member_required
def still_right(request: MemberRequest) -> HttpResponse:
    """What was not looked at for a long while: is it still right?"""
    here = desk(request, None)
    said = vocabulary()
    rows = [
        {"answer": each, "told": told(each.asked, each.shown, said, each.checked_on), "kind": freshness.kind_of(each)}
        for each in freshness.stale(here.person, here.seen_answers.values())
    ]
    return render(request, "profiles/still_right.html", {"desk": here, "rows": rows})
