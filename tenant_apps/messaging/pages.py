"""The pages of conversations: all of them, one, a new one, and what can be done with a message."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.actors import Actor
from kernel.ids import parse_uuid
from kernel.sections import Scope
from kernel.words import sought
from tenant_apps.entry.acting import knows_acting, whose
from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.helping.forms import ask
from tenant_apps.messaging import services
from tenant_apps.messaging.elsewhere import door_of
from tenant_apps.messaging.forms import ChangeForm, SayForm, TopicForm
from tenant_apps.messaging.gatherings import About, Gathering, kind_called
from tenant_apps.messaging.models import Nod, Post, Thread
from tenant_apps.messaging.policies import can_change, can_read
from tenant_apps.messaging.reading import found_by, groups_of, reader_on, talk_of
from tenant_apps.messaging.tasks_from import can_become_a_task, make_a_task

page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@member_required
@knows_acting
def mine(request: MemberRequest) -> HttpResponse:
    """Everywhere I talk, with what is new; and what I look for in all of it."""
    person, actor = whose(request, Scope.CARE)
    words = sought(request.GET.get("q", ""))
    context: dict[str, Any] = {"words": words}
    if words:
        context["found"] = found_by(words, actor)
    else:
        context |= {"groups": groups_of(actor, person), "elsewhere": door_of(actor, "circle", None)}
    return render(request, "messaging/mine.html", context)


@page
@member_required
@knows_acting
def common(request: MemberRequest, kind: str, about: str) -> HttpResponse:
    """The one conversation these people all have. Before anything was said there is none yet, and this is its page."""
    gathering, about_id, actor = _place(request, kind, about)
    found = Thread.objects.filter(kind=gathering.kind, about=about_id, title="").first()
    if found is not None and request.method != "POST":
        return redirect("messaging:talk", found.pk)
    form = SayForm(request.POST if request.method == "POST" else None)

    def do(said: dict[str, Any]) -> None:
        thread = services.the_thread(gathering, about_id, by=actor)
        services.say(thread, said["words"], sent_as=said["sent_as"], by=actor)

    to = reverse("messaging:common", args=[kind, about])
    context = _headed(gathering, about_id, actor)
    return ask(request, "messaging/begin.html", form, do, to, **context)


@page
@member_required
@knows_acting
def topic(request: MemberRequest, kind: str, about: str) -> HttpResponse:
    """Begin a conversation about one thing."""
    gathering, about_id, actor = _place(request, kind, about)
    if not gathering.has_topics:
        raise Http404
    form = TopicForm(request.POST if request.method == "POST" else None)

    sent = Post.objects.filter(author=gathering.voice(actor, about_id))

    def do(said: dict[str, Any]) -> None:
        if not sent.filter(sent_as=said["sent_as"]).exists():  # a page sent twice has begun its conversation already
            services.begin_topic(gathering, about_id, said["title"], said["words"], sent_as=said["sent_as"], by=actor)

    context = _headed(gathering, about_id, actor)
    answer = ask(request, "messaging/topic.html", form, do, reverse("messaging:mine"), **context)
    if answer.status_code != HTTPStatus.FOUND:
        return answer
    return redirect("messaging:talk", sent.get(sent_as=form.cleaned_data["sent_as"]).thread_id)


@page
@member_required
@knows_acting
def talk(request: MemberRequest, thread_id: UUID) -> HttpResponse:
    """What was said, and a place to say something."""
    person, actor = whose(request, Scope.CARE)
    thread = get_object_or_404(Thread, pk=thread_id)  # whether they read there, `talk_of` asks
    answered = _post_in(thread, request.GET.get("answer", ""))
    form = SayForm(
        request.POST if request.method == "POST" else None,
        initial={"answers": answered.pk} if answered is not None else None,
    )

    def do(said: dict[str, Any]) -> None:
        answers = thread.posts.filter(pk=said["answers"]).first() if said["answers"] else None
        services.say(thread, said["words"], answers=answers, sent_as=said["sent_as"], by=actor)

    around, before = parse_uuid(request.GET.get("at", "")), parse_uuid(request.GET.get("before", ""))
    shown = talk_of(thread, actor, before=before, around=around)
    if shown is None:
        raise Http404
    reader = reader_on(actor, person)
    if request.method == "GET" and reader is not None and shown.said:
        services.mark_read(thread, shown.said[-1].post.pk, by=reader)
    context = {
        "talk": shown,
        "thread": thread,
        "answered": answered,
        "nods": Nod.Says.choices,
        "can_become_a_task": can_become_a_task(thread, actor),
        "is_reading_for": reader is None,
        "elsewhere": door_of(actor, thread.kind, thread.about),
    }
    return ask(
        request, "messaging/talk.html", form, do, f"{reverse('messaging:talk', args=[thread.pk])}#end", **context
    )


@require_POST
@member_required
def quiet(request: MemberRequest, thread_id: UUID) -> HttpResponse:
    """Nothing here counts as new for me, or it does again."""
    thread = Thread.objects.filter(pk=thread_id).first()
    if thread is None or not can_read(request.person, thread):
        raise Http404
    services.keep_quiet(thread, is_quiet=request.POST.get("do") == "quiet", by=request.person)
    return redirect("messaging:talk", thread.pk)


@require_POST
@member_required
@knows_acting
def close(request: MemberRequest, thread_id: UUID) -> HttpResponse:
    """Nobody writes there any more, or they do again."""
    thread, actor = _thread(request, thread_id)
    change = services.close_thread if request.POST.get("do") == "close" else services.reopen_thread
    change(thread, by=actor)
    return redirect("messaging:talk", thread.pk)


@page
@member_required
@knows_acting
def change(request: MemberRequest, thread_id: UUID, post_id: UUID) -> HttpResponse:
    """Say it in other words."""
    thread, actor = _thread(request, thread_id)
    post = _post(thread, post_id)
    if not can_change(actor, post):
        raise Http404
    form = ChangeForm(request.POST if request.method == "POST" else None, initial={"words": post.words})
    to = reverse("messaging:talk", args=[thread.pk]) + f"?at={post.pk}#m{post.pk}"

    def do(said: dict[str, Any]) -> None:
        services.change_words(post, said["words"], by=actor)

    return ask(request, "messaging/change.html", form, do, to, thread=thread, post=post)


@require_POST
@member_required
@knows_acting
def act(request: MemberRequest, thread_id: UUID, post_id: UUID, verb: str) -> HttpResponse:
    """Take it back, let it stand at the top, nod, or make a task of it."""
    thread, actor = _thread(request, thread_id)
    post = _post(thread, post_id)
    match verb:
        case "withdraw":
            services.withdraw(post, by=actor)
        case "pin":
            services.pin(post, by=actor)
        case "unpin":
            services.unpin(post, by=actor)
        case "task":
            return redirect(make_a_task(post, by=actor))
        case "nod" if request.POST.get("says") in Nod.Says.values:
            says = Nod.Says(request.POST["says"])
            services.nod(post, says, is_said="not" not in request.POST, by=actor)
        case _:
            raise Http404
    return redirect(reverse("messaging:talk", args=[thread.pk]) + f"?at={post.pk}#m{post.pk}")


def _place(request: MemberRequest, kind: str, about: str) -> tuple[Gathering, About, Actor]:
    """These people, for somebody who is one of them; for anybody else there are none."""
    _person, actor = whose(request, Scope.CARE)
    found, about_id = kind_called(kind), parse_uuid(about)
    if found is None or (about_id is None and about != "all") or found.voice(actor, about_id) is None:
        raise Http404
    return found, about_id, actor


def _headed(kind: Gathering, about: About, actor: Actor) -> dict[str, Any]:
    called = kind.called(actor, [about]).get(about, "")
    elsewhere = door_of(actor, kind.kind, about)
    return {
        "kind": kind,
        "called": called,
        "why_quiet": kind.why_quiet(about),
        "leads_to": kind.page(about),
        "elsewhere": elsewhere,
    }


def _thread(request: MemberRequest, thread_id: UUID) -> tuple[Thread, Actor]:
    """The conversation, for somebody who takes part in it; for anybody else there is none."""
    _person, actor = whose(request, Scope.CARE)
    found = Thread.objects.filter(pk=thread_id).first()
    if found is None or not can_read(actor, found):
        raise Http404
    return found, actor


def _post(thread: Thread, post_id: UUID) -> Post:
    found = thread.posts.filter(pk=post_id).first()
    if found is None:
        raise Http404
    found.thread = thread
    return found


def _post_in(thread: Thread, typed: str) -> Post | None:
    """The message somebody answers, if it stands in this conversation."""
    post_id = parse_uuid(typed)
    return thread.posts.standing().filter(pk=post_id).first() if post_id else None
