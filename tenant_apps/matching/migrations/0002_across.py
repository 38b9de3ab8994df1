"""Asks and offers that other circles may know of, and contacts across."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import kernel.ids
import kernel.time


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0001_initial"),
        ("matching", "0001_initial"),
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
            },
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(("ask", None), ("offer", None), _connector="OR"),
                name="matching_opens_one_thing",
                violation_error_message="Open one ask or one offer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("ask",),
                name="matching_ask_opened_once",
                violation_error_message="Other circles know of this already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("offer",),
                name="matching_offer_opened_once",
                violation_error_message="Other circles know of this already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("afar__isnull", False), ("is_ours", True), ("opening", None)),
                    models.Q(("afar", None), ("is_ours", False), ("opening__isnull", False)),
                    _connector="OR",
                ),
                name="matching_contact_is_about_one_thing",
                violation_error_message="A contact is about one ask or offer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None), ("is_ours", True)),
                fields=("person", "afar"),
                name="matching_glad_once",
                violation_error_message="You have said so already.",
            ),
        ),
    ]
