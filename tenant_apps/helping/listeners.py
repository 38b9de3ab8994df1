"""What follows: whoever an authority concerns is told that it has to be looked at, and not what it says."""

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from tenant_apps.helping.events import (
    AuthorityAccepted,
    AuthorityChecked,
    AuthorityEnded,
    AuthorityNeedsALook,
    AuthorityRecorded,
    CapacityNeedsALook,
    CapacityRecorded,
    CheckerNamed,
    SomebodyAskedFor,
)
from tenant_apps.helping.models import Authority, Capacity, Wish
from tenant_apps.helping.policies import WATCHERS
from tenant_apps.journal.registry import Told, sends_for
from tenant_apps.people.models import Person
from tenants.context import CircleRef, current_circle, in_circle

HappenedToOne = AuthorityRecorded | AuthorityAccepted | AuthorityChecked | AuthorityEnded


@sends_for(SomebodyAskedFor)
def say_that_somebody_asks(event: SomebodyAskedFor, told: Told) -> None:
    """Whoever has that address here is told that something waits. If nobody has, or a name was written down, those who
    look after the list are: they ask or invite. Whoever asked learns nothing of either."""
    circle = current_circle()
    with in_circle(circle):
        wish = Wish.objects.open().filter(pk=event.wish_id).first()
        if wish is None or not (wish.address or wish.named):
            return
        here = Person.objects.signing_in().exclude(pk=wish.person_id)
        theirs = list(here.filter(email__iexact=wish.address)) if wish.address else []
        people = theirs or list(here.wearing(*WATCHERS).order_by("id"))
    path = "/helping/" if theirs else "/circle/members/asked-for/"
    _write_to(dict.fromkeys(people, path), circle, told)


@sends_for(AuthorityRecorded, AuthorityAccepted, AuthorityChecked, AuthorityEnded)
def say_what_became_of_it(event: HappenedToOne, told: Told) -> None:
    """The two it is between are told of every step, but for whoever took it; whose yes it waits for finds it there."""
    circle = current_circle()
    with in_circle(circle):
        found = Authority.objects.filter(pk=event.authority_id).select_related("person", "helper").first()
    if found is None:
        return
    both = {found.person: "/me/helpers/", found.helper: "/helping/"}
    _write_to({person: path for person, path in both.items() if person.pk != told.actor_id}, circle, told)


@sends_for(CapacityRecorded)
def say_that_it_was_written_down(event: CapacityRecorded, told: Told) -> None:
    """The person, who may see it differently; and those who look after the record, but for whoever wrote it."""
    circle = current_circle()
    with in_circle(circle):
        watchers = Person.objects.able().wearing(*WATCHERS).exclude(pk__in=[event.person_id, told.actor_id])
        letters = dict.fromkeys(Person.objects.able().filter(pk=event.person_id), "/me/helpers/")
        letters |= dict.fromkeys(watchers.order_by("id"), f"/circle/members/{event.person_id}/authorities/")
    _write_to(letters, circle, told)


@sends_for(CheckerNamed)
def say_that_it_has_to_be_checked(event: CheckerNamed, told: Told) -> None:
    """Whoever is to check it, and the person, who may say no to them."""
    circle = current_circle()
    with in_circle(circle):
        found = Authority.objects.living().filter(pk=event.authority_id).select_related("person", "checker").first()
    if found is None or found.checker is None:
        return
    _write_to({found.checker: "/helping/", found.person: "/me/helpers/"}, circle, told)


@sends_for(AuthorityNeedsALook)
def say_that_it_has_to_be_looked_at(event: AuthorityNeedsALook, told: Told) -> None:
    """The person, the helper, and whoever looks after authorities, each with where to look."""
    circle = current_circle()
    with in_circle(circle):
        found = Authority.objects.living().filter(pk=event.authority_id).select_related("person", "helper").first()
        if found is None:
            return
        watchers = Person.objects.able().wearing(*WATCHERS).exclude(pk__in=(found.person_id, found.helper_id))
        letters = {
            found.person: "/me/helpers/",
            found.helper: "/helping/",
            **dict.fromkeys(watchers, f"/circle/members/{found.person_id}/authorities/"),
        }
    _write_to(letters, circle, told, is_due=True)


@sends_for(CapacityNeedsALook)
def say_that_capacity_has_to_be_looked_at(event: CapacityNeedsALook, told: Told) -> None:
    """Whoever looks after the record, but for the person themselves."""
    circle = current_circle()
    with in_circle(circle):
        if not Capacity.objects.filter(pk=event.capacity_id, ended_at=None).exists():
            return
        watchers = list(Person.objects.able().wearing(*WATCHERS).exclude(pk=event.person_id).order_by("id"))
    _write_to(dict.fromkeys(watchers, f"/circle/members/{event.person_id}/authorities/"), circle, told, is_due=True)


def _write_to(letters: Mapping[Person, str], circle: CircleRef, told: Told, *, is_due: bool = False) -> None:
    """To each of them who signs in here and has an address, with the path where it stands."""
    for number, (person, path) in enumerate(letters.items()):
        if person.may_come_in and person.account_id is not None and person.email:
            _write(person, circle, path, key=f"{told.key}.{number}", is_due=is_due)


def _write(person: Person, circle: CircleRef, path: str, *, key: str, is_due: bool) -> None:
    with translation.override(circle.language):
        subject = _("%(federation)s: something to look at") % {"federation": settings.FEDERATION_NAME}
        body = render_to_string("helping/mail/look.txt", {"circle": circle, "path": path, "is_due": is_due})
    headers = {"Message-ID": f"<{key}@{settings.FEDERATION_DOMAIN}>"}
    EmailMessage(subject, body, to=[person.email], headers=headers).send()
