"""The first visits that two agreed on, for the pages that say what comes next."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kernel.actors import Actor
from kernel.time import now
from tenant_apps.matching.meeting import names
from tenant_apps.matching.meeting_policies import can_speak_for
from tenant_apps.matching.models import Introduction, Stage
from tenant_apps.matching.services.closing import is_stale
from tenant_apps.people.models import Person
from tenant_apps.teams.coming import MOST, Coming, tells_what_comes
from tenant_apps.teams.policies import is_word_of


@tells_what_comes
def first_visits(by: Actor, person: Person) -> Iterable[Coming]:
    """Those to come that both said yes to: for the two themselves, and whoever acts for one of them and is not the
    other. Their teams do not know of each other yet, and nobody who listens to somebody reads it here."""
    if not is_word_of(by, person):
        return []
    agreed = Introduction.objects.between().of(person).filter(stage=Stage.TRIAL, trial_at__gt=now())
    rows = agreed.select_related("ask", "asker", "giver").order_by("trial_at", "id")[:MOST]
    known = [each for each in rows if can_speak_for(by, person, each.other(person.pk)) and not is_stale(each)]
    called = names(by, [each.other(person.pk) for each in known]) if known else {}
    return [_coming(each, called[each.other(person.pk).pk]) for each in known]


def _coming(found: Introduction, called: str) -> Coming:
    assert found.trial_at is not None
    says = _("First visit with %(name)s") % {"name": called} if called else _("A first visit")
    return Coming(found.trial_at, says, f"/match/introductions/{found.pk}/")
