"""Tools that people sign in to with their circle, what they allowed them to know, and what is open just now."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.words import refuse_control_signs
from tenant_apps.entry.models import CircleSession
from tenant_apps.people.models import Person
from tenants.rows import CircleModel

Moment = models.DateTimeField


class ToolQuerySet(models.QuerySet["Tool"]):
    def in_use(self) -> "ToolQuerySet":
        return self.filter(removed_at=None)


class Tool(CircleModel):
    """A program of the circle that leaves signing in to it. Its id is its client id; its secret is kept as a hash."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("Name"), max_length=60, validators=[refuse_control_signs])
    redirect_uris: "ArrayField[list[str], list[str]]" = ArrayField(models.CharField(max_length=400))
    wants_email = models.BooleanField(default=False)
    secret_hash = models.BinaryField(max_length=32)
    added_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    removed_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    objects = ToolQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return f"tool {self.pk}"


class Consent(CircleModel):
    """A person lets a tool know who they are. `subject` names them to this tool and to no other, for as long as both
    are here: taken back and given again it is the same."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="consents")
    subject = models.UUIDField(default=uuid4, unique=True, editable=False)
    with_email = models.BooleanField(default=False)
    given_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    withdrawn_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("person", "tool"), name="tools_one_consent_each")]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class Code(CircleModel):
    """What a browser carries to a tool: good once, for a minute, with the verifier, while the session lasts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code_hash = models.BinaryField(max_length=32, unique=True)
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="codes")
    session = models.ForeignKey(CircleSession, on_delete=models.CASCADE, related_name="+")
    redirect_uri = models.CharField(max_length=400)
    challenge = models.CharField(max_length=43)
    nonce = models.CharField(max_length=200, blank=True)
    scopes: "ArrayField[list[str], list[str]]" = ArrayField(models.CharField(max_length=20))
    expires_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(db_index=True)
    used_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    def __str__(self) -> str:
        return f"code {self.pk}"


class OpenToken(CircleModel):
    """What a tool shows to ask again who somebody is. It ends with the session, the consent, the tool or the person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    token_hash = models.BinaryField(max_length=32, unique=True)
    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="tokens")
    expires_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(db_index=True)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    code_id: UUID

    def __str__(self) -> str:
        return f"token {self.pk}"


class SigningKey(CircleModel):
    """A key of this circle with which it vouches for its people. The private half is sealed for this deployment."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    public = models.JSONField()
    sealed = models.BinaryField()
    made_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return f"key {self.pk}"
