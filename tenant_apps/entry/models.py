"""What somebody holds who is in: a session in a browser, or a token in a program. Both are kept as hashes only."""

from datetime import date, datetime
from hashlib import sha256
from typing import ClassVar, Final
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, Func, IntegerField, OuterRef
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.time import now
from shared_apps.identity.offices import grace
from shared_apps.identity.proof import LONG_AGO, SECOND
from tenant_apps.people.models import Person, today
from tenant_apps.people.offices import offices_since
from tenants.questions import Question, Slot
from tenants.rows import CircleModel

TOKEN_PREFIX: Final = "cbx_"  # noqa: S105  (what every secret begins with, not one of them)


def hashed(secret: str) -> bytes:
    """How secrets of 128 random bits and more are kept. Such secrets need no salt and no slow hash."""
    return sha256(secret.encode()).digest()


class LiveEpoch(Func):
    """The epoch of an account now, through the narrow door in the database; NULL when it is closed."""

    function = "coop.account_epoch"
    output_field = IntegerField()


class LiveSessionEpoch(LiveEpoch):
    """The same, and NULL as well when the browser a session belongs to was signed out."""

    function = "coop.session_epoch"


class SessionQuerySet(models.QuerySet["CircleSession"]):
    def with_key(self, key: str) -> "SessionQuerySet":
        return self.filter(key_hash=hashed(key))

    def opened_by(self, key: str) -> "CircleSession | None":
        """The living session of this key, its person with it, in one statement; None if it is over for any reason."""
        day = today()
        found = _OPENED.ask(key_hash=hashed(key), moment=now(), day=day, since=day - grace())
        return _unless_over(found[0]) if found else None

    def living(self) -> "CircleSession | None":
        """The first of these that is not over.

        It is over, too, for whoever holds an office that needs a second step, and came in without one.
        """
        day = today()
        row = self.with_what_ends_it(now(), day, day - grace()).first()
        return _unless_over(row) if row is not None else None

    def with_what_ends_it(
        self, moment: "datetime | Slot", day: "date | Slot", since: "date | Slot"
    ) -> "SessionQuerySet":
        """Those that have not run out, each with its person and with what else might have ended it."""
        return (
            self.filter(expires_at__gt=moment)
            .select_related("person")
            .annotate(
                live_epoch=LiveSessionEpoch("account_id", "browser_id"),
                needs_second_step=Exists(offices_since(day, since).filter(person=OuterRef("person"))),
            )
        )


def _unless_over(row: "CircleSession") -> "CircleSession | None":
    if row.epoch != row.live_epoch:  # type: ignore[attr-defined]
        return None
    return row if SECOND.intersection(row.methods) or not row.needs_second_step else None  # type: ignore[attr-defined]


def _ask_who_is_there() -> SessionQuerySet:
    slots = (Slot("moment", models.DateTimeField()), *(Slot(name, models.DateField()) for name in ("day", "since")))
    return CircleSession.objects.filter(key_hash=Slot("key_hash", models.BinaryField())).with_what_ends_it(*slots)


# Asked at every request of somebody who is signed in, before anything else.
_OPENED: Final = Question(_ask_who_is_there)


class CircleSession(CircleModel):
    """One browser, in this circle. Without a person it belongs to a visitor who has begun to fill something in.

    `epoch` is the account's at sign-in: when the account signs out everywhere, the two no longer agree. `proved_at`
    and `methods` say when and in which ways they proved who they are, as the ticket they came with knew it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key_hash = models.BinaryField(max_length=32, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="sessions")
    account_id = models.UUIDField(null=True, blank=True)
    epoch = models.PositiveIntegerField(null=True, blank=True)
    proved_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=LONG_AGO)
    methods = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    # The browser it belongs to on the sign-in host: signed out there, it ends here.
    browser_id = models.UUIDField(null=True, blank=True)
    data = models.TextField(blank=True)
    device = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    expires_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(db_index=True)

    person_id: UUID | None

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(person=None, account_id=None, epoch=None)
                | models.Q(person__isnull=False, account_id__isnull=False, epoch__isnull=False),
                name="entry_session_of_somebody_or_nobody",
                violation_error_message="A session is somebody's, with account and epoch, or nobody's.",
            ),
        ]


class Scope(models.TextChoices):
    """What a program may be allowed to do for somebody. Never more than the person may do on the pages."""

    ME_READ = "me:read", _("Read what the circle knows about me")
    PEOPLE_READ = "people:read", _("Read the list of people")
    PEOPLE_WRITE = "people:write", _("Invite people")
    PRIVACY_WRITE = "privacy:write", _("Choose who sees what about me, and ask about looks")
    PROFILES_READ = "profiles:read", _("Read profiles, as far as you may yourself")
    PROFILES_WRITE = "profiles:write", _("Write in profiles, as far as you may yourself")
    HELPING_WRITE = "helping:write", _("Ask people to act for me, and answer when I am asked")
    MATCHING_WRITE = "matching:write", _("Write what I ask for and offer, and say yes or no when somebody may suit me")
    DATA_WRITE = "data:write", _("Ask for my information, or to be forgotten")
    TEAMS_READ = "teams:read", _("Read what my teams do")
    TEAMS_WRITE = "teams:write", _("Do things in my teams")
    MESSAGES_READ = "messages:read", _("Read the conversations I take part in")
    MESSAGES_WRITE = "messages:write", _("Say something in conversations I take part in")
    ACTING = "acting", _("Do these things for people I act for, too")
    JOURNAL_READ = "journal:read", _("Read the circle's journal")


class TokenQuerySet(models.QuerySet["AccessToken"]):
    def of(self, person: Person) -> "TokenQuerySet":
        return self.filter(person=person).order_by("-id")

    def opened_by(self, secret: str) -> "AccessToken | None":
        """The living token of this secret, its person with it, in one statement; None if it is over for any reason."""
        return (
            self.filter(secret_hash=hashed(secret), revoked_at=None, expires_at__gt=now())
            .select_related("person")
            .alias(live_epoch=LiveEpoch("person__account_id"))
            .filter(live_epoch__isnull=False)
            .first()
        )


class AccessToken(CircleModel):
    """Lets one program act for one person in this circle, within its scopes, until a day that is always set."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    secret_hash = models.BinaryField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    last_used_on: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)
    revoked_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)

    person_id: UUID

    objects = TokenQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(scopes__len__gt=0),
                name="entry_token_may_do_something",
                violation_error_message="A token that may do nothing is of no use: choose what it may do.",
            ),
        ]

    @property
    def is_alive(self) -> bool:
        return self.revoked_at is None and self.expires_at > now()

    @property
    def may(self) -> list[str]:
        """What the program may do, in words."""
        known = dict(Scope.choices)
        return [str(known.get(scope, scope)) for scope in self.scopes]

    def allows(self, scope: str) -> bool:
        return scope in self.scopes
