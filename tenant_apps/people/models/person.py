"""A person, and the hats they wear. Nobody is "a user": one person may give support, get it and keep the books."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import ClassVar, Final
from uuid import UUID

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from kernel.actors import PERSON
from kernel.ids import uuid7
from kernel.time import Span, today_in
from kernel.words import refuse_control_signs, tidy
from tenants.context import CircleRef, current_circle
from tenants.questions import Slot
from tenants.rows import CircleModel
from ui.language import spoken_or

# Names are as long as they are: of several families, with patronymics, in any script.
LONGEST_NAME: Final = 200


def today() -> date:
    """Which day it is where the circle lives."""
    return today_in(current_circle().time_zone)


class PersonQuerySet(models.QuerySet["Person"]):
    def present(self) -> "PersonQuerySet":
        """Those who have not left."""
        return self.filter(left_at=None)

    def able(self) -> "PersonQuerySet":
        """Those who have not left and are not suspended: whoever may do something here just now."""
        return self.filter(left_at=None, suspended_at=None)

    def signing_in(self) -> "PersonQuerySet":
        """Those of them who have a way to sign in: whoever is counted when a circle must not be left with nobody."""
        return self.able().exclude(account_id=None)

    def wearing(self, *kinds: str, on: date | None = None) -> "PersonQuerySet":
        """Those who wear one of these hats on that day, today by default. Nobody suspended does: their hats rest."""
        worn = Hat.objects.worn(on if on is not None else today()).filter(kind__in=kinds, person=OuterRef("pk"))
        return self.filter(Exists(worn), suspended_at=None)

    def linked_to(self, account_id: UUID) -> "PersonQuerySet":
        """Whoever signs in with this account: one person or nobody."""
        return self.filter(account_id=account_id)

    def known_as_one(self, person_id: UUID) -> "PersonQuerySet":
        """Somebody's own row, and those that turned out to be the same person."""
        return self.filter(Q(pk=person_id) | Q(same_as=person_id))

    def by_name(self) -> "PersonQuerySet":
        return self.order_by("name", "id")


class Person(CircleModel):
    """A human this circle knows.

    `account_id` leads to the account they sign in with, if they have one; it is a plain UUID and the only thing that
    points out of a circle. Nothing that prints a person by accident (a log, a traceback, a template) says more than the
    id: use `called` where the reader may know the name.
    """

    class HowJoined(models.TextChoices):
        FOUNDED = "founded", _("Helped to start the circle")
        INVITED = "invited", _("Was invited")
        ASKED = "asked", _("Asked on the website")
        PHONED = "phoned", _("Phoned")
        PAPER = "paper", _("Filled in a paper form")
        MET = "met", _("Met somebody from the circle")

    class ReachBy(models.TextChoices):
        EMAIL = "email", _("By e-mail")
        PHONE = "phone", _("By phone")
        TEXT = "text", _("By text message")
        POST = "post", _("By post")
        VISIT = "visit", _("By coming round")

    kind: ClassVar[str] = PERSON
    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account_id = models.UUIDField(null=True, blank=True, editable=False)
    name = models.CharField(_("Name"), max_length=LONGEST_NAME, validators=[refuse_control_signs])
    known_as = models.CharField(_("Likes to be called"), max_length=60, blank=True, validators=[refuse_control_signs])
    email = models.EmailField(_("E-mail address"), max_length=254, blank=True)
    phone = models.CharField(_("Phone"), max_length=40, blank=True, validators=[refuse_control_signs])
    how_joined = models.CharField(_("How they joined"), max_length=20, choices=HowJoined.choices, blank=True)
    reach_by = models.CharField(_("Best way to reach them"), max_length=10, choices=ReachBy.choices, blank=True)
    # For those who live with paper and telephone: when to ring, who opens the letters, where to knock.
    contact_note = models.TextField(
        _("How to reach them"), max_length=500, blank=True, validators=[MaxLengthValidator(500)]
    )
    # In which language they are written to; none while they read what the circle speaks.
    language = models.CharField(max_length=10, blank=True, db_default="")
    joined_on: "models.DateField[date, date]" = models.DateField(_("Joined on"))
    suspended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        null=True, blank=True, editable=False
    )
    left_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        null=True, blank=True, editable=False
    )
    # Somebody who was forgotten, and of whom something still has to be kept: read by those who answer for it only.
    restricted_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        null=True, blank=True, editable=False
    )

    # They were written down twice, and this row turned out to be that person. It is out of sight, and may come back.
    same_as = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="once"
    )

    same_as_id: UUID | None
    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "people"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("account_id",),
                name="people_one_person_per_account",
                violation_error_message=_("Somebody else in this circle signs in with that account already."),
            ),
            models.CheckConstraint(
                name="people_everybody_has_a_name",
                condition=~Q(name=""),
                violation_error_message=_("Everybody has a name."),
            ),
            models.CheckConstraint(
                name="people_who_left_cannot_sign_in",
                condition=Q(left_at=None) | Q(account_id=None),
                violation_error_message=_("Somebody who left cannot sign in here."),
            ),
            models.CheckConstraint(
                name="people_restricted_have_left",
                condition=Q(restricted_at=None) | Q(left_at__isnull=False),
                violation_error_message=_("Somebody who was forgotten is not here any more."),
            ),
            models.CheckConstraint(
                name="people_written_down_twice_are_out_of_sight",
                condition=Q(same_as=None) | Q(restricted_at__isnull=False) & ~Q(same_as=F("id")),
                violation_error_message=_("They are the same person as somebody else here."),
            ),
            models.CheckConstraint(
                name="people_who_left_are_not_suspended",
                condition=Q(left_at=None) | Q(suspended_at=None),
                violation_error_message=_("Somebody who left is not suspended as well."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("name", "id"), name="people_by_name")]

    def __str__(self) -> str:
        return f"person {self.pk}"

    def __repr__(self) -> str:
        return f"<Person {self.pk}>"

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """What was typed is tidied before it is judged: a space after an address is no mistake."""
        self.name, self.known_as, self.phone = tidy(self.name), tidy(self.known_as), tidy(self.phone)
        self.email = self.email.strip().lower()
        super().clean_fields(exclude=exclude)

    @property
    def called(self) -> str:
        """The name to use when speaking to them."""
        return self.known_as or self.name

    def reads_in(self, circle: CircleRef) -> str:
        """The language to write to them in: the one they chose to read, else their circle's own."""
        return spoken_or(self.language, circle.language)

    @property
    def is_present(self) -> bool:
        """Whether they are still of this circle."""
        return self.left_at is None

    @property
    def is_suspended(self) -> bool:
        """Whether they are of this circle and may not come in just now."""
        return self.suspended_at is not None

    @property
    def may_come_in(self) -> bool:
        """Whether they may sign in and act here: of this circle, and not suspended."""
        return self.is_present and not self.is_suspended

    @property
    def is_active(self) -> bool:
        """The same, in the word REST framework and Django use."""
        return self.may_come_in

    def wears(self, *kinds: str, on: date | None = None) -> bool:
        """Whether they wear one of these hats on that day, today by default.

        Nobody who left wears any, and the hats of somebody suspended hang on the wall meanwhile.
        """
        day = on if on is not None else today()
        return self.may_come_in and self.hats.worn(day).filter(kind__in=kinds).exists()


