"""A person may be written to in another language than the circle's own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_removals")]

    operations = [
        migrations.AddField("person", "language", models.CharField(blank=True, db_default="", max_length=10)),
    ]
