"""What an address is known again by, for some days, that said no to an office."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inviting", "0003_asked_to_hold_office"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="no_hash",
            field=models.BinaryField(max_length=32, null=True),
        ),
    ]
