"""What is surely wrong with a web address is said on the page at once. The run that gives it looks at it all again."""

from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from kernel.errors import RuleBroken, Sentence
from kernel.lookalikes import look
from shared_apps.applications.models import Application
from tenants.models import Circle, Domain


def refuse_what_cannot_be_had(slug: str, *, by: UUID | None = None) -> None:
    """Raises RuleBroken, at the field, for an address that is none or another circle's, or a group asked for first.

    `by` is the circle that wants it: what it has or had itself is no other's.
    """
    try:
        import_string(settings.ADDRESS_CHECK)(slug)
    except RuleBroken as no:
        raise _at_its_field(no.sentence, no.code) from None
    held = Application.objects.holding_an_address().filter(~Q(circle_id=by) | Q(circle_id=None), slug=slug)
    others = set(Circle.objects.exclude(pk=by).values_list("slug", flat=True))
    kept = Domain.objects.exclude(tenant_id=by).filter(domain=f"{slug}.{settings.FEDERATION_DOMAIN}")
    if slug in others or held.exists() or kept.exists():
        raise _at_its_field(_("This web address is taken."), "slug_taken")
    like = next((other for other in sorted(others) if look(other) == look(slug)), None)
    if like is not None:
        said = _("This is too easily mistaken for “%(other)s”, another circle.") % {"other": like}
        raise _at_its_field(said, "slug_look_alike")


def _at_its_field(sentence: Sentence, code: str) -> RuleBroken:
    return RuleBroken(code=code, errors={"slug": [str(sentence)]})
