"""What privacy asks: how far a helper may see, now."""

from collections.abc import Collection
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When

from kernel.actors import OnBehalf
from kernel.sections import Scope
from tenant_apps.helping.acting import acting_under
from tenant_apps.helping.models import Authority, Wish
from tenant_apps.helping.sections import EVIDENCE
from tenant_apps.people.models import Person
from tenant_apps.people.reaching import reach_source
from tenant_apps.privacy.relations import delegate_source, name_source, task_source


@delegate_source
def scopes_of(actor: OnBehalf) -> Collection[str]:
    """What the authority reaches to that they act under, if it is in force and about this very person."""
    helper = actor.helper
    found = acting_under(helper, actor.authority) if isinstance(helper, Person) else None
    return found.scopes if found is not None and found.person.pk == actor.on_behalf_of else ()


@reach_source
def acts_in_how_to_reach_them(actor: OnBehalf, person: Person) -> bool:
    """Whether what they act under reaches to how to reach them."""
    return Scope.CONTACT in scopes_of(actor) and actor.on_behalf_of == person.pk


@task_source
def what_is_to_be_checked(reader: Person, subject: Person) -> Collection[str]:
    """Whoever was named to check an authority reads its papers until it is checked."""
    named = Authority.objects.living().filter(checker=reader, person=subject, checked_at=None)
    return (EVIDENCE.code,) if named.exists() else ()


@name_source
def who_acted_with(reader: Person) -> "QuerySet[Any, Any]":
    """Those between whom and the reader an authority counts or counted, in either direction: both said yes to it, and
    each reads the other's name on their pages."""
    between = Authority.objects.filter(Q(person=reader) | Q(helper=reader), accepted_at__isnull=False)
    other = Case(When(person=reader, then=F("helper")), default=F("person"))
    return between.order_by().values_list(other)


@name_source
def who_said_yes(reader: Person) -> "QuerySet[Any, Any]":
    """Those who asked for one another, and said yes."""
    between = Wish.objects.filter(Q(person=reader) | Q(answered_by=reader), said_yes=True)
    other = Case(When(person=reader, then=F("answered_by")), default=F("person"))
    return between.order_by().values_list(other)
