"""Who needs a second step when they sign in: whoever has power over others.

Each circle says when somebody takes on an office and when it ends (see `tenant_apps/people/second_step.py`); the
console says it of the national co-op's staff. From then on there are some days of grace to set a second step up.
"""

from datetime import date, timedelta
from uuid import UUID

from django.conf import settings

from kernel.time import now
from shared_apps.identity.models import Account, Office
from tenants.context import in_federation


def holds_office(
    *, account_id: UUID, circle_id: UUID | None, since_on: date, until_on: date | None = None, key: str = ""
) -> None:
    """This account has power over others in that circle, or without one in the national co-op. Safe to say twice."""
    with in_federation():
        if Account.objects.filter(pk=account_id).exists():  # else it was closed meanwhile
            Office.objects.update_or_create(
                account_id=account_id, circle_id=circle_id, defaults={"since_on": since_on, "until_on": until_on}
            )


def holds_no_office(*, account_id: UUID, circle_id: UUID | None, key: str = "") -> None:
    """This account has no power over others there (any more)."""
    with in_federation():
        Office.objects.filter(account_id=account_id, circle_id=circle_id).delete()


def is_in_office(account: Account) -> bool:
    return account.offices.held().exists()


def grace() -> timedelta:
    return timedelta(days=settings.SECOND_STEP_DAYS)


def second_step_by(account: Account) -> date | None:
    """The day from which this account gets nowhere without a second step; None for somebody without an office."""
    since = account.offices.held().order_by("since_on").values_list("since_on", flat=True).first()
    return since + grace() if since is not None else None


def is_grace_over(account: Account) -> bool:
    day = second_step_by(account)
    return day is not None and day <= now().date()
