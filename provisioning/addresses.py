"""Which web addresses are had: a circle's own, and those it had before and keeps."""

from uuid import UUID

from django.conf import settings

from provisioning import owner
from provisioning.names import check_letters, check_others
from tenants import directory
from tenants.models import Circle, Domain


def below(slug: str) -> str:
    """The address a circle has below the federation's own."""
    return f"{slug}.{settings.FEDERATION_DOMAIN}"


def had(*, using: str = owner.ALIAS, but_by: UUID | None = None) -> set[str]:
    """Every web address that is some circle's or was and leads there still; not counting those of one circle."""
    slugs = Circle.objects.using(using).exclude(pk=but_by).values_list("slug", flat=True)
    ending = below("")
    hosts = Domain.objects.using(using).exclude(tenant_id=but_by).filter(domain__endswith=ending)
    return {*slugs, *(host.removesuffix(ending) for host in hosts.values_list("domain", flat=True))}


def check_free(slug: str, *, name: str, recipe: str) -> None:
    """Raises RuleBroken when another circle has this address, or one like it.

    A circle of this name that somebody began to open there counts as this one.
    """
    begun = Circle.objects.using(owner.ALIAS).filter(slug=slug, name=name, recipe=recipe, state=Circle.State.OPENING)
    check_others(slug, had(but_by=begun.values_list("pk", flat=True).first()))


def move(circle: Circle, slug: str) -> None:
    """Give a circle another web address. The old one leads there still, and nobody else gets it.

    To be called in the transaction that has the circle's row locked. Raises RuleBroken when it cannot be had. A domain
    of the circle's own stays the one it goes by.
    """
    owner.send(one_at_a_time())
    check_letters(slug)
    check_others(slug, had(but_by=circle.pk))
    domains = Domain.objects.using(owner.ALIAS).filter(tenant=circle)
    goes_by_old = domains.filter(domain=below(circle.slug), is_primary=True).exists()
    if goes_by_old:
        domains.update(is_primary=False)
    if not domains.filter(domain=below(slug)).update(is_primary=goes_by_old):
        made = Domain(domain=below(slug), tenant=circle, is_primary=goes_by_old)
        Domain.objects.using(owner.ALIAS).bulk_create([made])
    circle.slug = slug
    directory.bump()


def one_at_a_time() -> str:
    """The statement with which nobody else gets an address until this transaction ends, so that no two look-alikes
    slip in beside each other."""
    return "SELECT pg_advisory_xact_lock(hashtextextended('coopbox:open', 0))"
