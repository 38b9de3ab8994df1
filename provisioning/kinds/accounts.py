"""Close an account in every circle, and make two accounts of one human into one.

Facts: `account_id` to close; `gone_id` and `kept_id` to merge. Ids only: the addresses go with the accounts.
"""

from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from provisioning.accounts import ending
from provisioning.running import Step, Work, kind
from ui.language import spoken_or


def _leave(work: Work) -> None:
    work.found["circles"] = work.found.get("circles", 0) + ending.leave_circles(UUID(work.facts["account_id"]))


def _forget(work: Work) -> None:
    account_id = UUID(work.facts["account_id"])
    _tell(
        work,
        account_id,
        _("Your account is closed"),
        _("Hello,\n\nyour account is closed: your address, passkeys and devices are forgotten. Your circles still"
          " know you as a member. To leave a circle as well, ask its stewards.\n"),
    )  # fmt: skip
    ending.forget_account(account_id)


def _move(work: Work) -> None:
    moved = ending.move_people(UUID(work.facts["gone_id"]), UUID(work.facts["kept_id"]))
    work.found["circles"] = work.found.get("circles", 0) + moved


def _forget_gone(work: Work) -> None:
    gone_id = UUID(work.facts["gone_id"])
    _tell(
        work,
        gone_id,
        _("Your two accounts are one now"),
        _("Hello,\n\nthe account with this address is part of your other one now. Sign in with the other address from"
          " now on.\n"),
    )  # fmt: skip
    ending.forget_account(gone_id)


def _tell(work: Work, account_id: UUID, subject: str | Promise, words: str | Promise) -> None:
    """Before it is forgotten: whoever is told twice after a crash is better off than who is never told."""
    if address := ending.address_of_account(account_id):
        with translation.override(spoken_or(work.facts.get("language", ""), settings.LANGUAGE_CODE)):
            send_mail(f"{settings.FEDERATION_NAME}: {subject}", str(words), None, [address], fail_silently=True)


kind(
    ending.CLOSE,
    _("Close an account"),
    Step("circles", _("Take it off the people of each circle"), _leave),
    Step("account", _("Forget the account"), _forget),
)
kind(
    ending.MERGE,
    _("Make two accounts into one"),
    Step("circles", _("Give its people to the other account"), _move),
    Step("account", _("Forget the account that goes"), _forget_gone),
)
