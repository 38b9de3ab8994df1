"""The hats of a team: who holds the rota, the profile, the medication record, and until when."""

from datetime import date, datetime
from typing import ClassVar, Final
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.people.models import Person, today
from tenant_apps.teams.models.team import Place, Team
from tenant_apps.teams.terms import HAT_MONTHS, MOST_HAT_MONTHS
from tenants.rows import CircleModel

Moment = models.DateTimeField


class TeamHatQuerySet(models.QuerySet["TeamHat"]):
    def living(self) -> "TeamHatQuerySet":
        """Those asked about and those worn: not ended."""
        return self.filter(ended_at=None)

    def waiting(self) -> "TeamHatQuerySet":
        """Those that wait for somebody's yes."""
        return self.filter(ended_at=None, from_on=None)

    def worn(self, on: date | None = None) -> "TeamHatQuerySet":
        """Those worn on that day by somebody who is of the team: its owner, or whoever has a place in it. The hats of
        somebody who is suspended rest meanwhile."""
        day = on or today()
        held = Place.objects.held().filter(team=OuterRef("team"), person=OuterRef("person"), covers_until=None)
        begun = self.filter(ended_at=None, from_on__lte=day, until_on__gt=day)
        begun = begun.filter(person__left_at=None, person__suspended_at=None)
        return begun.filter(Q(person=F("team__owner")) | Exists(held))


class TeamHat(CircleModel):
    """What somebody does for a team, for a term: by their own yes, and with nobody of the team against it.

    The owner, or whoever acts for them, agrees; or every other member says that nothing speaks against it. It is worn
    from `from_on` and up to, not including, `until_on`. `follows` is the hat of the same kind that this one takes over.
    """

    class Kind(models.TextChoices):
        ROTA_HOLDER = "rota_holder", _("Keeps the rota")
        PROFILE_HOLDER = "profile_holder", _("Keeps the profile up to date")
        SAFEGUARDING_LEAD = "safeguarding_lead", _("Looks after safety")
        MEDICATION_RECORD_HOLDER = "medication_record_holder", _("Keeps the record of medicines")
        CHECK_IN_FACILITATOR = "check_in_facilitator", _("Asks how it is going")
        CHAT_ADMIN = "chat_admin", _("Looks after the chat")
        BACK_UP = "back_up", _("First to call when somebody cannot come")

    class Ended(models.TextChoices):
        LAID_DOWN = "laid_down", _("They laid it down")
        HANDED_OVER = "handed_over", _("Handed over")
        RAN_OUT = "ran_out", _("The term was over")
        TAKEN_OFF = "taken_off", _("The person the team is for ended it")
        LEFT_TEAM = "left_team", _("They left the team")
        SAID_NO = "said_no", _("They said no")
        NOT_AGREED = "not_agreed", _("The person the team is for said no")
        TAKEN_BACK = "taken_back", _("The question was taken back")
        NOT_ANSWERED = "not_answered", _("Nobody answered in time")
        TEAM_ENDED = "team_ended", _("The team ended")

    # Without these nobody would know who comes, who the person is, or whom to tell of a worry.
    ESSENTIAL: Final = (Kind.ROTA_HOLDER, Kind.PROFILE_HOLDER, Kind.SAFEGUARDING_LEAD)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="hats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="team_hats")
    kind = models.CharField(_("Hat"), max_length=30, choices=Kind.choices)
    months = models.PositiveSmallIntegerField(_("For how many months"), default=HAT_MONTHS)
    asked_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    asked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")
    # The yes of the team: of its owner or who acts for them (`agreed_by` is whose hand it was), or of all the others.
    agreed_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    agreed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # The yes of whoever is to wear it.
    accepted_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    from_on: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)
    until_on: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)
    # The last of the days before its end on which the wearer was told.
    reminded_on: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_how = models.CharField(max_length=20, choices=Ended.choices, blank=True)

    team_id: UUID
    person_id: UUID
    asked_by_id: UUID | None
    agreed_by_id: UUID | None
    follows_id: UUID | None
    objects = TeamHatQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("team", "person", "kind"),
                condition=Q(ended_at=None, from_on__isnull=False),
                name="teams_one_hat_of_a_kind_each",
                violation_error_message=_("They wear this hat already."),
            ),
            models.UniqueConstraint(
                fields=("team", "person", "kind"),
                condition=Q(ended_at=None, from_on=None),
                name="teams_one_question_of_a_kind_each",
                violation_error_message=_("They were asked already, and it waits for an answer."),
            ),
            models.CheckConstraint(
                name="teams_hats_begin_with_both",
                condition=Q(from_on=None) | Q(agreed_at__isnull=False, accepted_at__isnull=False),
                violation_error_message=_("A hat is worn when both sides have said yes."),
            ),
            models.CheckConstraint(
                name="teams_hats_have_a_term",
                condition=Q(from_on=None, until_on=None)
                | Q(from_on__isnull=False, until_on__isnull=False, until_on__gt=F("from_on")),
                violation_error_message=_("A hat is worn for a term."),
            ),
            models.CheckConstraint(
                name="teams_hats_for_a_year_at_most",
                condition=Q(months__gte=1, months__lte=MOST_HAT_MONTHS),
                violation_error_message=_("Choose a term of one to twelve months."),
            ),
            models.CheckConstraint(
                name="teams_hats_end_somehow",
                condition=Q(ended_at=None, ended_how="") | Q(ended_at__isnull=False) & ~Q(ended_how=""),
                violation_error_message=_("Say how it ended."),
            ),
        ]

    def __str__(self) -> str:
        return f"team hat {self.pk}"

    @property
    def is_essential(self) -> bool:
        return self.kind in self.ESSENTIAL

    def is_worn(self, on: date | None = None) -> bool:
        """Whether its term runs on that day. Whether the wearer is still of the team, `worn` knows."""
        day = on or today()
        begun = self.from_on is not None and self.until_on is not None and self.from_on <= day < self.until_on
        return begun and self.ended_at is None


class HatWord(CircleModel):
    """A member says of a hat somebody is to wear that nothing speaks against it, or that something does."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hat = models.ForeignKey(TeamHat, on_delete=models.CASCADE, related_name="words")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_against = models.BooleanField(default=False)
    at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)

    person_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("hat", "person"), name="teams_one_word_on_a_hat_each"),
        ]

    def __str__(self) -> str:
        return f"word {self.pk}"
