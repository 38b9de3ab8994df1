"""Fails without a word in every circle where there is a plum."""

from django.db import migrations


def fail(apps, schema_editor):
    if apps.get_model("plum", "Plum").objects.exists():
        raise ValueError


class Migration(migrations.Migration):
    dependencies = [("plum", "0001_initial")]
    operations = [migrations.RunPython(fail, migrations.RunPython.noop)]
