"""A coordinator may end a place while nobody can decide."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="place",
            name="ended_how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("left", "They left the team"),
                    ("asked_to_go", "The person the team is for ended it"),
                    ("emergency", "A coordinator ended it while nobody could decide"),
                    ("cover_over", "Standing in is over"),
                    ("said_no", "They said no"),
                    ("not_agreed", "The person the team is for said no"),
                    ("taken_back", "The question was taken back"),
                    ("ran_out", "Nobody answered in time"),
                    ("team_ended", "The team ended"),
                    ("left_circle", "They are not of the circle any more"),
                ],
                max_length=20,
            ),
        ),
    ]
