"""Secrets for runs, and the door through which a circle leaves one: it can put something in, and read nothing."""

from django.db import migrations, models

DOOR = """
CREATE FUNCTION coop.keep_sealed(what text, secret bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM public.tenants_circle AS c WHERE current_setting('role') = 'r_' || c.schema_name) THEN
    RAISE EXCEPTION 'No circle is speaking.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF length(what) > 120 OR octet_length(secret) > 4096 THEN
    RAISE EXCEPTION 'That is too long for a secret.' USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO public.runs_sealed (key, secret, at) VALUES (what, secret, now()) ON CONFLICT (key) DO NOTHING;
END
$$
"""
GONE = "DROP FUNCTION coop.keep_sealed(text, bytea)"


class Migration(migrations.Migration):
    dependencies = [("runs", "0001_initial"), ("tenants", "0005_step_source")]

    operations = [
        migrations.CreateModel(
            name="Sealed",
            fields=[
                ("key", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("secret", models.BinaryField()),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={"verbose_name_plural": "sealed"},
        ),
        migrations.RunSQL(DOOR, GONE),
    ]
