"""An invitation by e-mail speaks the language of whoever it is for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inviting", "0001_initial")]

    operations = [
        migrations.AddField("invitation", "language", models.CharField(blank=True, db_default="", max_length=10)),
    ]
