"""Goes well wherever no two plums share a colour, and fails where they do."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plum", "0001_initial")]
    operations = [
        migrations.AddConstraint("plum", models.UniqueConstraint(fields=("colour",), name="plum_one_a_colour")),
    ]
