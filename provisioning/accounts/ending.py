"""Close an account in every circle, or let one account take over what another had."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM
from kernel.errors import Conflict
from shared_apps.identity.models import Account, Office, Ticket
from shared_apps.identity.services import circles_of, link_circle
from shared_apps.runs import services as runs
from shared_apps.runs.models import Run
from tenant_apps.people import accounts
from tenants import directory
from tenants.context import CircleRef, in_circle, in_federation

CLOSE, MERGE = "close_account", "merge_accounts"


def circles_with(account: Account) -> list[CircleRef]:
    """The circles this account has been shown the way to, those that are paused too."""
    known = (directory.by_id(circle_id) for circle_id in circles_of(account))
    return sorted((circle for circle in known if circle is not None), key=lambda circle: circle.name)


def hindrances_to_closing(account: Account) -> list[str]:
    """What must be put right before this account can be closed, in sentences."""
    found = [_("You hold an office in the national co-op. Lay it down first.")] if _is_officer(account) else []
    return [str(each) for each in (*found, *_ask_each(account, accounts.stands_in_the_way_of_going, account.pk))]


def hindrances_to_merging(gone: Account, kept: Account) -> list[str]:
    """What must be put right before the one account can become part of the other, in sentences."""
    found = [_("The account that goes holds an office in the national co-op. Begin with that account instead.")]
    asked = _ask_each(gone, accounts.stands_in_the_way_of_moving, gone.pk, kept.pk)
    return [str(each) for each in (*(found if _is_officer(gone) else []), *asked)]


def close(account: Account) -> Run:
    """Shut the door now, and leave every circle in the background. Raises Conflict while something hinders it."""
    if hindrances := hindrances_to_closing(account):
        raise Conflict(hindrances[0], code="cannot_close")
    with _shut(account):
        facts = {"account_id": str(account.pk), **_read()}
        return runs.ask(CLOSE, by=account, key=f"{CLOSE}:{account.pk}", facts=facts)


def merge(gone: Account, kept: Account) -> Run:
    """Shut the door of the one account now, and give its people to the other in the background."""
    if gone.pk == kept.pk:
        raise Conflict(_("That is one and the same account."), code="same_account")
    if hindrances := hindrances_to_merging(gone, kept):
        raise Conflict(hindrances[0], code="cannot_merge")
    facts = {"gone_id": str(gone.pk), "kept_id": str(kept.pk), **_read()}
    with _shut(gone):
        return runs.ask(MERGE, by=kept, key=f"{MERGE}:{gone.pk}:{uuid4().hex}", facts=facts)


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


def leave_circles(account_id: UUID) -> int:
    """The first step of closing: in each circle the person stays, without a way to sign in. Returns how many."""
    return _in_each(account_id, lambda circle: accounts.let_account_go(account_id, by=SYSTEM) is not None)


def move_people(gone_id: UUID, kept_id: UUID) -> int:
    """The first step of merging: in each circle the person signs in with the account that is kept."""

    def move(circle: CircleRef) -> bool:
        return accounts.move_account(gone_id, kept_id, by=SYSTEM) is not None

    return _in_each(gone_id, move, kept_id)


def address_of_account(account_id: UUID) -> str:
    """Where to write to, while there is still somebody to write to; empty afterwards."""
    with in_federation():
        return Account.objects.filter(pk=account_id).values_list("email", flat=True).first() or ""


def forget_account(account_id: UUID) -> None:
    """The last step: nothing is left of it, neither address nor keys nor devices."""
    with in_federation():
        Account.objects.filter(pk=account_id).delete()


def _in_each(account_id: UUID, do: Callable[[CircleRef], bool], kept_id: UUID | None = None) -> int:
    done = 0
    with in_federation():
        account = Account.objects.filter(pk=account_id).first()
        ways = circles_with(account) if account else []
    for circle in ways:
        with in_circle(circle):
            done += do(circle)
        if kept_id is not None:
            link_circle(account_id=kept_id, circle_id=circle.id)
    return done


def _ask_each(account: Account, question: Callable[..., str], *ids: UUID) -> list[str]:
    answers = []
    for circle in circles_with(account):
        with in_circle(circle):
            answers.append(question(*ids))
    return [answer for answer in answers if answer]


def _is_officer(account: Account) -> bool:
    return Office.objects.held().filter(account=account, circle=None).exists()
