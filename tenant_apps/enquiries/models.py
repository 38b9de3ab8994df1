"""Who got in touch, what was said and done since; and who wants to hear from the circle by e-mail."""

from datetime import date, datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.words import refuse_control_signs
from tenant_apps.people.models import LONGEST_NAME, Person
from tenants.rows import CircleModel

LONGEST_WORDS: Final = 2000
QUICK: Final = "quick"
NO_PAID_WORK: Final = _("There is no paid work in this circle. Choose helping out, or something else.")
# Why something was held back, for whoever looks at it. Nothing is held by a judgement about what somebody says.
HELD_FOR: Final = {
    QUICK: _("Sent very quickly"),
    "field": _("Filled in what nobody sees"),
    "links": _("Links, or signs of a program"),
    "many": _("Many from one connection"),
    "flood": _("Many at the same time"),
}


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def waiting(self) -> "EnquiryQuerySet":
        """Those somebody still has to do something about, the longest waiting first."""
        return self.filter(state__in=Enquiry.UNDER_WAY).order_by("received_at", "id")

    def in_state(self, state: str) -> "EnquiryQuerySet":
        return self.filter(state=state)

    def held_since(self, at: datetime) -> "EnquiryQuerySet":
        return self.in_state(Enquiry.State.HELD).filter(received_at__gt=at)

    def over(self, before: datetime, held_before: datetime) -> "EnquiryQuerySet":
        """Those kept long enough: closed without anybody becoming a member, or held back and never let through."""
        closed = Q(state=Enquiry.State.CLOSED, person=None, closed_at__lt=before)
        return self.filter(closed | Q(state=Enquiry.State.HELD, received_at__lt=held_before))


class Enquiry(CircleModel):
    """Somebody got in touch: on the website, by phone, on paper or at the door.

    Only what is needed to call back is asked for. `number` grows with each change, so that of two people at work on it
    neither overwrites the other unseen. `key` comes with the form, so that a form sent twice is one enquiry.
    """

    class About(models.TextChoices):
        SUPPORT = "support", _("Needs support")
        WORK = "work", _("Wants to give support")
        HELP = "help", _("Wants to help out")
        OTHER = "other", _("Something else")

    class Channel(models.TextChoices):
        WEB = "web", _("On the website")
        PHONE = "phone", _("By phone")
        PAPER = "paper", _("On paper")
        MET = "met", _("In person")

    class ForWhom(models.TextChoices):
        SELF = "self", _("For me")
        SOMEBODY = "somebody", _("For somebody I know")
        WORK = "work", _("For somebody I meet through my work")

    class State(models.TextChoices):
        HELD = "held", _("Held back")
        NEW = "new", _("New")
        CALLED = "called", _("Called")
        MEETING = "meeting", _("Meeting")
        ON_THE_WAY = "on_the_way", _("On the way")
        CLOSED = "closed", _("Closed")

    class CallWhen(models.TextChoices):
        ANY = "any", _("Any time")
        MORNING = "morning", _("In the morning")
        AFTERNOON = "afternoon", _("In the afternoon")
        EVENING = "evening", _("In the evening")

    class Outcome(models.TextChoices):
        JOINED = "joined", _("Came into the circle")
        ELSEWHERE = "elsewhere", _("Found help somewhere else")
        NOT_NOW = "not_now", _("Not now")
        COULD_NOT = "could_not", _("We could not help")
        NO_ANSWER = "no_answer", _("We could not reach them")
        ANSWERED = "answered", _("Answered, and that was all")

    UNDER_WAY: ClassVar = (State.NEW, State.CALLED, State.MEETING, State.ON_THE_WAY)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.UUIDField(editable=False)
    about = models.CharField(_("What is it about?"), max_length=10, choices=About.choices)
    channel = models.CharField(_("How did they get in touch?"), max_length=10, choices=Channel.choices)
    for_whom = models.CharField(_("Who is it for?"), max_length=10, choices=ForWhom.choices, default=ForWhom.SELF)
    name = models.CharField(_("Name"), max_length=LONGEST_NAME, validators=[refuse_control_signs])
    phone = models.CharField(_("Phone"), max_length=40, blank=True, validators=[refuse_control_signs])
    email = models.EmailField(_("E-mail address"), max_length=254, blank=True)
    call_when = models.CharField(_("When to call"), max_length=10, choices=CallWhen.choices, default=CallWhen.ANY)
    wants_a_call = models.BooleanField(_("Wants to be called back"), default=False)
    place = models.CharField(_("Where they live"), max_length=120, blank=True, validators=[refuse_control_signs])
    words = models.TextField(_("In their words"), max_length=LONGEST_WORDS, blank=True)
    language = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.NEW)
    held_for = models.CharField(max_length=60, blank=True)  # which traps it fell into, for whoever looks at it
    received_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    number = models.PositiveIntegerField(default=1)
    next_step = models.CharField(_("What is to be done"), max_length=200, blank=True, validators=[refuse_control_signs])
    next_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="enquiries_to_do")
    next_on: "models.DateField[date | None, date | None]" = models.DateField(_("By when"), null=True, blank=True)
    closed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("How it ended"), max_length=12, choices=Outcome.choices, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="enquiries")

    person_id: UUID | None
    next_by_id: UUID | None
    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "enquiries"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("key",), name="enquiries_sent_once", violation_error_message=_("This was sent already.")
            ),
            models.CheckConstraint(
                name="enquiries_somebody_can_be_reached",
                condition=~Q(name="") & (~Q(phone="") | ~Q(email="") | ~Q(channel="web")),
                violation_error_message=_("We need a name, and a phone number or an e-mail address."),
            ),
            models.CheckConstraint(
                name="enquiries_closed_says_when_and_how",
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(state="closed") & Q(closed_at=None, outcome=""),
                violation_error_message=_("What is closed says when and how it ended."),
            ),
            models.CheckConstraint(
                name="enquiries_next_step_is_whole",
                condition=Q(next_step="", next_by=None, next_on=None) | ~Q(next_step=""),
                violation_error_message=_("Say what is to be done."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("state", "received_at"), name="enquiries_by_state")]

    def __str__(self) -> str:
        return f"enquiry {self.pk}"

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY

    @property
    def held_because(self) -> list[Any]:
        """Why it was held back, in words."""
        return [HELD_FOR[reason] for reason in self.held_for.split(",") if reason in HELD_FOR]

    def is_late(self, today: date) -> bool:
        """Whether the day by which something was to be done has gone by."""
        return self.is_under_way and self.next_on is not None and self.next_on < today


