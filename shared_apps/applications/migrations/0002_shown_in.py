"""An application keeps the language in which the agreement was read, for the signature that comes of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial")]

    operations = [
        migrations.AddField("application", "shown_in", models.CharField(blank=True, db_default="", max_length=10)),
    ]
