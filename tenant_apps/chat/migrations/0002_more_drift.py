"""A look finds rooms with another name, and rooms that were closed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="drift",
            name="what",
            field=models.CharField(
                choices=[
                    ("missing", "Somebody was missing in a room"),
                    ("surplus", "Somebody was in a room who should not be"),
                    ("room_gone", "A room was gone"),
                    ("renamed", "A room had another name"),
                    ("closed", "A room was closed"),
                ],
                max_length=10,
            ),
        ),
    ]
