"""What privacy asks: how far a helper may see, now."""

from collections.abc import Collection

from kernel.actors import OnBehalf
from tenant_apps.helping.acting import acting_under
from tenant_apps.people.models import Person
from tenant_apps.privacy.relations import delegate_source


@delegate_source
def scopes_of(actor: OnBehalf) -> Collection[str]:
    """What the authority reaches to that they act under, if it is in force and about this very person."""
    helper = actor.helper
    found = acting_under(helper, actor.authority) if isinstance(helper, Person) else None
    return found.scopes if found is not None and found.person.pk == actor.on_behalf_of else ()
