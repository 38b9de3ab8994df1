"""What a person reads about who looked at what is known of them."""

from tenant_apps.people.models import Person
from tenant_apps.privacy.models import AccessEvent, Withholding
from tenant_apps.privacy.models.looks import AccessEventQuerySet


def looks_at(person: Person) -> AccessEventQuerySet:
    """Every look at somebody that they may know of, the newest first. What was looked at to keep people safe, and is
    withheld for a recorded reason, is not among them yet."""
    withheld = Withholding.objects.standing().filter(glass__person=person).values("glass")
    hidden = AccessEvent.objects.about(person).filter(glass_id__in=withheld).values("pk")
    return AccessEvent.objects.about(person).exclude(pk__in=hidden)
