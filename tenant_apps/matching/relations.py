"""How two people who get to know each other stand to each other. It is asked with every request, so it ends with it.

Before both have said yes there is nothing; from then on they are matched, and know each other's name. For the first
visit each may let the other read a few things more: until it has been, and every look is written down.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from kernel.sections import Relation
from kernel.time import now
from tenant_apps.matching.models import Introduction, Stage, Step
from tenant_apps.people.models import Person
from tenant_apps.privacy.relations import name_source, relation_source, task_source
from tenant_apps.teams.models import Place
from tenants.questions import Slot

# What was ticked for the first visit is read until the day after it.
READS_ON = timedelta(days=1)


@relation_source(Relation.MATCHED)
def whom_i_may_get_to_know(reader: "Person | Slot", at: "datetime | Slot") -> "QuerySet[Any, Any]":
    """Those who would give, of whoever asks."""
    return Introduction.objects.between().filter(asker=reader).values("giver")


@relation_source(Relation.MATCHED)
def who_may_get_to_know_me(reader: "Person | Slot", at: "datetime | Slot") -> "QuerySet[Any, Any]":
    """Those who ask, of whoever would give."""
    return Introduction.objects.between().filter(giver=reader).values("asker")


@name_source
def whom_i_know_because_both_said_yes(reader: Person) -> "QuerySet[Any, Any]":
    """With their yes each lets the other know their name."""
    return Introduction.objects.between().filter(asker=reader).values("giver")


@name_source
def who_knows_me_because_both_said_yes(reader: Person) -> "QuerySet[Any, Any]":
    return Introduction.objects.between().filter(giver=reader).values("asker")


@name_source
def who_would_come_into_my_team(reader: Person) -> "QuerySet[Any, Any]":
    """Those in a team know who would come in, while they are asked what they think."""
    mine = Place.objects.held().filter(person=reader, covers_until=None, team__ended_at=None).values("team__owner")
    return Introduction.objects.between().filter(stage=Stage.TEAM, asker__in=mine).values("giver")


@task_source
def what_was_ticked_for_the_first_visit(reader: Person, subject: Person) -> Collection[str]:
    """What the other ticked for this visit, once both said yes to it, until the day after."""
    two = Q(asker=reader, giver=subject) | Q(asker=subject, giver=reader)
    found = Introduction.objects.between().filter(two, stage=Stage.TRIAL, trial_at__gt=now() - READS_ON)
    rows = Step.objects.filter(introduction__in=found, what=Step.What.TRIAL, person=subject)
    return {code for ticked in rows.values_list("ticked", flat=True) for code in ticked}
