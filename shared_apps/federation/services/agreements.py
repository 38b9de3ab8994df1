"""Publish a version of the federation agreement, and sign it for a circle."""

import hashlib
import json
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now
from kernel.words import tidy
from shared_apps.federation import policies
from shared_apps.federation.agreement import Wording, clauses_as_json, shipped
from shared_apps.federation.models import AgreementVersion, Signature
from shared_apps.federation.services import facts
from shared_apps.federation.spoken import ENGLISH


def current(*, on: date | None = None) -> AgreementVersion | None:
    """The version in force on that day: today by default. None before the first was published."""
    return AgreementVersion.objects.filter(from_on__lte=on or facts.today()).order_by("-number").first()


def versions() -> list[AgreementVersion]:
    """Every version, the newest first."""
    return list(AgreementVersion.objects.all())


@transaction.atomic
def publish(
    wording: Wording, *, by: Actor, from_on: date, what_changed: str = "", is_material: bool = True
) -> AgreementVersion:
    """Publish the next version of the agreement. It gets the next number and is never changed again."""
    if not policies.can_publish_agreement(require(by)):
        raise NotAllowed(_("Only the national co-op publishes the agreement."))
    last = AgreementVersion.objects.select_for_update().order_by("-number").first()
    clauses = clauses_as_json(wording.clauses)
    if no := facts.slipped(from_on):
        raise RuleBroken(code="year", errors={"from_on": [no]})
    # One for a later day, published by mistake, stands in nobody's way: the newest number counts.
    holds = current()
    if holds is not None and from_on < holds.from_on:
        raise Conflict(_("A newer version is in force by then."), code="not_newer")
    if last is not None and not what_changed.strip():
        raise RuleBroken(code="what_changed", errors={"what_changed": [_("Say what has changed.")]})
    digest = digest_of(clauses)
    if last is not None and _as_told(last) == (wording.title, digest, from_on, what_changed.strip(), is_material):
        return last  # pressed twice
    version = AgreementVersion(
        number=last.number + 1 if last else 1,
        title=wording.title,
        from_on=from_on,
        clauses=clauses,
        what_changed=what_changed.strip(),
        is_material=is_material,
        digest=digest,
    )
    version.noted(now(), by).full_clean()
    version.save(force_insert=True)
    return version


def _as_told(version: AgreementVersion) -> tuple[str, str, date, str, bool]:
    return version.title, version.digest, version.from_on, version.what_changed, version.is_material


def publish_shipped(*, by: Actor) -> AgreementVersion:
    """The wording that comes with Coopbox becomes version 1, unless the national co-op has published one already."""
    first = AgreementVersion.objects.order_by("number").first()
    if first is not None:
        return first
    wording = shipped()
    return publish(wording, by=by, from_on=wording.from_on)


def digest_of(clauses: object) -> str:
    """A fingerprint of what was shown, so that a signature can be held against the words it was for."""
    return hashlib.sha256(json.dumps(clauses, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def sign(
    version: AgreementVersion,
    circle_id: UUID,
    *,
    name: str,
    by: Actor,
    person_id: UUID | None = None,
    wording: str = "plain",
    language: str = ENGLISH,
) -> Signature:
    """Somebody signs the agreement for a circle, by typing their name. Signing again gives the first signature.

    `wording` and `language` say which words they had before them.
    `person_id` is who they are in the circle; None for a founder who signs before the circle knows anybody.
    """
    require(by)
    same = {"version": version, "circle_id": circle_id, "person_id": person_id}
    same |= {} if person_id else {"name": tidy(name)}
    if (signed := Signature.objects.filter(**same).first()) is not None:
        return signed
    signature = Signature(version=version, circle_id=circle_id, person_id=person_id, name=tidy(name), at=now())
    signature.digest, signature.wording, signature.language = version.digest, wording, language
    signature.full_clean()
    signature.save(force_insert=True)
    return signature


def signatures_of(circle_id: UUID) -> list[Signature]:
    """Who signed for the circle, with the version each signed; the earliest first."""
    return list(Signature.objects.filter(circle_id=circle_id).select_related("version"))


def has_signed_what_holds(circle_id: UUID) -> bool:
    """Whether somebody signed the version in force, or one that differs from it only in small things."""
    here = current()
    if here is None:
        return False
    return Signature.objects.filter(circle_id=circle_id, version__number__gte=_last_material(here)).exists()


def _last_material(version: AgreementVersion) -> int:
    """The number of the newest version up to this one that has to be signed."""
    material = AgreementVersion.objects.filter(number__lte=version.number, is_material=True)
    return material.order_by("-number").values_list("number", flat=True).first() or version.number
