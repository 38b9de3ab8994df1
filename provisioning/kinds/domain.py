"""Tell a circle what became of its own domain: it is in use, something is missing, it stopped.

Facts: claim, what. The register has changed already, in the same transaction that asked for this run.
"""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM
from provisioning.kinds.suspend import everywhere
from provisioning.running import CalledOff, Step, Work, kind
from tenant_apps.journal.events import Code
from tenant_apps.journal.models import Entry
from tenant_apps.journal.services import announce
from tenant_apps.site.domain.events import DomainNews
from tenants import directory
from tenants.context import in_circle


def _told(work: Work) -> None:
    """One entry in the circle's journal, whose senders write to the stewards."""
    news = DomainNews(claim_id=UUID(str(work.facts["claim"])), what=Code(str(work.facts["what"])), run_id=work.run.pk)
    circle = directory.by_id(work.run.circle_id) if work.run.circle_id else None
    if circle is None:
        raise CalledOff(_("This circle was closed meanwhile."))
    with in_circle(circle):
        if not Entry.objects.filter(event=news.event_name, payload=news.to_json()).exists():
            announce(news, by=SYSTEM)


DOMAIN = kind(
    "domain",
    _("A circle's own domain"),
    Step("everywhere", _("Waiting until it holds everywhere"), everywhere),
    Step("told", _("Telling the stewards"), _told),
)
