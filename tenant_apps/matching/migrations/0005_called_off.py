"""A first visit that was called off, and that somebody was told that it is over."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0004_what_is_paid"),
    ]

    operations = [
        migrations.AddField(
            model_name="introduction",
            name="off_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="step",
            name="what",
            field=models.CharField(
                choices=[
                    ("interest", "Get to know each other"),
                    ("talk", "Talk with each other"),
                    ("met", "We have met"),
                    ("trial", "The first visit"),
                    ("confirm", "Go on together"),
                    ("stop", "Not for me"),
                    ("heard", "They know that it is over"),
                ],
                max_length=10,
            ),
        ),
    ]
