"""A summary may say nothing at all: that is what the most careful choice shows of somebody in a small circle."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0002_two_at_once"),
    ]

    operations = [
        migrations.AlterField(
            model_name="afar",
            name="summary",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name="opening",
            name="summary",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
