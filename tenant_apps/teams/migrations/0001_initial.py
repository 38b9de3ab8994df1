"""Teams and the places in them."""

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
            name="Team",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("founded_at", models.DateTimeField(default=kernel.time.now)),
                ("stepped_back_at", models.DateTimeField(blank=True, null=True)),
                ("frozen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "frozen_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("died", "The person it was for has died"),
                            ("left", "The person it was for is not of the circle any more"),
                            (
                                "capacity",
                                "The person it is for cannot decide just now, and nobody decides for them yet",
                            ),
                        ],
                        max_length=10,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_why",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        validators=[django.core.validators.MaxLengthValidator(1000)],
                        verbose_name="Why",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "founded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="teams", to="people.person"
                    ),
                ),
                (
                    "starter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("family", "Family"),
                            ("friend", "Friend"),
                            ("neighbour", "Neighbour"),
                            ("volunteer", "Volunteer"),
                            ("worker", "Paid worker"),
                            ("professional", "Professional"),
                        ],
                        max_length=20,
                        verbose_name="Who they are to the team",
                    ),
                ),
                (
                    "does",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[kernel.words.refuse_control_signs],
                        verbose_name="What they do",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=kernel.time.now)),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("began_at", models.DateTimeField(blank=True, null=True)),
                ("covers_until", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("left", "They left the team"),
                            ("asked_to_go", "The person the team is for ended it"),
                            ("cover_over", "Standing in is over"),
                            ("said_no", "They said no"),
                            ("not_agreed", "The person the team is for said no"),
                            ("taken_back", "The question was taken back"),
                            ("ran_out", "Nobody answered in time"),
                            ("team_ended", "The team ended"),
                            ("left_circle", "They are not of the circle any more"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "agreed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "ended_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="places", to="people.person"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="places", to="teams.team"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("owner",),
                name="teams_one_team_around_a_person",
                violation_error_message="There is a team around them already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("frozen_at", None), ("frozen_why", "")),
                    models.Q(("frozen_at__isnull", False), models.Q(("frozen_why", ""), _negated=True)),
                    _connector="OR",
                ),
                name="teams_frozen_for_a_reason",
                violation_error_message="A team rests for a reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("team", "person"),
                name="teams_one_place_each",
                violation_error_message="They have a place in this team already, or were asked.",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("began_at", None),
                    models.Q(("accepted_at__isnull", False), ("agreed_at__isnull", False)),
                    _connector="OR",
                ),
                name="teams_places_begin_with_both",
                violation_error_message="A place begins when both have said yes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_how", "")),
                    models.Q(("ended_at__isnull", False), models.Q(("ended_how", ""), _negated=True)),
                    _connector="OR",
                ),
                name="teams_places_end_somehow",
                violation_error_message="Say how it ended.",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("covers_until", None),
                    ("began_at", None),
                    ("covers_until__gt", models.F("began_at")),
                    _connector="OR",
                ),
                name="teams_cover_ends_after_it_begins",
                violation_error_message="Standing in ends after it begins.",
            ),
        ),
    ]
