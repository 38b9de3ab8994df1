"""The first people of a circle, who are there before anybody could invite them."""

from kernel.actors import SYSTEM, Actor
from shared_apps.identity.services import account_for, link_circle
from tenant_apps.people.models import Person
from tenant_apps.people.services import add_person, give_hat, link_account
from tenants.context import CircleRef, in_circle


def welcome(
    circle: CircleRef, *, name: str, email: str, hats: tuple[str, ...] = (), how_joined: str = "", by: Actor = SYSTEM
) -> Person:
    """Make somebody a person of a circle who can sign in there, with their hats. Safe to repeat.

    The account is the federation's and the person the circle's, so these are two transactions; whichever is missing
    after a crash is made by the next try.
    """
    account = account_for(email)
    with in_circle(circle):
        person = Person.objects.linked_to(account.pk).first()
        if person is None:
            called = name.split(maxsplit=1)[0]
            person = add_person(name, known_as=called, email=email, how_joined=how_joined, by=by)
            person = link_account(person, account.pk, by=by)
        worn = set(person.hats.values_list("kind", flat=True))
        for hat in hats:
            if hat not in worn:
                give_hat(person, hat, by=by)
    link_circle(account_id=account.pk, circle_id=circle.id)
    return person
