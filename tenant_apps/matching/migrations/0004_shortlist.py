"""Who was suggested, who is not wanted there, and how often somebody was shown."""

import django.db.models.deletion
from django.db import migrations, models

import kernel.ids
import kernel.time


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0002_introductions"),
        ("people", "0008_longer_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="Exposure",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("on", models.DateField()),
                ("times", models.PositiveIntegerField(default=0)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["on", "person"], name="matching_shown_since")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "on"),
                        name="matching_one_count_a_day",
                        violation_error_message="This day is counted already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Quiet",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("said_by_giver", models.BooleanField(default=False)),
                ("said_at", models.DateTimeField(default=kernel.time.now)),
                (
                    "ask",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="quiet", to="matching.ask"
                    ),
                ),
                (
                    "giver",
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ask", "giver", "said_by_giver"),
                        name="matching_quiet_once",
                        violation_error_message="You have said so already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Shortlist",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("found", models.JSONField(blank=True, default=list)),
                ("aside", models.JSONField(blank=True, default=list)),
                ("made_at", models.DateTimeField(default=kernel.time.now)),
                (
                    "ask",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shortlists",
                        to="matching.ask",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shortlists",
                        to="matching.offer",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shortlists", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "-made_at"], name="matching_lists_of_somebody")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ask__isnull", False), ("offer", None)),
                            models.Q(("ask", None), ("offer__isnull", False)),
                            _connector="OR",
                        ),
                        name="matching_list_of_one_thing",
                        violation_error_message="A list is made for one ask or for one offer.",
                    )
                ],
            },
        ),
    ]
