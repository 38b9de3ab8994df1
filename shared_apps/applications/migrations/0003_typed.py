"""An application keeps what was typed on a page that was left before it was right."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0002_shown_in")]

    operations = [
        migrations.AddField(
            "application",
            "typed",
            models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict),
        ),
    ]
