"""Where both entries sign in, whoever signs in as the one that stays gives their word too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("merging", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="merge",
            name="kept_word_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
