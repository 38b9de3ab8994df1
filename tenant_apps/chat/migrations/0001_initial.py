"""A circle talks in a chat server of its own: rooms, users, what is still to be told, and what was said."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import kernel.ids
import kernel.time


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0008_longer_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="Server",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("rocketchat", "Rocket.Chat")], max_length=20)),
                ("address", models.CharField(max_length=200)),
                (
                    "sign_in",
                    models.CharField(
                        choices=[
                            ("oidc", "With the circle’s own sign-in"),
                            ("token", "By a press here: Coopbox opens the door"),
                            ("link", "By themselves, with a password there"),
                        ],
                        max_length=10,
                    ),
                ),
                ("tool_id", models.UUIDField(blank=True, null=True)),
                ("sealed", models.TextField()),
                (
                    "keep_days",
                    models.PositiveSmallIntegerField(
                        default=0, validators=[django.core.validators.MaxValueValidator(3650)]
                    ),
                ),
                ("chosen_at", models.DateTimeField(default=kernel.time.now)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.CharField(blank=True, max_length=40)),
                ("is_paid", models.BooleanField(blank=True, null=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("trouble", models.CharField(blank=True, max_length=60)),
                ("trouble_since", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(default=kernel.time.now)),
                ("held_until", models.DateTimeField(blank=True, null=True)),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "chosen_by",
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
            name="Room",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("about", models.UUIDField(blank=True, null=True)),
                ("number", models.PositiveIntegerField()),
                ("remote_id", models.CharField(blank=True, max_length=120)),
                ("roles", models.JSONField(blank=True, default=dict)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                ("fetched_at", models.DateTimeField(blank=True, null=True)),
                (
                    "server",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rooms", to="chat.server"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Login",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("username", models.CharField(max_length=80)),
                ("remote_id", models.CharField(blank=True, max_length=120)),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("suspended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "server",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="logins", to="chat.server"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Errand",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("room", "Bring a room into step"),
                            ("out", "Show somebody out of a room"),
                            ("person", "Bring a user into step"),
                            ("post", "Say something in a room"),
                            ("erase", "Forget somebody"),
                            ("hook", "Ask it to tell us what is said"),
                            ("fetch", "Bring home what was said"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "at once"), (1, "in turn"), (2, "when there is time")], default=1
                    ),
                ),
                ("room_kind", models.CharField(blank=True, max_length=20)),
                ("about", models.UUIDField(blank=True, null=True)),
                ("person", models.UUIDField(blank=True, null=True)),
                ("data", models.JSONField(blank=True, default=dict)),
                ("made_at", models.DateTimeField(default=kernel.time.now)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("failed", models.CharField(blank=True, max_length=60)),
                (
                    "server",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="errands", to="chat.server"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Drift",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("missing", "Somebody was missing in a room"),
                            ("surplus", "Somebody was in a room who should not be"),
                            ("room_gone", "A room was gone"),
                        ],
                        max_length=10,
                    ),
                ),
                ("how_many", models.PositiveIntegerField(default=1)),
                ("at", models.DateTimeField(default=kernel.time.now)),
                (
                    "room",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="chat.room"),
                ),
                (
                    "server",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="drifts", to="chat.server"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("remote_id", models.CharField(max_length=120)),
                ("words", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="words", to="chat.room"
                    ),
                ),
            ],
            options={
                "ordering": ("at", "id"),
            },
        ),
        migrations.AddConstraint(
            model_name="server",
            constraint=models.UniqueConstraint(
                fields=("left_at",),
                name="chat_one_server_at_a_time",
                nulls_distinct=False,
                violation_error_message="The circle has a chat server already. Leave that one first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="server",
            constraint=models.CheckConstraint(
                condition=models.Q(("settled_at", None), ("left_at__isnull", False), _connector="OR"),
                name="chat_settled_after_it_was_left",
                violation_error_message="A chat that is in use is not settled.",
            ),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.UniqueConstraint(
                fields=("server", "kind", "about"), name="chat_one_room_for_each", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.UniqueConstraint(fields=("server", "number"), name="chat_rooms_are_numbered"),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.UniqueConstraint(
                condition=models.Q(("remote_id", ""), _negated=True),
                fields=("server", "remote_id"),
                name="chat_rooms_are_not_shared",
            ),
        ),
        migrations.AddConstraint(
            model_name="login",
            constraint=models.UniqueConstraint(fields=("server", "person"), name="chat_one_login_each"),
        ),
        migrations.AddConstraint(
            model_name="login",
            constraint=models.UniqueConstraint(fields=("server", "username"), name="chat_usernames_are_not_shared"),
        ),
        migrations.AddIndex(
            model_name="errand",
            index=models.Index(
                condition=models.Q(("done_at", None)), fields=["server", "rank", "id"], name="chat_errands_in_order"
            ),
        ),
        migrations.AddIndex(
            model_name="word",
            index=models.Index(fields=["room", "at"], name="chat_words_in_order"),
        ),
        migrations.AddConstraint(
            model_name="word",
            constraint=models.UniqueConstraint(fields=("room", "remote_id"), name="chat_words_once"),
        ),
    ]
