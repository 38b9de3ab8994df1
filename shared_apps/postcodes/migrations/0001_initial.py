"""Where postcodes lie, and the two doors through which a circle asks: for some areas by name, and which loading it is."""

from django.db import migrations, models

import kernel.time

DOORS = """
CREATE FUNCTION coop.places_of(codes text[])
RETURNS TABLE (code text, east integer, north integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT a.code::text, a.east, a.north FROM public.postcodes_area AS a WHERE a.code = ANY (places_of.codes)
$$;
COMMENT ON FUNCTION coop.places_of(text[]) IS 'Where these parts of postcode districts lie, in metres on one map.';

CREATE FUNCTION coop.postcodes_loaded() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT COALESCE(pg_catalog.max(l.id), 0) FROM public.postcodes_loading AS l
$$;
COMMENT ON FUNCTION coop.postcodes_loaded() IS 'Which loading of postcodes is in force; 0 if there is none.';
"""
GONE = "DROP FUNCTION coop.places_of(text[]); DROP FUNCTION coop.postcodes_loaded()"


class Migration(migrations.Migration):
    initial = True
    dependencies = [("tenants", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Area",
            fields=[
                ("code", models.CharField(max_length=6, primary_key=True, serialize=False)),
                ("east", models.IntegerField()),
                ("north", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Loading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=kernel.time.now)),
                ("source", models.CharField(max_length=200)),
                ("postcodes", models.PositiveIntegerField()),
                ("left_out", models.PositiveIntegerField()),
                ("areas", models.PositiveIntegerField()),
            ],
        ),
        migrations.RunSQL(DOORS, GONE),
    ]
