"""The example federation: two living circles, with people invented for them.

Nobody here exists. Addresses end in `.example`, which no mail server will ever serve (RFC 2606).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from kernel.actors import SYSTEM
from provisioning import circles, homes, invented_postcodes, invented_teams, telling_profiles
from provisioning.stewards import welcome
from shared_apps.console.models import Officer, Term
from shared_apps.console.services.officers import give
from shared_apps.federation import reasons
from shared_apps.federation.models import CircleFact, Standing
from shared_apps.federation.modes import Mode
from shared_apps.federation.services import facts, standing
from shared_apps.federation.stages import CIRCLE, NATIONAL, Item, checklist_for
from tenant_apps.helping import services as helping
from tenant_apps.helping.models import Authority
from tenant_apps.people.models import Hat, Person
from tenant_apps.site.federation import services as here
from tenant_apps.site.federation.says import federation_says
from tenants import directory
from tenants.context import CircleRef, in_circle, in_console, in_federation
from tenants.models import Circle


@dataclass(frozen=True)
class Neighbour:
    name: str
    email: str
    hats: tuple[str, ...] = ()
    how_joined: str = "invited"


CALDERDALE: dict[str, Any] = {
    "slug": "calderdale",
    "name": "Calderdale Care Circle",
    "place": "Hebden Bridge, Todmorden and Halifax",
    "places": ["Mytholmroyd", "HX1", "HX2", "HX7", "OL14"],
    "brand": "#0f766e",
    "accent": "#d97706",
    "strapline": "Care and company among neighbours in the upper valley.",
    "about": "We began round a kitchen table in Hebden Bridge. Families, neighbours and care workers wanted one thing: "
    "that people choose who helps them, and that helpers are known and fairly paid. Everyone here owns the circle "
    "together, and decisions are made by consent.",
    "contact_email": "hello@calderdale.example",
    "contact_phone": "01632 960 142",
    "contact_address": "The Old Weaving Shed, Canal Street, Hebden Bridge",
}
CLAPTON: dict[str, Any] = {
    "slug": "clapton",
    "name": "Clapton Care Circle",
    "place": "Clapton and Hackney, London",
    "places": ["E5", "E8", "E9"],
    "brand": "#7c3aed",
    "accent": "#db2777",
    "strapline": "Neighbours in Clapton, looking after one another.",
    "about": "Four streets and a tenants' hall: that is where the Clapton circle started. We speak eleven languages "
    "between us. Each person builds a small team they trust, and nobody is sent to a stranger's door.",
    "contact_email": "hello@clapton.example",
    "contact_phone": "020 7946 0718",
    "contact_address": "Millfields Tenants' Hall, Chatsworth Road, London",
}
# June helps her aunt in Calderdale and volunteers in Clapton, where she lives: one account, two circles.
JUNE = Neighbour("June Adeyemi", "june@both.example", ("supporter",))
PEOPLE = {
    "calderdale": [
        Neighbour("Cora Whitworth", "cora@calderdale.example", ("steward", "coordinator"), "founded"),
        Neighbour("Iris Greenhalgh", "iris@calderdale.example", ("supported",)),
        Neighbour("Sol Banerjee", "sol@calderdale.example", ("supporter",)),
        Neighbour("Adah Greenhalgh", "adah@calderdale.example", ("advocate",)),
        Neighbour("Otto Lindqvist", "otto@calderdale.example", (), "met"),
        Neighbour("Fin Ashworth", "fin@calderdale.example", ("finance",)),
        Neighbour("Maureen Sutcliffe", "maureen@calderdale.example", ("supported",), "phoned"),
        Neighbour("Tariq Hussain", "tariq@calderdale.example", ("supporter",)),
        Neighbour("Wendy Crabtree", "wendy@calderdale.example", ("supporter",), "asked"),
        JUNE,
    ],
    "clapton": [
        Neighbour("Vale Okonkwo", "vale@clapton.example", ("steward", "coordinator"), "founded"),
        Neighbour("Rosa Delgado", "rosa@clapton.example", ("supported",)),
        Neighbour("Amina Yusuf", "amina@clapton.example", ("supporter",)),
        Neighbour("Mehmet Kaya", "mehmet@clapton.example", ("supported",), "paper"),
        Neighbour("Shauna Brady", "shauna@clapton.example", ("supporter", "finance")),
        Neighbour("Yossi Adler", "yossi@clapton.example", ("advocate",), "met"),
        JUNE,
    ],
}
# Who is helped by whom.
HELPED = {
    "calderdale": ("Iris Greenhalgh", "Adah Greenhalgh"),
    "clapton": ("Rosa Delgado", "Yossi Adler"),
}
# (address, name, what they can do, circle): printed by `coopbox up`.
SIGN_IN_AS = [
    ("cora@calderdale.example", "Cora", "steward: sees the people of the circle", "Calderdale"),
    ("iris@calderdale.example", "Iris", "gets support", "Calderdale"),
    ("adah@calderdale.example", "Adah", "may act for Iris, her mother", "Calderdale"),
    ("sol@calderdale.example", "Sol", "gives support", "Calderdale"),
    ("vale@clapton.example", "Vale", "steward of Clapton, nobody in Calderdale", "Clapton"),
    ("june@both.example", "June", "belongs to both circles", "Calderdale and Clapton"),
    ("nadia@federation.example", "Nadia", "national director", "the console"),
]

# The national co-op's desk: one officer for each hat. Nadia is printed too, with the console's address.
OFFICERS = [
    ("nadia@federation.example", "Nadia Rahman", "director"),
    ("oskar@federation.example", "Oskar Lind", "operator"),
    ("sana@federation.example", "Sana Mirza", "support"),
    ("stella@federation.example", "Stella Novak", "standards"),
]
CONSOLE = "the console"
STANDARDS = "stella@federation.example"
TERM = timedelta(days=365)
# What both sides agree about the example circles.
FACTS = {CircleFact.Kind.MODE: Mode.HOSTED, CircleFact.Kind.SOCIETY: "national", CircleFact.Kind.CONTROLLER: "national"}


def seed(*, if_empty: bool = False) -> list[CircleRef]:
    """Open the two example circles and welcome their people. Safe to repeat; returns the circles it opened."""
    if if_empty and Circle.objects.using("owner").exists():
        return []
    opened = []
    for known in (CALDERDALE, CLAPTON):
        circle = directory.by_slug(known["slug"])
        if circle is None or circle.state == Circle.State.OPENING:
            circle = circles.open_circle(**known, by=SYSTEM)
            with in_federation():
                standing.begin(circle.id, Standing.Stage.FORMING, by=SYSTEM, why=reasons.AN_EXAMPLE)
            opened.append(circle)
        for neighbour in PEOPLE[known["slug"]]:
            welcome(
                circle, name=neighbour.name, email=neighbour.email, hats=neighbour.hats, how_joined=neighbour.how_joined
            )
        telling_profiles.tell(circle)
        _help(circle, *HELPED[circle.slug])
    _appoint()
    invented_postcodes.invent()
    for circle in opened:
        _sign_and_tick(circle)
        _move_to_open(circle)
        invented_teams.gather(circle)  # last: whether there is paid work is known by now
    homes.refill_spares()
    return opened


def _help(circle: CircleRef, name: str, helper: str) -> None:
    """Somebody has asked another to act for them, who said yes. Safe to repeat."""
    with in_circle(circle):
        person, other = (Person.objects.present().filter(name=each).first() for each in (name, helper))
        if person and other and not Authority.objects.filter(person=person, helper=other).exists():
            asked = helping.ask_for_help(person, other, ["care", "contact", "schedule"], until_on=None, by=person)
            helping.accept(asked, by=other)


def _appoint() -> None:
    """Officers for the national co-op's desk, for a year as everybody there. Safe to repeat."""
    with in_console():
        for email, name, hat in OFFICERS:
            if not Term.objects.filter(officer__email=email).exists():
                give(name=name, email=email, hat=hat, until_on=facts.today() + TERM, by=SYSTEM, said_yes=True)