def first_gap(terms: Iterable[tuple[date, date | None]], day: date) -> date | None:
    """The first day from `day` on that lies in none of these terms; None when they go on without end."""
    for from_on, until_on in sorted(terms, key=lambda term: term[0]):
        if from_on > day:
            break
        if until_on is None:
            return None
        day = max(day, until_on)
    return day


class HatQuerySet(models.QuerySet["Hat"]):
    def worn(self, on: "date | Slot") -> "HatQuerySet":
        """Those worn on that day."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)

    def given_up_on(self, kind: str, after: date) -> date | None:
        """The first day, from `after` on, on which nobody who can sign in wears this hat; None when there is none."""
        able = self.filter(kind=kind, person__in=Person.objects.signing_in()).exclude(until_on__lte=after)
        return first_gap(able.values_list("from_on", "until_on"), after)

    def overlapping(self, term: Span[date]) -> "HatQuerySet":
        """Those worn on some day of that term."""
        worn_at_all = Q(until_on=None) | Q(until_on__gt=F("from_on"))
        ends_after = Q(until_on=None) | Q(until_on__gt=term.start)
        found = self.filter(worn_at_all, ends_after)
        return found if term.end is None else found.filter(from_on__lt=term.end)


class Hat(CircleModel):
    """What a person is doing here just now, by consent and for a term: from the first day until just before the last.

    Ended on the day it began, it was worn on no day; that it was given and taken off stays written here.
    """

    class Kind(models.TextChoices):
        STEWARD = "steward", _("Steward")
        COORDINATOR = "coordinator", _("Co-ordinator")
        FINANCE = "finance", _("Finance")
        SAFEGUARDING_LEAD = "safeguarding_lead", _("Safeguarding lead")
        DATA_PROTECTION_LEAD = "data_protection_lead", _("Data-protection lead")
        SUPPORTER = "supporter", _("Supporter")
        SUPPORTED = "supported", _("Supported member")
        ADVOCATE = "advocate", _("Advocate")

    # Offices with power over others: they need care in giving, and later a second factor in using.
    OFFICES: ClassVar = (
        Kind.STEWARD,
        Kind.COORDINATOR,
        Kind.FINANCE,
        Kind.SAFEGUARDING_LEAD,
        Kind.DATA_PROTECTION_LEAD,
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="hats")
    kind = models.CharField(_("Hat"), max_length=20, choices=Kind.choices)
    from_on: "models.DateField[date, date]" = models.DateField(_("From"))
    until_on: "models.DateField[date | None, date | None]" = models.DateField(_("Until"), null=True, blank=True)
    consented_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(_("Agreed on"))
    # None when Coopbox itself gave it: the first steward of a new circle.
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="hats_given")
    # Who took it off, when and why. Nobody did when its term ran out.
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(_("Why"), max_length=1000, blank=True, validators=[MaxLengthValidator(1000)])

    person_id: UUID
    given_by_id: UUID | None
    ended_by_id: UUID | None
    objects = HatQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="people_hat_ends_after_it_begins",
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                violation_error_message=_("A hat cannot end before it begins."),
            ),
            # Full overlap is refused by the service under a lock; these two hold whatever happens.
            models.UniqueConstraint(
                fields=("person", "kind"),
                name="people_one_open_hat_of_a_kind",
                condition=Q(until_on=None),
                violation_error_message=_("They wear this hat already, until further notice."),
            ),
            models.UniqueConstraint(
                fields=("person", "kind", "from_on"),
                name="people_one_hat_of_a_kind_a_day",
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                violation_error_message=_("They wear this hat from that day already."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("kind", "person"), name="people_hat_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def is_worn(self, on: date) -> bool:
        return self.from_on <= on and (self.until_on is None or on < self.until_on)

    @property
    def is_office(self) -> bool:
        """Whether it gives power over others."""
        return self.kind in self.OFFICES

    @property
    def was_taken_off(self) -> bool:
        """Whether somebody else took it off, rather than the wearer or the calendar."""
        return self.ended_by_id is not None and self.ended_by_id != self.person_id
