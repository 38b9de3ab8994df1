"""What the federation knows of a human: an address to write to, and where they may go. Nothing more."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from kernel.ids import uuid7
from kernel.time import now
from shared_apps.identity.proof import LONG_AGO


def plain_address(email: str) -> str:
    """An e-mail address as it is kept: without spaces around it, in lower case."""
    return email.strip().lower()


class AccountQuerySet(models.QuerySet["Account"]):
    def get_by_natural_key(self, email: str | None) -> "Account":
        """Django's sign-in machinery looks accounts up by this."""
        return self.get(email=plain_address(email or ""))


class Account(AbstractBaseUser):
    """A way to sign in, one per human for the whole federation. No name: each circle knows its people by their own.

    `epoch` grows when somebody signs out everywhere. Every session, here and in each circle, remembers the epoch it
    was made in and dies with it.
    """

    kind: ClassVar[str] = "account"
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Unique whatever the case, since nothing but lower case is kept.
    email = models.EmailField(max_length=254, unique=True)
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    epoch = models.PositiveIntegerField(default=1)
    # What its owner reads: chosen here, or on the way in. None while they chose nothing.
    language = models.CharField(max_length=10, blank=True, db_default="")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="identity_address_is_plain",
                violation_error_message="An address is kept in lower case.",
            ),
        ]

    def clean(self) -> None:
        self.email = plain_address(self.email)

    def get_session_auth_hash(self) -> str:
        """Django keeps this in the session and compares it on every request: a new epoch ends all old sessions."""
        return self._seal(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._seal(secret)

    def _seal(self, secret: str | bytes) -> str:
        value = f"{self.pk}:{self.epoch}:{self.password}"
        return salted_hmac("identity.Account.epoch", value, secret=secret, algorithm="sha256").hexdigest()

    def __str__(self) -> str:
        # Never the address: this ends up in logs.
        return f"account {self.pk}"


class CircleLink(models.Model):
    """Leads an account to a circle it has a person in. It reveals that somebody uses care: circles cannot read it.

    It only shows the way. Whether somebody is a member is decided in the circle, by its own list of people.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="links")
    circle = models.ForeignKey("tenants.Circle", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    account_id: UUID
    circle_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("account", "circle"), name="identity_one_link_per_circle")
        ]


class Ticket(models.Model):
    """Leads one signed-in person into one circle, once, within a minute, from the browser that asked for it.

    Without a circle it leads to the national co-op's desk, the console, and into no circle. It carries when and how its
    bearer proved who they are. Only hashes are kept: whoever reads this table can use none of its tickets.
    """

    hash = models.BinaryField(max_length=32, unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    circle = models.ForeignKey("tenants.Circle", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    state_hash = models.BinaryField(max_length=32)
    next = models.CharField(max_length=500)
    proved_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=LONG_AGO)
    methods = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    browser = models.ForeignKey("identity.Browser", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    expires_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    account_id: UUID
    browser_id: UUID | None


class BrowserQuerySet(models.QuerySet["Browser"]):
    def living(self) -> "BrowserQuerySet":
        """Those that nobody has signed out, and that came by since a session lives no longer than that."""
        return self.filter(ended_at=None, last_seen_at__gt=now() - timedelta(seconds=settings.SESSION_COOKIE_AGE))


class Browser(models.Model):
    """One browser in which an account signed in. Ending it ends its sessions here and in every circle at once.

    A few words, so that people recognise their own ("Firefox on Android"). No network address, no fingerprint.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="browsers")
    device = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)

    account_id: UUID

    objects = BrowserQuerySet.as_manager()


class OfficeQuerySet(models.QuerySet["Office"]):
    def held(self) -> "OfficeQuerySet":
        return self.filter(models.Q(until_on=None) | models.Q(until_on__gt=now().date()))


class Office(models.Model):
    """Somebody has power over others in a circle, or (without one) in the national co-op, so they need a second step.

    The circle says so when it gives and ends such a hat, and never which hat it is. From `since_on` days of grace run.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="offices")
    circle = models.ForeignKey("tenants.Circle", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    since_on: "models.DateField[date, date]" = models.DateField()
    until_on: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("account", "circle"), name="identity_one_office_per_circle", nulls_distinct=False
            )
        ]


class AddressChange(models.Model):
    """An account got another address. Whoever reads mail at the old one can undo it for some days."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="address_changes")
    old = models.EmailField(max_length=254, db_index=True)
    undo_hash = models.BinaryField(max_length=32, unique=True)
    changed_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    undo_until: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()


class LostStep(models.Model):
    """Somebody can no longer do their second step, and has asked others to vouch that it is really them.

    Two people in office vouch, and some days pass in which the address is written to and can call it off. Only then is
    the second step taken away; whoever holds an office sets up a new one before they get anywhere.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="lost_step")
    reference = models.CharField(max_length=16, unique=True)
    stop_hash = models.BinaryField(max_length=32, unique=True)
    asked_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)


class Vouch(models.Model):
    """One person in office has heard or seen somebody and says: it is really them."""

    lost = models.ForeignKey(LostStep, on_delete=models.CASCADE, related_name="vouches")
    voucher = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    vouched_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("lost", "voucher"), name="identity_nobody_vouches_twice")
        ]
