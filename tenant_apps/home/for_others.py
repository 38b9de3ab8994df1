"""For whom somebody acts, and whose word is waited for there: it waits for the helper's eyes, too."""

from kernel.sections import Scope
from tenant_apps.helping.models import Authority
from tenant_apps.matching.waiting import how_many_wait
from tenant_apps.people.models import Person
from tenant_apps.teams.waiting import waiting_for


def who_waits(helper: Person) -> list[Person]:
    """The people somebody acts for in care whose word something waits for: in finding people, or in a team."""
    rows = Authority.objects.in_force().reaching(Scope.CARE).filter(helper=helper).select_related("person")
    people = {each.person_id: each.person for each in rows}
    return [each for each in people.values() if how_many_wait(each).any or waiting_for(each)]
