"""An invitation: made for one person, good for one person, for some weeks."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor
from kernel.ids import uuid7
from kernel.time import now
from kernel.words import refuse_control_signs, tidy
from tenant_apps.inviting.codes import known_by, no_known_by, tidied
from tenant_apps.people.models import LONGEST_NAME, Hat, Person
from tenants.context import CircleRef
from tenants.rows import CircleModel
from ui.language import spoken_or


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> "InvitationQuerySet":
        """Those that can still be accepted."""
        return self.unanswered().filter(expires_at__gt=now())

    def unanswered(self) -> "InvitationQuerySet":
        """Those that nobody has answered or withdrawn; some may be past their last day."""
        return self.filter(accepted_at=None, declined_at=None, withdrawn_at=None)

    def to_hold_office(self) -> "InvitationQuerySet":
        """Those that ask somebody to come in and hold an office, whatever became of them."""
        return self.filter(hats__overlap=list(Hat.OFFICES))

    def to_join_only(self) -> "InvitationQuerySet":
        return self.exclude(hats__overlap=list(Hat.OFFICES))

    def lapsed(self, at: datetime) -> "InvitationQuerySet":
        """Those to an office that nobody answered in time, and that still hold a name and an address."""
        return self.to_hold_office().unanswered().filter(expires_at__lte=at, forgotten_at=None)

    def asked_in_vain(self, email: str, since: datetime) -> "InvitationQuerySet":
        """Those in which this address was asked to hold an office, and said no since or was asked no longer."""
        return self.filter(no_hash__in=no_known_by(email), forgotten_at__gt=since)

    def opened_by(self, secret: str) -> "Invitation | None":
        """The one that this link or code opens, whatever became of it since."""
        keys = known_by(tidied(secret))
        found = self.filter(Q(link_hash__in=keys) | Q(code_hash__in=keys))
        return found.select_related("person", "invited_by").first()

    def newest_first(self) -> "InvitationQuerySet":
        return self.order_by("-id")


class Invitation(CircleModel):
    """Somebody is asked into the circle.

    `person` is whom it was made for when the circle knows them already: somebody without an account, or somebody who
    left; otherwise whoever accepted it. `account_id` is the account of the address it was sent to, known once the
    person took it up: whoever proves that account has proved the address. `round` grows when a new card is made.

    One that asks somebody to hold an office (`asks_to_hold`) is for whoever reads mail at its address, and for nobody
    else. It is sent once more at most (`reminded_at`). When they say no, when it lapses or is taken back, name and
    address are taken out of it (`forgotten_at`); after a no, or when it was taken back, `no_hash` knows the address
    again for the days in which nobody may ask it the same (`naming.NOT_AGAIN_FOR`). Without `invited_by`, those who run
    the house asked.
    """

    class How(models.TextChoices):
        EMAIL = "email", _("By e-mail")
        CARD = "card", _("On a printed card")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Said no")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Past its last day")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    how = models.CharField(_("How"), max_length=10, choices=How.choices)
    name = models.CharField(_("Name"), max_length=LONGEST_NAME, validators=[refuse_control_signs])
    email = models.EmailField(_("E-mail address"), max_length=254, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations")
    language = models.CharField(max_length=10, blank=True, db_default="")  # of the e-mail; none: the circle's own
    hats = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    account_id = models.UUIDField(null=True, blank=True, editable=False)
    round = models.PositiveSmallIntegerField(default=1)
    link_hash = models.BinaryField(max_length=32, unique=True)
    code_hash = models.BinaryField(max_length=32, unique=True)
    made_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    sent_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    reminded_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    expires_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    accepted_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    declined_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    withdrawn_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)

    no_hash = models.BinaryField(max_length=32, null=True, editable=False)
    forgotten_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)

    person_id: UUID | None
    invited_by_id: UUID | None
    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="inviting_by_email_needs_an_address",
                condition=~Q(how="email") | ~Q(email="") | Q(forgotten_at__isnull=False),
                violation_error_message=_("An invitation by e-mail needs an address."),
            ),
            models.CheckConstraint(
                name="inviting_names_somebody_or_nobody_at_all",
                condition=(Q(forgotten_at=None) & ~Q(name=""))
                | Q(forgotten_at__isnull=False, name="", email="", language="", accepted_at=None, person=None),
                violation_error_message=_("An invitation says whom it is for, until that is forgotten."),
            ),
            models.CheckConstraint(
                name="inviting_one_answer",
                condition=(
                    Q(accepted_at=None, declined_at=None)
                    | Q(accepted_at=None, withdrawn_at=None)
                    | Q(declined_at=None, withdrawn_at=None)
                ),
                violation_error_message=_("An invitation is answered once."),
            ),
            models.CheckConstraint(
                name="inviting_accepted_by_somebody",
                condition=Q(accepted_at=None) | Q(person__isnull=False),
                violation_error_message=_("An accepted invitation was accepted by somebody."),
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    def clean(self) -> None:
        self.name, self.email = tidy(self.name), self.email.strip().lower()

    @property
    def state(self) -> "Invitation.State":
        if self.accepted_at is not None:
            return self.State.ACCEPTED
        if self.declined_at is not None:
            return self.State.DECLINED
        if self.withdrawn_at is not None:
            return self.State.WITHDRAWN
        return self.State.WAITING if now() < self.expires_at else self.State.EXPIRED

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def asks_to_hold(self) -> list[str]:
        """The offices that it asks somebody to hold."""
        return [kind for kind in self.hats if kind in Hat.OFFICES]

    @property
    def asker(self) -> Actor:
        return self.invited_by if self.invited_by is not None else SYSTEM

    @property
    def asked_by(self) -> str:
        """Who asks, by the name that is used in the circle; whoever is asked from outside reads the whole of it."""
        if self.invited_by is None:
            return settings.FEDERATION_NAME
        return self.invited_by.name if self.asks_to_hold else self.invited_by.called

    def forget(self, *, asked_again_later: bool = False) -> list[str]:
        """Take out whom it was for. Returns the columns to save; the account is looked at outside the circle.

        With `asked_again_later` the address can still be known again, and not read, until it may be asked again.
        """
        self.no_hash = no_known_by(self.email)[0] if asked_again_later else None
        self.name = self.email = self.language = ""
        self.person, self.forgotten_at = None, now()
        return ["name", "email", "language", "person", "forgotten_at", "no_hash"]

    def reads_in(self, circle: CircleRef) -> str:
        """The language of its e-mail: what its reader reads, else the circle's own."""
        return spoken_or(self.language, circle.language)

    @property
    def is_card(self) -> bool:
        return self.how == self.How.CARD

    @property
    def is_return(self) -> bool:
        """Whether it was made for somebody who had left."""
        return self.person is not None and not self.person.is_present
