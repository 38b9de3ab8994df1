from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("plum", "0001_initial")]
    operations = [migrations.RunSQL("CREATE VIEW ripe AS SELECT * FROM public.tenants_circle")]
