"""Answers with all their versions; pictures and recordings; checks; forms on paper; and a circle's own words."""

import json
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.ids import uuid7
from kernel.time import now
from kernel.words import refuse_control_signs
from tenant_apps.people.models import Person
from tenant_apps.profiles import answering
from tenant_apps.profiles.questions import QUESTIONS
from tenant_apps.profiles.shape import Kind, Question
from tenant_apps.vault.fields import SealedTextField
from tenants.rows import CircleModel

KINDS = [(kind.value, kind.value) for kind in Kind]


def _written(answer: answering.Answer | None) -> str:
    """An answer as one text, to be sealed. Empty stays empty."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"), sort_keys=True) if answer else ""


def _read(text: str | None) -> answering.Answer:
    return dict(json.loads(text)) if text else {}


class Answer(CircleModel):
    """What somebody says to one question of their profile: what is being written, and what others read.

    `number` grows with each change, so that of two people writing neither overwrites the other unseen. The answer to a
    sealed question stands in the sealed columns, any other in the plain ones: use `draft` and `shown`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=40)
    number = models.PositiveIntegerField(default=0)
    has_draft = models.BooleanField(default=False)
    is_shown = models.BooleanField(default=False)
    plain_draft = models.JSONField(default=dict, blank=True)
    plain_shown = models.JSONField(default=dict, blank=True)
    sealed_draft = SealedTextField(whose="person", blank=True)
    sealed_shown = SealedTextField(whose="person", blank=True)
    changed_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    shown_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    checked_on: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)

    person_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person", "question"),
                name="profiles_one_answer_to_a_question",
                violation_error_message=_("This question was answered already. Change that answer."),
            ),
            models.CheckConstraint(
                name="profiles_shown_since_a_day",
                condition=Q(is_shown=False) | Q(shown_at__isnull=False, checked_on__isnull=False),
                violation_error_message=_("What others read was shown to them on a day."),
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"

    @property
    def asked(self) -> Question:
        return QUESTIONS[self.question]

    @property
    def draft(self) -> answering.Answer:
        """What is being written; the answer that others read when nothing is."""
        if not self.has_draft:
            return self.shown
        return _read(self.sealed_draft) if self.asked.sealed else dict(self.plain_draft)

    @property
    def shown(self) -> answering.Answer:
        """What others may read, as far as each of them may."""
        return _read(self.sealed_shown) if self.asked.sealed else dict(self.plain_shown)

    def is_as_seen(self, seen: int) -> bool:
        """Whether nothing changed since somebody saw it under this number. What was laid beside it changes nothing."""
        if seen >= self.number:
            return seen == self.number
        since = self.versions.filter(number__gt=seen).exclude(what=Version.What.BESIDE)
        return not since.exists()

    def write(self, answer: answering.Answer) -> None:
        """Take down what is being written."""
        self.has_draft = True
        if self.asked.sealed:
            self.sealed_draft = _written(answer)
        else:
            self.plain_draft = answer

    def show(self, answer: answering.Answer) -> None:
        """Let others read this from now on, and nothing waits any more."""
        self.is_shown, self.has_draft = bool(answer), False
        if self.asked.sealed:
            self.sealed_shown, self.sealed_draft = _written(answer), ""
        else:
            self.plain_shown, self.plain_draft = answer, {}


class Version(CircleModel):
    """What was written at one moment, by whom and in which way. What it says never changes.

    The newest has the highest number.
    """

    class What(models.TextChoices):
        KEPT = "kept", _("Saved as a draft")
        SHOWN = "shown", _("Shown to others")
        HIDDEN = "hidden", _("Taken back")
        CHECKED = "checked", _("Looked at: still right")
        BESIDE = "beside", _("Written down beside it")

    class How(models.TextChoices):
        OWN = "own", _("by themselves")
        TOGETHER = "together", _("together")
        BEHALF = "behalf", _("on their behalf")
        PAPER = "paper", _("from a form on paper")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="versions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=10, choices=What.choices)
    how = models.CharField(max_length=10, choices=How.choices)
    plain = models.JSONField(default=dict, blank=True)
    sealed = SealedTextField(whose="person", blank=True)
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Beside the answer, until the person, or whoever acts for them, has chosen what becomes of it.
    waits = models.BooleanField(default=False)
    # Who was with them, when it was done together.
    beside = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    authority = models.UUIDField(null=True, blank=True, editable=False)

    answer_id: UUID
    person_id: UUID
    by_id: UUID | None
    beside_id: UUID | None

    class Meta:
        ordering = ("-number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("answer", "number"), name="profiles_versions_are_counted"),
            models.CheckConstraint(
                name="profiles_together_means_two",
                condition=~Q(how="together") | Q(beside__isnull=False),
                violation_error_message=_("Say who was there."),
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.pk}"

    @property
    def held(self) -> answering.Answer:
        """What stood there then."""
        return _read(self.sealed) if self.answer.asked.sealed else dict(self.plain)

    def hold(self, answer: answering.Answer) -> None:
        if QUESTIONS[self.answer.question].sealed:
            self.sealed = _written(answer)
        else:
            self.plain = answer


class Showing(CircleModel):
    """A picture of somebody, or something they say or show of themselves, for one of their profiles.

    Others meet it once it is shown; before that it is theirs alone.
    """

    class Medium(models.TextChoices):
        PHOTO = "photo", _("Picture")
        SOUND = "sound", _("Recording")
        FILM = "film", _("Short video")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="showings")
    profile = models.CharField(max_length=10, choices=KINDS)
    medium = models.CharField(max_length=10, choices=Medium.choices)
    file = models.CharField(max_length=120)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    # What it shows, or what is said in it: for people who cannot see or hear it.
    told = models.CharField(_("In words"), max_length=1000, blank=True, validators=[refuse_control_signs])
    is_shown = models.BooleanField(default=False)
    kept_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    kept_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    person_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person", "profile", "medium"),
                name="profiles_one_of_each_medium",
                violation_error_message=_("There is one already. Put the new one in its place."),
            ),
        ]

    def __str__(self) -> str:
        return f"showing {self.pk}"


