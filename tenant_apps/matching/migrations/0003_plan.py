"""Whole teams that were looked for."""

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
            name="Plan",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("ask_number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for its turn"),
                            ("running", "Being looked for"),
                            ("done", "Ready"),
                            ("stopped", "Stopped"),
                            ("failed", "Did not work"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("facts", "We look who is free at these times."),
                            ("few", "We look for the fewest people who can come to everything."),
                            ("backed", "We look for people who can stand in for one another."),
                            ("glad", "We look for people who would be glad of one another."),
                            ("others", "We look for other people who could do it as well."),
                            ("changes", "We look what would help."),
                        ],
                        default="facts",
                        max_length=10,
                    ),
                ),
                ("seed", models.PositiveIntegerField(default=0)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("result", models.JSONField(blank=True, default=dict)),
                ("asked_at", models.DateTimeField(default=kernel.time.now)),
                ("alive_at", models.DateTimeField(blank=True, null=True)),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField()),
                (
                    "ask",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plans", to="matching.ask"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["ask", "-asked_at"], name="matching_plans_of_an_ask")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("waiting", "running"))),
                        fields=("ask",),
                        name="matching_one_plan_at_work",
                        violation_error_message="A team is being looked for already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            models.Q(("ended_at__isnull", False), ("verified_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="matching_ready_plans_were_checked",
                        violation_error_message="A team is checked before it is shown.",
                    ),
                ],
            },
        ),
    ]
