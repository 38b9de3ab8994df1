"""Asks for two people at the same time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0001_initial"),
        ("people", "0008_longer_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="ask",
            name="at_once",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=models.Q(("at_once__in", (1, 2))),
                name="matching_one_or_two_come_at_once",
                violation_error_message="One person comes at a time, or two.",
            ),
        ),
    ]
