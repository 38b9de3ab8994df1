"""The first tables of this room."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import kernel.ids
import kernel.time
import kernel.words


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0008_longer_names"),
    ]

    operations = [
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
                "indexes": [models.Index(fields=["state", "opened_at"], name="matching_open_asks")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "open"), _negated=True),
                            models.Q(models.Q(("tasks", []), _negated=True), ("opened_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="matching_open_asks_say_something",
                        violation_error_message="Say what you would like a hand with.",
                    )
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
    ]
