"""Forms on paper, with a code that brings the right one back on the screen."""

import secrets
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import NotAllowed
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person
from tenant_apps.profiles.events import FormPrinted
from tenant_apps.profiles.models import PaperForm
from tenant_apps.profiles.policies import can_write
from tenant_apps.profiles.questions import ORDER
from tenant_apps.profiles.shape import Kind, Question

# Letters and figures that are not mistaken for one another on paper, on the telephone or in handwriting.
LETTERS: Final = "FHKLMQRWY234679"
LENGTH: Final = 8


@transaction.atomic
def make_form(person: Person, kind: Kind, question: Question | None = None, *, by: Actor) -> PaperForm:
    """Make the code for a form that is about to be printed. The same form has the same code, however often printed."""
    asked = question or ORDER[kind][0]
    if not can_write(require(by), person, asked):
        raise NotAllowed(_("Only they themselves, or somebody who writes it down for them, can print this form."))
    what = {"person": person, "profile": kind, "question": question.code if question else ""}
    known = PaperForm.objects.filter(**what).order_by("made_at").first()
    if known is not None:
        return known
    hand = hand_of(by)
    form = PaperForm(**what, code=_fresh(), made_by=hand if isinstance(hand, Person) else None)
    form.full_clean()
    form.save(force_insert=True)
    announce(FormPrinted(person_id=person.pk, form_id=form.pk), by=by)
    return form


def find_form(typed: str, *, by: Actor) -> PaperForm | None:
    """The form with this code, if whoever typed it may write in that profile. Otherwise there is none."""
    code = "".join(sign for sign in typed.upper() if sign in LETTERS)
    if len(code) != LENGTH:
        return None
    found = PaperForm.objects.filter(code=code).select_related("person").first()
    if found is None or not can_write(require(by), found.person, ORDER[Kind(found.profile)][0]):
        return None
    return found


def _fresh() -> str:
    while True:
        code = "".join(secrets.choice(LETTERS) for _sign in range(LENGTH))
        if not PaperForm.objects.filter(code=code).exists():
            return code
