"""What is given in tests of matching: an open ask, an open offer, answers that somebody shows."""

from typing import Any

from kernel.time import now
from shared_apps.postcodes.models import Area, Loading
from tenant_apps.matching.models import Ask, Offer
from tenant_apps.matching.services import wishes
from tenant_apps.people.models import Person, today
from tenant_apps.profiles.models import Answer
from tenant_apps.profiles.questions import QUESTIONS
from tenants import directory
from tenants.context import in_federation

ASKED_IN = {facet.code: question for question in QUESTIONS.values() for facet in question.facets}


def opens(person: Person, **said: Any) -> Ask:
    """An open ask of somebody."""
    return Ask.objects.create(person=person, state="open", opened_at=now(), title="Some CALDERWORD company", **said)


def gives(person: Person, **said: Any) -> Offer:
    """An open offer of somebody."""
    return wishes.open_up(wishes.begin_offer(person, by=person, **said), by=person)


def answers(person: Person, **facets: list[str]) -> None:
    """What somebody ticked and shows, facet by facet: `languages=["pl"]`."""
    for facet, codes in facets.items():
        code = facet.replace("_", "-")
        question = ASKED_IN[code]
        row = Answer.objects.filter(person=person, question=question.code).first()
        row = row or Answer(person=person, question=question.code, is_shown=True, shown_at=now(), checked_on=today())
        held = dict(row.plain_shown)
        held["facets"] = {**held.get("facets", {}), code: codes}
        row.plain_shown = held
        row.save()


def lie(*areas: tuple[str, float, float]) -> None:
    """These areas are loaded, each so many kilometres east and north of one place in the valley."""
    with in_federation():
        Area.objects.all().delete()
        Area.objects.bulk_create(
            Area(code=code, east=round(east * 1000), north=round(north * 1000)) for code, east, north in areas
        )
        Loading.objects.create(source="invented", postcodes=len(areas), left_out=0, areas=len(areas))
        directory.bump(using="default")
    directory.forget()
    assert directory.all_living()  # a request later, every process knows
