"""Conversations, what is said in them, and how far each has read."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
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
            name="Post",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("authority", models.UUIDField(blank=True, null=True)),
                ("words", models.TextField(blank=True, max_length=6000, verbose_name="Your message")),
                ("sent_as", models.UUIDField(blank=True, null=True)),
                ("at", models.DateTimeField(default=kernel.time.now)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("pinned_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answers",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="answered_by",
                        to="messaging.post",
                    ),
                ),
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
                    "hand",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "pinned_by",
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
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Earlier",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("words", models.TextField(max_length=6000)),
                ("until", models.DateTimeField(default=kernel.time.now)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="earlier", to="messaging.post"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("about", models.UUIDField(blank=True, null=True)),
                (
                    "title",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[kernel.words.refuse_control_signs],
                        verbose_name="What is it about?",
                    ),
                ),
                ("opened_at", models.DateTimeField(default=kernel.time.now)),
                ("newest_at", models.DateTimeField(default=kernel.time.now)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
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
            ],
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("read_to", models.UUIDField(blank=True, null=True)),
                ("muted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="seats", to="messaging.thread"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="post",
            name="thread",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="posts", to="messaging.thread"
            ),
        ),
        migrations.CreateModel(
            name="Nod",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "says",
                    models.CharField(
                        choices=[
                            ("seen", "I have read it"),
                            ("yes", "Yes"),
                            ("thanks", "Thank you"),
                            ("glad", "I am glad"),
                            ("sorry", "I am sorry to hear it"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(default=kernel.time.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="nods", to="messaging.post"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [models.UniqueConstraint(fields=("post", "person", "says"), name="messaging_nods_once")],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mentions", to="messaging.post"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("post", "person"), name="messaging_meant_once")],
            },
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(fields=["kind", "about"], name="messaging_threads_about"),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.UniqueConstraint(
                condition=models.Q(("title", "")),
                fields=("kind", "about"),
                name="messaging_one_without_a_title",
                nulls_distinct=False,
                violation_error_message="There is such a conversation already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("about", None), ("kind", "circle")),
                    models.Q(models.Q(("kind", "circle"), _negated=True), ("about__isnull", False)),
                    _connector="OR",
                ),
                name="messaging_is_about_something",
                violation_error_message="Say whose conversation it is.",
            ),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_at", None), models.Q(("title", ""), _negated=True), _connector="OR"),
                name="messaging_closed_with_a_title",
                violation_error_message="This conversation cannot be closed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(fields=("thread", "person"), name="messaging_one_seat_each"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["thread", "id"], name="messaging_posts_in_order"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("pinned_at__isnull", False)), fields=["thread"], name="messaging_posts_pinned"
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("words", config="simple"), name="messaging_posts_words"
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(fields=("author", "sent_as"), name="messaging_sent_once"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at", None), models.Q(("words", ""), _negated=True)),
                    models.Q(("pinned_at", None), ("withdrawn_at__isnull", False), ("words", "")),
                    _connector="OR",
                ),
                name="messaging_says_something_or_was_taken_back",
                violation_error_message="Write something first.",
            ),
        ),
    ]
