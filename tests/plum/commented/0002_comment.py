"""A statement that ends with a comment."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plum", "0001_initial")]
    operations = [migrations.RunSQL(["ALTER TABLE plum_plum ADD COLUMN stone integer -- every plum has one"])]
