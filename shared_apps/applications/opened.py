"""What the opening of a circle asks of its application, and tells it."""

from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.actors import SYSTEM
from kernel.errors import NotFound
from kernel.time import now
from shared_apps.applications.models import Application
from shared_apps.applications.services import Founder, locked
from shared_apps.federation import reasons
from shared_apps.federation.models import AgreementVersion, CircleFact, Standing
from shared_apps.federation.services import agreements, facts, standing
from tenants.context import in_federation

SOMEBODY: Final = {"name": "", "email": ""}
"""A steward who was named, and is forgotten here since the circle asks them itself."""


def what_to_open(application_id: UUID) -> dict[str, Any]:
    """What a circle is to be opened with: plain values by the names the register knows, its stewards, its picture."""
    with in_federation():
        found = Application.objects.filter(pk=application_id).first()
        if found is None:
            raise NotFound(_("There is no such application any more."))
        logo = found.logos.filter(fingerprint=found.logo).first() if found.logo else None
    return {
        "slug": found.slug,
        "name": found.name,
        "place": found.place,
        "places": list(found.places),
        "brand": found.brand,
        "accent": found.accent,
        "language": found.language,
        "recipe": found.recipe,
        "copy_of": str(found.copy_of) if found.copy_of else "",
        "stewards": [dict(steward) for steward in found.stewards],
        "is_sandbox": found.is_sandbox,
        "contact_email": found.email,
        "logo": bytes(logo.png) if logo else None,
    }


@transaction.atomic
def circle_opened(application_id: UUID, circle_id: UUID) -> None:
    """Note which circle came of it, begin its record at the federation, and sign what was agreed. Safe to repeat.

    Whoever was named beside the first steward is asked by the circle from now on, and forgotten here: only that there
    was somebody stays.

    What it says it is before the law is noted only once somebody approved, or nobody has to.
    """
    application = locked(application_id)
    Application.objects.filter(pk=application.pk, circle_id=None).update(circle_id=circle_id)
    others = [SOMEBODY for _each in application.stewards[1:]]
    Application.objects.filter(pk=application.pk).update(stewards=[*application.stewards[:1], *others])
    standing.begin(circle_id, Standing.Stage.FORMING, by=SYSTEM, why=reasons.APPLIED)
    version = AgreementVersion.objects.get(number=application.agreement or 0)
    agreements.sign(
        version,
        circle_id,
        name=application.agreed_by,
        by=Founder(application.pk),
        wording=application.wording,
        language=application.shown_in,
    )
    if application.state == Application.State.APPROVED:
        note_what_it_is(application_id, circle_id)


@transaction.atomic
def note_what_it_is(application_id: UUID, circle_id: UUID) -> None:
    """Both sides agree now: keep as facts of the circle what its application said, with evidence. Safe to repeat."""
    application = locked(application_id)
    known = facts.known(circle_id)
    for kind in (CircleFact.Kind.MODE, CircleFact.Kind.SOCIETY):
        if kind in known:
            continue
        facts.note(
            circle_id,
            kind,
            getattr(application, kind),
            by=SYSTEM,
            from_on=getattr(application, f"{kind}_since") or (application.sent_at or now()).date(),
            evidence=getattr(application, f"{kind}_evidence") or reasons.AS_APPLIED,
            details=_details(application) if kind == CircleFact.Kind.SOCIETY else "",
        )


def _details(application: Application) -> str:
    return ", ".join(part for part in (application.society_name, application.society_number) if part)