class Note(CircleModel):
    """Something said or done about an enquiry: a note somebody wrote, or a step that was taken."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="notes")
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    moved_to = models.CharField(max_length=12, choices=Enquiry.State.choices, blank=True)
    words = models.TextField(max_length=LONGEST_WORDS, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"note {self.pk}"


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def on(self) -> "SubscriberQuerySet":
        """Those who said yes twice and have not said no since."""
        return self.filter(confirmed_at__isnull=False, left_at=None)

    def never_confirmed(self, before: datetime) -> "SubscriberQuerySet":
        return self.filter(confirmed_at=None, asked_at__lt=before)


class Subscriber(CircleModel):
    """Somebody who wants the circle's news by e-mail: asked, then confirmed from their own mailbox.

    `wording` is the sentence they agreed to, as it stood. Whoever leaves is forgotten but for the fact that somebody
    agreed and left, which proves what was done with an address that is not kept any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=10)
    wording = models.TextField(max_length=500)
    wording_version = models.PositiveSmallIntegerField()
    asked_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    mailed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    confirmed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    left_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("email",),
                condition=~Q(email=""),
                name="enquiries_one_place_on_the_list",
                violation_error_message=_("This address is on the list already."),
            ),
            models.CheckConstraint(
                name="enquiries_left_is_forgotten",
                condition=Q(left_at=None) & ~Q(email="") | Q(left_at__isnull=False, email=""),
                violation_error_message=_("Whoever left is forgotten."),
            ),
            models.CheckConstraint(
                name="enquiries_yes_comes_after_asking",
                condition=Q(confirmed_at=None) | Q(confirmed_at__gte=F("asked_at")),
                violation_error_message=_("Nobody says yes before they are asked."),
            ),
        ]

    def __str__(self) -> str:
        return f"subscriber {self.pk}"
