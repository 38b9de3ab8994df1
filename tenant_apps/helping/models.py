"""The recorded right to act for somebody, its evidence, and whether they can decide for themselves."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.ids import uuid7
from kernel.sections import Scope
from kernel.time import now
from tenant_apps.helping.bases import GROUNDS, Basis, Ground
from tenant_apps.people.models import Person, today
from tenant_apps.vault.fields import LookupField, SealedTextField
from tenants.rows import CircleModel

Moment = models.DateTimeField
LOOK_BEFORE: Final = 30
"""So many days before its day it is said that something has to be looked at."""
SCOPE_WORDS = {
    Scope.CARE: _("Care and daily life"),
    Scope.HEALTH: pgettext_lazy("of a person", "Health"),
    Scope.CONTACT: _("How to reach them"),
    Scope.SCHEDULE: _("Times and visits"),
    Scope.MONEY: _("Money"),
    Scope.ACCESS_LOG: _("Who looked at their information"),
    Scope.DATA_REQUEST: _("Asking for all their information"),
}


def letters_and_digits(number: str) -> str:
    """However its groups were parted, it is the same number."""
    return "".join(sign for sign in number.casefold() if sign.isalnum())


class AuthorityQuerySet(models.QuerySet["Authority"]):
    def living(self) -> "AuthorityQuerySet":
        """Those nobody has ended, refused or stepped down from."""
        return self.filter(ended_at=None)

    def in_force(self, on: date | None = None) -> "AuthorityQuerySet":
        """Those somebody may act under now: agreed to, checked, within their days, both people here, and fitting to
        whether the person can decide for themselves."""
        day = on or today()
        lacking = Exists(Capacity.objects.filter(person=OuterRef("person"), can_decide=False, ended_at=None))
        with_it = [basis for basis, ground in GROUNDS.items() if ground.with_capacity]
        without_it = [basis for basis, ground in GROUNDS.items() if ground.without_capacity]
        unchecked = [basis for basis, ground in GROUNDS.items() if not ground.needs_check]
        checked = Q(checked_at__isnull=False) | Q(basis__in=unchecked)
        return (
            self.living()
            .alias(lacks=lacking)
            .filter(Q(until_on=None) | Q(until_on__gt=day), checked, from_on__lte=day, accepted_at__isnull=False)
            .filter(Q(lacks=False, basis__in=with_it) | Q(lacks=True, basis__in=without_it))
            .filter(helper__left_at=None, helper__suspended_at=None, person__left_at=None)
        )

    def reaching(self, scope: str) -> "AuthorityQuerySet":
        return self.filter(scopes__contains=[scope])


class Authority(CircleModel):
    """One person may act for another: on what ground, how far, alone or only together with others, and until when."""

    class How(models.TextChoices):
        ALONE = "alone", _("They may act by themselves")
        TOGETHER = "together", _("Only together with the others")

    class Ended(models.TextChoices):
        WITHDRAWN = "withdrawn", _("Taken back by the person")
        STEPPED_DOWN = "stepped_down", _("The helper stepped down")
        REFUSED = "refused", _("The helper said no")
        NOT_PROVED = "not_proved", _("The check did not bear it out")
        CONCERN = "concern", _("A worry about how it was used")
        REPLACED = "replaced", _("Another one took its place")
        DIED = "died", _("The person died")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="authorities")
    helper = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="helping")
    basis = models.CharField(_("On what ground"), max_length=20, choices=Basis.choices)
    scopes: "ArrayField[list[str], list[str]]" = ArrayField(models.CharField(max_length=20))
    how = models.CharField(_("Alone or together"), max_length=10, choices=How.choices, default=How.ALONE)
    # The number on a power of attorney or a court's order. Locked, and found again only by the very same number.
    reference = SealedTextField(_("Its number"), max_length=60, blank=True)
    reference_lookup = LookupField(of="reference", plain=letters_and_digits)
    note = SealedTextField(_("What it says besides"), max_length=1000, blank=True)
    from_on: "models.DateField[date, date]" = models.DateField(_("From"))
    until_on: "models.DateField[date | None, date | None]" = models.DateField(_("Until"), null=True, blank=True)
    review_on: "models.DateField[date, date]" = models.DateField(_("Look at it again on"))
    reminded_on: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    accepted_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    # Where nobody who looks after authorities is free to check it, a steward names somebody for this one.
    checker = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_why = models.CharField(max_length=20, choices=Ended.choices, blank=True)

    person_id: UUID
    helper_id: UUID
    recorded_by_id: UUID | None
    checker_id: UUID | None
    objects = AuthorityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "authorities"
        ordering = ("-id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="helping_nobody_helps_themselves",
                condition=~Q(person=F("helper")),
                violation_error_message=_("Nobody needs an authority to act for themselves."),
            ),
            models.CheckConstraint(
                name="helping_ends_after_it_begins",
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                violation_error_message=_("It cannot end before it begins."),
            ),
            models.CheckConstraint(
                name="helping_reaches_to_something",
                condition=Q(scopes__len__gt=0),
                violation_error_message=_("Choose at least one thing it reaches to."),
            ),
            models.CheckConstraint(
                name="helping_ended_says_why",
                condition=Q(ended_at=None, ended_why="") | Q(ended_at__isnull=False) & ~Q(ended_why=""),
                violation_error_message=_("What has ended says why."),
            ),
            models.CheckConstraint(
                name="helping_nobody_checks_their_own",
                condition=Q(checked_by=None) | ~Q(checked_by=F("helper")) & ~Q(checked_by=F("person")),
                violation_error_message=_("Somebody else checks it: neither the helper nor the person."),
            ),
            models.CheckConstraint(
                name="helping_checker_had_no_hand_in_it",
                condition=Q(checker=None)
                | ~Q(checker=F("helper"))
                & ~Q(checker=F("person"))
                & (Q(recorded_by=None) | ~Q(checker=F("recorded_by"))),
                violation_error_message=_(
                    "Choose somebody else: not the helper, not the person, and not who wrote it down."
                ),
            ),
            models.UniqueConstraint(
                fields=("person", "helper", "basis"),
                condition=Q(ended_at=None),
                name="helping_one_of_a_kind_at_a_time",
                violation_error_message=_("There is one of this kind for these two already. End it first."),
            ),
        ]

    def __str__(self) -> str:
        return f"authority {self.pk}"

    @property
    def ground(self) -> Ground:
        return GROUNDS[self.basis]

    @property
    def reaches_to(self) -> list[str]:
        """What it reaches to, in words."""
        return [str(words) for scope, words in SCOPE_WORDS.items() if scope in self.scopes]

    @property
    def asks_for_a_look(self) -> bool:
        """Whether its day of review is near or past, and that is not simply its end."""
        is_near = self.review_on <= today() + timedelta(days=LOOK_BEFORE) and self.review_on != self.until_on
        return is_near and self.ended_at is None and self.accepted_at is not None and not self.waits_for_check

    @property
    def waits_for_check(self) -> bool:
        return self.ground.needs_check and self.checked_at is None


class Evidence(CircleModel):
    """A paper that bears an authority out, locked for the person it is about."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="evidence")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    key = SealedTextField(max_length=64)
    called = SealedTextField(_("Name of the file"), max_length=200)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    kept_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    kept_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class Yes(CircleModel):
    """One of several who act only together says yes for a day. When all have, each may act on that day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="yeses")
    on: "models.DateField[date, date]" = models.DateField()

    class Meta:
        verbose_name_plural = "yeses"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("authority", "on"), name="helping_one_yes_a_day"),
        ]

    def __str__(self) -> str:
        return f"yes {self.pk}"


class Capacity(CircleModel):
    """Whether somebody can decide for themselves, as it was assessed. Nobody lacks it until that was written down."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    can_decide = models.BooleanField(_("Can decide for themselves"))
    why = SealedTextField(_("How this was assessed, and by whom"), max_length=2000)
    from_on: "models.DateField[date, date]" = models.DateField()
    review_on: "models.DateField[date, date]" = models.DateField(_("Look at it again on"))
    recorded_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    reminded_on: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    person_id: UUID

    class Meta:
        verbose_name_plural = "capacities"
        ordering = ("-id",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person",), condition=Q(ended_at=None), name="helping_one_word_on_capacity_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"capacity {self.pk}"


class WishQuerySet(models.QuerySet["Wish"]):
    def open(self) -> "WishQuerySet":
        """Those nobody answered or took back, within their days."""
        return self.filter(answered_at=None, taken_back_at=None, ends_at__gt=now()).order_by("-id")


class Wish(CircleModel):
    """Somebody asks for somebody whose name they may not know here: by an e-mail address, by a code they hand over, or
    by a name they wrote down. Who it is, is known when that person answers, and not before."""

    class What(models.TextChoices):
        ACT = "act", _("To act for me")
        KNOW = "know", _("To know each other by name, so that I can choose them")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=10, choices=What.choices)
    scopes: "ArrayField[list[str], list[str]]" = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    until_on: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)
    address = SealedTextField(max_length=254, blank=True)
    address_lookup = LookupField(of="address")
    named = SealedTextField(max_length=200, blank=True)
    code_hash = models.BinaryField(max_length=32)
    # Whoever looks after the list knew whom they meant.
    meant = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    ends_at: "models.DateTimeField[datetime, datetime]" = Moment()
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    said_yes = models.BooleanField(default=False)
    taken_back_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    person_id: UUID
    objects = WishQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "wishes"
        ordering = ("-id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="helping_wish_is_of_another",
                condition=Q(answered_by=None) | ~Q(answered_by=F("person")),
                violation_error_message=_("Somebody else answers this."),
            ),
        ]

    def __str__(self) -> str:
        return f"wish {self.pk}"

    @property
    def reaches_to(self) -> list[str]:
        """What it would reach to, in words."""
        return [str(words) for scope, words in SCOPE_WORDS.items() if scope in self.scopes]
