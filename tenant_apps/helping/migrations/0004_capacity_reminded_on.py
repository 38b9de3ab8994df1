"""That whether somebody can decide has to be looked at again is said once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("helping", "0003_wish"),
    ]

    operations = [
        migrations.AddField(
            model_name="capacity",
            name="reminded_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
