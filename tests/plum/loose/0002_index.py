from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("plum", "0001_initial")]
    operations = [AddIndexConcurrently("plum", models.Index(fields=("weight",), name="plum_by_weight"))]
