from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0004_account")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="language",
            field=models.CharField(blank=True, db_default="", max_length=10),
        ),
    ]
