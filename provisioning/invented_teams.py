"""The teams of the example circles, and what some of their people ask for and offer. Nobody here exists."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from tenant_apps.matching.models import Ask, Offer
from tenant_apps.matching.services import wishes
from tenant_apps.people.models import Person
from tenant_apps.teams import services as teams
from tenant_apps.teams.models import Team
from tenants.context import CircleRef, in_circle


@dataclass(frozen=True)
class Around:
    """A team: around whom, and who is in it as what, doing what."""

    owner: str
    members: tuple[tuple[str, str, str], ...]


Said = Mapping[str, Any]

TEAMS: Final[Mapping[str, Around]] = MappingProxyType(
    {
        "calderdale": Around(
            "Iris Greenhalgh",
            (
                ("Adah Greenhalgh", "family", "Sundays, and whatever comes up"),
                ("Sol Banerjee", "worker", "Mornings, on weekdays"),
                ("Wendy Crabtree", "volunteer", "Sewing and a chat on Thursdays"),
            ),
        ),
        "clapton": Around(
            "Rosa Delgado",
            (("Yossi Adler", "friend", "The market on Saturdays"), ("Amina Yusuf", "worker", "Evenings")),
        ),
    }
)
ASKS: Final[Mapping[str, tuple[tuple[str, Said], ...]]] = MappingProxyType(
    {
        "calderdale": (
            (
                "Maureen Sutcliffe",
                {
                    "title": "Somebody to go to the allotment with",
                    "words": "I have the key and the flask. I need an arm to hold on the steps.",
                    "tasks": ["garden", "getting-out", "company"],
                    "week": {"tue": [["10:00", "12:00"]], "fri": [["10:00", "12:00"]]},
                    "is_flexible": True,
                    "postcode": "HX7 8AA",
                    "like": {"interests": ["gardening"]},
                },
            ),
        ),
        "clapton": (
            (
                "Mehmet Kaya",
                {
                    "title": "Help with letters from the council",
                    "tasks": ["paperwork", "appointments"],
                    "week": {"wed": [["14:00", "16:00"]]},
                    "postcode": "E5 0AA",
                    "like": {"skills": ["stroke"]},
                },
            ),
        ),
    }
)
OFFERS: Final[Mapping[str, tuple[tuple[str, Said], ...]]] = MappingProxyType(
    {
        "calderdale": (
            (
                "Tariq Hussain",
                {
                    "tasks": ["garden", "getting-out", "appointments", "company"],
                    "gladly": ["garden"],
                    "week": {"tue": [["09:00", "13:00"]], "fri": [["09:00", "13:00"]]},
                    "pay": "voluntary",
                    "postcode": "HX7 6AA",
                    "travel": ["bus"],
                },
            ),
            # Sol and June together could come to everything that Iris's profile asks for.
            (
                "Sol Banerjee",
                {
                    "tasks": ["company", "getting-out", "shopping", "cooking", "getting-up", "washing", "moving"],
                    "gladly": ["getting-up", "company"],
                    "week": {day: [["07:00", "10:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
                    "pay": "paid",
                    "least_an_hour_minor": 1390,
                    "most_minutes_a_week": 1200,
                    "postcode": "HX7 5AA",
                    "travel": ["bicycle"],
                },
            ),
            (
                "June Adeyemi",
                {
                    "tasks": ["company", "getting-out", "shopping", "cooking", "getting-up", "washing"],
                    "gladly": ["cooking", "company"],
                    "week": {
                        **{day: [["14:00", "20:00"]] for day in ("mon", "wed", "fri")},
                        **{day: [["08:00", "12:00"]] for day in ("sat", "sun")},
                    },
                    "postcode": "HX7 8AB",
                    "travel": ["foot", "bus"],
                },
            ),
            (
                "Wendy Crabtree",
                {
                    "tasks": ["company", "getting-out", "shopping"],
                    "week": {"tue": [["10:00", "16:00"]], "thu": [["10:00", "16:00"]]},
                    "postcode": "OL14 5AA",
                    "travel": ["car"],
                },
            ),
        ),
        "clapton": (
            (
                "Shauna Brady",
                {
                    "tasks": ["paperwork", "appointments", "computer"],
                    "week": {"wed": [["12:00", "17:00"]]},
                    "postcode": "E8 1AA",
                    "travel": ["bicycle"],
                },
            ),
        ),
    }
)


def gather(circle: CircleRef) -> None:
    """Let the people of an example circle find each other. Safe to repeat: who has a team or an ask keeps it."""
    with in_circle(circle):
        _a_team(TEAMS[circle.slug])
        for name, said in ASKS[circle.slug]:
            person = _called(name)
            if person is not None and not Ask.objects.filter(person=person).exists():
                wishes.open_up(wishes.begin_ask(person, **said, by=person), by=person)
        for name, said in OFFERS[circle.slug]:
            person = _called(name)
            if person is not None and not Offer.objects.filter(person=person).exists():
                wishes.open_up(wishes.begin_offer(person, **said, by=person), by=person)


def _a_team(around: Around) -> None:
    owner = _called(around.owner)
    if owner is None or Team.objects.filter(owner=owner).exists():
        return
    team = teams.found_team(owner, by=owner)
    for name, kind, does in around.members:
        member = _called(name)
        if member is not None:
            teams.join(team, member, kind, does, by_owner=owner, by_member=member)


def _called(name: str) -> Person | None:
    return Person.objects.able().filter(name=name).first()
