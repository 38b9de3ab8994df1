"""What an hour of a first visit is paid, and when somebody was reminded of a person of another circle."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0003_nothing_said"),
        ("people", "0008_longer_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="reminded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="introduction",
            name="trial_an_hour_minor",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="introduction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("trial_an_hour_minor", None),
                    models.Q(("trial_an_hour_minor__gt", 0), ("trial_is_paid", True)),
                    _connector="OR",
                ),
                name="matching_only_what_is_paid_has_an_amount",
                violation_error_message="Say what an hour is paid.",
            ),
        ),
    ]
