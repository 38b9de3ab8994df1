"""Writing down that somebody looked, before they see it. If it cannot be written, they do not see it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils.translation import gettext_lazy as _

from kernel import requestid
from kernel.actors import SYSTEM, Actor, OnBehalf
from kernel.errors import Refusal
from kernel.sections import Purpose
from tenant_apps.privacy.chain import link_or_wait
from tenant_apps.privacy.decide import Basis, Decision
from tenant_apps.privacy.models import AccessEvent


class NotWrittenDown(Refusal):
    """The log could not be written, so nothing is shown."""

    status = 503
    default_code = "look_not_written"
    default_sentence = _(
        "Who looks at this is written down, and just now it could not be. So nothing is shown. Try again in a while."
    )


def write_down(
    actor: Actor | None,
    decisions: Mapping[UUID, Mapping[str, Decision]],
    purpose: Purpose,
    glasses: Mapping[UUID, UUID] | None = None,
) -> None:
    """Write down every look that has to be: one row for each person and basis, whatever the number of sections."""
    events = list(_events(actor, decisions, purpose, glasses or {}))
    if not events:
        return
    try:
        with transaction.atomic():
            AccessEvent.objects.bulk_create(events)
            link_or_wait(events)
    except DatabaseError as error:
        raise NotWrittenDown from error


def _events(
    actor: Actor | None,
    decisions: Mapping[UUID, Mapping[str, Decision]],
    purpose: Purpose,
    glasses: Mapping[UUID, UUID],
) -> Iterable[AccessEvent]:
    who = _who(actor)
    for subject_id, by_code in decisions.items():
        seen: dict[Basis, list[str]] = {}
        for code, decision in by_code.items():
            if decision.allow and decision.log:
                seen.setdefault(decision.basis, []).append(code)
        for basis, codes in seen.items():
            yield AccessEvent(
                **who,
                subject_id=subject_id,
                sections=sorted(codes),
                purpose=purpose.value,
                basis=basis.value,
                # All that was looked at because it could not wait, also what they need for their task anyway: what is
                # withheld is withheld as a whole.
                glass_id=glasses.get(subject_id),
                request_id=requestid.current() or "",
            )


def _who(actor: Actor | None) -> dict[str, Any]:
    known = SYSTEM if actor is None else actor
    who: dict[str, Any] = {"actor_kind": known.kind, "actor_id": known.id}
    if isinstance(known, OnBehalf):
        who |= {"on_behalf_of": known.on_behalf_of, "authority": known.authority}
    return who
