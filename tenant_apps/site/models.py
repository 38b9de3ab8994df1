"""What stewards write: pages with their versions and pictures; and what they have ticked off while setting up."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.words import refuse_control_signs
from tenant_apps.people.models import Person
from tenants.rows import CircleModel

TITLE = 120


class Page(CircleModel):
    """A public page of the circle: what is being written (`title`, `blocks`), and which version everybody reads.

    `number` grows with each change of the draft, so that of two people writing neither overwrites the other unseen.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.CharField(_("Address"), max_length=60)
    is_own = models.BooleanField(default=True)  # else it stands in for one of the pages every circle has
    title = models.CharField(_("Title"), max_length=TITLE, validators=[refuse_control_signs])
    blocks = models.JSONField(default=list, blank=True)
    number = models.PositiveIntegerField(default=1)
    language = models.CharField(max_length=10)
    in_menu = models.BooleanField(_("Show it in the menu"), default=True)
    changed_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published = models.ForeignKey(
        "Version", on_delete=models.SET_NULL, null=True, blank=True, related_name="in_force_for"
    )

    published_id: UUID | None

    class Meta:
        ordering = ("is_own", "slug")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("slug",),
                name="site_one_page_an_address",
                violation_error_message=_("This page exists already."),
            ),
            models.CheckConstraint(
                name="site_page_has_a_title",
                condition=~Q(title=""),
                violation_error_message=_("Give the page a title."),
            ),
        ]

    def __str__(self) -> str:
        return f"page {self.pk}"

    @property
    def path(self) -> str:
        """Where everybody reads it."""
        return f"/pages/{self.slug}/" if self.is_own else f"/{self.slug}/"


class Version(CircleModel):
    """A page as it was published once. Kept, so that any of them can be put back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE)
    blocks = models.JSONField(default=list)
    published_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("page", "number"),
                name="site_versions_are_counted",
                violation_error_message=_("There is such a version already."),
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.page_id}"


class Picture(CircleModel):
    """A picture on a page, drawn anew and kept in the circle's own files. Strangers see it once a page shows it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.CharField(max_length=80)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    is_public = models.BooleanField(default=False)
    kept_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    kept_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"picture {self.pk}"


class SetUpTick(CircleModel):
    """Stewards say of something on their list that it is fine as it is, or done elsewhere."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.CharField(max_length=30)
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("task",), name="site_tick_once", violation_error_message=_("This is ticked already.")
            ),
        ]

    def __str__(self) -> str:
        return f"tick {self.task}"
