"""That what is withheld has to be looked at again is said once for each day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0002_stance_is_ours"),
    ]

    operations = [
        migrations.AddField(
            model_name="withholding",
            name="reminded_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
