"""Doors of the mailing list: ask to join, confirm, leave, and a copy of the list for stewards."""

import csv
import io
from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.errors import TooMany
from shared_apps.identity.guesses import may_guess
from shared_apps.identity.slowing import neighbourhood
from tenant_apps.enquiries import mailing_list
from tenant_apps.enquiries.bounds import MANY, MANY_LETTERS, told
from tenant_apps.enquiries.forms import NewsForm, shortened
from tenant_apps.enquiries.models import Subscriber
from tenant_apps.enquiries.trying import open_when_live
from tenant_apps.entry.gate import fresh_proof_required, hat_required
from tenant_apps.entry.middleware import CircleRequest, MemberRequest
from tenant_apps.people.models import Hat
from ui.errors import is_program
from ui.traps import ONCE_MORE, once_more

HOUR: Final = 3600
DAY: Final = 86_400
FROM_ONE: Final = 10  # an hour, from one connection
LETTERS_A_DAY: Final = 5  # to one address


@require_http_methods(["GET", "HEAD", "POST"])
@open_when_live
def join(request: CircleRequest) -> HttpResponse:
    """News by e-mail: an address and a yes. The answer is the same whoever's address it is."""
    form = NewsForm(shortened(request.POST) if request.method == "POST" else None, wording=mailing_list.wording().words)
    too_many = None
    if request.method == "POST" and form.is_valid():
        try:
            return _asked(request, form)
        except TooMany as no:
            if is_program(request):
                raise
            too_many = no
    context = {"form": form, "too_many": too_many}
    return told(render(request, "enquiries/news/join.html", context, status=422 if form.errors else 200), too_many)


def _asked(request: CircleRequest, form: NewsForm) -> HttpResponse:
    """Write to the address; what looks like a program's work is first asked for once more, and nothing is kept of it.

    Raises TooMany with a sentence.
    """
    if not may_guess("news", neighbourhood(request), most=FROM_ONE, seconds=HOUR):
        raise TooMany(MANY, retry_after=HOUR)
    email = form.cleaned_data["email"]
    if form.held:
        carried = [("email", email), ("yes", "on"), (ONCE_MORE, once_more())]
        return render(request, "enquiries/news/once_more.html", {"action": "/news/", "carried": carried})
    if not may_guess("news-mail", email.lower(), most=LETTERS_A_DAY, seconds=DAY):
        raise TooMany(MANY_LETTERS, retry_after=DAY)
    mailing_list.ask_to_join(email)
    return redirect("/news/asked/")


@require_safe
def asked(request: CircleRequest) -> HttpResponse:
    """Look into your mailbox."""
    return render(request, "enquiries/news/asked.html")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: CircleRequest, token: str) -> HttpResponse:
    """Yes, from one's own mailbox. Programs that follow every link in an e-mail press no buttons."""
    return _answer(request, token, mailing_list.YES, "yes")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: CircleRequest, token: str) -> HttpResponse:
    """Off the list: by the button on the page, or by a mail program that sends what RFC 8058 says.

    Such a program comes without our cookie, so this one address asks for no CSRF seal: the link itself is signed,
    belongs to one place on one list, and does nothing else.
    """
    return _answer(request, token, mailing_list.NO, "no")


def _answer(request: CircleRequest, token: str, purpose: str, which: str) -> HttpResponse:
    if request.method == "POST":
        change = mailing_list.confirm if which == "yes" else mailing_list.leave
        if not change(token):
            raise Http404
        return _quiet(render(request, f"enquiries/news/{which}.html", {"is_done": True}))
    if not mailing_list.is_ours(token, purpose):
        raise Http404
    return _quiet(render(request, f"enquiries/news/{which}.html", {"is_done": False}))


def _quiet(response: HttpResponse) -> HttpResponse:
    """The address holds a secret, so no cache keeps it; our policy for every page passes it on to no other site."""
    response.headers["Cache-Control"] = "no-store, private"
    return response


@require_safe
@hat_required(Hat.Kind.STEWARD)
def subscribers(request: MemberRequest) -> HttpResponse:
    """How many are on the list, and how to take a copy of it."""
    context = {
        "how_many": Subscriber.objects.on().count(),
        "asked": Subscriber.objects.filter(confirmed_at=None, left_at=None).count(),
        "wording": mailing_list.wording(),
    }
    return render(request, "enquiries/news/subscribers.html", context)


@require_POST
@hat_required(Hat.Kind.STEWARD)
@fresh_proof_required
def take(request: MemberRequest) -> HttpResponse:
    """The list as a table: address, when and to what they said yes, and the link by which each can leave."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["email", "language", "confirmed_at", "wording_version", "leave_link"])
    for each in mailing_list.take_list(by=request.person):
        link = f"{request.circle.url}/news/no/{mailing_list.no_token(each)}/"
        confirmed = each.confirmed_at.isoformat() if each.confirmed_at else ""
        table.writerow([_no_formula(each.email), each.language, confirmed, each.wording_version, link])
    headers = {"Content-Disposition": 'attachment; filename="mailing-list.csv"', "Cache-Control": "no-store, private"}
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _no_formula(cell: str) -> str:
    """Spreadsheets run what begins like a sum."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell
