"""A stance that Coopbox set, before anybody was asked, is no word of theirs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="stance",
            name="is_ours",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
