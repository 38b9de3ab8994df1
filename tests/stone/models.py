from uuid import UUID

from django.db import models

from kernel.ids import uuid7
from tenant_apps.people.models import Person
from tenant_apps.vault.fields import LookupField, SealedTextField
from tenants.rows import CircleModel


class Kernel(CircleModel):
    """What is inside a plum, and nobody's business but one person's."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    secret = SealedTextField(max_length=400, blank=True)
    other = SealedTextField(null=True, blank=True)
    secret_lookup = LookupField(of="secret")
    note = models.CharField(max_length=20, blank=True)

    person_id: UUID
