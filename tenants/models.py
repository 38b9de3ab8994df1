"""The register of circles and of what is kept for them. All of it is federation-wide and holds nobody's care data."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tenants.models import DomainMixin, TenantMixin

from kernel.ids import uuid7
from kernel.words import refuse_control_signs
from tenants.context import CircleRef

_COLOUR = RegexValidator(r"^#[0-9a-f]{6}$", "A colour looks like #0f766e.")


class Circle(TenantMixin):
    """One local community care circle: one schema, one role, one site.

    `schema_name` is opaque and never changes; name, slug and domains are for people and may.
    """

    class State(models.TextChoices):
        OPENING = "opening", _("Being opened")
        OPEN = "open", _("Open")
        SUSPENDED = "suspended", _("Suspended")
        CLOSING = "closing", _("Closing")
        CLOSED = "closed", _("Closed")

    auto_create_schema = False
    auto_drop_schema = False

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    place = models.CharField(max_length=120, blank=True)
    strapline = models.CharField(max_length=200, blank=True)
    about = models.TextField(blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    contact_address = models.CharField(max_length=200, blank=True)
    brand = models.CharField(max_length=7, default="#0f766e", validators=[_COLOUR])
    accent = models.CharField(max_length=7, default="#d97706", validators=[_COLOUR])
    logo = models.CharField(max_length=80, blank=True)  # the name of a picture in the circle's own files
    language = models.CharField(max_length=10, default="en-gb")
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    words = models.JSONField(default=dict, blank=True)  # the circle's own words for ours: {"team": "bubble"}
    places = ArrayField(models.CharField(max_length=60), default=list, blank=True)  # where it is active, to be found by
    features = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    is_listed = models.BooleanField(default=True)
    is_sandbox = models.BooleanField(default=False)  # invented people only, until the federation says yes
    support_until = models.DateTimeField(null=True, blank=True)  # an officer may look at the set-up, and all are told
    time_zone = models.CharField(max_length=40, default="Europe/London")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPENING)
    state_reason = models.CharField(max_length=300, blank=True)
    recipe = models.CharField(max_length=60, default="simple")
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)  # when its notice ends, while it is closing
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name",)

    def clean(self) -> None:
        """What stands in one line can be shown in one line. Raises ValidationError."""
        wrong: dict[str, Any] = {}
        for field in ("name", "place", "strapline", "contact_phone", "contact_address"):
            try:
                refuse_control_signs(getattr(self, field))
            except ValidationError as error:
                wrong[field] = error
        if wrong:
            raise ValidationError(wrong)

    def ref(self, host: str) -> CircleRef:
        """The snapshot every process keeps."""
        special = {"schema": self.schema_name, "host": host, "words": tuple(sorted(self.words.items()))}
        special |= {name: tuple(getattr(self, name)) for name in ("languages", "places", "features")}
        plain = {name: getattr(self, name) for name in CircleRef.__slots__ if name not in special}
        return CircleRef(**plain, **special)

    def __str__(self) -> str:
        return self.name


class Domain(DomainMixin):
    """An address that leads to a circle: exact, lower case, without port or closing dot."""

    created_at = models.DateTimeField(auto_now_add=True)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.domain: str = str(self.domain).lower().rstrip(".")
        super().save(*args, **kwargs)


class Spare(models.Model):
    """An empty home, migrated and ready: the next circle moves into it instead of waiting for tables to be made."""

    schema_name = models.CharField(max_length=63, primary_key=True)
    made_at = models.DateTimeField(auto_now_add=True)


class Directory(models.Model):
    """One row whose number grows with every change to the register, so that processes know when theirs is old."""

    version = models.BigIntegerField(default=1)

    class Meta:
        verbose_name_plural = "directory"


class MigrationStep(models.Model):
    """One migration of the circles' apps: what it says in SQL, captured once on the template.

    `mode`: "replay" sends the captured statements; "executor" runs Django's own executor in each circle (RunPython);
    "loose" sends them one at a time outside a transaction (CREATE INDEX CONCURRENTLY).
    """

    class Mode(models.TextChoices):
        REPLAY = "replay"
        EXECUTOR = "executor"
        LOOSE = "loose"

    number = models.BigAutoField(primary_key=True)
    app = models.CharField(max_length=255)
    name = models.CharField(max_length=255)
    mode = models.CharField(max_length=10, choices=Mode.choices)
    statements = models.JSONField(default=list)
    source = models.CharField(max_length=64, blank=True, db_default="")  # a checksum of its file as it was then
    captured_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("app", "name"), name="tenants_step_once")]


class SchemaState(models.Model):
    """How far one schema (template, spare or circle) has come, and what stopped it."""

    schema_name = models.CharField(max_length=63, primary_key=True)
    at_step = models.BigIntegerField(default=0)
    at_statement = models.IntegerField(default=0)
    begun = models.BooleanField(default=False)  # a loose statement was sent, and nobody knows whether it held
    error = models.TextField(blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
