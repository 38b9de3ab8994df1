"""Asks, offers, suggestions, the steps to a team, and what other circles may know."""

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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "on"),
                        name="matching_one_count_a_day",
                        violation_error_message="This day is counted already.",
                    ),
                ],
            },
        ),
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None), models.Q(("stage", "joined"), _negated=True)),
                        fields=("ask", "giver"),
                        name="matching_brought_together_once",
                        violation_error_message="They are asked already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("asker", models.F("giver")), _negated=True),
                        name="matching_two_people_meet",
                        violation_error_message="Choose somebody else.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("shows_at", None)),
                            models.Q(("closed_at__isnull", False), ("shows_at__gte", models.F("closed_at"))),
                            _connector="OR",
                        ),
                        name="matching_closed_is_told_some_time",
                        violation_error_message="Say when it is told that this is over.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("joined_at__isnull", False), ("stage", "joined")),
                            models.Q(models.Q(("stage", "joined"), _negated=True), ("joined_at", None)),
                            _connector="OR",
                        ),
                        name="matching_joined_at_a_time",
                        violation_error_message="Whoever is in the team came in at some time.",
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
                    ),
                ],
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("introduction", "person"),
                        name="matching_reviewed_once",
                        violation_error_message="You have told how it was already.",
                    ),
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ask__isnull", False), ("offer", None)),
                            models.Q(("ask", None), ("offer__isnull", False)),
                            _connector="OR",
                        ),
                        name="matching_list_of_one_thing",
                        violation_error_message="A list is made for one ask or for one offer.",
                    ),
                ],
            },
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("introduction", "what", "person"),
                        name="matching_one_word_a_step",
                        violation_error_message="You have said so already.",
                    ),
                ],
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("introduction", "person"),
                        name="matching_one_word_of_each",
                        violation_error_message="You have said so already.",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="ask",
            index=models.Index(fields=["state", "opened_at"], name="matching_open_asks"),
        ),
        migrations.AddIndex(
            model_name="exposure",
            index=models.Index(fields=["on", "person"], name="matching_shown_since"),
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
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(fields=["ask", "-asked_at"], name="matching_plans_of_an_ask"),
        ),
        migrations.AddIndex(
            model_name="shortlist",
            index=models.Index(fields=["person", "-made_at"], name="matching_lists_of_somebody"),
        ),
    ]
