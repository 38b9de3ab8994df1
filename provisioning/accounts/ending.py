"""Close an account in every circle. How two accounts become one: `joining`."""

import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM
from kernel.errors import Conflict, Refusal
from shared_apps.identity.models import Account, Office, Ticket
from shared_apps.identity.services import circles_of
from shared_apps.runs import services as runs
from shared_apps.runs.models import Run
from tenant_apps.people import accounts
from tenants import directory
from tenants.context import CircleRef, in_circle, in_federation

log = logging.getLogger(__name__)
CLOSE = "close_account"


def circles_with(account: Account) -> list[CircleRef]:
    """The circles this account has been shown the way to, those that are paused too."""
    known = (directory.by_id(circle_id) for circle_id in circles_of(account))
    return sorted((circle for circle in known if circle is not None), key=lambda circle: circle.name)


def hindrances_to_closing(account: Account) -> list[str]:
    """What must be put right before this account can be closed, in sentences."""
    found = [_("You hold an office in the national co-op. Lay it down first.")] if is_officer(account) else []
    return [str(each) for each in (*found, *ask_each(account, accounts.stands_in_the_way_of_going, account.pk))]


def close(account: Account, *, may_write: Collection[UUID] = ()) -> Run:
    """Shut the door now, and leave every circle in the background. Raises Conflict while something hinders it.

    `may_write` are the circles that keep the address they have for them; all others take it off.
    """
    if hindrances := hindrances_to_closing(account):
        raise Conflict(hindrances[0], code="cannot_close")
    for circle in circles_with(account):
        with in_circle(circle):
            accounts.lay_offices_down(account.pk, by=SYSTEM)
    with _shut(account):
        facts = {"account_id": str(account.pk), "may_write": [str(each) for each in may_write], **_read()}
        return runs.ask(CLOSE, by=account, key=f"{CLOSE}:{account.pk}", facts=facts)


def _read() -> dict[str, str]:
    """The language in which somebody asked for it: so are they told that it is done."""
    return {"language": get_language() or settings.LANGUAGE_CODE}


@contextmanager
def _shut(account: Account) -> Iterator[None]:
    """In one transaction with what is asked for: nobody gets in with this account any more."""
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        yield
        Account.objects.filter(pk=account.pk).update(is_active=False, epoch=F("epoch") + 1)
        Ticket.objects.filter(account_id=account.pk).delete()


def leave_circles(account_id: UUID, *, may_write: Collection[str] | None = None) -> tuple[int, list[str]]:
    """The first step of closing: in each circle the person stays, without a way to sign in. Only circles that
    `may_write` keep the address; where nothing was asked about it, all do.

    Returns how many circles were left, and the sentences of those that could not be: one of them keeps nobody in the
    others. Trouble that nobody foresaw comes back as an exception, when all were tried.
    """
    done, hindered = 0, []
    trouble: Exception | None = None
    for circle in ways_of(account_id):
        try:
            with in_circle(circle):
                keeps = may_write is None or str(circle.id) in may_write
                done += accounts.let_account_go(account_id, by=SYSTEM, may_write=keeps) is not None
        except Refusal as no:
            hindered.append(str(no.sentence))
        except Exception as error:
            log.exception("An account could not be taken off the people of %s", circle.slug)
            trouble = error
    if trouble is not None and not hindered:
        raise trouble
    return done, hindered


def forget_account(account_id: UUID) -> None:
    """The last step: nothing is left of it, neither address nor keys nor devices."""
    with in_federation():
        Account.objects.filter(pk=account_id).delete()


def ways_of(account_id: UUID) -> list[CircleRef]:
    """The circles to go through, for as long as the account is known."""
    with in_federation():
        account = Account.objects.filter(pk=account_id).first()
        return circles_with(account) if account else []


def ask_each(account: Account, question: Callable[..., str], *ids: UUID) -> list[str]:
    """What each circle has to say to a question about this account."""
    answers = []
    for circle in circles_with(account):
        with in_circle(circle):
            answers.append(question(*ids))
    return [answer for answer in answers if answer]


def is_officer(account: Account) -> bool:
    """Whether this account holds an office in the national co-op."""
    return Office.objects.held().filter(account=account, circle=None).exists()
