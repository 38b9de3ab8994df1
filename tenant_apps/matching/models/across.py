"""What somebody lets other circles know, what came from them, and two people who may get to know each other."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.letters.models import Agreement
from tenant_apps.matching.models.asks import Ask, Offer
from tenant_apps.people.models import Person
from tenant_apps.vault.fields import SealedTextField
from tenants.rows import CircleModel

Moment = models.DateTimeField


class What(models.TextChoices):
    ASK = "ask", _("Somebody asks for support")
    OFFER = "offer", _("Somebody offers support")


class Detail(models.TextChoices):
    ALIKE = "alike", _("Only what at least five people here could have said")
    AS_IT_IS = "as_it_is", _("What I would like, and when")


class Opening(CircleModel):
    """Somebody lets other circles know of their ask or offer, without who they are.

    Its id is the only name it has elsewhere, and another opening has another. `summary` is what they read there, word
    for word as the person saw it before. `number` grows with each change; `told_number` is what every circle has heard.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="openings")
    # None once it was deleted; the opening is then taken back by itself.
    ask = models.ForeignKey(Ask, on_delete=models.SET_NULL, null=True, blank=True, related_name="openings")
    offer = models.ForeignKey(Offer, on_delete=models.SET_NULL, null=True, blank=True, related_name="openings")
    what = models.CharField(max_length=10, choices=What.choices)
    detail = models.CharField(_("What they may read"), max_length=10, choices=Detail.choices, default=Detail.ALIKE)
    summary: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    # With which circles: the agreements that were in force and chosen then.
    agreements: "ArrayField[list[UUID], list[UUID]]" = ArrayField(models.UUIDField())
    number = models.PositiveIntegerField(default=1)
    told_number = models.PositiveIntegerField(default=0)
    opened_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    person_id: UUID
    ask_id: UUID | None
    offer_id: UUID | None

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="matching_opens_one_thing",
                condition=Q(ask=None) | Q(offer=None),
                violation_error_message=_("Open one ask or one offer."),
            ),
            models.UniqueConstraint(
                fields=("ask",),
                name="matching_ask_opened_once",
                condition=Q(withdrawn_at=None),
                violation_error_message=_("Other circles know of this already."),
            ),
            models.UniqueConstraint(
                fields=("offer",),
                name="matching_offer_opened_once",
                condition=Q(withdrawn_at=None),
                violation_error_message=_("Other circles know of this already."),
            ),
        ]

    def __str__(self) -> str:
        return f"opening {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.withdrawn_at is None


class Afar(CircleModel):
    """What another circle let us know: somebody there asks for or offers support. Withdrawn, nothing of it stays."""

    id = models.UUIDField(primary_key=True, editable=False)  # the same as over there
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=10, choices=What.choices)
    summary: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    number = models.PositiveIntegerField()
    is_withdrawn = models.BooleanField(default=False)
    arrived_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)

    agreement_id: UUID

    class Meta:
        ordering = ("-arrived_at", "-id")

    def __str__(self) -> str:
        return f"afar {self.pk}"


class ContactQuerySet(models.QuerySet["Contact"]):
    def living(self) -> "ContactQuerySet":
        return self.filter(closed_at=None)


class Contact(CircleModel):
    """One of ours and somebody of another circle may get to know each other; each circle keeps its own side.

    `is_ours`: ours was glad first. Who they are is told when both have said yes: by whoever was glad first first, and
    by the other as soon as that came. Once it is closed, neither keeps what the other told.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contacts_afar")
    is_ours = models.BooleanField()
    # Ours was glad of this (`afar`), or theirs was glad of that opening of ours.
    afar = models.UUIDField(null=True, blank=True)
    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, null=True, blank=True, related_name="contacts")
    # A few words without a name, that the other side reads before it decides.
    words = SealedTextField(whose="person", max_length=300, blank=True)
    # What ours lets the other know once both said yes; and what the other told.
    tells = SealedTextField(whose="person", max_length=500, blank=True)
    told = SealedTextField(whose="person", max_length=500, blank=True)
    number = models.PositiveIntegerField(default=1)
    told_number = models.PositiveIntegerField(default=0)
    heard_number = models.PositiveIntegerField(default=0)
    we_said_yes_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    they_said_yes_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    began_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    reminded_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    closed_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    person_id: UUID
    agreement_id: UUID
    opening_id: UUID | None
    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ("-began_at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="matching_contact_is_about_one_thing",
                condition=Q(is_ours=True, afar__isnull=False, opening=None)
                | Q(is_ours=False, afar=None, opening__isnull=False),
                violation_error_message=_("A contact is about one ask or offer."),
            ),
            models.UniqueConstraint(
                fields=("person", "afar"),
                name="matching_glad_once",
                condition=Q(closed_at=None, is_ours=True),
                violation_error_message=_("You have said so already."),
            ),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"

    @property
    def is_mutual(self) -> bool:
        return self.we_said_yes_at is not None and self.they_said_yes_at is not None

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def waits_for_us(self) -> bool:
        return not self.is_closed and self.we_said_yes_at is None
