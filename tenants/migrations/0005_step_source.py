from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0004_support_until"),
    ]

    operations = [
        migrations.AddField(
            model_name="migrationstep",
            name="source",
            field=models.CharField(blank=True, db_default="", max_length=64),
        ),
    ]
