"""Doors: today, and the list of what to set up."""

from typing import Any, Final

from django.db.models import Count
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from tenant_apps.enquiries.models import Enquiry
from tenant_apps.entry.gate import hat_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.letters.models import Agreement, Letter
from tenant_apps.people.models import Hat
from tenant_apps.site.federation.says import FederationSays, federation_says
from tenant_apps.site.setting_up.policies import can_set_up
from tenant_apps.site.setting_up.services import set_up_now
from tenant_apps.site.today import tasks
from ui.vocabulary import in_own_words

LOOKING_AFTER: Final = (Hat.Kind.STEWARD, Hat.Kind.COORDINATOR)
# Where one goes from here: (address, icon, words, what is there).
FOR_ALL: Final = (
    ("/circle/asks/", "message-circle-heart", _("Who got in touch"), _("Calls, and what was asked on the site")),
    ("/circle/members/", "users", _("People of the [circle]"), _("Who is in it, what they do, how they joined")),
    ("/circle/teams/", "users-round", _("[Teams] of the [circle]"), _("Who is around whom, and where somebody waits")),
    ("/circle/matching/", "handshake", _("Bringing people together"), _("Who asks, who offers, what is missing")),
    ("/circle/matching/introductions/", "phone", _("Who may get to know whom"), _("How far, and whom to speak to")),
)  # fmt: skip
FOR_WRITERS: Final = (("/circle/letters/", "mail", _("Letters between circles"), _("What we write to each other")),)
FOR_STEWARDS: Final = (
    ("/circle/settings/", "map-pin", _("About our circle"), _("Name, places, how people reach you")),
    ("/circle/site/pages/", "files", _("Our public pages"), _("In your own words and pictures")),
    ("/circle/site/look/", "palette", _("How we look"), _("Colours and logo")),
    ("/circle/site/words/", "quote", _("Our own words"), _("Team, or bubble?")),
    ("/circle/profiles/words/", "list-checks", _("What can be ticked"), _("Tasks, languages, interests in profiles")),
    ("/circle/site/languages/", "languages", _("Our languages"), _("Which ones people read with you")),
    ("/circle/site/domain/", "globe", _("Our web address"), _("A domain of your own")),
    ("/circle/data/", "folder-heart", _("Information and rights"), _("Who asked, what to answer, how long it is kept")),
    ("/circle/chat/", "message-circle", _("Where we talk"), _("Here, or in a chat of your own")),
    ("/circle/tools/", "plug", _("Our tools"), _("Opened with the same sign-in")),
    ("/circle/news/", "mail-open", _("Mailing list"), _("Who wants your news by e-mail")),
    ("/circle/federation/", "landmark", _("The federation"), _("Where the circle stands, news, agreement")),
    ("/circle/export/", "package", _("Take a copy along"), _("Everything, in one locked file. And how to leave")),
)


@require_safe
@hat_required(*LOOKING_AFTER)
def today_page(request: MemberRequest) -> HttpResponse:
    """Who waits to hear from us, what is to be set up next, and what the federation says."""
    is_steward = can_set_up(request.person)
    unread = Letter.objects.filter(is_ours=False, state=Letter.State.ARRIVED)
    asking = list(Agreement.objects.filter(is_ours=False, state=Agreement.State.PROPOSED))
    counts = dict(Enquiry.objects.values_list("state").annotate(Count("pk")))
    context: dict[str, Any] = {
        "waiting": Enquiry.objects.waiting().select_related("next_by")[:4],
        "how_many": sum(counts.get(state, 0) for state in Enquiry.UNDER_WAY),
        "counts": counts,
        "is_steward": is_steward,
        "asking": asking,
        "letters": unread.select_related("agreement")[:4],
        "how_many_letters": len(asking) + unread.count(),
        "places": [
            (url, icon, in_own_words(str(words), request.circle), there)
            for url, icon, words, there in (*FOR_ALL, *FOR_WRITERS, *(FOR_STEWARDS if is_steward else ()))
        ],
    }
    if is_steward:
        said = federation_says()
        context |= {"progress": Progress(tasks.tasks_of(set_up_now(), said)), "desk": Word(said, request)}
    return render(request, "site/today/today.html", context)


class Progress:
    """How far setting up has come, and what comes next."""

    def __init__(self, parts: list[tuple[tasks.Part, list[tasks.Task]]]) -> None:
        self.parts = parts
        all_of_them = [task for _part, found in parts for task in found]
        self.of = len(all_of_them)
        self.done = sum(task.is_done for task in all_of_them)
        self.next = [task for task in all_of_them if not task.is_done][: tasks.FIRST]

    @property
    def is_whole(self) -> bool:
        return self.done == self.of


class Word:
    """What the federation says, in short."""

    def __init__(self, said: FederationSays, request: MemberRequest) -> None:
        self.ends_at = said.ends_at
        self.asks_to_look = len(said.waiting_support())
        self.unread = [notice for notice in said.notices if request.person.pk not in notice.read_by]
        self.to_sign = said.agreement is not None and not said.has_signed
        self.incidents = [incident for incident in said.incidents if incident.closed_at is None]

    @property
    def is_quiet(self) -> bool:
        return not (self.asks_to_look or self.unread or self.to_sign or self.incidents or self.ends_at)


@require_safe
@hat_required(Hat.Kind.STEWARD)
def setup(request: MemberRequest) -> HttpResponse:
    """Everything there is to set up, and how far it has come. Come back whenever you like."""
    progress = Progress(tasks.tasks_of(set_up_now(), federation_says()))
    return render(request, "site/today/setup.html", {"progress": progress})


@require_POST
@hat_required(Hat.Kind.STEWARD)
def tick(request: MemberRequest) -> HttpResponse:
    """This is fine as it is; or it is not, after all."""
    code = request.POST.get("task", "")
    tasks.tick(code, done=request.POST.get("done") == "yes", by=request.person)
    return HttpResponseRedirect(f"/circle/setup/#{code}")
