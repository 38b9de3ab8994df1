"""Four kinds of circle before the law: what each one means in plain words, and what it may and may not do.

Product guidance, not advice. What a kind of circle allows was written after the Health and Social Care Act 2008
(Regulated Activities) Regulations 2014, schedule 1: personal care is a regulated activity of whoever arranges it and
has an ongoing role in directing or controlling it; an introduction of people who then manage by themselves is not.
"""

from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Mode(models.TextChoices):
    COMMUNITY = "community", _("Community only")
    INTRODUCTORY = "introductory", _("Introductory")
    HOSTED = "hosted", _("Hosted")
    REGISTERED = "registered", _("Registered")


class Ability(models.TextChoices):
    """Something a circle may do or not, by its mode."""

    COMPANY = "company", _("Company, lifts, shopping, meals and other help that is not personal care")
    INTRODUCE = "introduce", _("Introduce people to independent care workers")
    PERSONAL_CARE = "personal_care", _("Give personal care, such as help with washing, dressing or eating")
    DIRECT_CARE = "direct_care", _("Plan, check and direct how care workers do their work")
    MEDICINE = "medicine", _("Help with medicine and keep a record of it")
    EMPLOY = "employ", _("Employ care workers")
    HOLD_REGISTRATION = "hold_registration", _("Hold a registration of its own with the regulator")


@dataclass(frozen=True)
class Meaning:
    """What a mode means: for people who choose it, for those who read the circle's pages, and for the rooms."""

    mode: Mode
    in_short: Words
    in_words: tuple[Words, ...]
    says_publicly: Words
    may: frozenset[Ability]
    needs: tuple[Words, ...]


_A = Ability

MEANINGS: Final[dict[str, Meaning]] = {
    Mode.COMMUNITY: Meaning(
        Mode.COMMUNITY,
        _("Neighbours help each other. Nobody gives personal care through the circle."),
        (
            _("You visit, cook, shop, drive, repair things and keep each other company."),
            _("Nobody helps with washing, dressing or medicine on behalf of the circle."),
            _("You do not have to register with a care regulator."),
        ),
        _("We are neighbours who help each other. We do not give personal care."),
        frozenset({_A.COMPANY}),
        (_("Insurance for volunteers"),),
    ),
    Mode.INTRODUCTORY: Meaning(
        Mode.INTRODUCTORY,
        _("You bring people and independent care workers together. After that they manage by themselves."),
        (
            _("You check who the workers are, and you introduce them."),
            _("The person and the worker agree the work, the times and the pay between themselves."),
            _("You must not plan, check or direct the care afterwards: that would be an ongoing role."),
            _("An ongoing role in care has to be registered."),
        ),
        _("We introduce independent care workers. We do not manage the care that they give."),
        frozenset({_A.COMPANY, _A.INTRODUCE}),
        (_("Insurance for volunteers and introductions"), _("A written reason why you have no ongoing role")),
    ),
    Mode.HOSTED: Meaning(
        Mode.HOSTED,
        _("You give care under the national co-op's registration. It answers for the quality of care with you."),
        (
            _("The national co-op is registered with the care regulator, and your circle works as a part of it."),
            _("Teams can give personal care, and the circle plans and checks it."),
            _("A registered manager of the national co-op looks at how you work, and has a say."),
        ),
        _("Care in this circle is given under the registration of the national co-op."),
        frozenset(_A) - {_A.HOLD_REGISTRATION},
        (_("The national co-op's agreement to host you"), _("A registered manager who covers your place")),
    ),
    Mode.REGISTERED: Meaning(
        Mode.REGISTERED,
        _("Your circle has a society of its own, and that is registered with the care regulator."),
        (
            _("Your own society answers for the quality of care."),
            _("You have a registered manager and a nominated individual of your own."),
            _("The regulator inspects you and publishes what it finds."),
        ),
        _("This circle's own co-op is registered with the care regulator."),
        frozenset(_A),
        (_("A registered society"), _("A registration with the regulator"), _("Insurance of your own")),
    ),
}

# What holds while nobody has written down what a circle is: the least.
UNKNOWN: Final = MEANINGS[Mode.COMMUNITY]


def meaning_of(mode: str) -> Meaning:
    """What a mode means. A mode that is not known yet, or not any more, allows no more than neighbours may."""
    return MEANINGS.get(mode, UNKNOWN)


def may(mode: str, ability: Ability) -> bool:
    """Whether a circle of this mode may do that."""
    return ability in meaning_of(mode).may


def why_not(mode: str, ability: Ability) -> Words:
    """The sentence for whoever wanted to do what the circle's mode does not allow."""
    return _("This circle is “%(mode)s”. That does not cover: %(ability)s") % {
        "mode": meaning_of(mode).mode.label,
        "ability": ability.label,
    }
