"""Close an account in every circle, and make two accounts of one human into one.

Facts: `account_id` to close, and `may_write`, the ids of the circles that keep its owner's address; `gone_id` and
`kept_id` to merge. Ids only: the addresses go with the accounts.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict
from kernel.time import now
from provisioning.accounts import ending, joining
from provisioning.running import CalledOff, NotYet, Step, Work, kind
from shared_apps.identity.services import proven_address
from shared_apps.runs.models import Run
from ui.language import spoken_or

MAIL_AGAIN: Final = timedelta(minutes=1)


def _leave(work: Work) -> None:
    """What one circle has against it keeps nobody in the others; the account is kept until all of them are left."""
    left, hindered = ending.leave_circles(UUID(work.facts["account_id"]), may_write=work.facts.get("may_write"))
    work.found["circles"] = work.found.get("circles", 0) + left
    if hindered:
        work.keep()
        raise Conflict("\n".join(hindered), code="cannot_leave")


def _forget(work: Work) -> None:
    account_id = UUID(work.facts["account_id"])
    _tell(
        work,
        account_id,
        _("Your account is closed"),
        _("Hello,\n\nyour account is closed, and the national co-op has forgotten the address, passkeys and devices"
          " of it. Your circles still know you as a member. Those that you allowed to go on writing to you have kept"
          " your address; the others have taken it off. To leave a circle as well, ask its stewards.\n"),
    )  # fmt: skip
    ending.forget_account(account_id)


def _tell_both(work: Work) -> None:
    """The day begins when both mails are on their way, and not before."""
    _tell_surely(
        work,
        _("Two accounts are to become one"),
        _(
            "Hello,\n\nsomebody has proved that both addresses are theirs, and asked to make two accounts one:"
            "\n\n%(gone)s becomes part of %(kept)s.\n\nNothing has changed yet. It is done in 24 hours, and is final"
            " then. If you do not want it, stop it before, from either address:\n\n%(link)s\n\nDid you not ask for"
            " this? Then stop it, sign in, and sign out everywhere.\n"
        ),
    )
    work.found["until"] = (now() + joining.WAITS).isoformat()


def _wait(work: Work) -> None:
    until = datetime.fromisoformat(work.found["until"])
    stopped = joining.STOPPED in Run.objects.get(pk=work.run.pk).facts
    if now() < until and not stopped:
        raise NotYet(until, _("Either address may stop it until then."))


def _shut(work: Work) -> None:
    if why := joining.hindered(work.run) or joining.shut(work.run):
        _tell_surely(
            work,
            _("Your two accounts stay two"),
            _("Hello,\n\nthe accounts %(gone)s and %(kept)s were to become one. That was not done. Both stay as they"
              " were.\n"),
        )  # fmt: skip
        raise CalledOff(why)


def _move(work: Work) -> None:
    work.found["circles"] = work.found.get("circles", 0) + joining.move_people(work.run)


def _forget_gone(work: Work) -> None:
    """Both are told first: whoever is told twice after a crash is better off than who is never told."""
    gone_id = UUID(work.facts["gone_id"])
    if proven_address(gone_id):
        _tell_surely(
            work,
            _("Your two accounts are one now"),
            _("Hello,\n\n%(gone)s is part of the account %(kept)s now. Sign in with %(kept)s from now on. This is"
              " final.\n"),
        )  # fmt: skip
    ending.forget_account(gone_id)


def _tell_surely(work: Work, subject: str | Promise, words: str | Promise) -> None:
    """Nothing goes on untold: what cannot be handed in is tried again until it can."""
    try:
        joining.tell_both(work.run, subject, words)
    except OSError:
        raise NotYet(now() + MAIL_AGAIN, _("The mail cannot be handed in just now.")) from None


def _tell(work: Work, account_id: UUID, subject: str | Promise, words: str | Promise) -> None:
    """Before it is forgotten: whoever is told twice after a crash is better off than who is never told."""
    if address := proven_address(account_id):
        with translation.override(spoken_or(work.facts.get("language", ""), settings.LANGUAGE_CODE)):
            send_mail(f"{settings.FEDERATION_NAME}: {subject}", str(words), None, [address], fail_silently=True)


kind(
    ending.CLOSE,
    _("Close an account"),
    Step("circles", _("Take it off the people of each circle"), _leave),
    Step("account", _("Forget the account"), _forget),
)
kind(
    joining.MERGE,
    _("Make two accounts into one"),
    Step("tell", _("Write to both addresses"), _tell_both),
    Step("wait", _("Wait for a day, in which either address may stop it"), _wait),
    Step("door", _("Shut the account that goes"), _shut),
    Step("circles", _("Give its people to the other account"), _move),
    Step("account", _("Forget the account that goes"), _forget_gone),
)
