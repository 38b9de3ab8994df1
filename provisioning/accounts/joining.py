"""Make two accounts of one human into one: asked for with proof of both, held back for a day, then final.

Nothing is changed while it waits: both accounts stay as they are, both addresses are told at once, and whoever reads
the mail of either may stop it. So nothing ever has to be taken apart again: see decision 24.
"""

from datetime import timedelta
from typing import Final
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotFound
from kernel.time import now
from provisioning.accounts import ending
from shared_apps.identity import merging
from shared_apps.identity.models import Account, Ticket
from shared_apps.identity.services import link_circle
from shared_apps.runs import services as runs
from shared_apps.runs.models import Run
from tenant_apps.people import accounts
from tenants.context import CircleRef, address_of, in_circle, in_federation
from ui.language import spoken_or

MERGE: Final = "merge_accounts"
WAITS: Final = timedelta(hours=24)
STOPPED: Final = "stopped_at"
CLOSED: Final = _("One of the two accounts is closed.")
WAITING: Final = _("This was asked for already, and waits. Both addresses have a mail about it.")
TOO_LATE: Final = _("It is too late to stop this: the two accounts are one by now.")


def hindrances(gone: Account, kept: Account) -> list[str]:
    """What must be put right before the one account can become part of the other, in sentences."""
    found = []
    if ending.is_officer(gone):
        found.append(_("The account that goes holds an office in the national co-op. Begin with that account instead."))
    asked = ending.ask_each(gone, accounts.stands_in_the_way_of_moving, gone.pk, kept.pk)
    return [str(each) for each in (*found, *asked)]


def ask(gone: Account, kept: Account) -> Run:
    """Write down that two accounts shall be one. Both addresses are told; nothing else happens for a day."""
    if gone.pk == kept.pk:
        raise Conflict(_("That is one and the same account."), code="same_account")
    if found := hindrances(gone, kept):
        raise Conflict(found[0], code="cannot_merge")
    language = get_language() or settings.LANGUAGE_CODE
    facts = {"gone_id": str(gone.pk), "kept_id": str(kept.pk), "language": language}
    with transaction.atomic():
        both = Account.objects.select_for_update().filter(pk__in=(gone.pk, kept.pk), is_active=True).order_by("pk")
        if len(both) < 2:
            raise Conflict(CLOSED, code="cannot_merge")
        if waiting_for(gone) or waiting_for(kept):
            raise Conflict(WAITING, code="waits")
        return runs.ask(MERGE, by=kept, key=f"{MERGE}:{gone.pk}:{now().isoformat()}", facts=facts)


def waiting_for(account: Account) -> Run | None:
    """The merging this account is a part of that is not over and was not stopped."""
    mine = Q(facts__gone_id=str(account.pk)) | Q(facts__kept_id=str(account.pk))
    return Run.objects.under_way().filter(mine, kind=MERGE).exclude(facts__has_key=STOPPED).first()


def run_of(note: str) -> Run:
    """The merging a mail's link is about. Raises NotFound for a link that is none."""
    number = merging.run_in(note)
    run = Run.objects.filter(pk=number, kind=MERGE).first() if number else None
    if run is None:
        raise NotFound
    return run


def can_be_stopped(run: Run) -> bool:
    """Whether nothing has been changed yet."""
    gone = Account.objects.filter(pk=UUID(run.facts["gone_id"]), is_active=True)
    return run.state not in (Run.State.DONE, Run.State.CANCELLED) and gone.exists()


@transaction.atomic
def stop(run: Run) -> Run:
    """Whoever reads the mail of either address does not want it: both accounts stay as they are. Safe to repeat."""
    run = Run.objects.select_for_update().get(pk=run.pk)
    if STOPPED in run.facts:
        return run
    if not can_be_stopped(run):
        raise Conflict(TOO_LATE, code="too_late")
    run.facts[STOPPED] = now().isoformat()
    run.due_at = now()  # so that it ends as soon as a worker comes by
    run.save(update_fields=["facts", "due_at"])
    return run


def shut(run: Run) -> str:
    """The day is over: shut the door of the account that goes. Says why not, if it has become impossible.

    It holds the same row as `stop`, so that of the two only one happens. Safe to repeat.
    """
    with in_federation(), transaction.atomic():
        facts = Run.objects.select_for_update().get(pk=run.pk).facts
        if STOPPED in facts:
            return str(_("It was stopped by mail."))
        both = {each.pk: each for each in Account.objects.select_for_update().filter(pk__in=_both(run)).order_by("pk")}
        gone, kept = (both.get(number) for number in _both(run))
        if gone is None or kept is None or not kept.is_active:
            return str(CLOSED)
        if not gone.is_active:
            return ""  # shut before
        Account.objects.filter(pk=gone.pk).update(is_active=False, epoch=F("epoch") + 1)
        Ticket.objects.filter(account_id=gone.pk).delete()
    return ""


def hindered(run: Run) -> str:
    """Why it has become impossible while it waited; empty when nothing stands in the way."""
    with in_federation():
        both = {each.pk: each for each in Account.objects.filter(pk__in=_both(run))}
        gone, kept = (both.get(number) for number in _both(run))
    if gone is None or kept is None or not gone.is_active:
        return ""  # `shut` knows
    return next(iter(hindrances(gone, kept)), "")


def move_people(run: Run) -> int:
    """In each circle the person signs in with the account that is kept. Returns how many."""
    gone_id, kept_id = _both(run)

    def move(circle: CircleRef) -> bool:
        with in_circle(circle):
            moved = accounts.move_account(gone_id, kept_id, by=SYSTEM) is not None
        link_circle(account_id=kept_id, circle_id=circle.id)
        return moved

    return sum(map(move, ending.ways_of(gone_id)))


def tell_both(run: Run, subject: str | Promise, words: str | Promise) -> None:
    """Write to both addresses, each in the language of its account. Raises OSError when a mail cannot be handed in."""
    with in_federation():
        people = {each.pk: each for each in Account.objects.filter(pk__in=_both(run))}
    addresses = {name: people[number].email for name, number in zip(("gone", "kept"), _both(run), strict=True)}
    link = f"{address_of(settings.SIGN_IN_HOST)}/account/merge/stop/{quote(merging.stop_note(run.pk))}/"
    for account in people.values():
        with translation.override(spoken_or(account.language or run.facts["language"], settings.LANGUAGE_CODE)):
            said = str(words) % {**addresses, "link": link}
            send_mail(f"{settings.FEDERATION_NAME}: {subject}", said, None, [account.email])


def _both(run: Run) -> tuple[UUID, UUID]:
    return UUID(run.facts["gone_id"]), UUID(run.facts["kept_id"])
