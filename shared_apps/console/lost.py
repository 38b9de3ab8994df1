"""An officer whose hat ended while they were at work reads that it did, and what they had typed is shown to them."""

from datetime import timedelta
from typing import Final

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kernel.errors import NotAllowed
from kernel.http import problem_from
from kernel.time import now
from shared_apps.console.hats import powers_of
from shared_apps.console.models import Officer, Term
from shared_apps.federation.services.facts import today
from ui.errors import render_problem, typed_words

# So long somebody may still have pages open from when they wore a hat.
LATELY: Final = timedelta(days=2)


def hat_that_ended(officer: Officer, power: str = "") -> Term | None:
    """The hat that gave them this power until lately, or any hat; None when there was none."""
    since = now() - LATELY
    over = Q(ended_at__gt=since) | Q(ended_at=None, until_on__gt=since.date(), until_on__lte=today())
    ended = officer.terms.filter(over, accepted_at__isnull=False).order_by("-id")
    return next((term for term in ended if not power or power in powers_of({term.hat})), None)


def say_that_it_ended(request: HttpRequest, term: Term) -> HttpResponse:
    """The sentence, and what they were writing."""
    sentence = _(
        "Your hat “%(hat)s” has ended, so this is closed to you and nothing was changed. If you were looking into a"
        " circle, that is over as well, and its stewards see it. Was it a mistake? Ask a national director."
    ) % {"hat": term.get_hat_display()}
    return render_problem(request, problem_from(NotAllowed(sentence, code="hat_ended")), typed_words(request))
