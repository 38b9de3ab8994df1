"""The first people of a circle, who are there before anybody could invite them.

Who starts the circle said yes while doing so, and wears their hats at once. Whoever they named is asked by e-mail: a
person of the circle, with hats, when they say yes, and forgotten when they do not.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kernel.actors import SYSTEM, Actor
from kernel.errors import RuleBroken
from kernel.words import refuse_what_is_no_name
from shared_apps.identity.services import account_for, account_of, check_address, link_circle
from tenant_apps.inviting.models import Invitation
from tenant_apps.inviting.naming import STEWARD, ask_to_hold, asked_in_vain
from tenant_apps.inviting.services import FIRST_TERM
from tenant_apps.people.models import Hat, HatOffer, Person, today
from tenant_apps.people.services import add_person, give_hat, link_account, offer_hat
from tenants.context import CircleRef, in_circle
from tenants.logins import must_reach


def check(*, name: str, email: str) -> None:
    """Whether somebody of this name and address could be welcomed; asked before a circle is made for them.

    Raises RuleBroken with a sentence.
    """
    address(email)
    try:
        refuse_what_is_no_name(name)
        Person(name=name, known_as=_called(name)).clean_fields(exclude={"joined_on", "how_joined"})
    except ValidationError as error:
        raise RuleBroken(" ".join(error.messages), code="bad_name") from None


def address(email: str) -> str:
    """An e-mail address as it is kept, whatever spaces came with it. Raises RuleBroken when it is no address."""
    try:
        return check_address(email)
    except ValidationError:
        said = _("“%(email)s” is not an e-mail address.") % {"email": email.strip()}
        raise RuleBroken(said, code="bad_address") from None


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


def ask(
    circle: CircleRef, *, name: str, email: str, hats: tuple[str, ...] = (STEWARD,), by: Actor = SYSTEM
) -> HatOffer | Invitation | None:
    """Ask somebody by e-mail whether they will wear these hats: a founder named them, or whoever runs the house.

    Whom the circle knows is asked inside it. Anybody else is nobody here until they say yes, and is forgotten if they
    do not. Safe to repeat: who is asked already, or wears them all, is left in peace, and None comes back.
    """
    check(name=name, email=email)
    must_reach(circle)
    email = address(email)
    account = account_of(email)
    with in_circle(circle):
        person = Person.objects.present().linked_to(account).first() if account is not None else None
        person = person or Person.objects.present().filter(email=email).order_by("id").first()
        if person is not None:
            return _ask_inside(person, hats, by)
        if Invitation.objects.waiting().to_hold_office().filter(email=email).exists():
            return None
        if by is not SYSTEM and asked_in_vain(email):  # a run that is repeated after they said no
            return None
        return ask_to_hold(name, email, hats=hats, by=by)


def has_steward(circle: CircleRef) -> bool:
    """Whether anybody who can sign in looks after it just now. Raises Conflict when this process cannot enter it."""
    must_reach(circle)
    with in_circle(circle):
        return Person.objects.signing_in().wearing(Hat.Kind.STEWARD).exists()


def _ask_inside(person: Person, hats: tuple[str, ...], by: Actor) -> HatOffer | None:
    worn = {*person.hats.worn(today()).values_list("kind", flat=True)}
    asked = {*person.hat_offers.waiting().values_list("kind", flat=True)}
    made = [offer_hat(person, hat, until_on=_term(hat), by=by) for hat in hats if hat not in worn | asked]
    return made[0] if made else None


def _term(hat: str) -> date | None:
    return today() + FIRST_TERM if hat in Hat.OFFICES else None


def _known_by(email: str) -> Person | None:
    """Somebody the circle knows by this address who cannot sign in yet. Nobody when several share it."""
    found = list(Person.objects.present().filter(email=email, account_id=None)[:2])
    return found[0] if len(found) == 1 else None


def _called(name: str) -> str:
    return " ".join(name.split()[:1])
