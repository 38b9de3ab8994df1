"""Let the people of the example federation tell of themselves. Safe to repeat: whoever said something is left be."""

from datetime import date, timedelta

from kernel.sections import Audience
from provisioning.invented_profiles import CHECKED, DRAFTS, OPEN, TOLD
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.people.sections import NAME
from tenant_apps.privacy.services import choose_audience, take_stance
from tenant_apps.privacy.words import Preset
from tenant_apps.profiles import services
from tenant_apps.profiles.models import Answer, Check
from tenant_apps.profiles.questions import QUESTIONS
from tenants.context import CircleRef, in_circle

LONG_AGO = timedelta(days=210)


def tell(circle: CircleRef) -> None:
    """Write the profiles of those who live in this circle."""
    with in_circle(circle):
        people = {person.email: person for person in Person.objects.present().filter(email__in=TOLD)}
        for email, person in people.items():
            if not Answer.objects.filter(person=person).exists():
                _write(person, email)
        _check()


def _write(person: Person, email: str) -> None:
    shown = {}
    for code, said in TOLD[email].items():
        answer = services.keep_answer(person, QUESTIONS[code], said, seen=0, by=person)
        if (email, code) not in DRAFTS:
            shown[QUESTIONS[code]] = answer.number
    services.show_answers(person, shown, by=person)
    if email in OPEN:
        take_stance(person, Preset.OPEN, by=person)
        choose_audience(person, NAME.code, Audience.CIRCLE, by=person)
    if email.startswith("iris"):
        # So that there is something to be asked about: is it still right?
        Answer.objects.filter(person=person, question="getting.support").update(checked_on=today() - LONG_AGO)


def _check() -> None:
    steward = Person.objects.able().wearing(Hat.Kind.STEWARD).first()
    if steward is None:
        return
    for email, kind, state, day, route in CHECKED:
        person = Person.objects.present().filter(email=email).first()
        if person is not None and not Check.objects.filter(person=person, kind=kind).exists():
            services.note_check(person, kind, state, date.fromisoformat(day), route=route, by=steward)
