"""What the list of people holds of each, and who looks after it."""

from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Class, Purpose, nobodys, section

STEWARD, COORDINATOR = "steward", "coordinator"
HOSTS = (STEWARD, COORDINATOR)
OFFICES = (*HOSTS, "finance", "safeguarding_lead", "data_protection_lead")

NAME = section(
    "people.name",
    _("My name"),
    Class.OPEN,
    Audience.TEAM,
    floor=Audience.TEAM,
    in_office=Audience.CIRCLE,
    fields=("people.Person.name", "people.Person.known_as"),
    duties={
        Purpose.ADMIN: OFFICES,
        Purpose.MATCH: HOSTS,
        Purpose.SAFEGUARDING: OFFICES,
        Purpose.AUDIT: ("data_protection_lead", "safeguarding_lead"),
    },
)
CONTACT = section(
    "people.contact",
    _("How to reach me"),
    Class.CONTACT,
    Audience.TEAM,
    fields=(
        "people.Person.email",
        "people.Person.phone",
        "people.Person.reach_by",
        "people.Person.contact_note",
        "people.Person.language",
    ),
    duties={Purpose.ADMIN: HOSTS, Purpose.SAFEGUARDING: (*HOSTS, "safeguarding_lead")},
)
HATS = section(
    "people.hats",
    _("What I do in the circle"),
    Class.PERSONAL,
    Audience.TEAM,
    ceiling=Audience.CIRCLE,
    fields=(
        "people.Hat.kind",
        "people.Hat.from_on",
        "people.Hat.until_on",
        "people.Hat.consented_at",
        "people.Hat.given_by",
        "people.Hat.ended_at",
        "people.Hat.ended_by",
        "people.HatOffer.*",
    ),
    duties={Purpose.ADMIN: HOSTS, Purpose.MATCH: HOSTS},
)
MEMBERSHIP = section(
    "people.membership",
    _("How and when I came here"),
    Class.PERSONAL,
    Audience.ONLY_ME,
    ceiling=Audience.CIRCLE,
    fields=(
        "people.Person.account_id",
        "people.Person.how_joined",
        "people.Person.joined_on",
        "people.Person.suspended_at",
        "people.Person.left_at",
        "people.Person.restricted_at",
        "people.Person.same_as",
    ),
    duties={Purpose.ADMIN: HOSTS},
)
REASONS = section(
    "people.reasons",
    _("Why my place was on hold, or something of mine ended"),
    Class.PERSONAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    fields=("people.Suspension.*", "people.Parting.*", "people.HatRemoval.*", "people.Hat.end_reason"),
    duties={Purpose.ADMIN: HOSTS},
)
nobodys("people.Person.id", "people.Hat.id", "people.Hat.person", why="which row it is")
