"""An officer whose hat ended while they were at work reads that it did, and what they had typed is shown to them."""

from datetime import timedelta
from typing import Final

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kernel.time import now
from shared_apps.console.hats import powers_of
from shared_apps.console.models import Officer, Term
from shared_apps.federation.models import SupportSession
from shared_apps.federation.services.facts import today
from ui.errors import typed_words

# So long somebody may still have pages open from when they wore a hat.
LATELY: Final = timedelta(days=2)


def hat_that_ended(officer: Officer, power: str = "") -> Term | None:
    """The hat that gave them this power until lately, or any hat; None when there was none."""
    since = now() - LATELY
    over = Q(ended_at__gt=since) | Q(ended_at=None, until_on__gt=since.date(), until_on__lte=today())
    ended = officer.terms.filter(over, accepted_at__isnull=False).order_by("-id")
    return next((term for term in ended if not power or power in powers_of({term.hat})), None)


def say_that_it_ended(request: HttpRequest, officer: Officer, term: Term) -> HttpResponse:
    """The page that says so, with what they were writing, and the way out."""
    looked = SupportSession.objects.filter(officer_id=officer.pk, ended_how=SupportSession.Ended.LOST_RIGHTS)
    facts = {
        "term": term,
        "was_looking": looked.filter(ended_at__gt=now() - LATELY).exists(),
        "has_desk": bool(officer.hats()),
        "typed": typed_words(request),
    }
    return render(request, "console/hat_ended.html", facts, status=403)
