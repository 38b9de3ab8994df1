"""How much one group may have under way at once: whoever begins many circles, or names many people, has to wait."""

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _

from kernel.errors import Conflict, RuleBroken
from kernel.time import now
from shared_apps.applications.models import Application

NAMED_WITHIN: Final = timedelta(days=90)
MOST_NAMED: Final = 4  # how many people one founder has written to meanwhile, in all circles not yet approved


def none_of_theirs_waits(application: Application) -> None:
    """Raises Conflict while the national co-op has yet to decide about another circle of the same people."""
    if Application.objects.of(application.email).undecided().exists():
        sentence = _(
            "The federation is still looking at the circle you sent. When it has answered you can begin another one."
        )
        raise Conflict(sentence, code="one_at_a_time")


def not_too_many_named(application: Application) -> None:
    """Whoever was named gets a letter. One founder has so many people written to, whatever they begin.

    The names of those who were asked are forgotten, so they are counted: a founder's other circles that are not
    approved count, and an approved one lets them begin anew.
    """
    others = Application.objects.of(application.email).exclude(pk=application.pk).exclude(sent_at=None)
    recent = others.exclude(state=Application.State.APPROVED).filter(sent_at__gt=now() - NAMED_WITHIN)
    asked = sum(max(0, len(stewards) - 1) for stewards in recent.values_list("stewards", flat=True))
    if len(application.stewards) > 1 and asked + len(application.stewards) - 1 > MOST_NAMED:
        raise RuleBroken(
            _(
                "Because of your other circles, %(n)s people were asked already. Leave the other stewards out for now:"
                " you can ask them when the federation has said yes."
            )
            % {"n": asked},
            code="too_many_named",
        )
