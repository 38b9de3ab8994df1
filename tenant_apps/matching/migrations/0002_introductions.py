"""Two people who may suit each other, how far they have come, and what each said on the way."""

import django.db.models.deletion
from django.db import migrations, models

import kernel.ids
import kernel.time


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0001_initial"),
        ("people", "0008_longer_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="Introduction",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "brought_up_by",
                    models.CharField(
                        choices=[("asker", "Whoever asks"), ("giver", "Whoever gives"), ("circle", "A coordinator")],
                        max_length=10,
                    ),
                ),
                ("began_at", models.DateTimeField(default=kernel.time.now)),
                ("asked", models.JSONField(blank=True, default=dict)),
                ("offered", models.JSONField(blank=True, default=dict)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("asked", "Both are asked"),
                            ("mutual", "Both would be glad to"),
                            ("talking", "They talk"),
                            ("trial", "They try it"),
                            ("reviewed", "They tried it"),
                            ("team", "The team is told"),
                            ("joined", "In the team"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("stage_at", models.DateTimeField(default=kernel.time.now)),
                ("due_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("trial_number", models.PositiveIntegerField(default=0)),
                ("trial_at", models.DateTimeField(blank=True, null=True)),
                ("trial_is_paid", models.BooleanField(default=False)),
                ("trial_where", models.BinaryField(blank=True, default=b"")),
                ("worries_until", models.DateTimeField(blank=True, null=True)),
                ("joined_at", models.DateTimeField(blank=True, null=True)),
                ("again_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("shows_at", models.DateTimeField(blank=True, null=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ask",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="introductions",
                        to="matching.ask",
                    ),
                ),
                (
                    "asker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="introductions", to="people.person"
                    ),
                ),
                (
                    "began_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="introduced_to", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ("-began_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("went_well", models.BinaryField(blank=True, default=b"")),
                ("differently", models.BinaryField(blank=True, default=b"")),
                ("agree_on", models.BinaryField(blank=True, default=b"")),
                ("given_at", models.DateTimeField(default=kernel.time.now)),
                (
                    "given_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "introduction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reviews", to="matching.introduction"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("interest", "Get to know each other"),
                            ("talk", "Talk with each other"),
                            ("met", "We have met"),
                            ("trial", "The first visit"),
                            ("confirm", "Go on together"),
                            ("stop", "Not for me"),
                        ],
                        max_length=10,
                    ),
                ),
                ("said_at", models.DateTimeField(default=kernel.time.now)),
                ("authority", models.UUIDField(blank=True, null=True)),
                ("words", models.BinaryField(blank=True, default=b"")),
                ("ticked", models.JSONField(blank=True, default=list)),
                ("number", models.PositiveIntegerField(default=0)),
                (
                    "introduction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="matching.introduction"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
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
                "ordering": ("said_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="TeamWord",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("is_worried", models.BooleanField()),
                ("words", models.BinaryField(blank=True, default=b"")),
                ("said_at", models.DateTimeField(default=kernel.time.now)),
                (
                    "introduction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="team_words",
                        to="matching.introduction",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ("said_at", "id"),
            },
        ),
        migrations.AddIndex(
            model_name="introduction",
            index=models.Index(fields=["asker", "stage"], name="matching_met_by_asker"),
        ),
        migrations.AddIndex(
            model_name="introduction",
            index=models.Index(fields=["giver", "stage"], name="matching_met_by_giver"),
        ),
        migrations.AddIndex(
            model_name="introduction",
            index=models.Index(condition=models.Q(("closed_at", None)), fields=["due_at"], name="matching_met_due"),
        ),
        migrations.AddConstraint(
            model_name="introduction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None), models.Q(("stage", "joined"), _negated=True)),
                fields=("ask", "giver"),
                name="matching_brought_together_once",
                violation_error_message="They are asked already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="introduction",
            constraint=models.CheckConstraint(
                condition=models.Q(("asker", models.F("giver")), _negated=True),
                name="matching_two_people_meet",
                violation_error_message="Choose somebody else.",
            ),
        ),
        migrations.AddConstraint(
            model_name="introduction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("shows_at", None)),
                    models.Q(("closed_at__isnull", False), ("shows_at__gte", models.F("closed_at"))),
                    _connector="OR",
                ),
                name="matching_closed_is_told_some_time",
                violation_error_message="Say when it is told that this is over.",
            ),
        ),
        migrations.AddConstraint(
            model_name="introduction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("joined_at__isnull", False), ("stage", "joined")),
                    models.Q(models.Q(("stage", "joined"), _negated=True), ("joined_at", None)),
                    _connector="OR",
                ),
                name="matching_joined_at_a_time",
                violation_error_message="Whoever is in the team came in at some time.",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                fields=("introduction", "person"),
                name="matching_reviewed_once",
                violation_error_message="You have told how it was already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(
                fields=("introduction", "what", "person"),
                name="matching_one_word_a_step",
                violation_error_message="You have said so already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="teamword",
            constraint=models.UniqueConstraint(
                fields=("introduction", "person"),
                name="matching_one_word_of_each",
                violation_error_message="You have said so already.",
            ),
        ),
    ]
