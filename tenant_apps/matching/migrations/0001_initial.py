"""Asks, offers, and what other circles may know of them."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import kernel.ids
import kernel.time
import kernel.words


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("letters", "0001_initial"),
        ("people", "0008_longer_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="Afar",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                (
                    "what",
                    models.CharField(
                        choices=[("ask", "Somebody asks for support"), ("offer", "Somebody offers support")],
                        max_length=10,
                    ),
                ),
                ("summary", models.JSONField(default=dict)),
                ("number", models.PositiveIntegerField()),
                ("is_withdrawn", models.BooleanField(default=False)),
                ("arrived_at", models.DateTimeField(default=kernel.time.now)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="letters.agreement"
                    ),
                ),
            ],
            options={
                "ordering": ("-arrived_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Ask",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being written"),
                            ("open", "Open"),
                            ("resting", "Resting"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("number", models.PositiveIntegerField(default=1)),
                (
                    "title",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[kernel.words.refuse_control_signs],
                        verbose_name="In a few words",
                    ),
                ),
                (
                    "words",
                    models.TextField(
                        blank=True,
                        max_length=2000,
                        validators=[django.core.validators.MaxLengthValidator(2000)],
                        verbose_name="In your own words",
                    ),
                ),
                ("tasks", models.JSONField(blank=True, default=list)),
                ("week", models.JSONField(blank=True, default=dict)),
                ("is_flexible", models.BooleanField(default=False)),
                (
                    "pay",
                    models.CharField(
                        choices=[("voluntary", "Unpaid"), ("paid", "Paid"), ("either", "Either")],
                        default="either",
                        max_length=10,
                    ),
                ),
                ("people", models.PositiveSmallIntegerField(default=1, verbose_name="How many people?")),
                ("most_an_hour_minor", models.PositiveIntegerField(blank=True, null=True)),
                ("most_a_week_minor", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "postcode",
                    models.CharField(
                        blank=True,
                        max_length=10,
                        validators=[kernel.words.refuse_control_signs],
                        verbose_name="Postcode",
                    ),
                ),
                ("must", models.JSONField(blank=True, default=dict)),
                ("like", models.JSONField(blank=True, default=dict)),
                (
                    "decides",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[kernel.words.refuse_control_signs],
                        verbose_name="Who decides",
                    ),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("changed_at", models.DateTimeField(default=kernel.time.now)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="asks", to="people.person"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "open"), _negated=True),
                            models.Q(models.Q(("tasks", []), _negated=True), ("opened_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="matching_open_asks_say_something",
                        violation_error_message="Say what you would like a hand with.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("people__gte", 1), ("people__lte", 12)),
                        name="matching_asks_are_for_somebody",
                        violation_error_message="Ask for one person or more, and twelve at most.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("note", models.BinaryField(blank=True, default=b"")),
                ("said_at", models.DateTimeField(default=kernel.time.now)),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exclusions", to="people.person"
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "other"),
                        name="matching_excluded_once",
                        violation_error_message="You have said so already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("other")), _negated=True),
                        name="matching_nobody_excludes_themselves",
                        violation_error_message="Choose somebody else.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being written"),
                            ("open", "Open"),
                            ("resting", "Resting"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("number", models.PositiveIntegerField(default=1)),
                (
                    "words",
                    models.TextField(
                        blank=True,
                        max_length=2000,
                        validators=[django.core.validators.MaxLengthValidator(2000)],
                        verbose_name="In your own words",
                    ),
                ),
                ("tasks", models.JSONField(blank=True, default=list)),
                ("gladly", models.JSONField(blank=True, default=list)),
                ("week", models.JSONField(blank=True, default=dict)),
                (
                    "pay",
                    models.CharField(
                        choices=[("voluntary", "Unpaid"), ("paid", "Paid"), ("either", "Either")],
                        default="either",
                        max_length=10,
                    ),
                ),
                ("least_an_hour_minor", models.PositiveIntegerField(blank=True, null=True)),
                ("most_minutes_a_week", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "postcode",
                    models.CharField(
                        blank=True,
                        max_length=10,
                        validators=[kernel.words.refuse_control_signs],
                        verbose_name="Postcode",
                    ),
                ),
                ("travel", models.JSONField(blank=True, default=list)),
                ("reach_minutes", models.PositiveSmallIntegerField(default=30)),
                ("must", models.JSONField(blank=True, default=dict)),
                ("like", models.JSONField(blank=True, default=dict)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("changed_at", models.DateTimeField(default=kernel.time.now)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offers_to_give", to="people.person"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=("person",),
                        name="matching_one_offer_each",
                        violation_error_message="You have an offer already. Change that one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "open"), _negated=True),
                            models.Q(models.Q(("tasks", []), _negated=True), ("opened_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="matching_open_offers_say_something",
                        violation_error_message="Say what you are glad to do.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "what",
                    models.CharField(
                        choices=[("ask", "Somebody asks for support"), ("offer", "Somebody offers support")],
                        max_length=10,
                    ),
                ),
                (
                    "detail",
                    models.CharField(
                        choices=[
                            ("alike", "Only what at least five people here could have said"),
                            ("as_it_is", "What I would like, and when"),
                        ],
                        default="alike",
                        max_length=10,
                        verbose_name="What they may read",
                    ),
                ),
                ("summary", models.JSONField(default=dict)),
                ("agreements", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("number", models.PositiveIntegerField(default=1)),
                ("told_number", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField(default=kernel.time.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ask",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="openings",
                        to="matching.ask",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="openings",
                        to="matching.offer",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="openings", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ask", None), ("offer", None), _connector="OR"),
                        name="matching_opens_one_thing",
                        violation_error_message="Open one ask or one offer.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("ask",),
                        name="matching_ask_opened_once",
                        violation_error_message="Other circles know of this already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("offer",),
                        name="matching_offer_opened_once",
                        violation_error_message="Other circles know of this already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("is_ours", models.BooleanField()),
                ("afar", models.UUIDField(blank=True, null=True)),
                ("words", models.BinaryField(blank=True, default=b"")),
                ("tells", models.BinaryField(blank=True, default=b"")),
                ("told", models.BinaryField(blank=True, default=b"")),
                ("number", models.PositiveIntegerField(default=1)),
                ("told_number", models.PositiveIntegerField(default=0)),
                ("heard_number", models.PositiveIntegerField(default=0)),
                ("we_said_yes_at", models.DateTimeField(blank=True, null=True)),
                ("they_said_yes_at", models.DateTimeField(blank=True, null=True)),
                ("began_at", models.DateTimeField(default=kernel.time.now)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="letters.agreement"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contacts_afar", to="people.person"
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "opening",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="matching.opening",
                    ),
                ),
            ],
            options={
                "ordering": ("-began_at", "-id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("afar__isnull", False), ("is_ours", True), ("opening", None)),
                            models.Q(("afar", None), ("is_ours", False), ("opening__isnull", False)),
                            _connector="OR",
                        ),
                        name="matching_contact_is_about_one_thing",
                        violation_error_message="A contact is about one ask or offer.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None), ("is_ours", True)),
                        fields=("person", "afar"),
                        name="matching_glad_once",
                        violation_error_message="You have said so already.",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="ask",
            index=models.Index(fields=["state", "opened_at"], name="matching_open_asks"),
        ),
    ]