def _sign_and_tick(circle: CircleRef) -> None:
    """Its steward signs the agreement, and ticks the circle's side of the list, as every group does."""
    with in_circle(circle):
        steward = Person.objects.wearing(Hat.Kind.STEWARD).order_by("id").first()
        assert steward is not None
        says = federation_says()
        here.sign(says, steward.name, wording="plain", by=steward)
        for item in _on_the_list(CIRCLE):
            here.tick(item.code, done=True, by=steward)


def _move_to_open(circle: CircleRef) -> None:
    """The national co-op notes what both sides agree, ticks its side, and lets the circle open."""
    with in_federation():
        officer = Officer.objects.get(email=STANDARDS)
        for kind, value in FACTS.items():
            facts.note(circle.id, kind, value, by=officer, from_on=facts.today(), evidence=reasons.AN_EXAMPLE)
        for item in _on_the_list(NATIONAL):
            standing.tick(circle.id, item.code, by=officer)
        standing.move_stage(circle.id, Standing.Stage.OPEN_HOSTED, by=officer, why=reasons.AN_EXAMPLE)


def _on_the_list(side: str) -> list[Item]:
    """What this side ticks by hand before a circle opens."""
    items = checklist_for(Standing.Stage.FORMING, Standing.Stage.OPEN_HOSTED)
    return [item for item in items if item.side == side and not item.proof]
