"""What changes in teams and in the circle is told to the chat at once; the row that says so is written with the change.

The sender writes an errand and tries. When the server is down it stays, whoever must go first; see `services.working`.
"""

from collections.abc import Callable
from typing import Any, Final

from tenant_apps.chat.desired import TEAM
from tenant_apps.chat.events import ChatAgreed, ServerChosen, ServerLeft
from tenant_apps.chat.models import Room, Server
from tenant_apps.chat.services import errands
from tenant_apps.chat.services.errands import Rank
from tenant_apps.chat.services.working import work
from tenant_apps.journal.registry import Told, sends_for
from tenant_apps.people.events import (
    AccountLinked,
    AccountUnlinked,
    HatEnded,
    HatGiven,
    PersonDied,
    PersonLeft,
    PersonResumed,
    PersonReturned,
    PersonSuspended,
)
from tenant_apps.teams.events import (
    AgreementWritten,
    DecisionNoted,
    MeetingCalled,
    MeetingMoved,
    PlaceEnded,
    PlaceTaken,
    TeamEnded,
    TeamFounded,
    TeamGoesOn,
    TeamHatBegan,
    TeamHatEnded,
    TeamRests,
)
from tenant_apps.tools.events import ToolAllowed, ToolStopped
from tenants.context import current_circle, in_circle

# A worker tells many circles; whoever waits for a slow server is not held up for longer.
SECONDS: Final = 15.0


def _and_try(write: Callable[[Server], None], *, at_once: bool = False) -> None:
    """Write down what is owed to the server the circle talks in, and begin with it."""
    with in_circle(current_circle()):
        server = errands.server_in_use()
        if server is not None:
            write(server)
    if server is not None:
        work(SECONDS, at_once=at_once)


@sends_for(PlaceEnded, PersonLeft, PersonDied, PersonSuspended, AccountUnlinked)
def show_them_out(event: Any, told: Told) -> None:
    """Whoever does not belong there any more is out of the room, before anything else that waits."""

    def write(server: Server) -> None:
        if isinstance(event, PlaceEnded):
            errands.out_errand(server, TEAM, event.team_id, event.person_id)
            return
        errands.person_errand(server, event.person_id, Rank.AT_ONCE)
        errands.rooms_of(server, event.person_id, Rank.IN_TURN)

    _and_try(write, at_once=True)


@sends_for(PlaceTaken, TeamFounded, TeamRests, TeamGoesOn, TeamEnded, TeamHatBegan, TeamHatEnded)
def bring_the_team_into_step(event: Any, told: Told) -> None:
    """Its room begins, closes, or has somebody else in it."""
    _and_try(lambda server: errands.room_errand(server, TEAM, event.team_id))


@sends_for(PersonReturned, PersonResumed, AccountLinked, HatGiven, HatEnded, ChatAgreed)
def let_them_in(event: Any, told: Told) -> None:
    """Somebody may come in, again or for the first time, or looks after the circle's room now."""

    def write(server: Server) -> None:
        errands.person_errand(server, event.person_id)
        errands.rooms_of(server, event.person_id, Rank.IN_TURN)

    _and_try(write)


@sends_for(ToolAllowed, ToolStopped)
def follow_what_they_allowed(event: ToolAllowed | ToolStopped, told: Told) -> None:
    """Where people sign in with the circle, whoever lets the chat know them is in it, and nobody else."""

    def write(server: Server) -> None:
        if server.tool_id == event.tool_id:
            rank = Rank.AT_ONCE if isinstance(event, ToolStopped) else Rank.IN_TURN
            errands.person_errand(server, event.person_id, rank)
            errands.rooms_of(server, event.person_id, Rank.IN_TURN)

    _and_try(write)


@sends_for(MeetingCalled, MeetingMoved, DecisionNoted, AgreementWritten)
def say_that_there_is_news(event: Any, told: Told) -> None:
    """That there is something new in the team, with a link; never what, and nobody's name."""
    _and_try(lambda server: errands.post_errand(server, TEAM, event.team_id, told.key, "news"))


@sends_for(ServerChosen)
def begin(event: ServerChosen, told: Told) -> None:
    """All rooms, and the server tells us what is said."""

    def write(server: Server) -> None:
        if server.pk == event.server_id:
            errands.hook_errand(server)
            errands.all_rooms(server, Rank.IN_TURN)

    _and_try(write)


@sends_for(ServerLeft)
def bring_home(event: ServerLeft, told: Told) -> None:
    """What was said there is brought here, and nobody writes there any more."""
    with in_circle(current_circle()):
        server = Server.objects.filter(pk=event.server_id).first()
        if server is None:
            return
        for room in Room.objects.filter(server=server, fetched_at=None).exclude(remote_id="").order_by("id"):
            errands.fetch_errand(server, room)
    work(SECONDS)
