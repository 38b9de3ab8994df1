"""The first people of a circle, who are there before anybody could invite them.

Who starts the circle said yes while doing so, and wears their hats at once. Whoever they named is asked, and wears
theirs when they say yes.
"""

from datetime import date, timedelta
from typing import Final

from django.core.exceptions import ValidationError

from kernel.actors import SYSTEM, Actor
from kernel.errors import RuleBroken
from shared_apps.identity.services import account_for, check_address, link_circle
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.people.services import add_person, give_hat, link_account, offer_hat
from tenants.context import CircleRef, in_circle
from tenants.logins import must_reach

A_YEAR: Final = timedelta(days=365)


def check(*, name: str, email: str) -> None:
    """Whether somebody of this name and address could be welcomed; asked before a circle is made for them.

    Raises RuleBroken with a sentence.
    """
    address(email)
    try:
        Person(name=name, known_as=_called(name)).clean_fields(exclude={"joined_on", "how_joined"})
    except ValidationError as error:
        raise RuleBroken(f"“{name}” cannot be a name: {' '.join(error.messages)}", code="bad_name") from None


def address(email: str) -> str:
    """An e-mail address as it is kept, whatever spaces came with it. Raises RuleBroken when it is no address."""
    try:
        return check_address(email)
    except ValidationError:
        raise RuleBroken(f"“{email.strip()}” is not an e-mail address.", code="bad_address") from None


def name_from(email: str) -> str:
    """What to call somebody of whom only the address is known, until they say it themselves."""
    return " ".join(email.split("@", maxsplit=1)[0].replace(".", " ").replace("_", " ").split()).title()


def welcome(
    circle: CircleRef, *, name: str, email: str, hats: tuple[str, ...] = (), how_joined: str = "", by: Actor = SYSTEM
) -> Person:
    """Make somebody a person of a circle who can sign in there, with the hats they said yes to. Safe to repeat.

    Offices are for the first year: then the circle chooses again.

    The account is the federation's and the person the circle's, so these are two transactions; whichever is missing
    after a crash is made by the next try. Raises Conflict when this process cannot enter the circle.
    """
    check(name=name, email=email)
    must_reach(circle)
    email = address(email)
    account = account_for(email)
    with in_circle(circle):
        person = Person.objects.linked_to(account.pk).first()
        if person is None:
            person = _known_by(account.email) or add_person(
                name, known_as=_called(name), email=email, how_joined=how_joined, by=by
            )
            person = link_account(person, account.pk, by=by)
        worn = set(person.hats.worn(today()).values_list("kind", flat=True))
        for hat in hats:
            if hat not in worn:
                give_hat(person, hat, until_on=_term(hat), by=by)
    link_circle(account_id=account.pk, circle_id=circle.id)
    return person


def ask(circle: CircleRef, *, name: str, email: str, hats: tuple[str, ...], asked_by: Person) -> Person:
    """Make somebody a person of a circle, whom its founder named: they are asked to wear these hats. Safe to repeat."""
    person = welcome(circle, name=name, email=email, how_joined=Person.HowJoined.FOUNDED)
    with in_circle(circle):
        known = {*person.hats.values_list("kind", flat=True), *person.hat_offers.values_list("kind", flat=True)}
        for hat in hats:
            if hat not in known:
                offer_hat(person, hat, until_on=_term(hat), by=asked_by)
    return person


def _term(hat: str) -> date | None:
    return today() + A_YEAR if hat in Hat.OFFICES else None


def _known_by(email: str) -> Person | None:
    """Somebody the circle knows by this address who cannot sign in yet. Nobody when several share it."""
    found = list(Person.objects.present().filter(email=email, account_id=None)[:2])
    return found[0] if len(found) == 1 else None


def _called(name: str) -> str:
    return " ".join(name.split()[:1])
