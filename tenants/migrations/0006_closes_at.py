from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0005_step_source"),
    ]

    operations = [
        migrations.AddField(
            model_name="circle",
            name="closes_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
