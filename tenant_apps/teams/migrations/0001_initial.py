"""Teams, the places in them, and what a team does together."""

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
            name="Agreement",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("title", models.BinaryField(default=b"", verbose_name="What is it about?")),
                ("made_at", models.DateTimeField(default=kernel.time.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="AgreementVersion",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("words", models.BinaryField(default=b"", verbose_name="What do we agree on?")),
                ("at", models.DateTimeField(default=kernel.time.now)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="teams.agreement"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
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
                "ordering": ("-number",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "number"),
                        name="teams_one_wording_of_a_number",
                        violation_error_message="Somebody wrote this anew meanwhile. Read it, then write yours.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementYes",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("is_yes", models.BooleanField()),
                ("at", models.DateTimeField(default=kernel.time.now)),
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
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="yeses", to="teams.agreementversion"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "agreement yeses",
                "constraints": [
                    models.UniqueConstraint(fields=("version", "person"), name="teams_one_answer_to_a_wording"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(verbose_name="When?")),
                ("place", models.BinaryField(blank=True, default=b"", verbose_name="Where?")),
                ("notes", models.BinaryField(blank=True, default=b"", verbose_name="What was talked about")),
                ("called_at", models.DateTimeField(default=kernel.time.now)),
                ("number", models.PositiveIntegerField(default=0)),
                ("noted_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "called_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "noted_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("noted_at", None), ("cancelled_at", None), _connector="OR"),
                        name="teams_meetings_held_or_cancelled",
                        violation_error_message="A meeting that was written down took place.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("what", models.BinaryField(default=b"", verbose_name="What was decided?")),
                ("review_on", models.DateField(verbose_name="Look at it again on")),
                ("at", models.DateTimeField(default=kernel.time.now)),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "noted_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="teams.meeting"
                    ),
                ),
            ],
            options={
                "ordering": ("review_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attendances", to="teams.meeting"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "person"), name="teams_somebody_is_there_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("after", models.PositiveSmallIntegerField(choices=[(3, 3), (8, 8), (12, 12)])),
                ("due_on", models.DateField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ("-due_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="ReviewWords",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "side",
                    models.CharField(
                        choices=[("owner", "The person the team is for"), ("member", "The member")], max_length=10
                    ),
                ),
                ("good", models.BinaryField(blank=True, default=b"", verbose_name="What goes well?")),
                ("change", models.BinaryField(blank=True, default=b"", verbose_name="What should be different?")),
                (
                    "next",
                    models.CharField(
                        choices=[("go_on", "Go on as it is"), ("change", "Change something"), ("stop", "Stop")],
                        max_length=10,
                        verbose_name="How do you want to go on?",
                    ),
                ),
                ("is_shared", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=kernel.time.now)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="words", to="teams.review"
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
                "verbose_name_plural": "review words",
                "constraints": [
                    models.UniqueConstraint(fields=("review", "side"), name="teams_each_side_writes_once"),
                    models.CheckConstraint(
                        condition=models.Q(("next", ""), _negated=True),
                        name="teams_reviews_say_how_to_go_on",
                        violation_error_message="Say how you want to go on.",
                    ),
                ],
            },
        ),
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("owner",),
                        name="teams_one_team_around_a_person",
                        violation_error_message="There is a team around them already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("frozen_at", None), ("frozen_why", "")),
                            models.Q(("frozen_at__isnull", False), models.Q(("frozen_why", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="teams_frozen_for_a_reason",
                        violation_error_message="A team rests for a reason.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("on", models.DateField(verbose_name="On which day?")),
                ("noted_at", models.DateTimeField(default=kernel.time.now)),
                (
                    "noted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "who",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="teams.team"
                    ),
                ),
            ],
            options={
                "ordering": ("-on", "-id"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("team", "who", "on"),
                        name="teams_one_session_a_day",
                        violation_error_message="This day is noted already.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="review",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="teams.team"
            ),
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("team", "person"),
                        name="teams_one_place_each",
                        violation_error_message="They have a place in this team already, or were asked.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("began_at", None),
                            models.Q(("accepted_at__isnull", False), ("agreed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="teams_places_begin_with_both",
                        violation_error_message="A place begins when both have said yes.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_how", "")),
                            models.Q(("ended_at__isnull", False), models.Q(("ended_how", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="teams_places_end_somehow",
                        violation_error_message="Say how it ended.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("covers_until", None),
                            ("began_at", None),
                            ("covers_until__gt", models.F("began_at")),
                            _connector="OR",
                        ),
                        name="teams_cover_ends_after_it_begins",
                        violation_error_message="Standing in ends after it begins.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="meeting",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="meetings", to="teams.team"
            ),
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("key", models.BinaryField(default=b"")),
                ("called", models.BinaryField(default=b"", verbose_name="Name of the paper")),
                ("media_type", models.CharField(max_length=40)),
                ("size", models.PositiveIntegerField()),
                ("kept_at", models.DateTimeField(default=kernel.time.now)),
                (
                    "kept_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="teams.team"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "going",
                    models.CharField(
                        choices=[
                            ("well", "It is going well"),
                            ("mixed", "Some of it is hard"),
                            ("hard", "It is hard just now"),
                        ],
                        max_length=10,
                        verbose_name="How is it going?",
                    ),
                ),
                ("words", models.BinaryField(blank=True, default=b"", verbose_name="In a few words")),
                ("at", models.DateTimeField(default=kernel.time.now)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
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
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="check_ins", to="teams.team"
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-id"),
            },
        ),
        migrations.AddField(
            model_name="agreement",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="agreements", to="teams.team"
            ),
        ),
        migrations.CreateModel(
            name="TeamHat",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rota_holder", "Keeps the rota"),
                            ("profile_holder", "Keeps the profile up to date"),
                            ("safeguarding_lead", "Looks after safety"),
                            ("medication_record_holder", "Keeps the record of medicines"),
                            ("check_in_facilitator", "Asks how it is going"),
                            ("chat_admin", "Looks after the chat"),
                            ("back_up", "First to call when somebody cannot come"),
                        ],
                        max_length=30,
                        verbose_name="Hat",
                    ),
                ),
                ("months", models.PositiveSmallIntegerField(default=6, verbose_name="For how many months")),
                ("asked_at", models.DateTimeField(default=kernel.time.now)),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("from_on", models.DateField(blank=True, null=True)),
                ("until_on", models.DateField(blank=True, null=True)),
                ("reminded_on", models.DateField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("laid_down", "They laid it down"),
                            ("handed_over", "Handed over"),
                            ("ran_out", "The term was over"),
                            ("taken_off", "The person the team is for ended it"),
                            ("left_team", "They left the team"),
                            ("said_no", "They said no"),
                            ("not_agreed", "The person the team is for said no"),
                            ("taken_back", "The question was taken back"),
                            ("not_answered", "Nobody answered in time"),
                            ("team_ended", "The team ended"),
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
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="teams.teamhat",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="team_hats", to="people.person"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hats", to="teams.team"
                    ),
                ),
            ],
            options={
                "ordering": ("kind", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("from_on__isnull", False)),
                        fields=("team", "person", "kind"),
                        name="teams_one_hat_of_a_kind_each",
                        violation_error_message="They wear this hat already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("from_on", None)),
                        fields=("team", "person", "kind"),
                        name="teams_one_question_of_a_kind_each",
                        violation_error_message="They were asked already, and it waits for an answer.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_on", None),
                            models.Q(("accepted_at__isnull", False), ("agreed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="teams_hats_begin_with_both",
                        violation_error_message="A hat is worn when both sides have said yes.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("from_on", None), ("until_on", None)),
                            models.Q(
                                ("from_on__isnull", False),
                                ("until_on__gt", models.F("from_on")),
                                ("until_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="teams_hats_have_a_term",
                        violation_error_message="A hat is worn for a term.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("months__gte", 1), ("months__lte", 12)),
                        name="teams_hats_for_a_year_at_most",
                        violation_error_message="Choose a term of one to twelve months.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_how", "")),
                            models.Q(("ended_at__isnull", False), models.Q(("ended_how", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="teams_hats_end_somehow",
                        violation_error_message="Say how it ended.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HatWord",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("is_against", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=kernel.time.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "hat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="words", to="teams.teamhat"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("hat", "person"), name="teams_one_word_on_a_hat_each"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamTask",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("what", models.BinaryField(default=b"", verbose_name="What is to be done?")),
                ("due_on", models.DateField(blank=True, null=True)),
                ("added_at", models.DateTimeField(default=kernel.time.now)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("dropped_at", models.DateTimeField(blank=True, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "done_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="teams.team"
                    ),
                ),
                (
                    "who",
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
                        condition=models.Q(("done_at", None), ("dropped_at", None), _connector="OR"),
                        name="teams_tasks_end_in_one_way",
                        violation_error_message="A task is done or dropped, and not both.",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                fields=("team", "member", "after"), name="teams_one_review_after_so_many"
            ),
        ),
        migrations.AddIndex(
            model_name="checkin",
            index=models.Index(fields=["team", "-at"], name="teams_check_ins_newest"),
        ),
    ]
