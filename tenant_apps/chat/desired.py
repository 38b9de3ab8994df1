"""Which rooms a circle's chat should have and who should be in each, worked out from teams and circle now."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from django.db.models import Max
from django.utils.translation import gettext as _

from kernel.sections import Audience, section_called
from tenant_apps.chat.models import Login, Room, Server
from tenant_apps.chat.port import Place, Role, Who
from tenant_apps.messaging.gatherings import About, kind_called
from tenant_apps.people.models import Hat, Person
from tenant_apps.privacy.models import Choice
from tenant_apps.teams.models import Team, TeamHat
from tenant_apps.tools.models import Consent
from tenants.context import current_circle

CIRCLE: Final = "circle"
TEAM: Final = "team"
# Who looks after a room of the whole circle.
HOSTS: Final = (Hat.Kind.COORDINATOR, Hat.Kind.STEWARD)


@dataclass(frozen=True)
class Plan:
    """A room as it should be. `was`: the roles that were given there last; `is_open`: whether people write there."""

    room_id: UUID
    place: Place
    people: tuple[tuple[Who, Role], ...]
    was: dict[str, Role]
    is_open: bool
    is_archived: bool


def all_places() -> Iterator[tuple[str, About]]:
    """Every gathering that has a room of its own: the circle, and each living team."""
    yield CIRCLE, None
    for pk in Team.objects.living().order_by("id").values_list("pk", flat=True):
        yield TEAM, pk


def plan_of(server: Server, kind: str, about: About) -> Plan | None:
    """What a room should be now; None for a team that ended before it had one, or that is not there any more."""
    gathering = kind_called(kind)
    team = Team.objects.filter(pk=about).first() if kind == TEAM and about is not None else None
    room = Room.objects.filter(server=server, kind=kind, about=about).first()
    is_there = gathering is not None and (kind == CIRCLE or team is not None)
    is_quiet = gathering is None or not is_there or bool(gathering.why_quiet(about))
    is_open = not is_quiet and server.left_at is None
    if room is None:
        if not is_open:
            return None
        number = (Room.objects.filter(server=server).aggregate(most=Max("number"))["most"] or 0) + 1
        room = Room.objects.create(server=server, kind=kind, about=about, number=number)
    people: dict[UUID, Role] = {}
    if is_there and (team is None or team.is_living):
        people = _people(kind, about)
    return Plan(
        room_id=room.pk,
        place=_place(server, room),
        people=tuple((who, people[who.id]) for who in users_of(server, people)),
        was={remote: Role(role) for remote, role in room.roles.items()},
        is_open=is_open,
        is_archived=room.archived_at is not None,
    )


def name_there(room: Room) -> str:
    """A name that says nothing of anybody: names of rooms stand in notices on locked screens, and admins read them."""
    return f"{current_circle().slug}-{room.kind}" + (f"-{room.number}" if room.about else "")


def _place(server: Server, room: Room) -> Place:
    return Place(str(room.pk), name_there(room), room.kind, room.about, room.remote_id, server.keep_days)


def _people(kind: str, about: About) -> dict[UUID, Role]:
    """Whoever signs in and belongs there. Whoever lives with paper and telephone hears of it in other ways."""
    gathering = kind_called(kind)
    assert gathering is not None
    people = gathering.people(about).filter(suspended_at=None).exclude(account_id=None)
    if kind == TEAM:
        looks_after = TeamHat.objects.worn().filter(team=about, kind=TeamHat.Kind.CHAT_ADMIN).values("person")
        moderators = set(people.filter(pk__in=looks_after).values_list("pk", flat=True))
    else:
        moderators = set(people.wearing(*HOSTS).values_list("pk", flat=True))
    return {pk: Role.MODERATOR if pk in moderators else Role.MEMBER for pk in people.values_list("pk", flat=True)}


def users_of(server: Server, ids: Collection[UUID]) -> list[Who]:
    """Those of them who have, or may be given, a user there; a login is written down for each."""
    people = list(Person.objects.filter(pk__in=list(ids)).order_by("id"))
    known = {login.person_id: login for login in Login.objects.filter(server=server, person__in=people)}
    subjects = _subjects(server, ids)
    hidden = _hidden([person.pk for person in people])
    found = []
    for person in people:
        login = known.get(person.pk)
        if server.sign_in == Server.SignIn.OIDC and person.pk not in subjects:
            continue  # they have not let the chat know them: the first time they open it, they are asked
        if server.sign_in == Server.SignIn.LINK and (login is None or login.agreed_at is None):
            continue
        if login is None:
            username = subjects.get(person.pk) or f"{current_circle().slug}-{uuid4().hex[:10]}"
            login = Login.objects.create(server=server, person=person, username=username)
        email = person.email if server.sign_in == Server.SignIn.LINK else ""
        is_known = login.agreed_at is not None or person.pk in subjects or person.pk not in hidden
        called = person.called if is_known else _("Somebody of the circle")
        remote_id = login.remote_id if login.suspended_at is None else ""
        found.append(Who(person.pk, login.username, called, email, remote_id))
    return found


def _subjects(server: Server, ids: Collection[UUID]) -> dict[UUID, str]:
    """The names by which the circle vouches for people to this tool alone: their usernames there, so that whoever
    signs in with the circle comes to the user who is in their rooms already."""
    if server.sign_in != Server.SignIn.OIDC or server.tool_id is None:
        return {}
    given = Consent.objects.filter(tool=server.tool_id, person__in=list(ids), withdrawn_at=None)
    return {person: str(subject) for person, subject in given.values_list("person", "subject")}


def _hidden(ids: list[UUID]) -> set[UUID]:
    """Whoever keeps their name to fewer people than the circle: all users of a server see each other's names, so
    theirs is told to it only once they said so."""
    name = section_called("people.name")
    chosen = dict(Choice.objects.filter(person__in=ids, section=name.code).values_list("person", "audience"))
    return {each for each in ids if name.clamp(chosen.get(each, name.default)) < Audience.CIRCLE}
