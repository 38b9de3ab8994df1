from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plum", "0001_initial")]
    operations = [migrations.AddField("plum", "ripe", models.BooleanField(default=False))]
