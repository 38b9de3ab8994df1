"""What each page and verb of the desk is called in the record."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

CALLED: Final[dict[str, Words]] = {
    "overview": _("Overview"),
    "circles": _("List of circles"),
    "open_circle": _("Open a circle"),
    "circle": _("A circle"),
    "circle_history": _("A circle's history"),
    "suspend": _("Pause a circle"),
    "resume": _("Let a circle go on"),
    "rename": _("Rename a circle"),
    "steward": _("Give a circle a steward again"),
    "vouch": _("Vouch for a lost second step"),
    "close": _("Close a circle"),
    "recover": _("Bring a circle back"),
    "stage": _("Move a circle to another stage"),
    "tick": _("Tick on a checklist"),
    "plan": _("A circle's plan"),
    "fact": _("A fact of a circle"),
    "applications": _("List of applications"),
    "application": _("An application"),
    "ask_back": _("Question to a group"),
    "approve": _("Approve an application"),
    "refuse": _("Refuse an application"),
    "runs": _("List of runs"),
    "run": _("A run"),
    "run_progress": _("How far a run is"),
    "run_retry": _("Try a run again"),
    "run_cancel": _("Call a run off"),
    "run_give_up": _("Give a run up"),
    "announcements": _("List of announcements"),
    "announcement": _("An announcement"),
    "announce": _("Write an announcement"),
    "withdraw": _("Take an announcement back"),
    "incidents": _("List of incidents"),
    "incident": _("An incident"),
    "open_incident": _("Tell of an incident"),
    "agreements": _("List of agreements"),
    "agreement": _("An agreement"),
    "publish": _("Publish an agreement"),
    "features": _("Features"),
    "figures": _("Figures"),
    "support": _("List of support sessions"),
    "support_ask": _("Ask to look into a circle"),
    "support_session": _("A support session"),
    "support_end": _("End a support session"),
    "support_look": _("A page in a support session"),
    "support_over": _("End of a support session"),
    "officers": _("List of officers"),
    "officer_give": _("Give a hat"),
    "officer_end": _("End a hat"),
    "own_hats": _("One's own hats"),
    "answer_hat": _("Answer to a hat"),
    "officer_add": _("Give a hat, by command"),
    "officer_vouch": _("Vouch for somebody who lost their second step, by command"),
    "steward_at_once": _("Make somebody steward at once, by command"),
    "record": _("This record"),
}


def entry_in_words(what: str) -> Words:
    return CALLED.get(what, what)
