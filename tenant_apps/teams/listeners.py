"""What follows from what happens in teams: letters, and hats that end with whoever left."""

from typing import Any

from kernel.actors import SYSTEM
from kernel.time import now
from tenant_apps.journal.registry import Told, listens_to, sends_for
from tenant_apps.people.events import PersonDied, PersonLeft, PersonSuspended
from tenant_apps.people.models import Person
from tenant_apps.teams.mail import write_to
from tenant_apps.teams.models import Meeting, Team
from tenant_apps.teams.services.minding import end_what_left, say_what_lacks_without
from tenant_apps.teams.telling import TIDINGS, to_be_told
from tenants.context import current_circle, in_circle

# --- what a team does together ----------------------------------------------------------------------------------------


@sends_for(*TIDINGS)
def say_that_something_waits(event: Any, told: Told) -> None:
    """Everybody it concerns but whoever did it, once they can do something about it."""
    circle, tidings = current_circle(), TIDINGS[type(event)]
    with in_circle(circle):
        team = Team.objects.living().filter(pk=event.team_id).first()
        if team is None or is_past(event):
            return
        letters = to_be_told(event, tidings, team, besides=told.actor_id)
    for person, path in letters.items():
        write_to(person, circle, path, tidings.words, key=f"{told.key}.{person.pk}")


def is_past(event: Any) -> bool:
    """Whether it tells of a meeting that took place already: nobody has to come any more."""
    meeting_id = getattr(event, "meeting_id", None)
    return meeting_id is not None and Meeting.objects.filter(pk=meeting_id, at__lte=now()).exists()


@listens_to(PersonLeft, PersonDied)
def end_their_team_hats(event: PersonLeft | PersonDied, told: Told) -> None:
    """Whoever is not of the circle any more wears nothing in its teams."""
    end_what_left(Person.objects.get(pk=event.person_id), by=SYSTEM)


@listens_to(PersonSuspended)
def say_what_rests_with_them(event: PersonSuspended, told: Told) -> None:
    """What somebody does for teams rests while they are suspended, and the teams hear what they lack."""
    say_what_lacks_without(Person.objects.get(pk=event.person_id), by=SYSTEM)
