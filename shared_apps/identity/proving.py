"""What somebody has proved in this browser, as django-allauth wrote it down while they signed in."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from shared_apps.identity.proof import NOTHING_PROVED, Proof, Way

BY_TYPE: Final = {"webauthn": Way.PASSKEY, "totp": Way.APP, "recovery_codes": Way.RECOVERY}
BY_METHOD: Final = {"code": Way.CODE, "password": Way.PASSWORD}


def proof_of(request: HttpRequest) -> Proof:
    """When and in which ways whoever is signed in here proved who they are, since they signed in."""
    if not request.user.is_authenticated:
        return NOTHING_PROVED
    records = [(way, record["at"]) for record in get_authentication_records(request, request.user)
               if (way := _way(record)) is not None]  # fmt: skip
    if not records:
        return NOTHING_PROVED
    ways = tuple(dict.fromkeys(str(way) for way, _at in records))
    return Proof(datetime.fromtimestamp(max(at for _way, at in records), tz=UTC), ways)


def _way(record: Mapping[str, Any]) -> Way | None:
    if record.get("method") == "mfa":
        return BY_TYPE.get(record.get("type", ""))
    return BY_METHOD.get(record.get("method", ""))
