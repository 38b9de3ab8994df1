"""What cannot both be: said in one sentence with both halves, so that somebody can change one of them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kernel.errors import Sentence
from shared_apps.federation import here
from shared_apps.postcodes.codes import areas_of
from tenant_apps.matching.models import Ask, Offer, Pay
from tenant_apps.matching.summaries import PERSONAL


def is_personal(tasks: Iterable[str]) -> bool:
    return not set(PERSONAL).isdisjoint(tasks)


def contradictions(thing: Ask | Offer) -> list[Sentence]:
    """A sentence for each two things that exclude each other; none when all is well."""
    return [*_pay(thing), *_place(thing), *(_of_ask(thing) if isinstance(thing, Ask) else _of_offer(thing))]


def _pay(thing: Ask | Offer) -> Iterable[Sentence]:
    if thing.pay == Pay.PAID and not here.offers_paid_work():
        yield _("You say “paid”, and there is no paid work in this circle. Choose “unpaid” or “either”.")
    if is_personal(thing.tasks) and not here.may_give_personal_care():
        yield _("You tick help with washing, moving or medicines, and this circle may not arrange that. Untick it.")


def _place(thing: Ask | Offer) -> Iterable[Sentence]:
    if thing.postcode and not areas_of(thing.postcode):
        yield _("This is no postcode. Write it like HX7 8AA, or only its first half, or leave it empty.")


def _of_ask(ask: Ask) -> Iterable[Sentence]:
    if ask.pay == Pay.PAID and 0 in (ask.most_an_hour_minor, ask.most_a_week_minor):
        yield _("You say “paid”, and that it may cost nothing. Choose “unpaid”, or write what it may cost.")
    if ask.at_once > ask.people:
        yield _("You say that two people come at the same time, and look for one. Look for two or more.")
    hour, week = ask.most_an_hour_minor, ask.most_a_week_minor
    if ask.pay == Pay.VOLUNTARY and (hour or week):
        yield _("You say “unpaid”, and what it may cost. Change one of the two.")
    if ask.pay != Pay.VOLUNTARY and hour and week is not None and week < hour / 4:
        yield _("What it may cost in a week is less than a quarter of an hour. Change one of the two.")


def _of_offer(offer: Offer) -> Iterable[Sentence]:
    if offer.pay == Pay.VOLUNTARY and offer.least_an_hour_minor:
        yield _("You say “unpaid”, and what you would like to be paid. Change one of the two.")
    if set(offer.gladly) - set(offer.tasks):
        yield _("You tick something as what you like best, and not as what you do. Tick both.")