class Check(CircleModel):
    """What the circle has checked about somebody: its state and dates. Never what stands in a certificate."""

    class Kind(models.TextChoices):
        DBS_BASIC = "dbs_basic", _("DBS check, basic")
        DBS_ENHANCED = "dbs_enhanced", _("DBS check, enhanced")
        DBS_BARRED = "dbs_barred", _("DBS check, enhanced with barred lists")
        REFERENCE = "reference", _("Reference")
        IDENTITY = "identity", _("Who they are")
        RIGHT_TO_WORK = "right_to_work", _("Right to work")

    class Route(models.TextChoices):
        EMPLOYER = "employer", _("Asked for by the circle as employer")
        # Since 21 January 2026 the self-employed in regulated activity may ask for an enhanced check themselves,
        # through an umbrella body (Police Act 1997 (Criminal Records) (Amendment) Regulations 2025; confirm).
        SELF_EMPLOYED = "self_employed", _("Asked for by themselves as self-employed, through an umbrella body")
        UPDATE_SERVICE = "update_service", _("Looked up in the DBS update service")

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        IN_ORDER = "in_order", _("In order")
        TALKED_OVER = "talked_over", _("Talked over and agreed")
        NOT_IN_ORDER = "not_in_order", _("Not in order")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="checks")
    kind = models.CharField(_("What was checked"), max_length=20, choices=Kind.choices)
    route = models.CharField(_("How"), max_length=20, choices=Route.choices, blank=True)
    state = models.CharField(_("How it stands"), max_length=20, choices=State.choices)
    # The day it was asked for, or seen in order.
    on: "models.DateField[date, date]" = models.DateField(pgettext_lazy("date", "On"))
    renew_on: "models.DateField[date | None, date | None]" = models.DateField(_("To be done again by"), null=True)
    noted_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    person_id: UUID

    class Meta:
        ordering = ("kind", "-on", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="profiles_only_dbs_has_a_route",
                condition=Q(route="") | Q(kind__startswith="dbs"),
                violation_error_message=_("Only a DBS check has a way it was asked for."),
            ),
            models.CheckConstraint(
                name="profiles_renewed_after_it_was_done",
                condition=Q(renew_on=None) | Q(renew_on__gt=models.F("on")),
                violation_error_message=_("It is done again later than it was done."),
            ),
        ]

    def __str__(self) -> str:
        return f"check {self.pk}"


class PaperForm(CircleModel):
    """A profile, or one of its questions, that was printed. Its code brings the right form back on the screen.

    The code opens nothing by itself: whoever types it must be somebody who may write in that profile anyway.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=8, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="paper_forms")
    profile = models.CharField(max_length=10, choices=KINDS)
    question = models.CharField(max_length=40, blank=True)
    made_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    person_id: UUID

    def __str__(self) -> str:
        return f"form {self.pk}"

    @property
    def spoken(self) -> str:
        """The code as it is printed, in two groups."""
        return f"{self.code[:4]}-{self.code[4:]}"


class OwnTerm(CircleModel):
    """A word of this circle for something that can be ticked: a new thing, or its own way to say one of ours.

    A new thing has a code that begins with `x-`. Codes are never used again; what is no longer offered is retired.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facet = models.CharField(max_length=40)
    code = models.CharField(max_length=60)
    # Language to words: {"en-gb": "Model railways", "cy": "Rheilffyrdd model"}.
    labels: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    retired_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("facet", "code")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("facet", "code"),
                name="profiles_one_word_for_a_code",
                violation_error_message=_("There is a word for this already. Change that one."),
            ),
        ]

    def __str__(self) -> str:
        return f"term {self.facet}:{self.code}"

    @property
    def is_new(self) -> bool:
        """Whether the circle added it; else it is another word for one of ours."""
        return self.code.startswith("x-")
