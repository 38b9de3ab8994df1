from django.db import migrations


def make_heavier(apps, schema_editor):
    apps.get_model("plum", "Plum").objects.update(weight=7)


class Migration(migrations.Migration):
    dependencies = [("plum", "0001_initial")]
    operations = [migrations.RunPython(make_heavier, migrations.RunPython.noop)]
